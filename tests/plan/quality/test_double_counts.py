"""Rows that may count the same tonnes: named in pairs with the mass, by hand; nothing is taken off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.quality.double_counts import double_counts, works_flows
from tongyuan.testing.double_counts import a_flow, a_mass, masses_of
from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
from tongyuan.vocabulary.activities import kinds
from tongyuan.vocabulary.fuels import codes as fuel_codes
from tongyuan.vocabulary.materials import table as materials
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.sources import codes
from tongyuan.vocabulary.tables import Factor

NOTHING = masses_of()
RULES = packaged_table("double_counts")


def test_rules_name_kinds_sources_and_materials_that_exist() -> None:
    for side in ("first", "second"):
        assert set(RULES[f"{side}_activity"]) <= {*kinds(), "works_flow"}
        assert set(RULES[f"{side}_source"]) <= set(codes())
    counted = {*RULES["second_fuel"], *RULES.filter(first_activity="production")["first_fuel"]}
    assert counted <= {*materials()["material"], *fuel_codes()}


def test_the_flux_of_works_and_of_the_province_stand_twice_up_to_the_smaller_of_the_two() -> None:
    # 1,000 t of limestone with 11.6 % carbon are 425.333 t of CO2; the province states 2,000 t at 0.43971.
    flows = works_flows(
        carbon_flows_of(a_carbon_flow(material="limestone", mass_t=1000.0, carbon_share=0.116)),
        factors=Factor.create_empty(),
        family="*",
        year=2020,
    )
    stated = a_mass(mass_t=2000 * 0.43971, region=flows["region"].item())
    (told,) = double_counts(masses_of(stated), flows=flows).to_dicts()
    assert told["first_t"] == pytest.approx(425.33333)
    assert told["second_t"] == pytest.approx(879.42)
    assert told["doubled_up_to_t"] == pytest.approx(425.33333)
    assert (told["rule"], told["second"]) == ("works_limestone", "production 2C1 limestone_flux")
    assert "碳平衡" in told["remedy_zh"]
    less = double_counts(masses_of({**stated, "mass_t": 100.0}), flows=flows)
    assert less["doubled_up_to_t"].to_list() == [100.0]


def test_flux_of_one_kind_alone_stands_once() -> None:
    assert double_counts(masses_of(a_mass()), flows=NOTHING).is_empty()
    assert double_counts(NOTHING, flows=masses_of(a_flow())).is_empty()
    assert double_counts(masses_of(a_mass()), flows=masses_of(a_flow(fuel="dolomite"))).is_empty()
    assert double_counts(masses_of(a_mass(year=2019)), flows=masses_of(a_flow())).is_empty()
    assert double_counts(masses_of(a_mass(mass_t=None)), flows=masses_of(a_flow())).is_empty()


def test_what_is_counted_as_fuel_or_stays_within_the_works_is_none_of_it() -> None:
    held = carbon_flows_of(
        a_carbon_flow(material="coke", counted="energy_balance"),
        a_carbon_flow(material="limestone", partner="lime_kiln"),
    )
    flows = works_flows(held, factors=Factor.create_empty(), family="*", year=2020)
    assert flows.is_empty()


def test_carbon_that_leaves_in_steel_is_taken_off_once() -> None:
    told = double_counts(
        masses_of(a_mass(fuel="steel_product_carbon", mass_t=-50.0)),
        flows=masses_of(a_flow(fuel="steel", mass_t=-80.0)),
    )
    assert told.select("rule", "doubled_up_to_t").rows() == [("works_steel", -50.0)]


def test_ammonia_by_its_mass_stands_beside_its_feedstock_and_the_gas_that_industry_burned() -> None:
    # 100 t of ammonia from gas at 2.104 t/t; feedstock of 30 t of carbon is 110 t; gas burned gives 500 t.
    inventory = masses_of(
        a_mass(source="2B1", fuel="ammonia", technology="gas_reforming", mass_t=210.4),
        a_mass(source="2B1", fuel="ammonia_feedstock_carbon", mass_t=110.0),
        a_mass(activity="combustion", source="1A2c", fuel="natural_gas", mass_t=500.0),
    )
    told = double_counts(inventory, flows=NOTHING)
    assert told.select("rule", "doubled_up_to_t").rows() == [
        ("ammonia_gas", pytest.approx(210.4)),
        ("ammonia_feedstock", pytest.approx(110.0)),
    ]


def test_a_factor_of_the_process_alone_leaves_the_fuel_to_the_balance() -> None:
    coal = masses_of(
        a_mass(source="2B1", fuel="ammonia", mass_t=314.0),
        a_mass(activity="combustion", source="1A2", fuel="natural_gas", mass_t=500.0),
    )
    assert double_counts(coal, flows=NOTHING).is_empty()


@given(works=st.floats(-1e6, 1e6), stated=st.floats(-1e6, 1e6))
def test_no_more_stands_twice_than_either_row_counts(works: float, stated: float) -> None:
    told = double_counts(masses_of(a_mass(mass_t=stated)), flows=masses_of(a_flow(mass_t=works)))
    for doubled in told["doubled_up_to_t"]:
        assert abs(doubled) <= min(abs(works), abs(stated))
        assert doubled * works > 0
        assert doubled * stated > 0
