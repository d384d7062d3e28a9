"""What limiting one does to the other: cross elasticity, synergy dividend, steps of a front, groups."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.dividend import dividend
from tongyuan.plan.cocontrol.elasticity import cross_elasticities, limiting
from tongyuan.plan.cocontrol.fronts import front
from tongyuan.plan.cocontrol.groups import attribute_fall
from tongyuan.plan.cocontrol.increments import increments
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.plan.cocontrol.program import open_program
from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option

YEAR = 2025
COUNTED = {"SO2": {"SO2": 1.0}, "CO2": {"CO2": 1.0}}


def case(*, air: float = 1e6, carbon: float = 1e6, gas_cost: float = 300.0) -> Case:
    """Give a scrubber (90 CNY, adds CO2) and gas (takes both) on a works of 100 t."""
    return a_case(
        {"works": 100.0},
        options=[
            an_option("works", "scrubber", year=YEAR, cost=90.0),
            an_option("works", "gas", year=YEAR, cost=gas_cost),
        ],
        factors={
            ("works", "base"): {"SO2": 1.0, "CO2": 2.0},
            ("works", "scrubber"): {"SO2": 0.1, "CO2": 2.1},
            ("works", "gas"): {"SO2": 0.0, "CO2": 1.0},
        },
        limits=[a_limit("air", bound=air, year=YEAR), a_limit("carbon", bound=carbon, year=YEAR)],
        terms=[a_term("air", year=YEAR), a_term("carbon", year=YEAR, part="CO2")],
    )


def read(problem: Case, *, kept: str, other: str, cause: str) -> dict[str, tuple[float, str]]:
    found = limiting(
        open_program(problem), limits=[kept], others=[other], counted=COUNTED, cause=cause, year=YEAR
    )
    return {name: (e, word) for name, e, word in found.select("name", "elasticity", "reading").iter_rows()}


def test_cleaning_sulphur_alone_works_against_carbon() -> None:
    found = read(case(air=55.0), kept="air", other="carbon", cause="SO2")
    assert found["SO2"] == (1.0, "synergy")
    assert found["CO2"] == (pytest.approx(-(5.0 / 200.0) / 0.45), "conflict")


def test_limiting_carbon_alone_lowers_sulphur_more_than_itself() -> None:
    found = read(case(carbon=150.0), kept="carbon", other="air", cause="CO2")
    assert found["SO2"] == (pytest.approx(0.5 / 0.25), "strong_synergy")


def test_what_the_other_limit_would_ask_for_stays_out_of_it() -> None:
    found = read(case(air=55.0, carbon=150.0), kept="air", other="carbon", cause="SO2")
    assert found["CO2"][1] == "conflict"


def test_the_bounds_stand_as_before_afterwards() -> None:
    program = open_program(case(air=55.0, carbon=150.0))
    cost = program.solve().cost_cny
    limiting(program, limits=["air"], others=["carbon"], counted=COUNTED, cause="SO2", year=YEAR)
    dividend(program, carbon=["carbon"], air=["air"])
    assert program.solve().cost_cny == pytest.approx(cost)


def test_a_cause_that_does_not_fall_has_no_elasticity() -> None:
    emission = solve(case()).emission
    found = cross_elasticities(emission, emission, counted=COUNTED, cause="SO2", year=YEAR)
    assert found["elasticity"].to_list() == [None, None]
    assert found["reading"].to_list() == [None, None]


def test_one_measure_for_both_is_paid_once_in_the_joint_plan() -> None:
    found = dividend(open_program(case(air=50.0, carbon=150.0)), carbon=["carbon"], air=["air"])
    assert found.carbon_cny == pytest.approx(50 * 300.0)
    assert found.air_cny == pytest.approx(50 / 0.9 * 90.0)
    assert found.joint_cny == pytest.approx(50 * 300.0)
    assert found.dividend_cny == pytest.approx(5_000.0)
    assert found.share == pytest.approx(5_000.0 / 20_000.0)


def test_the_dividend_may_be_below_zero_and_says_so() -> None:
    """The scrubber cleans cheaply but adds carbon: both limits together force the dear gas."""
    found = dividend(open_program(case(air=10.0, carbon=201.0)), carbon=["carbon"], air=["air"])
    assert found.carbon_cny == pytest.approx(0.0, abs=1e-6)
    assert found.air_cny == pytest.approx(9_000.0)
    assert found.dividend_cny < -1.0
    assert found.share is not None
    assert found.share < 0


def test_what_pays_for_itself_is_in_no_cost_of_a_limit() -> None:
    problem = case(air=50.0, carbon=1e6)
    saving = Case(
        **{**vars(problem), "savings": a_saving("less", activity="works", year=YEAR, most=10.0, cost=-50.0)}
    )
    found = dividend(open_program(saving), carbon=["carbon"], air=["air"])
    assert found.idle_cny == pytest.approx(-500.0)
    assert found.carbon_cny == pytest.approx(0.0, abs=1e-6)
    assert found.air_cny == pytest.approx(40 / 0.9 * 90.0)


def test_ratios_of_a_front_are_the_prices_between_its_points() -> None:
    swept = front(open_program(case(carbon=1e6)), across=[("air", YEAR)], points=11)
    steps = increments(swept, limit="air", year=YEAR)
    assert steps["ratio_cny"].is_sorted()
    assert steps["ratio_cny"][0] == pytest.approx(100.0)
    assert steps["more_cny"].sum() == pytest.approx(swept["cost_cny"].max() - swept["cost_cny"].min())


def points(rows: Sequence[tuple[float, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"point": number, "limit": "cap", "year": YEAR, "value": value, "cost_cny": cost}
            for number, (value, cost) in enumerate(rows)
        ],
        schema={
            "point": pl.Int64,
            "limit": pl.String,
            "year": pl.Int32,
            "value": pl.Float64,
            "cost_cny": pl.Float64,
        },
    )


def test_a_point_that_a_mixture_beats_is_passed_over() -> None:
    steps = increments(points([(100, 0), (90, 9_000), (50, 10_000)]), limit="cap", year=YEAR)
    assert steps.select("from_point", "to_point", "ratio_cny").rows() == [(0, 2, 200.0)]


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e9)), min_size=1, max_size=12))
def test_ratios_never_fall(rows: list[tuple[float, float]]) -> None:
    ratios = increments(points(rows), limit="cap", year=YEAR)["ratio_cny"]
    assert all(two >= one * (1 - 1e-9) - 1e-9 for one, two in itertools.pairwise(ratios))


def test_a_front_of_nothing_has_no_steps() -> None:
    assert increments(points([]), limit="cap", year=YEAR).is_empty()


def attributed(problem: Case, species: str, **groups: str) -> dict[str, float]:
    found = attribute_fall(solve(problem), problem, groups=groups, weights={species: 1.0}, year=YEAR)
    return {group: fall for group, fall in found.iter_rows()}


def test_options_of_one_activity_are_each_given_their_own() -> None:
    found = attributed(case(air=30.0, carbon=180.0), "CO2")
    assert found["gas"] > 0 > found["scrubber"]
    assert sum(found.values()) == pytest.approx(20.0)


def test_measures_of_a_group_are_counted_together() -> None:
    found = attributed(case(air=30.0, carbon=180.0), "SO2", gas="all", scrubber="all")
    assert found == {"all": pytest.approx(100.0 - solved_air(case(air=30.0, carbon=180.0)))}


def solved_air(problem: Case) -> float:
    emission = solve(problem).emission
    return float(emission.filter(pl.col("species") == "SO2")["mass_t"].sum())


@settings(max_examples=10, deadline=None)
@given(air=st.floats(5.0, 95.0), saved=st.floats(1.0, 60.0), gas=st.floats(50.0, 500.0))
def test_groups_add_up_to_what_the_plan_lowers(air: float, saved: float, gas: float) -> None:
    problem = case(air=air, gas_cost=gas)
    both = Case(
        **{**vars(problem), "savings": a_saving("less", activity="works", year=YEAR, most=saved, cost=80.0)}
    )
    plan = solve(both)
    fell = plan.emission.filter(pl.col("species") == "SO2").select(pl.col("baseline_t") - pl.col("mass_t"))
    parts = attribute_fall(plan, both, groups={}, weights={"SO2": 1.0}, year=YEAR)
    assert parts["fall_t"].sum() == pytest.approx(fell.to_series().sum(), rel=1e-9, abs=1e-9)
