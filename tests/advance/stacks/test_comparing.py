"""Measured totals beside what was reported, CO2 beside fuel: no circle, no guess, no zero for nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tongyuan.advance.stacks import (
    co2_totals,
    compare_co2,
    compare_inventory,
    filled,
    require_independent,
    stack_hours,
    totals_of,
)
from tongyuan.testing.stacks import a_profile, profiles_of, stack_facts, told_hours
from tongyuan.vocabulary.problems import InputError

FACTS = stack_facts()
DAY = date(2024, 1, 1)
PROFILES = profiles_of(a_profile(pollutants="SO2"))


def compared(reported: float | None, *, hours: int = 24) -> dict[str, Any]:
    rows = stack_hours(told_hours(hours), profiles=PROFILES, facts=FACTS, first=DAY, last=DAY)
    totals = totals_of(filled(rows, facts=FACTS))
    schema = {"station": pl.String, "pollutant": pl.String, "period": pl.String, "reported_t": pl.Float64}
    told = pl.DataFrame([("S1", "SO2", "all", reported)], schema=schema, orient="row")
    return compare_inventory(totals, reported=told, tolerance=0.1).row(0, named=True)


def test_a_total_is_laid_beside_what_was_reported() -> None:
    assert compared(0.5)["verdict"] == "agrees"
    assert (compared(0.3)["verdict"], compared(0.6)["verdict"]) == ("above", "below")
    assert compared(0.6)["difference"] == pytest.approx(0.48 / 0.6 - 1)


def test_what_is_not_reported_is_no_zero_and_a_lower_bound_tells_only_that_it_is_above() -> None:
    assert compared(None)["reason"] == "not_reported"
    assert compared(0.5, hours=12)["reason"] == "hours_without_a_figure"
    assert compared(0.1, hours=12)["verdict"] == "above"
    assert compared(0.5, hours=0)["reason"] == "not_measured"


def co2_of(**changed: Any) -> Any:
    told: dict[str, Any] = {
        "at_least_t": 100.0,
        "fuel_t": 98.0,
        "fuel_basis": "weighed",
        "measured_name": "S1/flue_co2",
        "fuel_name": "S1/coal",
        "derived_from": {},
        "tolerance": 0.1,
    }
    return compare_co2(100.0, **(told | changed))


def test_fuel_that_was_weighed_may_stand_beside_the_co2_of_the_stack() -> None:
    assert co2_of().verdict == "agrees"
    assert co2_of(fuel_t=None).reason == "not_reported"


@pytest.mark.parametrize(
    "edges",
    [
        {"S1/coal": ["S1/flue_co2"]},
        {"S1/coal": ["S1/heat"], "S1/heat": ["S1/flue_co2"]},
        {"S1/flue_co2": ["S1/coal"]},
        {"S1/coal": ["S1/flow"], "S1/flue_co2": ["S1/flow"]},
    ],
)
def test_fuel_that_comes_from_the_co2_or_from_its_own_source_is_refused_with_the_way_it_came(
    edges: dict[str, list[str]],
) -> None:
    with pytest.raises(InputError) as refused:
        co2_of(derived_from=edges, fuel_basis="derived")
    problem = refused.value.problems[0]
    assert problem.code == "stack.circular"
    assert problem.values["shared"] in problem.what("en")


def test_the_way_of_a_circle_is_told_step_by_step() -> None:
    edges = {"coal": ["heat"], "heat": ["co2"]}
    with pytest.raises(InputError) as refused:
        require_independent("co2", fuel="coal", derived_from=edges)
    assert refused.value.problems[0].values["through"] == "coal ← heat ← co2"


def test_a_circle_among_sources_comes_to_an_end() -> None:
    require_independent("co2", fuel="coal", derived_from={"coal": ["heat"], "heat": ["coal"]})


def test_fuel_of_which_nobody_says_how_it_was_found_verifies_nothing() -> None:
    assert co2_of(fuel_basis=None).reason == "basis_not_told"
    assert co2_of(fuel_basis="derived").reason == "derivation_not_told"


def test_co2_is_summed_over_measured_hours_and_whole_only_without_a_gap() -> None:
    asked: dict[str, Any] = {"profiles": PROFILES, "facts": FACTS, "first": DAY, "last": DAY}
    whole = co2_totals(told_hours(24, flue_co2=11.2), **asked).row(0, named=True)
    assert whole["total_t"] == pytest.approx(24 * 220.0)
    part = co2_totals(told_hours(20, flue_co2=11.2), **asked).row(0, named=True)
    assert (part["total_t"], part["known_t"], part["measured_hours"]) == (None, pytest.approx(20 * 220.0), 20)
    none = co2_totals(told_hours(24), **asked).row(0, named=True)
    assert (none["total_t"], none["known_t"]) == (None, None)
