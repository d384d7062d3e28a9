"""What holds of every dispatch: balances, conservation, and agreement with an independent program."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tongyuan.plan.power import Dispatched, PowerCase, dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")

loads = st.lists(st.floats(20.0, 180.0), min_size=6, max_size=6)
shares = st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6)
heats = st.lists(st.floats(0.0, 60.0), min_size=6, max_size=6)
CHP = {"carrier": "coal_chp", "chp": "extraction", "heat_mw": 80.0, "power_to_heat": 0.4, "power_loss": 0.15}
SYSTEM = {
    "wind": {"carrier": "wind_onshore", "variable_cny_mwh": 0.0},
    "coal": {"variable_cny_mwh": 310.0, "co2_t_mwh": 0.8},
    "chp": CHP | {"variable_cny_mwh": 330.0, "co2_t_mwh": 0.85},
    "gas": {"carrier": "gas", "variable_cny_mwh": 600.0, "co2_t_mwh": 0.4},
    "battery": {"carrier": "storage", "capacity_mw": 20.0, "efficiency": 0.85, "storage_hours": 3.0},
}


def _case(load: list[float], wind: list[float], heat: list[float]) -> PowerCase:
    return power_case(units(**SYSTEM), hours(load, wind_onshore=wind, heat=heat), unserved_cost=9000.0)


def _balance(found: Dispatched) -> tuple[np.ndarray, np.ndarray]:
    summed = found.hourly.group_by("hour").agg(
        power=(pl.col("power_mwh") - pl.col("taken_mwh")).sum(), heat=pl.col("heat_mwh").sum()
    )
    ordered = summed.sort("hour")
    return ordered["power"].to_numpy(), ordered["heat"].to_numpy()


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(loads, shares, heats)
def test_power_and_heat_balance_each_hour(load: list[float], wind: list[float], heat: list[float]) -> None:
    power, warmth = _balance(dispatch(_case(load, wind, heat)))
    assert np.abs(power - np.array(load)).max() < 1e-6
    assert np.abs(warmth - np.array(heat)).max() < 1e-6


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(loads, shares, heats)
def test_storage_makes_no_energy(load: list[float], wind: list[float], heat: list[float]) -> None:
    year = dispatch(_case(load, wind, heat)).year.filter(unit="battery")
    assert year["generation_mwh"][0] == pytest.approx(0.85 * year["taken_mwh"][0], abs=1e-6)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(loads, shares)
def test_the_cost_is_that_of_an_independent_linear_program(load: list[float], wind: list[float]) -> None:
    found = dispatch(_case(load, wind, [0.0] * 6))
    assert found.cost_cny == pytest.approx(_independent_cost(load, wind), rel=1e-7, abs=1e-4)


def _independent_cost(load: list[float], wind: list[float]) -> float:
    """Solve the same system as plain arrays: per hour wind, coal, chp, gas, in, out, held, unserved."""
    cost = np.array([0.0, 310.0, 330.0, 600.0, 0.0, 300.0, 0.0, 9000.0])
    kinds, number, way = len(cost), len(load), np.sqrt(0.85)
    rows, right = [], []
    for hour in range(number):
        balance, held = np.zeros((2, number, kinds))
        balance[hour, [0, 1, 2, 3, 4, 5, 7]] = [1, 1, 1, 1, -1, 1, 1]
        held[hour, [4, 5, 6]] = [-way, 1 / way, 1]
        held[hour - 1, 6] -= 1
        rows += [balance.ravel(), held.ravel()]
        right += [load[hour], 0.0]
    bounds = [
        bound
        for share in wind
        for bound in [(0, 100 * share), (0, 100), (0, 100), (0, 100), (0, 20), (0, 20), (0, 60), (0, None)]
    ]
    answer = linprog(np.tile(cost, number), A_eq=np.array(rows), b_eq=right, bounds=bounds)
    return float(answer.fun)
