"""Where nothing couples hours a dispatch is a merit order, worked out by plain arrays; ties on purpose."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tongyuan.plan.power import PowerCase, dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
pytestmark = pytest.mark.slow
HOURS = 24
#: Hundreds of MW, so that load meets a corner now and then, and costs that often stand twice.
SIZES, COSTS, FACTORS = (20.0, 40.0, 60.0), (200.0, 300.0, 400.0), (0.0, 0.4, 0.8, 1.0)


def _drawn(seed: int) -> tuple[PowerCase, np.ndarray]:
    """Draw units that often cost alike, and loads that often fill units wholly; rows: size, cost, factor."""
    rng = np.random.default_rng(seed)
    rows = np.array([[rng.choice(SIZES), rng.choice(COSTS), rng.choice(FACTORS)] for _ in range(5)])
    told: dict[str, dict[str, Any]] = {
        f"u{place}": {"capacity_mw": size, "variable_cny_mwh": cost, "co2_t_mwh": factor}
        for place, (size, cost, factor) in enumerate(rows)
    }
    whole = rows[:, 0].sum()
    load = rng.choice(np.arange(10.0, whole, 10.0), HOURS)
    return power_case(units(**told), hours(load.tolist())), rows


def _merit(rows: np.ndarray, load: float) -> tuple[float, set[float], bool]:
    """Fill units by cost: the cost, factors of what may make the next MWh, whether the load ends a step."""
    left, cost = load, 0.0
    for price in np.unique(rows[:, 1]):
        step = rows[rows[:, 1] == price]
        size = step[:, 0].sum()
        if left < size - 1e-9:
            return cost + left * price, set(step[:, 2].tolist()), left < 1e-9
        cost, left = cost + size * price, left - size
    return cost, set(), True


@pytest.mark.parametrize("seed", range(6))
def test_cost_and_factor_are_those_of_a_merit_order_and_none_is_told_where_several_fit(seed: int) -> None:
    case, rows = _drawn(seed)
    found = dispatch(case)
    loads = case.hours["load"].to_list()
    merit = [_merit(rows, load) for load in loads]
    assert found.cost_cny == pytest.approx(sum(cost for cost, _, _ in merit))
    told = found.factors.sort("hour").select("margin", "marginal_t_mwh").rows()
    for (margin, factor), (_, factors, corner) in zip(told, merit, strict=True):
        if factor is not None:
            # One answer alone: every unit that may move at this cost emits alike.
            assert sorted(factors) == pytest.approx([factor]), margin
        elif len(factors) == 1 and not corner:
            # One of several units of a cost and factor may be full while its twin has room: not told.
            assert margin in ("corner", "tie")


def test_units_of_one_cost_that_emit_alike_make_no_tie() -> None:
    twin = {"co2_t_mwh": 0.8}
    factors = dispatch(power_case(units(coal=twin, twin=twin), hours([150.0, 50.0]))).factors
    given = factors.filter(pl.col("margin") == "given")["marginal_t_mwh"].to_list()
    assert given == pytest.approx([0.8] * len(given))
    assert "tie" not in factors["margin"].to_list()
