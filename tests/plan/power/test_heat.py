"""Heat of combined plants and boilers."""

from __future__ import annotations

import pytest

from tongyuan.plan.power import dispatch
from tongyuan.testing.power import hours, power_case, units

pytest.importorskip("pypsa", reason="the extra `power` is not installed")

COAL = {"variable_cny_mwh": 280.0, "co2_t_mwh": 0.8}
EXTRACTION = {"carrier": "coal_chp", "variable_cny_mwh": 300.0, "co2_t_mwh": 0.85, "chp": "extraction"} | {
    "heat_mw": 100.0,
    "power_to_heat": 0.5,
    "power_loss": 0.2,
}
BOILER = {"carrier": "boiler", "variable_cny_mwh": 150.0, "co2_t_mwh": 0.4}


def test_a_combined_plant_gives_the_heat_that_is_asked_and_runs_for_it() -> None:
    found = dispatch(power_case(units(coal=COAL, chp=EXTRACTION), hours([120.0, 120.0], heat=[80.0, 0.0])))
    chp = found.hourly.filter(carrier="coal_chp").sort("hour")
    assert chp["heat_mwh"].to_list() == pytest.approx([80.0, 0.0])
    assert chp["power_mwh"].to_list() == pytest.approx([40.0, 20.0])


def test_heat_costs_the_power_that_is_lost_for_it() -> None:
    found = dispatch(power_case(units(coal=COAL, chp=EXTRACTION), hours([120.0], heat=[80.0])))
    year = found.year.filter(unit="chp")
    assert year["co2_t"][0] == pytest.approx((40.0 + 0.2 * 80.0) * 0.85)
    assert year["variable_cny"][0] == pytest.approx((40.0 + 0.2 * 80.0) * 300.0)


def test_fuel_bounds_power_and_heat_together() -> None:
    system = units(chp=EXTRACTION, boiler=BOILER)
    found = dispatch(power_case(system, hours([90.0], heat=[80.0])))
    # 90 MW leave 10 MW of lost power: 50 MW of heat at most; the boiler gives the rest.
    assert found.hourly.filter(carrier="boiler")["heat_mwh"][0] == pytest.approx(30.0)


def test_back_pressure_makes_power_and_heat_at_one_ratio_and_none_without_heat() -> None:
    back = {**EXTRACTION, "chp": "back_pressure", "power_loss": None, "variable_cny_mwh": 100.0}
    found = dispatch(power_case(units(coal=COAL, chp=back), hours([90.0, 90.0], heat=[60.0, 0.0])))
    assert found.hourly.filter(carrier="coal_chp").sort("hour")["power_mwh"].to_list() == pytest.approx(
        [30.0, 0.0], abs=1e-6
    )


def test_without_any_demand_of_heat_back_pressure_stands_still() -> None:
    back = {**EXTRACTION, "chp": "back_pressure", "power_loss": None, "variable_cny_mwh": 100.0}
    found = dispatch(power_case(units(coal=COAL, chp=back), hours([90.0])))
    assert found.year.filter(unit="chp")["generation_mwh"][0] == pytest.approx(0.0, abs=1e-6)
