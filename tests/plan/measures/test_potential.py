"""Potentials: one measure at a time, by species, with cost and uses; what is not known is never zero."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.plan.measures import Library, Potential, Rates, Setting, cost_states, potential, unit_costs
from tongyuan.testing.accounting import activity_of, an_activity
from tongyuan.testing.measures import (
    a_cost,
    a_library,
    a_measure,
    a_penalty,
    a_performance,
    a_reach,
    a_yield,
    an_effect,
    an_emission,
    emission_of,
    prices_of,
)

GWP = pl.DataFrame({"species": ["CO2", "CH4"], "value": [1.0, 28.0]})
POWER = pl.DataFrame({"carrier": ["electricity"], "species": ["CO2"], "factor_t": [0.5]})
COAL = pl.DataFrame({"fuel": ["raw_coal"], "gj_per_unit": [20.0]})


def found_of(library: Library, *emission: dict[str, Any], setting: Setting | None = None) -> Potential:
    asked: dict[str, Any] = {"prices": prices_of(), "rates": Rates(0.08, 0.10)}
    return potential(
        activity_of(an_activity()),
        emission=emission_of(*(emission or (an_emission(),))),
        library=library,
        costs=unit_costs(library, **asked),
        states=cost_states(library, **asked),
        gwp=GWP,
        setting=setting,
    )


def scrubber(**parts: Any) -> Library:
    whole: dict[str, Any] = {
        "measures": [a_measure()],
        "reach": [a_reach()],
        "effects": [an_effect()],
        "costs": [a_cost()],
    }
    return a_library(**(whole | parts))


def test_power_of_a_scrubber_is_co2_added() -> None:
    found = found_of(scrubber(penalties=[a_penalty()]), setting=Setting(carriers=POWER))
    change = {row["species"]: row for row in found.changes.to_dicts()}
    assert change["SO2"]["net_t"] == pytest.approx(14.4)
    assert change["CO2"]["net_t"] == pytest.approx(-50.0)
    assert found.totals["co2e_t"].item() == pytest.approx(-50.0)
    assert found.totals["penalty_state"].item() == "with_power"


def test_a_use_that_was_not_found_is_told_and_no_zero() -> None:
    totals = found_of(scrubber()).totals.row(0, named=True)
    assert (totals["penalty_state"], totals["co2e_t"]) == ("not_found", None)


def test_a_measure_without_a_cost_keeps_its_reduction() -> None:
    found = found_of(scrubber(costs=[]))
    assert found.changes["reduced_t"].item() == pytest.approx(14.4)
    assert found.totals.select("cost_state", "social_cny").row(0) == ("not_found", None)


def test_emission_that_is_not_known_gives_no_reduction() -> None:
    unknown = an_emission(mass_t=None, state="NE", quality=None, method=None)
    found = found_of(scrubber(), unknown)
    assert found.changes.is_empty()
    assert found.totals["social_cny"].item() is None


def test_the_highest_share_bounds_reduction_and_cost() -> None:
    found = found_of(scrubber(reach=[a_reach(most_share=0.5)]))
    assert found.changes["reduced_t"].item() == pytest.approx(7.2)
    assert found.totals["social_cny"].item() == pytest.approx(7200.0)


def heat_pump(amount: float) -> Library:
    return a_library(
        measures=[a_measure(kind="substitution", stage=None)],
        reach=[a_reach()],
        effects=[an_effect(species="*", effect="replacement", value=1.0)],
        yields=[a_yield(per="service", per_unit="MWh", amount=amount)],
        performance=[a_performance(parameter="base_efficiency", value=0.72, unit="1")],
        costs=[a_cost(per="service", per_unit="MWh", species=None, value=100.0)],
    )


def test_a_substitution_gives_up_all_and_takes_up_the_power_it_uses() -> None:
    """2,000 t of CO2 go; 1,000 t of coal are 4,000 MWh of heat, 2,000 MWh of power, 1,000 t of CO2."""
    setting = Setting(calorific=COAL, carriers=POWER)
    found = found_of(heat_pump(0.5), an_emission(species="CO2", mass_t=2000.0), setting=setting)
    assert found.changes.select("reduced_t", "added_t", "net_t").row(0) == pytest.approx((2000, 1000, 1000))


def test_a_dirty_grid_turns_the_sign() -> None:
    setting = Setting(calorific=COAL, carriers=POWER)
    found = found_of(heat_pump(1.0 / 0.99 * 2), an_emission(species="CO2", mass_t=2000.0), setting=setting)
    assert found.changes["net_t"].item() < 0


def test_without_a_factor_of_power_the_net_is_not_known() -> None:
    found = found_of(
        heat_pump(0.5), an_emission(species="CO2", mass_t=2000.0), setting=Setting(calorific=COAL)
    )
    row = found.changes.row(0, named=True)
    assert (row["reduced_t"], row["added_t"], row["net_t"]) == (2000.0, None, None)
    assert found.totals["co2e_t"].item() is None
