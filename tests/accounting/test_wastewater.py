"""Wastewater plants and outfalls: loads, gases, power, what reaches the water, and what was not measured."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.factors import assign
from tongyuan.accounting.outfalls import measure_outfalls
from tongyuan.accounting.plant_intensity import plant_intensity
from tongyuan.accounting.sewage import collect_sewage
from tongyuan.accounting.treatment_plants import treat_water
from tongyuan.reference import factors
from tongyuan.testing.accounting import a_factor, controls_of, factors_of
from tongyuan.testing.waste import (
    a_plant,
    a_sewage_system,
    an_outfall,
    outfalls_of,
    plants_of,
    sewage_of,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.species import inventoried

FAMILY = "CEADs_2018"


def activity_of(**changes: Any) -> pl.DataFrame:
    return treat_water(plants_of(a_plant(**changes)), factors=factors(FAMILY), family=FAMILY, year=2020)


def emitted(activity: pl.DataFrame) -> pl.DataFrame:
    return estimate(
        activity,
        factors=factors(FAMILY),
        controls=controls_of(),
        family=FAMILY,
        species=list(inventoried()),
    )


def quantities(**changes: Any) -> dict[str, float | None]:
    return dict(activity_of(**changes).select("fuel", "quantity").rows())


def states(**changes: Any) -> dict[str, str | None]:
    return dict(activity_of(**changes).select("fuel", pl.col("state").cast(pl.String)).rows())


def computed(node: Node) -> float:
    """Arithmetic over the tree; shares no code with the derivations."""
    if not node.children:
        assert node.value is not None
        return node.value
    names = {child.name: computed(child) for child in node.children}
    return eval(node.equation, {"__builtins__": {}, "min": min}, names)


def test_methane_of_a_plant_is_load_less_sludge_less_recovery() -> None:
    found = emitted(activity_of(biogas_m3=10_000.0, biogas_methane_share=0.6))
    gas = found.filter(species="CH4").select("fuel", "mass_t").rows()
    recovered = 10_000 * 0.6 * 0.0007158
    by_hand = {
        "bod_load": 2000 * 0.6 * 0.03,
        "bod_in_sludge": -1500 * 0.8 * 0.6 * 0.03,
        "bod_discharged": 100 * 0.6 * 0.11,
        "wastewater_methane_recovered": -recovered,
    }
    assert dict(gas) == pytest.approx(by_hand)
    treated = sum(mass for fuel, mass in gas if fuel != "bod_discharged")
    assert treated == pytest.approx((2000 - 1200) * 0.6 * 0.03 - recovered)


@settings(max_examples=30)
@given(
    sludge=st.floats(0, 1e5, allow_subnormal=False),
    inlet=st.floats(0, 2000, allow_subnormal=False),
    outlet=st.floats(0, 2000, allow_subnormal=False),
)
def test_no_more_organic_matter_leaves_with_sludge_than_the_water_lost(
    sludge: float, inlet: float, outlet: float
) -> None:
    share = a_factor(method="plant.treat", parameter="bod_per_sludge", fuel="*", source="5D", value=0.8)
    plant = plants_of(a_plant(sludge_t=sludge, bod_in_mg_l=inlet, bod_out_mg_l=outlet))
    rows = treat_water(plant, factors=factors_of(share), family=FAMILY, year=2020)
    found = dict(rows.select("fuel", "quantity").rows())
    with_sludge = -found["bod_in_sludge"]
    assert 0 <= with_sludge <= sludge * 0.8
    assert with_sludge <= max(0.0, found["bod_load"] - found["bod_discharged"]) + 1e-6


def test_load_and_sludge_share_their_factors_and_so_their_draws() -> None:
    rows = activity_of().filter(pl.col("fuel").is_in(["bod_load", "bod_in_sludge"]))
    chosen = assign(rows, factors=factors(FAMILY), family=FAMILY, species=["CH4"])
    ids = chosen.group_by("fuel").agg(pl.col("factor_id").sort())["factor_id"].to_list()
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_nitrous_oxide_follows_the_process_and_the_discharge() -> None:
    found = emitted(activity_of()).filter(species="N2O")
    assert dict(found.select("fuel", "mass_t").rows()) == pytest.approx(
        {"nitrogen_load": 450 * 0.0129 * 44 / 28, "nitrogen_discharged": 120 * 0.005 * 44 / 28}
    )


def test_effluent_pollutants_reach_the_water() -> None:
    found = emitted(activity_of()).filter(pl.col("medium").cast(pl.String) == "water")
    assert dict(found.select("species", "mass_t").rows()) == pytest.approx(
        {"COD": 400.0, "NH3-N": 20.0, "TN": 120.0, "TP": 4.0}
    )


def test_power_made_on_site_is_not_bought() -> None:
    assert quantities()["electricity"] == 3500.0
    assert quantities(biogas_mwh=300.0)["electricity"] == 3200.0
    assert states(pv_mwh=None)["electricity"] == "not_reported"


def test_a_concentration_that_lacks_is_never_zero() -> None:
    found = states(tn_out_mg_l=None, flow_m3=1e7)
    assert {fuel for fuel, state in found.items() if state} == {"nitrogen_discharged", "effluent_tn"}
    assert set(states(flow_m3=None).values()) == {None, "not_reported"}
    assert quantities(flow_m3=None)["effluent_cod"] is None


def test_load_is_by_oxygen_demand_of_the_kind_that_was_measured() -> None:
    assert "bod_load" in quantities()
    assert quantities(bod_in_mg_l=None)["cod_load"] == 4000.0
    assert quantities(source="5D2")["cod_load"] == 4000.0


def test_a_process_without_a_factor_is_not_estimated() -> None:
    found = emitted(activity_of(process="unstated")).filter(species="CH4", fuel="bod_load")
    assert found.select("mass_t", pl.col("state").cast(pl.String)).row(0) == (None, "NE")


@settings(max_examples=30)
@given(
    flow=st.floats(0, 1e9, allow_subnormal=False),
    inlet=st.floats(0, 100, allow_subnormal=False),
    removal=st.floats(0, 1, allow_subnormal=False),
)
def test_nitrogen_entering_is_removed_or_discharged(flow: float, inlet: float, removal: float) -> None:
    outlet = inlet * (1 - removal)
    plant = plants_of(a_plant(flow_m3=flow, tn_in_mg_l=inlet, tn_out_mg_l=outlet))
    rows = treat_water(plant, factors=factors_of(), family=FAMILY, year=2020)
    found = dict(rows.select("fuel", "quantity").rows())
    entering, leaving = found["nitrogen_load"], found["nitrogen_discharged"]
    assert entering is not None
    assert leaving is not None
    assert found["effluent_tn"] == leaving
    assert entering == pytest.approx(leaving + entering * removal, rel=1e-9, abs=1e-9)


def test_measured_concentrations_are_preferred_to_coefficients() -> None:
    coefficient = a_factor(
        method="outfall.measure", parameter="cod_kg_per_unit", fuel="paper", source="W1", value=40.0
    )
    made = {"product": "paper", "output": 5000.0, "removal": 0.9}
    table = factors_of(coefficient)
    both = measure_outfalls(outfalls_of(an_outfall(**made)), factors=table, family=FAMILY, year=2020)
    alone = measure_outfalls(
        outfalls_of(an_outfall(**made, cod_mg_l=None)), factors=table, family=FAMILY, year=2020
    )
    assert both.filter(fuel="effluent_cod").select("quantity", "technology").row(0) == (80.0, "measured")
    by_hand = 5000 * 40 / 1000 * (1 - 0.9)
    found = alone.filter(fuel="effluent_cod")
    assert found["quantity"].item() == pytest.approx(by_hand)
    assert found.select("technology", pl.col("quality").cast(pl.String)).row(0) == (
        "by_coefficient",
        "derived",
    )


def test_an_outfall_without_measurement_or_output_is_not_reported() -> None:
    rows = outfalls_of(an_outfall(flow_m3=None))
    found = measure_outfalls(rows, factors=factors(FAMILY), family=FAMILY, year=2020)
    assert set(found["state"].cast(pl.String).to_list()) == {"not_reported"}
    told = outfalls_of(an_outfall(flow_m3=None, product="paper", output=1.0, removal=0.0))
    found = measure_outfalls(told, factors=factors(FAMILY), family=FAMILY, year=2020)
    assert set(found["state"].cast(pl.String).to_list()) == {"NE"}


def test_every_quantity_of_a_plant_and_an_outfall_is_traced_to_its_record() -> None:
    records = {
        "treatment_plant": plants_of(a_plant()),
        "outfall": outfalls_of(an_outfall()),
        "sewage_system": sewage_of(a_sewage_system(), a_sewage_system(area="B", bod_g_per_person_day=50.0)),
    }
    table = factors(FAMILY)
    rows = pl.concat(
        [
            treat_water(records["treatment_plant"], factors=table, family=FAMILY, year=2020),
            measure_outfalls(records["outfall"], factors=table, family=FAMILY, year=2020),
            collect_sewage(records["sewage_system"], factors=table, family=FAMILY, year=2020),
        ]
    )
    for key in rows.iter_rows(named=True):
        tree = explain_derived(key, records=records, factors=table, family=FAMILY)
        assert tree is not None, key["fuel"]
        assert computed(tree) == pytest.approx(key["quantity"], rel=1e-12)


def test_residents_without_a_plant_give_load_and_nitrogen_by_the_guidelines_equations() -> None:
    rows = sewage_of(a_sewage_system(bod_g_per_person_day=40.0))
    found = collect_sewage(rows, factors=factors(FAMILY), family=FAMILY, year=2020)
    bod = 100_000 * 40 * 365 / 1e6
    nitrogen = 100_000 * 30 * 0.16 * 1.1 * 1.08 / 1000
    assert dict(found.select("fuel", "quantity").rows()) == pytest.approx(
        {
            "bod_load": bod,
            "bod_discharged": bod * (1 - 0.625),
            "nitrogen_load": nitrogen,
            "nitrogen_discharged": nitrogen * (1 - 0.15),
        }
    )
    gas = emitted(found).filter(species="CH4", fuel="bod_load")["mass_t"].item()
    assert gas == pytest.approx(bod * 0.6 * 0.5)


def test_residents_whose_number_nobody_told_are_not_reported() -> None:
    rows = sewage_of(a_sewage_system(persons=None))
    found = collect_sewage(rows, factors=factors(FAMILY), family=FAMILY, year=2020)
    assert set(found["state"].cast(pl.String).to_list()) == {"not_reported"}


def test_carbon_for_a_kilogram_removed_counts_gases_and_power_bought() -> None:
    emission = emitted(activity_of())
    given_facts: dict[str, Any] = {"gwp": {"CH4": 28.0, "N2O": 265.0}, "power_t_per_mwh": 0.5}
    row = plant_intensity(emission, plants=plants_of(a_plant()), **given_facts).row(0, named=True)
    methane = (2000 - 1200) * 0.6 * 0.03 + 100 * 0.6 * 0.11
    nitrous = (450 * 0.0129 + 120 * 0.005) * 44 / 28
    carbon = methane * 28 + nitrous * 265 + 3500 * 0.5
    assert row["carbon_per_kg_cod"] == pytest.approx(carbon / 3600)
    assert row["carbon_per_kg_tn"] == pytest.approx(carbon / 330)
    assert row["kwh_per_m3"] == pytest.approx(0.4)
    assert row["own_power_share"] == pytest.approx(0.125)
    silent = plant_intensity(
        emitted(activity_of(tn_in_mg_l=None)), plants=plants_of(a_plant()), **given_facts
    )
    assert silent["carbon_per_kg_cod"].to_list() == [None]
