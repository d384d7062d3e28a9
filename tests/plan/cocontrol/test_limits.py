"""Limits that a policy states, each on a problem that a hand can solve."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.burdens import cost_burden
from tongyuan.plan.cocontrol.caps import emission_cap, intensity_cap, relative_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import (
    Limits,
    Stated,
    investment_cap,
    share_floor,
    together,
)
from tongyuan.plan.cocontrol.plan import Plan, solve
from tongyuan.testing.cocontrol import REGION, a_case, an_option, levels_of

STATED = Stated("limit", "约束", "limit")
FACTORS = {
    ("first", "base"): {"SO2": 1.0, "CO2": 2.0},
    ("first", "scrubber"): {"SO2": 0.1, "CO2": 2.1},
    ("second", "base"): {"SO2": 1.0, "CO2": 2.0},
    ("second", "scrubber"): {"SO2": 0.5, "CO2": 2.05},
}


def two_works() -> Case:
    """Give two works whose scrubbers cost 100 and 200 CNY a tonne of sulphur dioxide."""
    return a_case(
        {"first": 100.0, "second": 100.0},
        options=[
            an_option("first", "scrubber", year=2025, cost=90.0),
            an_option("second", "scrubber", year=2025, cost=100.0),
        ],
        factors=FACTORS,
    )


def under(case: Case, *limits: Limits) -> Plan:
    whole = together(limits)
    return solve(case.with_limits(whole.limits, whole.terms))


def test_a_relative_fall_is_a_cap_on_what_is_left_of_the_base() -> None:
    made = relative_cap(STATED, year=2025, fall=0.45, base_t=200.0, regions=[REGION], weights={"SO2": 1.0})
    assert under(two_works(), made).cost_cny == pytest.approx(90.0 * 100.0)


def test_an_intensity_leaves_room_for_growth() -> None:
    made = intensity_cap(
        STATED, year=2025, fall=0.5, base_t=220.0, growth=1.4, regions=[REGION], weights={"SO2": 1.0}
    )
    assert made.limits["bound"][0] == pytest.approx(154.0)
    assert under(two_works(), made).cost_cny == pytest.approx(46.0 * 100.0)


def test_a_share_asks_for_the_cheapest_mix_that_reaches_it() -> None:
    every = [(works, option) for works in ("first", "second") for option in ("base", "scrubber")]
    made = share_floor(
        STATED, year=2025, share=0.8, good=[key for key in every if key[1] == "scrubber"], whole=every
    )
    plan = under(two_works(), made)
    assert plan.cost_cny == pytest.approx(100 * 90.0 + 60 * 100.0)


def test_a_budget_bounds_public_money_alone() -> None:
    money = pl.DataFrame(
        {
            "subject": ["running", "running"],
            "item": ["first", "second"],
            "part": ["scrubber", "scrubber"],
            "investment_cny": [500.0, 600.0],
            "public_share": [0.4, 0.0],
        }
    )
    budget = investment_cap(
        Stated("budget", "资金", "budget"), year=2025, budget_cny=4_000.0, investments=money
    )
    cap = emission_cap(STATED, year=2025, bound=155.0, regions=[REGION], weights={"SO2": 1.0})
    plan = under(two_works(), cap, budget)
    # 4,000 CNY of public money carry 20 units of the first; the other 27 t come from the second at 200 CNY.
    assert plan.cost_cny == pytest.approx(20 * 90.0 + 27 * 200.0)
    prices = dict(plan.prices.select("limit", "price_cny").iter_rows())
    assert prices["budget"] == pytest.approx((0.9 * 200.0 - 90.0) / 200.0)


def test_a_burden_is_shared_as_it_was_bounded() -> None:
    levels = levels_of({"first": 100.0, "second": 100.0}, years=[2025]).with_columns(
        region=pl.Series(["990100", "990200"])
    )
    case = Case(**{**vars(two_works()), "levels": levels})
    cap = emission_cap(STATED, year=2025, bound=150.0, regions=["990100", "990200"], weights={"SO2": 1.0})
    fair = cost_burden(Stated("fair", "公平", "burden"), year=2025, region="990100", share=0.5, case=case)
    costs = dict(under(case, cap, fair).uptake.group_by("item").agg(pl.col("cost_cny").sum()).iter_rows())
    assert costs["first"] == pytest.approx(costs["second"])


def test_an_aspiration_keeps_its_name() -> None:
    hoped = Stated("T31", "力争", "aspiration", hedge="aspiration", target="T31", article="11")
    made = emission_cap(hoped, year=2025, bound=1.0, regions=[REGION], weights={"SO2": 1.0})
    assert made.limits.select("hedge", "target", "article").row(0) == ("aspiration", "T31", "11")
