"""Dispatch of small systems that a hand can solve, and what must hold of every dispatch."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.power import Dispatched, PowerLimit, dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")

THREE = {
    "wind": {"carrier": "wind_onshore", "variable_cny_mwh": 0.0},
    "coal": {"variable_cny_mwh": 300.0, "co2_t_mwh": 0.8, "so2_kg_mwh": 0.2},
    "gas": {"carrier": "gas", "variable_cny_mwh": 600.0, "co2_t_mwh": 0.4},
}
WIND = [0.5, 0.2, 0.0, 1.0]
LOAD = [120.0, 150.0, 150.0, 80.0]


def _small(*limits: PowerLimit, **told: float) -> Dispatched:
    return dispatch(power_case(units(**THREE), hours(LOAD, wind_onshore=WIND), *limits, **told))


def _made(found: Dispatched, carrier: str) -> list[float]:
    return [round(one, 6) for one in found.hourly.filter(carrier=carrier).sort("hour")["power_mwh"]]


def test_units_run_in_the_order_of_their_cost() -> None:
    found = _small()
    assert _made(found, "wind_onshore") == [50.0, 20.0, 0.0, 80.0]
    assert _made(found, "coal") == [70.0, 100.0, 100.0, 0.0]
    assert _made(found, "gas") == [0.0, 30.0, 50.0, 0.0]
    assert found.cost_cny == pytest.approx(270 * 300 + 80 * 600)


def test_the_price_is_the_cost_of_the_unit_that_moves() -> None:
    factors = _small().factors
    assert factors["price_cny_mwh"].to_list() == pytest.approx([300.0, 600.0, 600.0, 0.0])
    assert factors["marginal_unit"].to_list() == ["coal", "gas", "gas", "wind"]
    assert factors["marginal_t_mwh"].to_list() == [0.8, 0.4, 0.4, 0.0]
    assert factors["average_t_mwh"].to_list() == pytest.approx([56 / 120, 92 / 150, 100 / 150, 0.0])


def test_what_wind_could_give_and_did_not_is_curtailed() -> None:
    found = _small()
    wind = found.year.row(by_predicate=pl.col("unit") == "wind", named=True)
    assert wind["curtailed_mwh"] == pytest.approx(20.0)
    assert wind["generation_mwh"] == pytest.approx(150.0)


def test_emissions_follow_what_each_unit_made() -> None:
    year = _small().year
    assert year["co2_t"].sum() == pytest.approx(270 * 0.8 + 80 * 0.4)
    assert year["so2_t"].sum() == pytest.approx(270 * 0.2 / 1000)


def test_a_unit_that_ran_without_a_factor_has_no_emission_rather_than_none() -> None:
    told = THREE | {"coal": THREE["coal"] | {"nox_kg_mwh": None}}
    year = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND))).year
    assert year.filter(unit="coal")["nox_t"].to_list() == [None]


def test_hours_count_as_often_as_they_stand_for() -> None:
    told = power_case(units(**THREE), hours(LOAD, weight=10.0, wind_onshore=WIND))
    found = dispatch(told)
    assert found.cost_cny == pytest.approx(10 * (270 * 300 + 80 * 600))
    assert found.factors["price_cny_mwh"].to_list() == pytest.approx([300.0, 600.0, 600.0, 0.0])


def test_must_run_units_run_though_they_are_dear() -> None:
    told = THREE | {"gas": THREE["gas"] | {"min_output": 0.3}}
    found = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND)))
    assert _made(found, "gas") == [30.0, 30.0, 50.0, 30.0]


def test_storage_gives_back_what_it_took_times_its_efficiency() -> None:
    store = {"carrier": "storage", "capacity_mw": 50.0, "efficiency": 0.81, "storage_hours": 4.0}
    told = THREE | {"battery": store | {"variable_cny_mwh": 0.0}}
    found = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND)))
    battery = found.year.row(by_predicate=pl.col("unit") == "battery", named=True)
    assert battery["taken_mwh"] > 0
    assert battery["generation_mwh"] == pytest.approx(0.81 * battery["taken_mwh"])
    assert found.cost_cny < _small().cost_cny


def test_a_block_of_hours_ends_with_the_storage_it_began_with() -> None:
    store = {"carrier": "storage", "capacity_mw": 50.0, "efficiency": 0.9, "storage_hours": 4.0}
    blocks = hours([50.0, 50.0, 150.0, 150.0], wind_onshore=[1.0, 1.0, 0.0, 0.0])
    told = THREE | {"battery": store | {"variable_cny_mwh": 0.0}}
    joined = dispatch(power_case(units(**told), blocks))
    apart = dispatch(power_case(units(**told), blocks.with_columns(block=pl.Series([1, 1, 2, 2]))))
    assert joined.year.filter(unit="battery")["generation_mwh"][0] == pytest.approx(90.0)
    assert apart.year.filter(unit="battery")["generation_mwh"][0] == pytest.approx(0.0, abs=1e-6)


def test_an_interconnector_brings_in_and_sends_out_within_its_limits() -> None:
    line = {"carrier": "interconnector", "capacity_mw": 30.0, "variable_cny_mwh": 400.0}
    told = THREE | {"line": line | {"export_mw": 15.0, "export_cny_mwh": 200.0, "co2_t_mwh": None}}
    found = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND)))
    assert _made(found, "interconnector") == [0.0, 30.0, 30.0, 0.0]
    sent = found.hourly.filter(carrier="interconnector").sort("hour")["taken_mwh"]
    assert sent.to_list() == pytest.approx([0.0, 0.0, 0.0, 15.0])


def test_most_hours_of_a_year_bound_what_a_unit_makes() -> None:
    told = THREE | {"coal": THREE["coal"] | {"most_hours": 2.0}}
    found = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND)))
    assert found.year.filter(unit="coal")["generation_mwh"][0] == pytest.approx(200.0)


def test_capacity_is_built_where_it_pays() -> None:
    grows = {"max_capacity_mw": 300.0, "capex_cny_kw": 0.1, "life_years": 1.0}
    told = THREE | {"wind": THREE["wind"] | grows}
    found = dispatch(power_case(units(**told), hours(LOAD, wind_onshore=WIND), rate=0.0))
    wind = found.year.row(by_predicate=pl.col("unit") == "wind", named=True)
    # 1 MW more costs 100 and saves 0.5 x 300 and 0.2 x 600: until only coal is left in hour 2.
    assert wind["capacity_mw"] == pytest.approx(250.0)
    assert wind["investment_cny"] == pytest.approx(150.0 * 100.0)


def test_demand_that_is_not_met_is_told_where_it_has_a_cost() -> None:
    lone = power_case(units(coal=THREE["coal"]), hours([90.0, 130.0]), unserved_cost=20_000.0)
    found = dispatch(lone)
    assert found.year.filter(carrier="unserved")["generation_mwh"][0] == pytest.approx(30.0)
    assert found.factors["price_cny_mwh"].to_list() == pytest.approx([300.0, 20_000.0])


def test_water_of_a_year_that_is_used_here_lacks_elsewhere_where_coal_makes_it_good() -> None:
    water = {"carrier": "hydro", "variable_cny_mwh": 0.0, "most_hours": 1.5, "co2_t_mwh": 0.0}
    coal = THREE["coal"] | {"capacity_mw": 60.0}
    found = dispatch(power_case(units(water=water, coal=coal), hours([100.0, 100.0, 110.0])))
    assert found.year.filter(unit="water")["generation_mwh"][0] == pytest.approx(150.0)
    assert found.factors["margin"].to_list() == ["given"] * 3
    assert found.factors["marginal_unit"].to_list() == ["coal"] * 3
    assert found.factors["marginal_t_mwh"].to_list() == pytest.approx([0.8] * 3)
