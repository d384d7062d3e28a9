"""What stands behind a figure: the quality of the ranges used, and whether a control is stated."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.emission import estimate
from tongyuan.accounting.uncertainty import propagate, simulate
from tongyuan.testing.accounting import (
    a_control,
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)

SO2 = {"method": "combustion.mass", "parameter": "ef_kg_per_unit", "species": "SO2"}
CH4 = SO2 | {"species": "CH4"}
RANGE = {"low": 8.0, "high": 12.0}


def given(*factors: dict[str, Any], controls: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "factors": factors_of(*factors),
        "controls": controls_of(*controls),
        "family": "any",
        "species": ["SO2", "CH4"],
    }


def qualities(**facts: Any) -> dict[str, str | None]:
    factor = a_factor(value=10.0, **SO2 | facts)
    tables = given(factor, a_factor(value=10.0, **CH4))
    activity = activity_of(an_activity())
    tables["species"] = ["SO2"]
    drawn = simulate(activity, **tables, draws=50, groupings=[["species"]])
    return {
        "estimate": estimate(activity, **tables)["range_quality"].item(),
        "propagate": propagate(activity, **tables)["range_quality"].item(),
        "simulate": drawn["range_quality"].item(),
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (RANGE | {"range_quality": "unverified"}, "unverified"),
        (RANGE | {"quality": "derived"}, "derived"),
        ({"quality": "derived"}, None),
    ],
    ids=["as stated", "the value's where not stated", "none without a range"],
)
def test_an_interval_bears_the_quality_of_its_range(facts: dict[str, Any], expected: str | None) -> None:
    assert set(qualities(**facts).values()) == {expected}


def test_a_sum_bears_the_worst_of_the_ranges_that_it_uses() -> None:
    coal = a_factor(value=10.0, **SO2 | RANGE, range_quality="published")
    coke = a_factor(value=10.0, fuel="coke", **SO2 | RANGE, range_quality="unverified")
    rows = activity_of(an_activity(), an_activity(fuel="coke"))
    sums = propagate(rows, **given(coal, coke))
    assert sums.filter(species="SO2")["range_quality"].item() == "unverified"


def test_an_uncertain_activity_lends_its_quality_to_the_range() -> None:
    rows = activity_of(an_activity(low=900.0, high=1100.0, quality="unverified"))
    emission = estimate(rows, **given(a_factor(value=10.0, **SO2)))
    assert emission.filter(species="SO2")["range_quality"].item() == "unverified"


def test_a_pollutant_says_whether_a_control_is_stated_and_a_greenhouse_gas_is_not_asked() -> None:
    factors = (a_factor(value=10.0, **SO2), a_factor(value=10.0, **CH4))
    activity = activity_of(an_activity())
    for controls, expected in (((a_control(),), True), ((), False)):
        stated = estimate(activity, **given(*factors, controls=controls)).select("species", "controls_stated")
        assert dict(stated.rows()) == {"SO2": expected, "CH4": None}


def test_a_control_of_another_year_is_not_stated() -> None:
    early = a_control(year_to=2015)
    emission = estimate(activity_of(an_activity()), **given(a_factor(value=10.0, **SO2), controls=(early,)))
    row = emission.row(by_predicate=pl.col("species") == "SO2", named=True)
    assert (row["mass_t"], row["controls_stated"]) == (10.0, False)


def test_a_figure_that_is_missing_says_nothing_of_controls() -> None:
    emission = estimate(activity_of(an_activity()), **given(a_factor(value=10.0, **CH4)))
    assert emission.filter(species="SO2")["controls_stated"].to_list() == [None]
