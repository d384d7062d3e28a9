"""Energy at stated prices: by hand, all of it or none, never added where a cost holds it already."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tongyuan.plan.measures.energy_costs import energy_costs, with_own_word
from tongyuan.plan.measures.stated_prices import EnergyPrice, price_table
from tongyuan.testing.measures import a_flow, prices_of
from tongyuan.vocabulary.problems import InputError

HEATS = pl.DataFrame({"fuel": ["raw_coal"], "gj_per_unit": [20.0]})
TOLD = {"price_year": 2020, "citation": "a contract"}
COAL = {"carrier": "raw_coal", "price": 600.0, "unit": "t", **TOLD}
POWER = {"carrier": "electricity", "price": 500.0, "unit": "MWh", **TOLD}
TAKEN: dict[str, Any] = {"carrier": "electricity", "amount": 2.0, "unit": "MWh"}


def cost_of(
    *flows: dict[str, Any], prices: list[dict[str, Any]], years: tuple[int, ...] = (2030,)
) -> pl.DataFrame:
    table = price_table([EnergyPrice(**one) for one in prices], prices=prices_of())
    return energy_costs(pl.DataFrame(flows), prices=table, years=years, calorific=HEATS)


def test_coal_given_up_is_saved_and_power_taken_up_is_paid() -> None:
    """2 MWh at 500 less 1 t at 600: 400 CNY a t given up."""
    found = cost_of(a_flow(), a_flow(**TAKEN), prices=[COAL, POWER])
    assert found.select("energy_cny", "energy_state").row(0) == (pytest.approx(400.0), "priced")


def test_where_one_price_lacks_nothing_is_counted_and_what_lacks_is_named() -> None:
    found = cost_of(a_flow(), a_flow(**TAKEN), prices=[COAL])
    assert found.select("energy_cny", "energy_state", "lacking").row(0) == (
        None,
        "price_missing",
        "electricity",
    )


def test_a_cost_that_holds_energy_is_not_charged_twice() -> None:
    held = a_flow(energy_in_cost="yes")
    assert cost_of(held, prices=[COAL]).select("energy_cny", "energy_state").row(0) == (None, "in_cost")


def test_what_a_source_does_not_tell_is_no_zero_and_the_user_may_say_it() -> None:
    untold = pl.DataFrame([a_flow(energy_in_cost="not_told")])
    table = price_table([EnergyPrice(**COAL)], prices=prices_of())
    asked: dict[str, Any] = {"prices": table, "years": [2030], "calorific": HEATS}
    assert energy_costs(untold, **asked)["energy_state"].to_list() == ["not_told"]
    said = {
        held: energy_costs(with_own_word(untold, in_cost={"X1": held}), **asked).row(0, named=True)
        for held in (True, False)
    }
    assert (said[True]["energy_state"], said[False]["energy_cny"]) == ("in_cost", -600.0)


def test_a_measure_of_which_no_use_is_known_is_told_apart_from_one_that_uses_none() -> None:
    found = cost_of(a_flow(carrier=None, amount=None, unit=None), prices=[COAL])
    assert found.select("energy_cny", "energy_state").row(0) == (None, "not_known")


def test_one_unsettled_measure_of_a_chain_leaves_the_whole_chain_uncounted() -> None:
    chain = {"subject": "running", "way": "X1+X2"}
    found = cost_of(
        a_flow(**chain, **TAKEN),
        a_flow(**chain, measure="X2", carrier=None, amount=None, unit=None),
        prices=[POWER],
    )
    assert found.select("energy_cny", "energy_state").row(0) == (None, "not_known")


def test_a_price_by_heat_comes_to_a_tonne_through_the_calorific_value() -> None:
    """20 GJ a t at 30 CNY a GJ: 600 CNY a t; a price for all coal holds for raw coal."""
    by_heat = {**COAL, "carrier": "coal", "price": 30.0, "unit": "GJ"}
    assert cost_of(a_flow(), prices=[by_heat])["energy_cny"].item() == pytest.approx(-600.0)


def test_a_price_of_its_own_comes_before_that_of_its_group() -> None:
    group = {**COAL, "carrier": "coal", "price": 1.0}
    assert cost_of(a_flow(), prices=[group, COAL])["energy_cny"].item() == pytest.approx(-600.0)


def test_a_price_by_year_holds_in_its_year_and_lacks_in_another() -> None:
    dated = {**COAL, "price": None, "by_year": {2025: 500.0}}
    found = cost_of(a_flow(), prices=[dated], years=(2025, 2030)).sort("plan_year")
    assert found["energy_cny"].to_list() == [-500.0, None]
    assert found["energy_state"].to_list() == ["priced", "price_missing"]


def test_a_price_whose_unit_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="raw_coal"):
        cost_of(a_flow(), prices=[{**COAL, "unit": "m3"}])


def test_a_price_is_stated_once_and_says_where_it_is_from() -> None:
    with pytest.raises(ValidationError, match="price or by_year"):
        EnergyPrice(**{**COAL, "by_year": {2030: 1.0}})
    with pytest.raises(ValidationError, match="citation"):
        EnergyPrice(**{**COAL, "citation": ""})


@given(st.floats(0.0, 5e3), st.floats(0.0, 5e3), st.floats(0.1, 10.0))
def test_energy_costs_follow_prices_in_proportion(coal: float, power: float, times: float) -> None:
    def cost(scale: float) -> float:
        prices = [{**COAL, "price": coal * scale}, {**POWER, "price": power * scale}]
        return float(cost_of(a_flow(), a_flow(**TAKEN), prices=prices)["energy_cny"].item())

    assert cost(1.0) == pytest.approx(2 * power - coal, abs=1e-6)
    assert cost(times) == pytest.approx(times * cost(1.0), rel=1e-9, abs=1e-6)
