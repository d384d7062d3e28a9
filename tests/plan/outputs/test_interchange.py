"""Interchange: every level is the sum of what lies below it, and nothing unknown becomes a zero."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.outputs.iamc import iamc_long, iamc_wide
from tongyuan.plan.outputs.primap import CATEGORY, ipcc_category, primap_table

SOURCES = ["1A1a", "1A1b", "1A2a", "1A3bi", "1A4b", "1B1a", "2A1", "2F1", "3A", "4A", "5A"]
ROW = st.tuples(
    st.sampled_from(SOURCES),
    st.sampled_from(["CO2", "CH4", "HFC32"]),
    st.sampled_from([2020, 2021]),
    st.one_of(st.none(), st.floats(min_value=-1e9, max_value=1e9)),
)
SCHEMA = {"source": pl.String, "species": pl.String, "year": pl.Int32, "mass_t": pl.Float64}


def emission(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return table.with_columns(region=pl.lit("990000"), sector=pl.lit("s"), scope=pl.lit(1))


@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_the_whole_of_a_species_is_the_sum_of_its_masses(rows: list[tuple[object, ...]]) -> None:
    table = emission(rows)
    long = iamc_long(table, model="m", scenario="s").filter(variable="Emissions|CO2")
    wide = primap_table(table, source="m", scenario="s").filter(entity="CO2")
    for year in (2020, 2021):
        known = table.filter(species="CO2", year=year)["mass_t"].drop_nulls()
        told = long.filter(year=year)["value"]
        if known.is_empty():
            assert told.is_empty()
        else:
            assert told.item() == pytest.approx(known.sum() / 1e6, abs=1e-6)
        top = wide.filter(~pl.col(CATEGORY).str.contains(".", literal=True))
        if str(year) in top.columns:
            assert top[str(year)].sum() == pytest.approx(known.sum() / 1e3, abs=1e-3)


def test_variables_and_units_are_those_of_the_format() -> None:
    wide = iamc_wide(iamc_long(emission([("1A3bi", "CO2", 2020, 2e6)]), model="m", scenario="s"))
    assert wide.columns == ["Model", "Scenario", "Region", "Variable", "Unit", "2020"]
    assert wide["Variable"].to_list() == [
        "Emissions|CO2",
        "Emissions|CO2|Energy",
        "Emissions|CO2|Energy|Demand",
        "Emissions|CO2|Energy|Demand|Transportation",
    ]
    assert wide["2020"].to_list() == [2.0] * 4


def test_what_is_not_known_is_blank_and_counted() -> None:
    table = emission([("1A2a", "CO2", 2020, None), ("1A2a", "CO2", 2020, 1e6), ("1A1a", "CH4", 2020, None)])
    long = iamc_long(table, model="m", scenario="s")
    assert long.filter(variable="Emissions|CO2").select("value", "gaps").row(0) == (1.0, 1)
    assert long.filter(variable="Emissions|CH4").is_empty()
    wide = primap_table(table, source="m", scenario="s").filter(entity="CH4")
    assert wide.height == wide["2020"].null_count() == len(["1", "1.A", "1.A.1", "1.A.1.a"])


@pytest.mark.parametrize(("code", "dotted"), [("2B10", "2.B.10"), ("1A2gvii", "1.A.2.g.vii"), ("4", "4")])
def test_categories_bear_dots(code: str, dotted: str) -> None:
    assert ipcc_category(code) == dotted
