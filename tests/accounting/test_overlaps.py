"""What other activity gives already is included elsewhere: counted once, and said so."""

from __future__ import annotations

import polars as pl

from tongyuan.accounting.overlaps import included_elsewhere
from tongyuan.vocabulary.activities import kinds
from tongyuan.vocabulary.packaged import read_packaged
from tongyuan.vocabulary.sources import codes

RULES = read_packaged("tongyuan.accounting", "overlaps")


def contexts(**changes: object) -> pl.DataFrame:
    rule = RULES.row(0, named=True)
    row = {"context": 0, "activity": rule["activity"], "region": "990000", "year": 2020}
    row |= {"source": rule["source"], "fuel": "diesel_oil" if rule["fuel"] == "*" else rule["fuel"]}
    return pl.DataFrame([row | changes]).with_columns(pl.col("context").cast(pl.UInt32))


def present(**changes: object) -> pl.DataFrame:
    rule = RULES.row(0, named=True)
    row = {"activity": rule["present_activity"], "region": "990000", "year": 2020}
    material = (rule["present_fuel"] or "*").replace("*", "car_mini")
    return pl.DataFrame([row | {"source": rule["present_source"], "fuel": material} | changes])


def test_rules_name_kinds_and_sources_that_exist() -> None:
    assert set(RULES["present_activity"]) | set(RULES["activity"]) <= set(kinds())
    assert set(RULES["present_source"]) | set(RULES["source"]) <= {*codes(), "none"}


def test_what_is_given_elsewhere_is_included_there() -> None:
    assert included_elsewhere(contexts(), present=present()).height > 0


def test_another_year_or_region_gives_nothing() -> None:
    assert included_elsewhere(contexts(), present=present(year=2019)).is_empty()
    assert included_elsewhere(contexts(), present=present(region="980000")).is_empty()


def test_other_vehicles_leave_a_fuel_its_pollutants() -> None:
    assert included_elsewhere(contexts(), present=present(fuel="truck_heavy_diesel")).is_empty()
