"""Targets and bounds: whether they bind, what they cost, which conflict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongyuan.plan.power import Dispatched, PowerCase, PowerLimit, dispatch
from tongyuan.testing.power import hours, power_case, units
from tongyuan.vocabulary.problems import InputError

pytest.importorskip("pypsa", reason="the extra `power` is not installed")

GROWS = {"max_capacity_mw": 400.0, "capex_cny_kw": 20.0, "life_years": 1.0}
SYSTEM = {
    "wind": {"carrier": "wind_onshore", "variable_cny_mwh": 0.0, **GROWS},
    "coal": {"variable_cny_mwh": 300.0, "co2_t_mwh": 0.8},
    "gas": {"carrier": "gas", "variable_cny_mwh": 600.0, "co2_t_mwh": 0.4},
}
WIND = [0.5, 0.2, 0.1, 1.0]
LOAD = [120.0, 150.0, 150.0, 80.0]
FLOOR = PowerLimit(
    "P1", "风电装机", "wind", "capacity_floor", 150.0, ("wind_onshore",), target="P1", article="6"
)
SHARE = PowerLimit(
    "P2",
    "清洁装机占比",
    "clean capacity",
    "capacity_share",
    0.5,
    ("wind_onshore",),
    ("wind_onshore", "coal", "gas"),
)
MADE = replace(SHARE, limit="P3", name_zh="清洁发电占比", form="generation_share", bound=0.45)
CAP = PowerLimit("cap", "二氧化碳上限", "CO2 cap", "co2_cap", 200.0)
CURTAILED = PowerLimit("curtailment", "弃电率", "curtailment", "curtailment", 0.05)


def _case(*limits: PowerLimit, **told: float) -> PowerCase:
    return power_case(units(**SYSTEM), hours(LOAD, wind_onshore=WIND), *limits, rate=0.0, **told)


def _state(found: Dispatched, limit: str) -> dict[str, object]:
    return found.limits.filter(limit=limit).to_dicts()[0]


@pytest.mark.parametrize("limit", [FLOOR, SHARE, MADE, CAP], ids=lambda one: one.form)
def test_the_price_of_a_limit_is_the_finite_difference_of_the_cost(limit: PowerLimit) -> None:
    found = dispatch(_case(limit))
    state = _state(found, limit.limit)
    step = 1e-4 * limit.bound
    stricter = limit.bound + (step if limit.floor else -step)
    more = dispatch(_case(replace(limit, bound=stricter)))
    assert state["kept"]
    assert state["binding"]
    # A share's whole moves with it, so that its price is the slope at the point and not over the step.
    assert state["price_cny"] == pytest.approx((more.cost_cny - found.cost_cny) / step, rel=1e-3)


def test_the_price_of_a_co2_cap_equals_the_finite_difference_closely() -> None:
    found, more = dispatch(_case(CAP)), dispatch(_case(replace(CAP, bound=CAP.bound - 0.01)))
    assert _state(found, "cap")["price_cny"] == pytest.approx(
        (more.cost_cny - found.cost_cny) / 0.01, rel=1e-6
    )


def test_a_price_of_co2_as_high_as_the_caps_price_gives_the_same_emission() -> None:
    capped = dispatch(_case(CAP))
    price = float(str(_state(capped, "cap")["price_cny"]))
    assert dispatch(_case(co2_price=price + 1.0)).year["co2_t"].sum() <= CAP.bound + 1e-6
    assert dispatch(_case(co2_price=price - 1.0)).year["co2_t"].sum() >= CAP.bound - 1e-6


def test_a_limit_that_is_kept_anyway_costs_nothing() -> None:
    easy = replace(CAP, bound=10_000.0)
    state = _state(dispatch(_case(easy)), "cap")
    assert (state["kept"], state["binding"], state["price_cny"]) == (True, False, 0.0)


def test_curtailment_is_bounded() -> None:
    store = {"carrier": "storage", "capacity_mw": 50.0, "efficiency": 0.9, "storage_hours": 4.0}
    system = units(**SYSTEM, battery=store | {"variable_cny_mwh": 700.0})
    when = hours(LOAD, wind_onshore=WIND)
    free = dispatch(power_case(system, when, replace(CURTAILED, bound=1.0)))
    bound = dispatch(power_case(system, when, CURTAILED))
    state = _state(bound, "curtailment")
    assert state["reached"] == pytest.approx(0.05)
    # 1 % of the 180 MWh that wind would give costs what storing and not burning them costs.
    assert state["price_cny"] == pytest.approx((bound.cost_cny - free.cost_cny) / (20 / 180 - 0.05))


def test_limits_that_conflict_are_named_and_how_they_may_give_way() -> None:
    most, tight = replace(FLOOR, bound=300.0), replace(CURTAILED, bound=0.15)
    easy = replace(CAP, bound=10_000.0)
    found = dispatch(_case(most, tight, easy))
    assert not found.feasible
    told = {row["limit"]: row for row in found.conflicts.to_dicts()}
    assert {name for name, row in told.items() if row["in_conflict"]} == {"P1", "curtailment"}
    relaxed = [
        replace(limit, bound=limit.bound - told[limit.limit]["give_way"] * (1 + 1e-6))
        if limit.floor
        else replace(limit, bound=limit.bound + told[limit.limit]["give_way"] * (1 + 1e-6))
        for limit in (most, tight)
    ]
    assert dispatch(_case(*relaxed, easy)).feasible


def test_a_floor_on_what_cannot_grow_conflicts_with_what_stands() -> None:
    gas = PowerLimit("G", "气电", "gas", "capacity_floor", 150.0, ("gas",), ("gas",))
    found = dispatch(_case(gas))
    assert found.conflicts.select("limit", "give_way", "in_conflict").rows() == [("G", 50.0, True)]


def test_demand_beyond_all_capacity_is_said_as_such() -> None:
    case = power_case(units(coal=SYSTEM["coal"]), hours([150.0]))
    with pytest.raises(InputError) as caught:
        dispatch(case)
    assert [one.code for one in caught.value.problems] == ["power.unmet"]


def test_faults_of_units_and_hours_are_told_together() -> None:
    faulty = units(
        store={"carrier": "storage"},
        wind={"carrier": "wind_onshore", "max_capacity_mw": 10.0},
        coal={"co2_t_mwh": None},
    )
    with pytest.raises(InputError) as caught:
        power_case(faulty, hours([10.0], heat=[5.0]), CAP)
    codes = sorted(one.code for one in caught.value.problems)
    assert set(codes) == {"power.unit", "power.no_profile", "power.no_heat_source", "power.no_factor"}
    assert codes.count("power.unit") == 3
