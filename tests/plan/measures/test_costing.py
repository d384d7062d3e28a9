"""Costs of measures: spread over the life, brought to a price year, chosen by origin; never invented."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.plan.measures import Library, Prices, Rates, cost_states, in_cny, unit_costs
from tongyuan.testing.measures import a_cost, a_library, a_measure, a_performance, prices_of
from tongyuan.vocabulary.problems import InputError

RATES = Rates(social=0.07, private=0.10)
CAPEX: dict[str, Any] = {"item": "capex", "per": "capacity", "per_unit": "kW", "species": None}


def costs_of(*rows: dict[str, Any], **measure: Any) -> pl.DataFrame:
    library = a_library(measures=[a_measure(**measure)], performance=[a_performance()], costs=rows)
    return unit_costs(library, prices=prices_of(), rates=RATES)


def state_of(*rows: dict[str, Any], hours: bool = True, **measure: Any) -> str:
    working = [a_performance()] if hours else []
    library = a_library(measures=[a_measure(**measure)], performance=working, costs=rows)
    found = cost_states(library, prices=prices_of(), rates=RATES, origins=("user", "China"))
    return str(found["cost_state"].item())


@pytest.fixture(scope="module")
def packaged() -> Library:
    return Library.of(reference.measure_tables())


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices(2020, reference.exchange_rates(), reference.price_growth())


def test_an_investment_is_spread_over_its_life_and_its_hours() -> None:
    """1,000 CNY/kW at 7 % over 15 years is 109.795 CNY a year; over 2,000 h 54.897 CNY a MWh."""
    row = costs_of(a_cost(**CAPEX)).row(0, named=True)
    assert row["basis"] == "service"
    assert row["social_cny"] == pytest.approx(109.7946 / 2.0, rel=1e-6)
    assert row["private_cny"] == pytest.approx(1000 * 0.131474 / 2.0, rel=1e-5)


def test_upkeep_is_a_share_of_the_investment_each_year() -> None:
    upkeep = a_cost(item="fixed_om", per="capex", per_unit="1", species=None, currency=None, value=0.02)
    row = costs_of(a_cost(**CAPEX), upkeep | {"price_year": None}).row(0, named=True)
    assert row["social_cny"] == pytest.approx((109.7946 + 20.0) / 2.0, rel=1e-6)


def test_parts_of_a_cost_add_up_to_it_at_either_rate() -> None:
    """Capital 109.795/2, upkeep 20/2 and 3 CNY a MWh for running; only capital moves with the rate."""
    upkeep = a_cost(item="fixed_om", per="capex", per_unit="1", species=None, currency=None, value=0.02)
    running = a_cost(item="var_om", per="service", per_unit="MWh", species=None, value=3.0)
    found = costs_of(a_cost(**CAPEX), upkeep | {"price_year": None}, running)
    parts = ("capital_cny", "fixed_cny", "variable_cny", "whole_cny")
    sums = found.select(*parts, "social_cny", "private_cny", "private_capital_cny").sum().row(0, named=True)
    assert sums["capital_cny"] == pytest.approx(109.7946 / 2.0, rel=1e-6)
    assert (sums["fixed_cny"], sums["variable_cny"]) == (pytest.approx(10.0), pytest.approx(3.0))
    assert sum(sums[name] for name in parts) == pytest.approx(sums["social_cny"])
    moved = sums["private_capital_cny"] - sums["capital_cny"]
    assert sums["private_cny"] - sums["social_cny"] == pytest.approx(moved)


def test_a_part_that_no_source_states_is_not_nothing() -> None:
    """Of an investment alone the upkeep is not known; a whole cost cannot be told apart."""
    assert costs_of(a_cost(**CAPEX))["fixed_cny"].to_list() == [None]
    whole = costs_of(a_cost()).row(0, named=True)
    assert (whole["whole_cny"], whole["capital_cny"]) == (1000.0, None)


def test_parts_of_every_packaged_cost_add_up(packaged: Library, prices: Prices) -> None:
    found = unit_costs(packaged, prices=prices, rates=RATES)
    parts = pl.sum_horizontal("capital_cny", "fixed_cny", "variable_cny", "whole_cny")
    gap = found.select((parts - pl.col("social_cny")).abs().max()).item()
    assert gap < 1e-6


def test_a_short_ton_is_no_tonne() -> None:
    row = costs_of(a_cost(per_unit="short_ton", currency="USD", region="United States")).row(0, named=True)
    assert row["social_cny"] == pytest.approx(1000 * 7.0 / 0.90718474)
    assert row["origin"] == "United States"


def test_a_chinese_cost_comes_before_a_foreign_one_and_the_users_own_before_both() -> None:
    china, europe = a_cost(value=10.0), a_cost(value=99.0, region="Europe")
    assert costs_of(europe, china)["origin"].to_list() == ["China"]
    assert costs_of(europe, china, a_cost(value=1.0, region="user"))["social_cny"].to_list() == [1.0]


def test_what_an_origin_lacks_is_filled_from_another_and_both_are_named() -> None:
    running = a_cost(item="var_om", per="service", per_unit="MWh", species=None, region="Europe", value=3.0)
    rows = costs_of(a_cost(**CAPEX), running)
    assert rows["origin"].unique().to_list() == ["China + Europe"]
    assert rows["social_cny"].sum() == pytest.approx(54.8973 + 3.0, rel=1e-5)


def test_a_whole_cost_stands_for_its_parts() -> None:
    running = a_cost(item="var_om", per="service", per_unit="MWh", species=None)
    assert costs_of(a_cost(), running).height == 1


def test_a_measure_without_a_sourced_cost_says_so() -> None:
    assert state_of() == "not_found"


@pytest.mark.parametrize(
    ("rows", "changes", "state"),
    [
        ([a_cost(region="Europe")], {}, "elsewhere"),
        ([a_cost(**CAPEX)], {"lifetime_a": None}, "no_lifetime"),
        ([a_cost(**CAPEX | {"per_unit": "vehicle"})], {}, "other_capacity"),
        ([a_cost(price_year=1975, currency="USD")], {}, "no_rate"),
        ([a_cost()], {}, "found"),
    ],
)
def test_why_a_cost_is_not_known_is_told(
    rows: list[dict[str, Any]], changes: dict[str, Any], state: str
) -> None:
    assert state_of(*rows, **changes) == state


def test_an_investment_without_hours_is_not_spread() -> None:
    assert state_of(a_cost(**CAPEX), hours=False) == "no_hours"


def test_money_is_brought_to_the_price_year_first_and_exchanged_then(prices: Prices) -> None:
    """USD of 2019: 1.0123358 of growth in 2020, then 6.9042 CNY a dollar."""
    costs = a_library(costs=[a_cost(currency="USD", price_year=2019, value=1.0)]).costs
    row = in_cny(costs, prices=prices).row(0, named=True)
    assert row["cny"] == pytest.approx(1.01233584 * 6.9042, rel=1e-6)
    assert (row["price_state"], row["quality"]) == ("brought", "published")


def test_recalled_prices_show_in_the_quality(prices: Prices) -> None:
    costs = a_library(costs=[a_cost(price_year=2025)]).costs
    assert in_cny(costs, prices=prices)["quality"].item() == "unverified"


def test_a_cost_without_a_price_year_stays_as_it_is_and_says_so(prices: Prices) -> None:
    costs = a_library(costs=[a_cost(price_year=None)]).costs
    row = in_cny(costs, prices=prices).row(0, named=True)
    assert (row["cny"], row["price_state"], row["quality"]) == (1000.0, "not_stated", "unverified")


def test_a_price_year_that_no_table_holds_is_refused() -> None:
    with pytest.raises(InputError, match="1950"):
        in_cny(a_library(costs=[a_cost()]).costs, prices=prices_of(1950))


def test_a_scr_of_1999_dollars_costs_what_a_hand_computes(packaged: Library, prices: Prices) -> None:
    """4,953 USD of 1999 a short ton: 10.7272 CNY of 2020 a dollar of 1999, 0.90718 t a short ton."""
    found = unit_costs(packaged.only(["M025"]), prices=prices, rates=RATES)
    assert found["social_cny"].item() == pytest.approx(4953 * 10.727204 / 0.90718474, rel=1e-6)


def test_onshore_wind_costs_what_a_hand_computes(packaged: Library, prices: Prices) -> None:
    """5,400 CNY/kW, 30 years at 8 %, upkeep 1.2167 %, 2,073 h: 263.1 CNY a MWh of capital and upkeep."""
    found = unit_costs(packaged.only(["M001"]), prices=prices, rates=Rates(0.08, 0.10))
    assert found["social_cny"].to_list()[1] == pytest.approx(5400 * (0.0888274 + 0.012167) / 2.073, rel=1e-5)
    assert found["origin"].unique().to_list() == ["China + Europe"]


def test_a_private_rate_above_the_social_one_never_costs_less(packaged: Library, prices: Prices) -> None:
    found = unit_costs(packaged, prices=prices, rates=Rates(0.08, 0.10))
    assert (found["private_cny"] >= found["social_cny"]).all()
