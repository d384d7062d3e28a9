"""Energy of measures: what is used and given up, by hand; the price that is not in a cost is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan.measures import Library, energy_of
from tongyuan.testing.measures import a_library, a_measure, a_penalty, a_performance, a_yield, an_effect


def replacing(efficiency: float) -> dict[str, list[dict[str, Any]]]:
    working = a_performance(parameter="base_efficiency", value=efficiency, unit="1")
    return {"effects": [an_effect(effect="replacement", value=1.0)], "performance": [working]}


def test_a_heat_pump_uses_power_and_gives_up_the_fuel_of_a_boiler() -> None:
    """1 MWh of heat: 1/4 MWh of power at a factor of 4; 3.6/0.6 = 6 GJ of fuel given up."""
    pump = a_library(
        measures=[a_measure()], yields=[a_yield(amount=0.25, per="service", per_unit="MWh")], **replacing(0.6)
    )
    rows = energy_of(pump).select("role", "carrier", "amount", "unit", "per").rows()
    assert rows == [
        ("used", "electricity", 0.25, "MWh", "service"),
        ("saved", "*", pytest.approx(6.0), "GJ", "service"),
    ]


def test_a_reagent_is_no_energy() -> None:
    lime = a_penalty(carrier="limestone", per="removed", species="SO2", amount=1.56, unit="t")
    found = energy_of(a_library(measures=[a_measure()], penalties=[lime, a_penalty()]))
    assert found["carrier"].to_list() == ["electricity"]


def test_of_a_measure_without_figures_no_energy_is_told_and_none_is_made_up() -> None:
    assert energy_of(a_library(measures=[a_measure()])).is_empty()


def test_a_scrubber_on_a_boiler_gives_up_no_fuel() -> None:
    """The efficiency of a boiler alone does not say that its fuel is left unburnt."""
    removing = a_library(
        measures=[a_measure()], effects=[an_effect()], performance=replacing(0.6)["performance"]
    )
    assert energy_of(removing).is_empty()


@given(st.floats(0.1, 1.0), st.floats(0.1, 1.0))
def test_the_worse_the_boiler_of_today_the_more_fuel_is_given_up(one: float, other: float) -> None:
    low, high = sorted((one, other))
    worse, better = (
        energy_of(a_library(measures=[a_measure()], **replacing(eta)))["amount"].item() for eta in (low, high)
    )
    assert worse >= better >= 3.6


def test_every_amount_of_the_library_says_that_its_price_is_not_in_the_cost() -> None:
    found = energy_of(Library.of(reference.measure_tables()))
    assert set(found["role"]) == {"used", "saved"}
    assert set(found["energy_state"]) == {"price_missing"}
    assert found["amount"].min() > 0  # type: ignore[operator]
