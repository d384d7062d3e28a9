"""Fronts and curves: from doing nothing to all that can be done, without a plan that another one beats."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.fronts import curve, front, reach
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.plan.cocontrol.program import open_program
from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option

SULPHUR, CARBON = ("sulphur", 2025), ("carbon", 2025)


def case() -> Case:
    """Give a scrubber that adds CO2 and a saving technology that takes both, on a works of 100 t."""
    return a_case(
        {"works": 100.0, "mill": 100.0},
        options=[
            an_option("works", "scrubber", year=2025, cost=90.0),
            an_option("mill", "better", year=2025, cost=200.0, most_share=0.5),
        ],
        factors={
            ("works", "base"): {"SO2": 1.0, "CO2": 2.0},
            ("works", "scrubber"): {"SO2": 0.1, "CO2": 2.1},
            ("mill", "base"): {"SO2": 1.0, "CO2": 2.0},
            ("mill", "better"): {"SO2": 0.5, "CO2": 1.0},
        },
        limits=[a_limit("sulphur", bound=1e6, year=2025), a_limit("carbon", bound=1e6, year=2025)],
        terms=[a_term("sulphur", year=2025), a_term("carbon", year=2025, part="CO2")],
    )


def test_the_reach_goes_from_idle_to_all_that_can_be_done() -> None:
    found = reach(open_program(case()), limit="sulphur", year=2025)
    assert found.idle == pytest.approx(200.0)
    assert found.strictest == pytest.approx(200.0 - 90.0 - 25.0)


def test_the_curve_rises_from_the_cheaper_measure_to_the_dearer_one() -> None:
    swept = curve(open_program(case()), limit="sulphur", year=2025, points=24)
    assert swept["abated"][0] == pytest.approx(0.0)
    assert swept["abated"][-1] == pytest.approx(115.0, rel=1e-4)
    assert swept["cost_cny"].is_sorted()
    assert swept["price_cny"][1] == pytest.approx(100.0)
    assert swept["price_cny"][-1] == pytest.approx(400.0)


def test_no_point_of_a_front_beats_another() -> None:
    program = open_program(case())
    found = front(program, across=[SULPHUR, CARBON], points=7)
    wide = found.pivot("limit", index=["point", "cost_cny"], values="value")
    rows = wide.select("cost_cny", "sulphur", "carbon").rows()
    for one in rows:
        for two in rows:
            better = all(a <= b + 1e-6 for a, b in zip(one, two, strict=True))
            assert one is two or not better or one == two


def test_every_point_is_the_plan_that_a_cold_start_finds() -> None:
    problem = case()
    found = front(open_program(problem), across=[SULPHUR], points=9)
    for bound, cost in found.select("bound", "cost_cny").iter_rows():
        limits = problem.limits.with_columns(
            bound=pl.when(pl.col("limit") == "sulphur").then(bound).otherwise("bound")
        )
        assert solve(problem.with_limits(limits, problem.terms)).cost_cny == pytest.approx(
            cost, rel=1e-6, abs=1e-6
        )


def test_the_bounds_stand_as_before_afterwards() -> None:
    program = open_program(case())
    front(program, across=[SULPHUR, CARBON], points=3)
    assert program.solve().cost_cny == pytest.approx(0.0, abs=1e-6)


def test_a_floor_is_swept_upwards() -> None:
    problem = case()
    floor = pl.concat(
        [
            problem.limits,
            problem.limits.head(1).with_columns(
                limit=pl.lit("share"),
                sense=pl.lit("at_least").cast(problem.limits.schema["sense"]),
                bound=pl.lit(0.0),
            ),
        ]
    )
    terms = pl.concat(
        [
            problem.terms,
            problem.terms.head(1).with_columns(
                limit=pl.lit("share"),
                subject=pl.lit("running").cast(problem.terms.schema["subject"]),
                item=pl.lit("works"),
                part=pl.lit("scrubber"),
            ),
        ]
    )
    swept = front(open_program(problem.with_limits(floor, terms)), across=[("share", 2025)], points=3)
    assert swept["value"].to_list() == pytest.approx([0.0, 50.0, 100.0], rel=1e-4, abs=1e-4)


def test_who_waits_is_told_of_every_point() -> None:
    told: list[int] = []
    front(open_program(case()), across=[SULPHUR], points=5, on_point=told.append)
    assert told == [1, 2, 3, 4, 5]
