"""A winter week of a real province's load curve, where the collected data are at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tongyuan.plan.power import dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
pytestmark = pytest.mark.slow
CURVES = sorted((Path(__file__).parents[4] / "shared" / "data").glob("*_hourly_load_mw.csv"))


@pytest.mark.skipif(not CURVES, reason="the collected load curve is not at hand")
def test_a_week_of_a_collected_load_curve_is_met_to_the_kilowatt() -> None:
    load = pl.read_csv(CURVES[0])["load_mw"].head(168).to_list()
    coal = {"capacity_mw": 1.2 * max(load), "min_output": 0.3, "co2_t_mwh": 0.8}
    nuclear = {"carrier": "nuclear", "capacity_mw": 5000.0, "variable_cny_mwh": 90.0, "min_output": 0.8}
    found = dispatch(power_case(units(coal=coal, nuclear=nuclear), hours(load, weight=52.0)))
    made = found.hourly.group_by("hour").agg(pl.col("power_mwh").sum()).sort("hour")
    assert made["power_mwh"].to_list() == pytest.approx(load, abs=1e-3)
    assert found.year["co2_t"].sum() == pytest.approx(0.8 * (52 * sum(load) - 52 * 168 * 5000), rel=1e-9)
