"""What one more MWh emits: by the basis of the optimum, as adding it and solving again shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tongyuan.plan.power import PowerCase, PowerLimit, dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
COAL: dict[str, Any] = {"co2_t_mwh": 0.8}
GAS: dict[str, Any] = {"carrier": "gas", "variable_cny_mwh": 600.0, "co2_t_mwh": 0.4}
STORE: dict[str, Any] = {"carrier": "storage", "variable_cny_mwh": 0.0, "capacity_mw": 30.0} | {
    "efficiency": 0.8,
    "storage_hours": 2.0,
    "co2_t_mwh": 0.0,
}
#: Added to the load of an hour [MW].
MORE = 1e-2


def _added(case: PowerCase, hour: int) -> PowerCase:
    more = pl.when(pl.col("hour") == hour).then(MORE).otherwise(0.0)
    grown = case.hours.with_columns(load=pl.col("load") + more)
    return PowerCase(case.region, case.year, case.units, grown, case.limits)


def _differences(case: PowerCase) -> tuple[list[float], list[float | None]]:
    """Solve again for each hour: what CO2 rises by per MWh, and what was told."""
    base = dispatch(case)
    told = base.factors.sort("hour")
    weight = case.hours["hours_stood_for"][0]
    found = [
        (dispatch(_added(case, hour)).year["co2_t"].sum() - base.year["co2_t"].sum()) / MORE / weight
        for hour in told["hour"]
    ]
    return found, told["marginal_t_mwh"].to_list()


def _system(seed: int) -> PowerCase:
    rng = np.random.default_rng(seed)
    chp = {"carrier": "coal_chp", "chp": "extraction", "heat_mw": 60.0, "power_to_heat": 0.6}
    made = units(
        coal=COAL | {"capacity_mw": float(rng.uniform(60, 100)), "min_output": 0.3},
        old={"co2_t_mwh": 1.0, "capacity_mw": 40.0, "variable_cny_mwh": 350.0},
        gas=GAS | {"capacity_mw": 250.0},
        wind={"carrier": "wind_onshore", "variable_cny_mwh": 0.0},
        water={"carrier": "hydro", "variable_cny_mwh": 0.0, "most_hours": 2.0, "capacity_mw": 40.0},
        store=STORE,
        chp=chp | {"power_loss": 0.15, "co2_t_mwh": 0.9, "variable_cny_mwh": 320.0, "capacity_mw": 60.0},
        boiler={"carrier": "boiler", "co2_t_mwh": 0.3, "variable_cny_mwh": 150.0},
    )
    when = hours(
        rng.uniform(90, 200, 4), weight=13.0, wind_onshore=rng.uniform(0, 1, 4), heat=rng.uniform(10, 50, 4)
    )
    return power_case(made, when)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_factor_of_an_hour_is_what_one_more_mwh_adds_with_storage_water_and_heat(seed: int) -> None:
    found, told = _differences(_system(seed))
    assert None not in told
    assert told == pytest.approx(found, abs=1e-4)


@pytest.mark.slow
def test_under_a_binding_cap_one_more_mwh_emits_nothing_more() -> None:
    free = _system(4)
    cap = 0.93 * float(dispatch(free).year["co2_t"].sum())
    found, told = _differences(free.with_limits([PowerLimit("cap", "上限", "cap", "co2_cap", cap)]))
    assert told == pytest.approx([0.0] * 4, abs=1e-9)
    assert found == pytest.approx([0.0] * 4, abs=1e-4)


def test_storage_that_moves_is_filled_by_what_makes_the_energy() -> None:
    case = power_case(units(coal=COAL, gas=GAS | {"capacity_mw": 5.0}, store=STORE), hours([60.0, 110.0]))
    row = dispatch(case).factors.row(1, named=True)
    assert (row["margin"], row["marginal_unit"]) == ("given", "coal")
    assert row["price_cny_mwh"] == pytest.approx(300.0 / 0.8)
    assert row["marginal_t_mwh"] == pytest.approx(0.8 / 0.8)


def test_optima_of_the_same_cost_that_emit_differently_have_no_factor() -> None:
    twin = COAL | {"co2_t_mwh": 1.0}
    factors = dispatch(power_case(units(coal=COAL, twin=twin, gas=GAS), hours([150.0, 250.0]))).factors
    assert factors["margin"].to_list() == ["tie", "given"]
    assert factors["marginal_t_mwh"].to_list() == [None, pytest.approx(0.4)]


def test_power_brought_in_and_units_without_a_factor_have_no_factor() -> None:
    line = {"carrier": "interconnector", "variable_cny_mwh": 400.0, "co2_t_mwh": 0.5, "capacity_mw": 30.0}
    made = units(coal=COAL, line=line, old={"variable_cny_mwh": 500.0, "co2_t_mwh": None})
    factors = dispatch(power_case(made, hours([60.0, 120.0, 150.0]))).factors
    assert factors["margin"].to_list() == ["given", "interconnector", "no_factor"]
    assert factors["marginal_t_mwh"].null_count() == 2


def test_at_a_full_unit_the_factor_is_of_what_comes_next_or_is_not_told() -> None:
    factors = dispatch(power_case(units(coal=COAL, gas=GAS), hours([100.0, 60.0]))).factors
    first = factors.row(0, named=True)
    assert first["margin"] == "corner" or first["marginal_t_mwh"] == pytest.approx(0.4)
