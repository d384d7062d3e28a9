"""What a plan does to the air: nothing for nothing, in proportion, and no more than its parts."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol import solve
from tongyuan.plan.cocontrol.cobenefits import air_changes, air_parts, emitted, falls
from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option

CITIES = ("a", "b", "990000")
SPECIES = ("SO2", "NOx")
RELEASES = ("surface", "tall")
masses = st.floats(min_value=-1e6, max_value=1e6)
responses = st.floats(min_value=0, max_value=1e-2)


def operator_of(values: list[float]) -> pl.DataFrame:
    cells = [
        {"region": to, "source_region": of, "species": species, "release": release}
        for to in CITIES
        for of in CITIES
        for species in SPECIES
        for release in RELEASES
    ]
    frame = pl.DataFrame(cells)
    return frame.with_columns(ug_m3_per_t=pl.Series(values[: frame.height], dtype=pl.Float64))


def falls_of(values: list[float]) -> pl.DataFrame:
    places = [(city, species, release) for city in CITIES for species in SPECIES for release in RELEASES]
    frame = pl.DataFrame(places, schema=["region", "species", "release"], orient="row")
    return frame.with_columns(
        year=pl.lit(2030, pl.Int32), fall_t=pl.Series(values[: len(places)], dtype=pl.Float64)
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(masses, min_size=12, max_size=12), st.lists(responses, min_size=36, max_size=36), masses)
def test_twice_the_fall_is_twice_the_change_and_contributions_make_it_up(
    tonnes: list[float], values: list[float], by: float
) -> None:
    operator, factor = operator_of(values), by / 1e6
    parts = air_parts(falls_of(tonnes), operator=operator)
    air = air_changes(parts)
    more = air_changes(air_parts(falls_of([factor * one for one in tonnes]), operator=operator))
    scale = parts["change_ug_m3"].abs().sum()
    assert more["change_ug_m3"].to_list() == pytest.approx(
        (factor * air["change_ug_m3"]).to_list(), rel=1e-12, abs=1e-12 * scale
    )
    assert air["change_ug_m3"].sum() == pytest.approx(parts["change_ug_m3"].sum(), abs=1e-12 * scale)


def a_plan(bound: float) -> pl.DataFrame:
    case = a_case(
        {"works": 100.0},
        options=[an_option("works", "scrubber", year=2025, cost=1.0)],
        factors={
            ("works", "base"): {"SO2": 0.02, "CO": 1.0, "CO2": 2.0},
            ("works", "scrubber"): {"SO2": 0.01, "CO": 1.0, "CO2": 2.1},
        },
        limits=[a_limit("cap", bound=bound, year=2025)],
        terms=[a_term("cap", year=2025)],
    )
    rows = emitted(solve(case).uptake, case, heights={"1A1a": "tall"})
    return falls(rows, operator=operator_of([1e-3] * 36), species=("SO2", "NOx", "CO"))


def test_a_plan_that_does_nothing_changes_nothing() -> None:
    told = a_plan(bound=3.0)
    assert told["fall_t"].to_list() == [0.0, 0.0]
    assert (
        air_changes(air_parts(told, operator=operator_of([1e-3] * 36)))["change_ug_m3"].to_list() == [0.0] * 3
    )


def test_what_the_matrix_does_not_know_has_a_state_and_greenhouse_gases_are_not_told() -> None:
    told = a_plan(bound=1.5).with_columns(pl.col("state", "species").cast(pl.String))
    assert dict(told.select("species", "state").iter_rows()) == {
        "SO2": "covered",
        "CO": "species_not_covered",
    }
    assert told.filter(species="SO2")["fall_t"].item() == pytest.approx(0.5)


def test_a_place_that_the_matrix_does_not_have_is_told_apart() -> None:
    case = a_case({"works": 1.0}, options=[], factors={("works", "base"): {"SO2": 1.0}})
    rows = emitted(solve(case).uptake, case, heights={"1A1a": "tall"})
    elsewhere = operator_of([1e-3] * 36).filter(pl.col("source_region") != "990000")
    told = falls(rows, operator=elsewhere, species=("SO2",))
    assert told["state"].cast(pl.String).to_list() == ["place_not_covered"]
    assert air_parts(told, operator=elsewhere).is_empty()
