"""Concentrations where factors are known within ranges alone: two cities' works, on draws a hand can follow.

A tonne far away makes 0.04 ug/m3; with 100 t there 40 ug/m3 were observed. At least cost for 39 ug/m3 25 t go
at 200 CNY, so that C = 40 - 0.04 x 25 x f, where f is how far the factor lies from its value.
"""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.bases import set_against
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.chances import chances, exact_parts
from tongyuan.plan.cocontrol.concentrations import concentration_cap
from tongyuan.plan.cocontrol.limits import Limits, Stated, together
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.plan.cocontrol.robust import price_of_robustness
from tongyuan.testing.cocontrol import a_case, a_range, an_option, levels_of

NEAR, FAR = "990100", "990200"
RESPONSE = pl.DataFrame(
    {"region": [NEAR, FAR], "source": ["1A1a"] * 2, "species": ["SO2"] * 2, "ug_m3_per_t": [0.01, 0.04]}
)
BASE = RESPONSE.drop("ug_m3_per_t").with_columns(activity=pl.Series(["near", "far"]), mass_t=pl.lit(100.0))


def two_works() -> Case:
    case = a_case(
        {"near": 100.0, "far": 100.0},
        options=[an_option("far", "scrubber", year=2025, cost=100.0)],
        factors={
            ("near", "base"): {"SO2": 1.0},
            ("far", "base"): {"SO2": 1.0},
            ("far", "scrubber"): {"SO2": 0.5},
        },
    )
    levels = levels_of({"near": 100.0, "far": 100.0}, years=[2025]).with_columns(
        region=pl.Series([NEAR, FAR])
    )
    return Case(**{**vars(case), "levels": levels})


def a_cap(standard: float, *, level: float = 40.0, base: pl.DataFrame = BASE) -> Limits:
    stated = Stated("air", "细颗粒物", "PM2.5")
    return concentration_cap(
        stated, year=2025, standard=standard, level=level, response=RESPONSE, case=two_works(), base=base
    )


def under(limits: Limits) -> Case:
    whole = together([limits])
    return two_works().with_limits(whole.limits, whole.terms, responses=whole.responses)


def ranges(*works: str) -> pl.DataFrame:
    """Let each works' factor lie evenly in 0.8-1.2 in 95 % of cases, as planned and when observed."""
    return pl.concat(
        [
            a_range(one, low=0.8, high=1.2, distribution="uniform", factor=one, subject=subject)
            for one in works
            for subject in ("running", "base")
        ]
    )


def drawn(case: Case, *works: str) -> dict[str, float]:
    plan = solve(under(a_cap(39.0)))
    return chances(plan, case, ranges=ranges(*works), seed=1).row(0, named=True)


def test_the_chance_of_a_concentration_is_that_of_the_tonnes_that_go() -> None:
    found = drawn(under(a_cap(39.0)), "far")
    assert found["value"] == pytest.approx(39.0)
    assert found["chance"] == pytest.approx(0.5, abs=0.02)
    # f lies evenly within 1 +- 0.2/0.95: nine tenths of that at p5 and p95.
    assert (found["p5"], found["p95"]) == pytest.approx((39 - 0.1895, 39 + 0.1895), abs=0.01)
    # 0.04 x 75 of the 39 ug/m3 comes from emission that has a range.
    assert found["ranged"] == pytest.approx(0.04 * 75 / 39)


def test_a_looser_standard_is_kept_more_often() -> None:
    plan = solve(under(a_cap(39.0)))
    looser = plan.prices.with_columns(bound=pl.lit(39.1))
    found = chances(
        type(plan)(plan.uptake, plan.emission, looser, plan.cost_cny),
        under(a_cap(39.1)),
        ranges=ranges("far"),
        seed=1,
    )
    # Kept where f >= 0.9: (0.1 + 0.2105) / 0.4211.
    assert found["chance"].item() == pytest.approx(0.7375, abs=0.02)


def test_what_runs_as_it_did_when_the_level_was_observed_moves_nothing() -> None:
    found = drawn(under(a_cap(39.0)), "near")
    assert (found["p5"], found["p95"]) == pytest.approx((39.0, 39.0))


def test_over_a_background_all_that_is_emitted_moves() -> None:
    case = under(a_cap(39.0, level=35.0, base=BASE.clear()))
    found = chances(solve(case), case, ranges=ranges("far"), seed=1).row(0, named=True)
    # 3 ug/m3 of 75 t move by 0.1895 of them at p95.
    assert found["p95"] - found["value"] == pytest.approx(3 * 0.1895, abs=0.02)


def test_a_robust_plan_lets_more_tonnes_go() -> None:
    # With f = 0.8 only 31.25 t keep 39 ug/m3: 6,250 CNY in the place of 5,000.
    told = price_of_robustness(under(a_cap(39.0)), ranges=ranges("far"), gammas=[0, 1])
    assert told["cost_cny"].to_list() == pytest.approx([5_000.0, 6_250.0])


def test_emission_without_a_range_is_listed_in_the_unit_of_the_limit() -> None:
    case = under(a_cap(39.0))
    exact = exact_parts(solve(case), case, ranges=ranges("far"))
    assert exact.select("item", "amount").rows() == [("near", pytest.approx(1.0))]


def test_a_bound_that_is_set_against_a_year_moves_with_its_factors() -> None:
    # Three quarters of 200 t may stay: where the factor errs, the 200 t err as well as the 150 t.
    stated = Stated("cap", "上限", "cap")
    cap = emission_cap(stated, year=2025, bound=150.0, regions=[NEAR, FAR], weights={"SO2": 1.0})
    against = set_against(cap, base=BASE, ratio=0.75, weights={"SO2": 1.0}, case=two_works())
    chance = {}
    for name, limit in (("fixed", cap), ("moving", against)):
        case = under(limit)
        moved = pl.concat(
            [ranges("far", "near"), ranges("far", "near").with_columns(subject=pl.lit("bound"))]
        )
        same = moved.with_columns(factor=pl.lit("sulphur")).unique(maintain_order=True)
        found = chances(solve(case), case, ranges=same, seed=1).row(0, named=True)
        chance[name] = found["chance"]
        assert (found["p5"], found["p95"]) == pytest.approx((150 * 0.8105, 150 * 1.1895), rel=0.01)
    assert chance == pytest.approx({"fixed": 0.5, "moving": 1.0}, abs=0.02)
    # A robust plan pays nothing for an error that both sides share.
    told = price_of_robustness(under(against), ranges=same, gammas=[0, 1])
    assert told["more_cny"].to_list() == pytest.approx([0.0, 0.0], abs=1e-6)
