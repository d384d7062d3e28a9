"""Chances of a fixed plan, and plans that hold although factors are at their worst."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.caps import sector_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.chances import chances
from tongyuan.plan.cocontrol.limits import Stated
from tongyuan.plan.cocontrol.plan import Plan, plan_of, solve
from tongyuan.plan.cocontrol.ranges import RANGES
from tongyuan.plan.cocontrol.robust import RobustProgram, price_of_robustness
from tongyuan.testing.cocontrol import REGION, a_case, a_limit, a_range, a_term, an_option
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import FixedEmission

YEAR = 2025
WORKS = ("one", "two", "three")
NONE = pl.DataFrame(schema=RANGES)


def case(*, cap: float = 200.0, factors: Mapping[str, float] | None = None, fixed: float = 0.0) -> Case:
    """Give three works of 100 t, one t SO2 a t; filters take 0.9 of it for 100, 200 and 300 CNY a t."""
    of = factors or {}
    emitted = {
        (name, option): {"SO2": of.get(name, 1.0) * (1.0 if option == "base" else 0.1)}
        for name in WORKS
        for option in ("base", "filter")
    }
    aside = [{"region": REGION, "source": "3", "species": "SO2", "year": YEAR, "mass_t": fixed}]
    return a_case(
        dict.fromkeys(WORKS, 100.0),
        options=[
            an_option(name, "filter", year=YEAR, cost=90.0 * (number + 1))
            for number, name in enumerate(WORKS)
        ],
        factors=emitted,
        limits=[a_limit("cap", bound=cap, year=YEAR)],
        terms=[a_term("cap", year=YEAR)],
        fixed=frame_of(FixedEmission, aside),
    )


def ranges(*, high: float = 1.2, low: float = 0.8, shared: bool = False) -> pl.DataFrame:
    return pl.concat([a_range(name, low=low, high=high, factor="all" if shared else name) for name in WORKS])


def told(plan: Plan, problem: Case, table: pl.DataFrame) -> dict[str, float]:
    return chances(plan, problem, ranges=table, draws=4_000, seed=3).row(0, named=True)


def test_what_is_exact_is_kept_for_certain() -> None:
    problem = case()
    found = told(solve(problem), problem, NONE)
    assert (found["chance"], found["ranged"]) == (1.0, 0.0)


def test_a_plan_of_least_cost_keeps_its_cap_in_half_of_the_cases() -> None:
    problem = case()
    found = told(solve(problem), problem, ranges())
    assert found["chance"] == pytest.approx(0.5, abs=0.03)
    assert found["ranged"] == pytest.approx(1.0)


def test_factors_that_are_one_move_the_sum_further_than_factors_apart() -> None:
    problem = case(cap=1e3)
    apart, together = (told(solve(problem), problem, ranges(shared=shared)) for shared in (False, True))
    assert together["p95"] - together["p5"] == pytest.approx(3**0.5 * (apart["p95"] - apart["p5"]), rel=0.08)


def test_emission_that_is_fixed_may_have_a_range_too() -> None:
    problem = case(fixed=100.0, cap=1e3)
    aside = a_range(f"{REGION}/3", low=0.5, high=1.5, factor="soil", subject="fixed")
    found = told(solve(problem), problem, aside)
    assert found["ranged"] == pytest.approx(0.25)
    assert found["p5"] == pytest.approx(400.0 - 100 * 1.645 * 0.5 / 1.96, rel=0.02)


def test_a_cap_on_a_branch_of_sources_moves_with_the_factors_that_it_counts() -> None:
    problem = case(fixed=100.0, cap=280.0)
    stated = Stated("branch", "分支", "branch")
    branch = sector_cap(stated, year=YEAR, bound=280.0, source="", weights={"SO2": 1.0}, case=problem)
    other = problem.with_limits(branch.limits, branch.terms, counted=branch.counted)
    aside = a_range(f"{REGION}/3", low=0.5, high=1.5, factor="soil", subject="fixed")
    table = pl.concat([ranges(), aside])
    by_region, by_branch = (told(solve(each), each, table) for each in (problem, other))
    for name in ("value", "p5", "p95", "chance", "ranged"):
        assert by_branch[name] == pytest.approx(by_region[name], rel=1e-9)
    costs = [
        price_of_robustness(each, ranges=table, gammas=[0, 1, 2])["cost_cny"].to_list()
        for each in (problem, other)
    ]
    assert costs[0] == pytest.approx(costs[1])


def test_a_factor_has_one_range() -> None:
    problem = case()
    twice = pl.concat([a_range("one", low=0.8, high=1.2), a_range("two", low=0.5, high=1.2)])
    with pytest.raises(InputError, match="sulphur"):
        chances(solve(problem), problem, ranges=twice)


def test_against_nothing_the_plan_is_that_of_least_cost() -> None:
    problem = case()
    robust = RobustProgram(problem, ranges())
    assert robust.solve(gamma=0).cost_cny == pytest.approx(solve(problem).cost_cny, rel=1e-9)


def test_against_all_factors_it_is_the_worst_case() -> None:
    worst = solve(case(factors=dict.fromkeys(WORKS, 1.2))).cost_cny
    robust = RobustProgram(case(), ranges())
    assert robust.most == 3
    assert robust.solve(gamma=robust.most).cost_cny == pytest.approx(worst, rel=1e-9)
    assert robust.solve(gamma=99).cost_cny == pytest.approx(worst, rel=1e-9)


def test_safety_costs_more_and_more() -> None:
    found = price_of_robustness(case(cap=150.0), ranges=ranges(), gammas=[0, 0.5, 1, 2, 3])
    assert found["cost_cny"].is_sorted()
    assert found["more_cny"][0] == 0.0
    assert found["more_cny"][-1] > 0.0


def test_what_cannot_be_withstood_has_no_price() -> None:
    found = price_of_robustness(case(cap=31.0), ranges=ranges(), gammas=[0, 3])
    assert found["cost_cny"].is_null().to_list() == [False, True]


def test_a_shared_factor_is_one_factor() -> None:
    robust = RobustProgram(case(), ranges(shared=True))
    assert robust.most == 1
    worst = solve(case(factors=dict.fromkeys(WORKS, 1.2))).cost_cny
    assert robust.solve(gamma=1).cost_cny == pytest.approx(worst, rel=1e-9)


def test_what_is_fixed_may_be_at_its_worst() -> None:
    aside = a_range(f"{REGION}/3", low=0.5, high=1.5, factor="soil", subject="fixed")
    robust = RobustProgram(case(fixed=40.0), aside)
    assert robust.solve(gamma=1).cost_cny == pytest.approx(solve(case(fixed=60.0)).cost_cny, rel=1e-9)


def test_a_floor_is_protected_from_what_is_low() -> None:
    problem = case()
    sense = pl.lit("at_least").cast(problem.limits.schema["sense"])
    floor = problem.with_limits(problem.limits.with_columns(sense=sense, bound=pl.lit(290.0)), problem.terms)
    assert price_of_robustness(floor, ranges=ranges(low=0.97), gammas=[1])["cost_cny"][0] is not None
    assert price_of_robustness(floor, ranges=ranges(low=0.97), gammas=[3.5])["cost_cny"][0] is not None
    assert price_of_robustness(floor, ranges=ranges(low=0.96), gammas=[3])["cost_cny"][0] is None


@settings(max_examples=8, deadline=None)
@given(cap=st.floats(60.0, 290.0), highs=st.tuples(*[st.floats(1.0, 1.8)] * 3))
def test_the_plan_withstands_any_one_factor_at_its_worst(
    cap: float, highs: tuple[float, float, float]
) -> None:
    table = pl.concat(
        [a_range(name, factor=name, low=0.9, high=high) for name, high in zip(WORKS, highs, strict=True)]
    )
    robust = RobustProgram(case(cap=cap), table)
    plan = plan_of(robust.program, robust.solve(gamma=1))
    masses = {
        name: sum(
            quantity * (1.0 if part == "base" else 0.1)
            for item, part, quantity in plan.uptake.select("item", "part", "quantity").iter_rows()
            if item == name
        )
        for name in WORKS
    }
    worst = max(masses[name] * (high - 1) for name, high in zip(WORKS, highs, strict=True))
    assert sum(masses.values()) + worst <= cap * (1 + 1e-6)
