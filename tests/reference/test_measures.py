"""The packaged library of measures: every row has a place; what is computed from a catalogue follows it."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.reference import abatement, exchange_rates, measure_costs_found, measure_tables, price_growth
from tongyuan.vocabulary import activities, fuels, materials, sources, species

TABLES = measure_tables()
#: What the ranges of power plants are computed from: measure, technology of the catalogue, unit.
FROM_STUDIES = [
    ("M001", "onwind", "CNY/kW"),
    ("M002", "offwind", "CNY/kW"),
    ("M003", "solar-utility", "CNY/kW"),
    ("M004", "Distributed solar", "CNY/kW"),
    ("M006", "nuclear", "CNY/kW"),
]


@pytest.mark.parametrize("name", [name for name in TABLES if name != "measures"])
def test_every_row_belongs_to_a_measure(name: str) -> None:
    assert set(TABLES[name]["measure"]) <= set(TABLES["measures"]["measure"])


def test_measures_are_numbered_without_gaps() -> None:
    numbers = TABLES["measures"]["measure"].to_list()
    assert numbers == [f"M{number:03d}" for number in range(1, len(numbers) + 1)]


def test_what_a_measure_reaches_is_in_the_vocabulary() -> None:
    reach = TABLES["reach"]
    assert set(reach["source"]) <= {*sources.codes(), *sources.NOT_A_SOURCE}
    assert set(reach["fuel"]) <= {"*", *fuels.codes(), *materials.codes()}
    assert set(reach["activity"]) <= set(activities.kinds())


def test_what_a_measure_removes_is_in_the_vocabulary() -> None:
    assert set(TABLES["effects"]["species"]) <= {"*", *species.codes()}
    assert set(TABLES["costs"]["species"].drop_nulls()) <= set(species.codes())


def test_cleaning_that_removes_something_has_a_stage_unless_it_stands_alone() -> None:
    cleaning = TABLES["measures"].filter(pl.col("kind").cast(pl.String) == "end_of_pipe")
    assert cleaning.filter(pl.col("stage").is_null()).is_empty()


@pytest.mark.parametrize(("measure", "technology", "unit"), FROM_STUDIES)
def test_a_chinese_range_is_that_of_the_studies_of_2020(measure: str, technology: str, unit: str) -> None:
    studies = measure_costs_found().filter(technology=technology, unit=unit, year=2020)["value"]
    row = TABLES["costs"].filter(measure=measure, region="China").row(0, named=True)
    assert row["value"] == pytest.approx(studies.median())
    if studies.len() > 1:
        assert (row["low"], row["high"]) == (studies.min(), studies.max())


def test_a_cost_projected_for_later_years_is_no_cost_of_today() -> None:
    assert (TABLES["costs"]["price_year"].drop_nulls() <= 2025).all()
    assert not TABLES["costs"]["citation"].is_in(["PED_CCUS"]).any()


def test_removals_of_the_catalogue_are_shares() -> None:
    found = abatement()
    assert found["value"].is_between(-1, 1).all()
    ranged = found.drop_nulls(["low", "high"])
    assert (ranged["low"] <= ranged["value"]).all()
    assert (ranged["value"] <= ranged["high"]).all()


def test_exchange_and_prices_reach_back_to_the_oldest_cost() -> None:
    oldest = TABLES["costs"].group_by("currency").agg(pl.col("price_year").min()).drop_nulls()
    held = dict(price_growth().group_by("currency").agg(pl.col("year").min()).iter_rows())
    for currency, year in oldest.with_columns(pl.col("currency").cast(pl.String)).iter_rows():
        assert held[currency] <= year
    assert set(exchange_rates()["currency"]) == {"CNY", "EUR"}
