"""Where limits contend: the set that contends, what holds it, and the least that must give way."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.conflicts import explain
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.plan.cocontrol.program import Infeasible
from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option


def contending() -> Case:
    """Give a scrubber that may serve half of the works and adds CO2: SO2 and CO2 cannot both fall."""
    return a_case(
        {"works": 100.0},
        options=[an_option("works", "scrubber", year=2025, cost=10.0, most_share=0.5)],
        factors={
            ("works", "base"): {"SO2": 1.0, "CO2": 2.0, "NOx": 1.0},
            ("works", "scrubber"): {"SO2": 0.0, "CO2": 2.2, "NOx": 1.0},
        },
        limits=[
            a_limit("sulphur", bound=60.0, year=2025, target="T03", article="3"),
            a_limit("carbon", bound=200.0, year=2025, target="T02", article="3"),
            a_limit("nitrogen", bound=150.0, year=2025),
        ],
        terms=[
            a_term("sulphur", year=2025),
            a_term("carbon", year=2025, part="CO2"),
            a_term("nitrogen", year=2025, part="NOx"),
        ],
    )


def test_no_plan_is_said_and_not_invented() -> None:
    with pytest.raises(Infeasible):
        solve(contending())


def test_the_set_that_contends_is_irreducible() -> None:
    limits = explain(contending()).limits
    assert set(limits.filter(limits["contends"])["limit"]) == {"sulphur", "carbon"}
    for limit in ("sulphur", "carbon"):
        solve(contending().without(limit))
    with pytest.raises(Infeasible):
        solve(contending().without("nitrogen"))


def test_the_least_relaxation_makes_a_plan_possible() -> None:
    case = contending()
    needed = explain(case).limits
    moved = case.limits.join(needed.select("limit", "year", "needed"), on=["limit", "year"])
    relaxed = moved.with_columns(bound="needed").drop("needed")
    solve(case.with_limits(relaxed, case.terms))
    told = {row["limit"]: row["needed"] for row in needed.iter_rows(named=True)}
    # 40 t of SO2 cost 8 t of CO2: 4 % of the carbon cap instead of 67 % of the sulphur cap.
    assert told == pytest.approx({"carbon": 208.0, "nitrogen": 150.0, "sulphur": 60.0})


def test_the_part_of_technology_that_holds_is_named() -> None:
    case = contending().without("carbon").without("nitrogen")
    tight = case.limits.with_columns(bound=40.0)
    conflict = explain(case.with_limits(tight, case.terms))
    assert conflict.held_by == ("most_share",)
    assert set(conflict.limits.filter(conflict.limits["contends"])["limit"]) == {"sulphur"}


def test_a_resource_does_not_give_way_where_a_target_can() -> None:
    case = contending().without("nitrogen")
    kinds = case.limits.with_columns(
        hedge=case.limits["limit"].replace_strict({"carbon": "resource", "sulphur": "obligation"})
    )
    told = explain(case.with_limits(kinds, case.terms)).limits
    assert dict(told.select("limit", "needed").iter_rows()) == pytest.approx(
        {"carbon": 200.0, "sulphur": 100.0}
    )


def test_conflicts_that_have_nothing_to_do_with_each_other_are_told_apart() -> None:
    case = contending()
    tight = case.limits.with_columns(
        bound=pl.when(pl.col("limit") == "nitrogen").then(50.0).otherwise("bound")
    )
    limits = explain(case.with_limits(tight, case.terms)).limits
    sets = dict(limits.select("limit", "conflict_set").iter_rows())
    assert sets["sulphur"] == sets["carbon"]
    assert sets["nitrogen"] not in (None, sets["sulphur"])
