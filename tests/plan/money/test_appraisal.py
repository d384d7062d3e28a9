"""Worth of projects against numbers that a hand can check."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.numerics.discounting import present_value
from tongyuan.numerics.returns import internal_rate, sign_changes
from tongyuan.plan import money
from tongyuan.testing.funds import a_basis, an_effect, effects_of

BOILER = {
    "investment_cny": money.Figure(1_000_000.0, 800_000.0, 1_300_000.0),
    "lifetime_a": money.Figure(10.0),
    "operation_cny": money.Figure(50_000.0, 40_000.0, 80_000.0),
    "saving_cny": money.Figure(250_000.0),
    "subsidy_cny": money.Figure(300_000.0),
}
#: Present value of 1 a year for ten years, as tables of annuities print it.
AT_8, AT_10 = 6.710081, 6.144567


def test_the_net_present_value_at_eight_percent_is_that_of_the_annuity_table() -> None:
    found = money.appraise(BOILER, effects=effects_of(), basis=a_basis())
    worth = found.worth.filter(side="social").row(0, named=True)
    assert worth["npv_cny"] == pytest.approx(200_000 * AT_8 - 1_000_000, abs=1)
    assert worth["annual_cny"] == pytest.approx(worth["npv_cny"] / AT_8, abs=0.1)
    assert worth["payback_a"] == 5.0
    assert worth["irr"] == pytest.approx(0.15098, abs=1e-5)


def test_the_owner_pays_less_the_grant_and_the_society_pays_all() -> None:
    found = money.appraise(BOILER, effects=effects_of(), basis=a_basis())
    assert found.flows["social_cny"][0] == -1_000_000
    assert found.flows["owner_cny"][0] == -700_000
    assert found.venture.public_share == 0.3


def test_tax_saved_helps_the_owner_and_not_the_society() -> None:
    # 95 t of SO2 are 100 000 equivalents; at 1.2 CNY: 120 000 CNY a year.
    taxed = money.appraise(BOILER, effects=effects_of(an_effect(before_t=95.0)), basis=a_basis())
    plain = money.appraise(BOILER, effects=effects_of(), basis=a_basis())
    assert taxed.venture.tax_saved_cny == pytest.approx(120_000)
    assert taxed.flows["owner_cny"][1] - plain.flows["owner_cny"][1] == pytest.approx(120_000)
    assert taxed.flows["social_cny"].to_list() == plain.flows["social_cny"].to_list()


def test_public_money_a_tonne_is_the_yearly_sum_of_the_grant_over_the_tonnes() -> None:
    effects = effects_of(an_effect(before_t=95.0, after_t=45.0))
    row = money.appraise(BOILER, effects=effects, basis=a_basis()).reductions.row(0, named=True)
    assert row["reduced_t"] == 50
    assert row["public_cny_per_t"] == pytest.approx(300_000 / AT_8 / 50, rel=1e-6)


def test_gases_are_counted_together_by_the_named_set_and_carbon_earns_its_price() -> None:
    gases = effects_of(an_effect(pollutant="CO2", before_t=1000.0), an_effect(pollutant="CH4", before_t=10.0))
    priced = {**BOILER, "carbon_price_cny": money.Figure(100.0)}
    found = money.appraise(priced, effects=gases, basis=a_basis())
    assert found.venture.co2e_t == pytest.approx(1000 + 10 * 28)
    assert found.flows["owner_cny"][1] == pytest.approx(200_000 + 128_000)
    assert found.flows["social_cny"][1] == pytest.approx(200_000)
    valued = money.appraise(priced, effects=gases, basis=a_basis(carbon_value_cny=50.0))
    assert valued.flows["social_cny"][1] == pytest.approx(200_000 + 64_000)


def test_no_tax_is_told_for_a_medium_without_a_rate() -> None:
    water = effects_of(an_effect(medium="water", pollutant="COD", before_t=10.0))
    found = money.appraise(BOILER, effects=water, basis=a_basis(rates={"air": 1.2}))
    assert not found.tax_known
    assert found.taxed.is_empty()


def test_a_project_that_never_earns_has_no_rate_of_return_and_no_payback() -> None:
    idle = {**BOILER, "saving_cny": money.Figure(0.0)}
    found = money.appraise(idle, effects=effects_of(), basis=a_basis()).worth.filter(side="social")
    assert found.select("irr", "irr_state", "payback_a").row(0) == (None, "no_change", None)


def test_the_widest_swing_comes_first_and_each_end_is_the_worth_at_that_end() -> None:
    found = money.appraise(BOILER, effects=effects_of(), basis=a_basis()).swings["social"]
    assert [swing.input for swing in found] == ["investment_cny", "operation_cny"]
    assert found[0].at_high == pytest.approx(200_000 * AT_8 - 1_300_000, abs=1)
    assert found[1].at_low == pytest.approx(210_000 * AT_8 - 1_000_000, abs=1)


def test_what_an_outlet_discharges_after_is_varied_too() -> None:
    spread = an_effect(before_t=95.0, after_t=19.0, after_low_t=9.5, after_high_t=47.5)
    found = money.appraise(BOILER, effects=effects_of(spread), basis=a_basis()).swings["owner"]
    swing = next(each for each in found if each.input.startswith("after_t"))
    # 38 t of SO2 between the ends are 40 000 equivalents, 48 000 CNY a year.
    assert swing.at_low - swing.at_high == pytest.approx(48_000 * AT_10, rel=1e-6)


def test_a_project_that_adds_has_no_cost_a_tonne_and_pays_more_tax() -> None:
    more = effects_of(an_effect(before_t=10.0, after_t=12.0))
    found = money.appraise(BOILER, effects=more, basis=a_basis())
    assert found.reductions["public_cny_per_t"].to_list() == [None]
    assert found.venture.tax_saved_cny < 0


def test_the_schedule_bears_our_species_once_for_each_medium() -> None:
    coded = reference.pollution_equivalents().filter(pl.col("species").is_not_null())
    assert coded.select("medium", "species").is_unique().all()
    assert set(coded["species"]) == {"SO2", "NOx", "CO", "NH3", "Hg", "COD", "NH3-N", "TP"}


@given(cost=st.floats(1, 1e6), incomes=st.lists(st.floats(1, 1e6), min_size=1, max_size=12))
def test_at_the_rate_of_return_a_venture_is_worth_nothing(cost: float, incomes: list[float]) -> None:
    flows = [-cost, *incomes]
    rate = internal_rate(flows)
    assert rate is not None
    size = present_value([abs(flow) for flow in flows], rate=rate)
    assert present_value(flows, rate=rate) == pytest.approx(0, abs=1e-8 * size)


@given(flows=st.lists(st.floats(-1e6, 1e6).filter(lambda flow: abs(flow) > 1), min_size=1, max_size=8))
def test_a_rate_is_given_only_where_the_signs_change_once(flows: list[float]) -> None:
    assert (internal_rate(flows) is None) == (sign_changes(flows) != 1)


def test_a_project_that_changes_nothing_has_no_cost_a_tonne() -> None:
    same = effects_of(an_effect(before_t=10.0, after_t=10.0))
    found = money.appraise(BOILER, effects=same, basis=a_basis())
    assert found.reductions["reduced_t"].to_list() == [0.0]
    assert found.reductions["public_cny_per_t"].to_list() == [None]
