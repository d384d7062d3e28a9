"""Two cities, each with a works, on problems that a hand can solve: the air, burdens, prices by source."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.burdens import cost_burden, reduction_burden
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.concentrations import concentration_cap, source_prices
from tongyuan.plan.cocontrol.limits import Limits, Stated, together
from tongyuan.plan.cocontrol.plan import Plan, solve
from tongyuan.testing.cocontrol import a_case, an_option, levels_of
from tongyuan.vocabulary.tables import FixedEmission

NEAR, FAR = "990100", "990200"
STATED = Stated("air", "细颗粒物", "PM2.5")
FACTORS = {
    ("near", "base"): {"SO2": 1.0},
    ("near", "scrubber"): {"SO2": 0.1},
    ("far", "base"): {"SO2": 1.0},
    ("far", "scrubber"): {"SO2": 0.5},
}
#: A tonne near by makes 0.01 ug/m3, one far away 0.04 (its stack stands upwind).
RESPONSE = pl.DataFrame(
    {"region": [NEAR, FAR], "source": ["1A1a"] * 2, "species": ["SO2"] * 2, "ug_m3_per_t": [0.01, 0.04]}
)
BASE = RESPONSE.drop("ug_m3_per_t").with_columns(activity=pl.Series(["near", "far"]), mass_t=pl.lit(100.0))
EMPTY = BASE.clear()


def two_cities(**more: pl.DataFrame) -> Case:
    """Give a works in each of two cities: 100 CNY a tonne near by, 200 CNY far away."""
    case = a_case(
        {"near": 100.0, "far": 100.0},
        options=[
            an_option("near", "scrubber", year=2025, cost=90.0),
            an_option("far", "scrubber", year=2025, cost=100.0),
        ],
        factors=FACTORS,
    )
    levels = levels_of({"near": 100.0, "far": 100.0}, years=[2025]).with_columns(
        region=pl.Series([NEAR, FAR])
    )
    return Case(**{**vars(case), "levels": levels, **more})


def air_cap(case: Case, standard: float, **more: object) -> Limits:
    given = {"level": 40.0, "response": RESPONSE, "base": BASE, **more}
    return concentration_cap(STATED, year=2025, standard=standard, case=case, **given)  # type: ignore[arg-type]


def under(case: Case, *limits: Limits) -> Plan:
    whole = together(limits)
    return solve(case.with_limits(whole.limits, whole.terms))


def price(plan: Plan, limit: str = "air") -> float:
    return float(plan.prices.filter(limit=limit)["price_cny"].item())


def test_the_dearer_tonne_is_taken_where_it_does_more_to_the_air() -> None:
    case = two_cities()
    plan = under(case, air_cap(case, 39.0))
    # Far away 200 CNY take 0.04 ug/m3, near by 100 CNY take 0.01: 5,000 against 10,000 CNY per ug/m3.
    assert price(plan) == pytest.approx(5_000.0, rel=1e-6)
    assert plan.cost_cny == pytest.approx(5_000.0, rel=1e-6)
    # Far away is all cleaned at 2 ug/m3; then the works near by sets the price.
    further = under(case, air_cap(case, 37.5))
    assert price(further) == pytest.approx(10_000.0, rel=1e-6)
    assert further.cost_cny == pytest.approx(10_000.0 + 5_000.0, rel=1e-6)


def test_the_price_of_a_tonne_is_that_of_the_air_times_what_the_tonne_does_there() -> None:
    case = two_cities()
    slopes = RESPONSE.select("region", "species", "ug_m3_per_t").with_columns(
        limit=pl.lit("air"), year=pl.lit(2025, pl.Int32), release=pl.lit("tall")
    )
    told = source_prices(under(case, air_cap(case, 39.0)).prices, slopes=slopes)
    assert dict(told.select("region", "price_cny_per_t").iter_rows()) == pytest.approx(
        {NEAR: 50.0, FAR: 200.0}
    )


@pytest.mark.parametrize("standard", [39.7, 38.6, 37.4])
def test_the_price_of_a_concentration_is_the_finite_difference_of_cost(standard: float) -> None:
    case, step = two_cities(), 1e-3
    dearer, cheaper = (under(case, air_cap(case, standard + by)).cost_cny for by in (-step, step))
    assert price(under(case, air_cap(case, standard))) == pytest.approx(
        (dearer - cheaper) / (2 * step), rel=1e-6
    )


def test_what_is_fixed_and_what_was_emitted_before_count_in_the_concentration() -> None:
    fixed = pl.DataFrame(
        {"region": [FAR], "source": ["1A1a"], "species": ["SO2"], "year": [2025], "mass_t": [25.0]}
    )
    case = two_cities(fixed=FixedEmission.validate(fixed, cast=True))
    # 25 t more far away raise it by 1 ug/m3: the same standard now asks for twice the fall.
    plan = under(case, air_cap(case, 39.0))
    assert plan.prices["value"].item() == pytest.approx(39.0)
    assert plan.cost_cny == pytest.approx(10_000.0, rel=1e-6)


def test_over_a_background_all_that_is_emitted_counts() -> None:
    case = two_cities()
    limit = air_cap(case, 39.0, level=35.0, base=EMPTY)
    # 35 + 0.01 x 100 + 0.04 x 100 = 40: as if 40 had been observed.
    assert limit.limits["fixed"].item() == pytest.approx(35.0)
    assert under(case, limit).cost_cny == pytest.approx(5_000.0, rel=1e-6)


def test_a_city_that_shall_bear_no_more_than_its_part_makes_the_plan_dearer() -> None:
    case = two_cities()
    cap = emission_cap(
        Stated("cap", "上限", "cap"), year=2025, bound=150.0, regions=[NEAR, FAR], weights={"SO2": 1.0}
    )
    assert under(case, cap).cost_cny == pytest.approx(5_000.0)
    fair = Stated("fair", "公平", "burden")
    half = reduction_burden(fair, year=2025, region=NEAR, share=0.5, weights={"SO2": 1.0}, case=case)
    # 25 t near by at 100 CNY and 25 t far away at 200 CNY.
    assert under(case, cap, half).cost_cny == pytest.approx(7_500.0, rel=1e-6)
    least = cost_burden(fair, year=2025, region=FAR, share=0.5, case=case, sense="at_least")
    # x t far away at 200 CNY cost what 50 - x t near by at 100 CNY do.
    assert under(case, cap, least).cost_cny == pytest.approx(2 * 200.0 * 50 / 3, rel=1e-6)


def test_what_a_project_changes_counts_where_it_stands() -> None:
    case = two_cities(
        projects=pl.DataFrame({"project": ["heat"], "year": [2025], "cost_cny": [1_000.0]}),
        project_emissions=pl.DataFrame(
            {"project": ["heat"], "region": [FAR], "species": ["SO2"], "year": [2025], "mass_t": [-25.0]}
        ),
    )
    does = pl.DataFrame({"project": ["heat"], "species": ["SO2"], "ug_m3_per_t": [0.04]})
    plan = under(case, air_cap(case, 39.0, projects=does))
    assert plan.cost_cny == pytest.approx(1_000.0)
