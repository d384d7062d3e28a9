"""Options on an inventory: chains counted once, uses turned into CO2, what is not known left out and told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.assembling import with_shares
from tongyuan.plan.measures import Library, Options, Rates, Setting, options, unit_costs
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
from tongyuan.vocabulary.tables import Measure

RATES = Rates(0.08, 0.10)
POWER = pl.DataFrame({"carrier": ["electricity"], "species": ["CO2"], "factor_t": [0.5]})
COAL = pl.DataFrame({"fuel": ["raw_coal", "natural_gas"], "gj_per_unit": [20.0, 400.0]})


def offered(library: Library, *, setting: Setting | None = None, **changes: Any) -> Options:
    costs = unit_costs(library, prices=prices_of(), rates=RATES)
    place = {name: changes[name] for name in ("source", "sector") if name in changes}
    emission = emission_of(an_emission(**place), an_emission(species="CO2", mass_t=2000.0, **place))
    rows = activity_of(an_activity(**changes))
    return options(rows, emission=emission, library=library, costs=costs, setting=setting)


def scrubber(**parts: Any) -> Library:
    whole = {
        "measures": [a_measure()],
        "reach": [a_reach()],
        "effects": [an_effect()],
        "costs": [a_cost()],
    }
    return a_library(**(whole | parts))


def factor(found: Options, option: str, species: str, column: str = "factor_t") -> Any:
    return found.factors.filter(option=option, species=species)[column].item()


def two(first: float, second: float) -> Library:
    return scrubber(
        measures=[a_measure(stage="denitration"), a_measure(measure="X2")],
        reach=[a_reach(), a_reach(measure="X2")],
        effects=[an_effect(value=first), an_effect(measure="X2", value=second)],
        costs=[a_cost(), a_cost(measure="X2")],
    )


@given(first=st.floats(0.01, 1), second=st.floats(0.01, 1))
def test_a_chain_never_removes_more_than_there_is(first: float, second: float) -> None:
    left = factor(offered(two(first, second)), "X1+X2", "SO2")
    assert left == pytest.approx(0.016 * (1 - first) * (1 - second), abs=1e-12)
    assert left >= -1e-12


def test_a_chain_costs_no_less_than_its_members_by_themselves() -> None:
    cost = dict(offered(two(0.5, 0.5)).options.select("option", "cost_cny").iter_rows())
    assert cost["X1+X2"] == pytest.approx(cost["X1"] + cost["X2"])


def test_two_measures_of_one_stage_make_no_chain() -> None:
    same = two(0.5, 0.9)
    alike = Measure.validate(same.measures.with_columns(stage=pl.lit("dust")), cast=True)
    library = replace(same, measures=alike)
    assert offered(library).options["option"].to_list() == ["base", "X1", "X2"]


def test_cleaning_that_uses_power_raises_co2() -> None:
    found = offered(scrubber(penalties=[a_penalty()]), setting=Setting(carriers=POWER))
    assert factor(found, "X1", "CO2") == pytest.approx(2.0 + 0.1 * 0.5)
    assert factor(found, "X1", "CO2") > factor(found, "base", "CO2")
    assert factor(found, "X1", "CO2", "own_t") == factor(found, "base", "CO2")


def test_a_use_whose_emission_is_not_given_stands_in_the_uses() -> None:
    found = offered(scrubber(penalties=[a_penalty()]))
    assert found.penalties.select("carrier", "amount").row(0) == ("electricity", 0.1)


def test_power_of_which_nobody_says_what_it_emits_leaves_the_co2_unknown() -> None:
    """It was taken for nothing: a scrubber's 0.1 MWh a unit raised no CO2."""
    found = offered(scrubber(penalties=[a_penalty()]))
    assert factor(found, "X1", "CO2") is None
    assert factor(found, "X1", "CO2", "state") == "NE"
    assert factor(found, "X1", "SO2") is not None


def test_a_plant_makes_the_power_of_its_cleaning_itself() -> None:
    """20 GJ/t at 45 % are 2.5 MWh for 2 t CO2: 0.1 MWh a t of coal is 0.08 t, on top of limestone's."""
    plant = {"source": "1A1a", "sector": "power"}
    own = a_performance(parameter="base_efficiency", value=0.45, unit="1")
    uses = scrubber(reach=[a_reach(source="1A1a")], penalties=[a_penalty()], performance=[own])
    found = offered(uses, setting=Setting(calorific=COAL), **plant)
    assert factor(found, "X1", "CO2") == pytest.approx(2.08)
    told = offered(uses, setting=Setting(calorific=COAL, carriers=POWER), **plant)
    assert factor(told, "X1", "CO2") == pytest.approx(2.05)


def test_a_reagent_is_counted_for_what_is_removed() -> None:
    lime = a_penalty(carrier="limestone", per="removed", per_unit="t", species="SO2", amount=1.5, unit="t")
    found = offered(scrubber(penalties=[lime]))
    assert found.penalties["amount"].item() == pytest.approx(1.5 * 0.9 * 0.016)


def test_a_measure_takes_the_place_of_controls_that_are_there() -> None:
    """16 t are left of 32: 0.9 of the 32 go, 3.2 t stay; not 1.6."""
    known = {"region": "990000", "year": 2020, "source": "1A2", "fuel": "raw_coal", "species": "SO2"}
    existing = pl.DataFrame([known | {"removal": 0.5}])
    found = offered(scrubber(), setting=Setting(existing=existing))
    assert factor(found, "X1", "SO2") == pytest.approx(0.0032)


def test_a_worse_measure_than_the_controls_that_are_there_removes_nothing_and_adds_nothing() -> None:
    known = {"region": "990000", "year": 2020, "source": "1A2", "fuel": "raw_coal", "species": "SO2"}
    existing = pl.DataFrame([known | {"removal": 0.95}])
    found = offered(scrubber(), setting=Setting(existing=existing))
    assert factor(found, "X1", "SO2") == pytest.approx(0.016)
    assert found.options.filter(option="X1")["cost_cny"].item() == pytest.approx(0.0)


def test_a_measure_without_a_cost_is_left_out_and_told() -> None:
    found = offered(scrubber(costs=[]))
    assert found.options["option"].to_list() == ["base"]
    assert found.excluded.select("measure", "reason").rows() == [("X1", "no_cost")]


def test_a_measure_without_a_known_effect_is_left_out_and_told() -> None:
    assert offered(scrubber(effects=[])).excluded["reason"].to_list() == ["no_effect"]


def test_activity_that_is_missing_is_told_and_never_zero() -> None:
    found = offered(scrubber(), quantity=None, state="NE")
    assert found.excluded["reason"].to_list() == ["no_activity"]


def test_a_cost_counted_for_another_material_is_not_used() -> None:
    steel = a_cost(per="unit", per_unit="t", species=None, material="crude_steel")
    assert offered(scrubber(costs=[steel])).excluded["reason"].to_list() == ["not_countable"]


def test_a_highest_share_that_was_not_found_says_so() -> None:
    row = offered(scrubber()).options.filter(option="X1").row(0, named=True)
    assert (row["most_share"], row["share_stated"]) == (1.0, False)
    stated = offered(scrubber(reach=[a_reach(most_share=0.6)])).options.filter(option="X1")
    assert stated.select("most_share", "share_stated").row(0) == (0.6, True)


def heat_pump(**parts: Any) -> Library:
    whole = {
        "measures": [a_measure(kind="substitution", stage=None)],
        "reach": [a_reach()],
        "effects": [an_effect(species="*", effect="replacement", value=1.0)],
        "yields": [a_yield(per="service", per_unit="MWh", amount=0.5)],
        "performance": [a_performance(parameter="base_efficiency", value=0.72, unit="1")],
        "costs": [a_cost(per="service", per_unit="MWh", species=None, value=100.0)],
    }
    return a_library(**(whole | parts))


def test_a_substitution_serves_the_same_heat() -> None:
    """20 GJ/t x 0.72 / 3.6 is 4 MWh of heat a t: half as much power, 400 CNY."""
    found = offered(heat_pump(), setting=Setting(calorific=COAL)).substitutions
    assert found.select("to_fuel", "yield_ratio", "cost_cny").row(0) == pytest.approx(
        ("electricity", 2.0, 400.0)
    )


def test_gas_is_taken_up_in_its_own_unit() -> None:
    gas = a_yield(
        to_source="=", to_fuel="natural_gas", to_activity="combustion", per="service", amount=4.0, unit="GJ"
    )
    found = offered(heat_pump(yields=[gas]), setting=Setting(calorific=COAL)).substitutions
    assert found.select("to_source", "yield_ratio", "to_unit").row(0) == pytest.approx(
        ("1A2", 4 * 4.0 / 400, "1e4_m3")
    )


def test_a_substitution_of_which_it_is_not_known_what_it_takes_up_is_left_out() -> None:
    found = offered(heat_pump(yields=[]), setting=Setting(calorific=COAL))
    assert found.substitutions.is_empty()
    assert found.excluded["reason"].to_list() == ["no_yield"]


def test_a_saving_goes_no_further_than_the_share_that_the_user_states() -> None:
    """A tenth of 1,000 t on half of it is 50 t; on a fifth of it, as the user says, 20 t."""
    saving = an_effect(species="*", effect="saving", value=0.1)
    cost = a_cost(per="unit", per_unit="t", species=None, value=50.0)
    found = offered(scrubber(effects=[saving], costs=[cost], reach=[a_reach(most_share=0.5)]))
    assert found.savings["most"].item() == pytest.approx(50.0)
    bounded = with_shares(found, most={"X1": 0.2}).savings
    assert bounded.select("most", "most_share", "share_stated").row(0) == pytest.approx((20.0, 0.2, True))
    assert with_shares(found, most={"X1": 0.9}).savings["most"].item() == pytest.approx(50.0)


def test_a_saving_is_bounded_by_its_share() -> None:
    saving = an_effect(species="*", effect="saving", value=0.1)
    cost = a_cost(per="unit", per_unit="t", species=None, value=50.0)
    found = offered(scrubber(effects=[saving], costs=[cost])).savings
    assert found.select("most", "cost_cny").row(0) == (100.0, 50.0)
