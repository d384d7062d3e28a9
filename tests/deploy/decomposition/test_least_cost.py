"""Least cost of two cities by hand: by their curves, by the optimum of a plan; and limits on burdens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.deploy.decomposition import City, Decomposition, decompose
from tongyuan.deploy.decomposition.asked import Step
from tongyuan.deploy.decomposition.costs import bounded, cost_of
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import Stated
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.testing.cocontrol import a_case, an_option, levels_of
from tongyuan.vocabulary.problems import InputError

NEAR, FAR = "990100", "990200"
#: Each emits 100 t; near by 90 t can go at 100 CNY a tonne, far away 50 t at 200 CNY.
CITIES = {
    NEAR: City(base=100, gdp=1000, costs=(Step(quantity=90, cost_cny=100),)),
    FAR: City(base=100, gdp=1000, costs=(Step(quantity=50, cost_cny=200),)),
}


def asked(**told: Any) -> Decomposition:
    usual = {"name": "so2", "indicator": "SO2", "form": "amount", "value": 115, "base_year": 2020}
    return Decomposition.model_validate({**usual, "year": 2025, "methods": ["least_cost"], **told})


def planned(cap: float) -> tuple[dict[str, float], float]:
    """Solve the two cities' co-control under a cap of both: emissions by city, and the price of the cap."""
    options = [
        an_option("near", "scrubber", year=2025, cost=90.0),
        an_option("far", "scrubber", year=2025, cost=100.0),
    ]
    factors = {
        ("near", "base"): {"SO2": 1.0},
        ("near", "scrubber"): {"SO2": 0.1},
        ("far", "base"): {"SO2": 1.0},
        ("far", "scrubber"): {"SO2": 0.5},
    }
    case = a_case({"near": 100.0, "far": 100.0}, options=options, factors=factors)
    levels = levels_of({"near": 100.0, "far": 100.0}, years=[2025])
    places = levels["activity"].replace_strict({"near": NEAR, "far": FAR})
    case = Case(**{**vars(case), "levels": levels.with_columns(region=places)})
    limit = emission_cap(
        Stated("cap", "上限", "cap"), year=2025, bound=cap, weights={"SO2": 1.0}, regions=[NEAR, FAR]
    )
    plan = solve(case.with_limits(limit.limits, limit.terms))
    emitted = dict(plan.emission.filter(species="SO2").select("region", "mass_t").iter_rows())
    return emitted, float(plan.prices["price_cny"].item())


def reductions(one: Decomposition, **more: Any) -> dict[str, float]:
    rows = decompose(one, cities=CITIES, **more).burdens
    return dict(rows.select("region", "reduction").iter_rows())


def test_the_plans_optimum_is_what_the_curves_give_at_one_marginal_cost() -> None:
    emitted, price = planned(85.0)
    # 115 t less: all 90 t near by at 100 CNY, then 25 t far away at 200 CNY, which sets the price for both.
    assert emitted == pytest.approx({NEAR: 10.0, FAR: 75.0}, abs=1e-6)
    assert price == pytest.approx(200.0)
    by_plan = reductions(asked(), optimum=emitted)
    assert by_plan == pytest.approx({NEAR: 90.0, FAR: 25.0}, abs=1e-6)
    assert by_plan == pytest.approx(reductions(asked()), abs=1e-6)
    for region, city in CITIES.items():
        step = city.costs[0]
        used = by_plan[region]
        assert step.cost_cny <= price + 1e-9 if used > 1e-6 else step.cost_cny >= price
        assert used == pytest.approx(step.quantity) or step.cost_cny == pytest.approx(price)


def test_budgets_of_an_optimum_add_up_to_the_caps_printed_digits() -> None:
    made = decompose(asked(decimals=1), cities=CITIES, optimum=planned(85.0)[0])
    assert made.budgets["budget_value"].to_list() == [10.0, 75.0]
    assert made.totals[0]["sum"] == made.totals[0]["cap"] == "85.0"


def test_an_optimum_of_another_sum_is_refused_and_never_scaled() -> None:
    with pytest.raises(InputError) as caught:
        decompose(asked(value=100), cities=CITIES, optimum=planned(85.0)[0])
    assert [one.code for one in caught.value.problems] == ["decomposition.optimum_sum"]


def test_an_optimum_beside_a_negotiated_value_is_refused() -> None:
    fixed = {NEAR: {"budget": 20, "reason": "搬迁推迟"}}
    with pytest.raises(InputError) as caught:
        decompose(asked(fixed=fixed), cities=CITIES, optimum=planned(85.0)[0])
    assert [one.code for one in caught.value.problems] == ["decomposition.optimum_fixed"]


def test_a_limit_on_cost_over_gdp_moves_the_reduction_to_the_other_city() -> None:
    # 5 CNY per unit of GDP buy 50 t near by (5,000 CNY); the other 40 t cost 200 CNY each far away.
    one = asked(value=90, most_cost_per_gdp={NEAR: 5})
    assert reductions(one) == {NEAR: 50.0, FAR: 40.0}
    made = decompose(one, cities=CITIES)
    assert made.totals[0]["sum"] == made.totals[0]["cap"]
    assert made.burdens["cost_per_gdp"].to_list() == [5.0, 8.0]
    assert made.totals[0]["over_limit"] == []


def test_limits_that_no_budgets_keep_are_refused_with_every_city_they_cut() -> None:
    one = asked(most_cost_per_gdp=5)
    with pytest.raises(InputError) as caught:
        decompose(one, cities=CITIES)
    told = {problem.values["region"]: problem.values["held"] for problem in caught.value.problems}
    assert told == {NEAR: "50", FAR: "25"}


def test_methods_that_know_no_cost_say_whom_they_ask_too_much_of() -> None:
    one = asked(value=90, methods=["equal", "least_cost"], most_cost_per_gdp={FAR: 8})
    totals = {total["method"]: total["over_limit"] for total in decompose(one, cities=CITIES).totals}
    assert totals == {"equal": [FAR], "least_cost": []}


def test_a_limit_of_who_takes_no_part_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        decompose(asked(most_cost_per_gdp={"990300": 1}), cities=CITIES)
    assert [one.code for one in caught.value.problems] == ["decomposition.strange"]


def test_equal_sacrifice_within_a_limit_is_equal_for_whom_it_does_not_stop() -> None:
    three = {**CITIES, "990300": City(base=100, gdp=1000, costs=(Step(quantity=80, cost_cny=100),))}
    one = asked(value=100, methods=["sacrifice"], decimals=6, most_cost_per_gdp={"990300": 2})
    rows = decompose(one, cities=three).burdens
    told = dict(rows.select("region", "cost_per_gdp").iter_rows())
    assert told["990300"] == pytest.approx(2.0, rel=1e-6)
    # The others bear alike: x/100 + x/200 of 1000 x makes 80 t at x = 16/3 CNY per unit of GDP.
    assert told[NEAR] == pytest.approx(16 / 3, rel=1e-6)
    assert told[FAR] == pytest.approx(16 / 3, rel=1e-6)


curve = st.lists(st.tuples(st.floats(0.1, 50), st.floats(-20, 100)), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(curve, st.floats(0, 2000))
def test_a_cut_curve_costs_no_more_than_its_limit_and_is_cut_for_no_other_reason(
    steps: list[tuple[float, float]], money: float
) -> None:
    whole = tuple(Step(quantity=quantity, cost_cny=cost) for quantity, cost in steps)
    cut = bounded(0.0, curves={"a": whole}, limits={"a": money})["a"]
    held = sum(step.quantity for step in cut)
    cost = cost_of(whole, quantity=held)
    assert cost is not None
    assert cost <= money + 1e-6
    if held < sum(step.quantity for step in whole) - 1e-6:
        assert cost == pytest.approx(money, abs=1e-6)


@pytest.mark.parametrize(("told", "code"), [
    ({}, "decomposition.growth_prices"),
    ({"gdp_growth_prices": "constant"}, "decomposition.growth_prices"),
    ({"gdp_growth_prices": "current", "gdp_price_year": 2020}, "decomposition.growth_current"),
])  # fmt: skip
def test_growth_of_gdp_that_is_not_at_constant_prices_is_refused(told: dict[str, Any], code: str) -> None:
    cities = {region: city.model_copy(update={"gdp_growth": 1.3}) for region, city in CITIES.items()}
    one = asked(form="intensity", value=18, methods=["equal"], **told)
    with pytest.raises(InputError) as caught:
        decompose(one, cities=cities)
    assert [problem.code for problem in caught.value.problems] == [code]
