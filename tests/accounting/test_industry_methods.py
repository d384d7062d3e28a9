"""Industry by the packaged factors: figures that a hand can check, and what stays not estimated."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.emission import estimate
from tongyuan.accounting.minerals import correct_for_dust, make_lime
from tongyuan.reference import factors
from tongyuan.testing.accounting import a_control, activity_of, an_activity, controls_of
from tongyuan.vocabulary import materials

FAMILY = "GBT32150_2025"


def emission_of(
    material: str, *, controls: list[dict[str, Any]] | None = None, **changes: Any
) -> pl.DataFrame:
    """Estimate one row of 1,000 units of a material by the packaged factors, every species."""
    source = materials.table().filter(material=material)["source"].item()
    row = {"source": source, "fuel": material, "activity": "production"} | changes
    row.setdefault("unit", materials.activity_unit(material))
    asked = ["CO2", "CH4", "N2O", "CF4", "C2F6", "HFC23", "HFC134a", "SF6", "NF3"]
    asked += ["SO2", "NOx", "PM10", "PM2.5", "BC", "CO", "NMVOC", "NH3"]
    return estimate(
        activity_of(an_activity(**row)),
        factors=factors(changes.pop("family", FAMILY)),
        controls=controls_of(*(controls or [])),
        family=FAMILY,
        species=asked,
    )


def mass(material: str, species: str, **changes: Any) -> float | None:
    """Return the mass of one species [t]."""
    return emission_of(material, **changes).filter(species=species)["mass_t"].item()


@pytest.mark.parametrize(
    ("carbonate", "factor"),
    [
        ("calcite", 0.43971),
        ("magnesite", 0.52197),
        ("dolomite", 0.47732),
        ("siderite", 0.37987),
        ("rhodochrosite", 0.38286),
        ("soda", 0.41492),
    ],
)
def test_each_carbonate_has_a_factor_of_its_own(carbonate: str, factor: float) -> None:
    """bonsai-ipcc gives 0.43971 for every carbonate in its table of lost dust (its known fault)."""
    found = mass(f"carbonate_{carbonate}", "CO2", source="2A4", technology="ceramics")
    assert found == pytest.approx(1000 * factor)


def test_a_thousand_tonnes_of_magnesite_give_495_9_tonnes() -> None:
    assert mass("carbonate_magnesite", "CO2", quantity=950.0, source="2A4") == pytest.approx(495.87, abs=0.01)


def test_clinker_by_its_oxides_is_the_guideline_s_0_52_with_dust_and_less_without() -> None:
    with_default = mass("cao_formed", "CO2", quantity=650.0, source="2A1", technology="clinker")
    reported = mass("cao_formed", "CO2", quantity=650.0, source="2A1", technology="clinker_with_dust")
    assert with_default == pytest.approx(520.455)
    assert reported == pytest.approx(510.25)


@pytest.mark.parametrize(
    ("kind", "printed"), [("high_calcium", 0.75), ("dolomitic", 0.77), ("hydraulic", 0.59)]
)
def test_lime_by_type_gives_the_printed_factor_before_dust(kind: str, printed: float) -> None:
    found = mass("lime", "CO2", technology=kind)
    assert found is not None
    assert found / 1000 / 1.02 == pytest.approx(printed, abs=0.0075)


def test_lime_of_no_type_keeps_the_chinese_factor() -> None:
    assert mass("lime", "CO2") == pytest.approx(683.0)


def test_glass_counts_no_carbonate_in_its_cullet() -> None:
    assert mass("glass", "CO2") == pytest.approx(1000 * 0.2 * 0.5)
    assert mass("glass", "CO2", technology="float") == pytest.approx(1000 * 0.21 * 0.825)


def test_magnesia_of_one_stage_gives_1_0919_per_tonne_of_mgo() -> None:
    assert mass("magnesia", "CO2", technology="light_burnt") == pytest.approx(1000 * 0.9 * 1.0919)
    assert mass("magnesia", "CO2", technology="fused") == pytest.approx(1000 * 0.97 * 1.0919)


def test_magnesia_of_two_stages_is_not_counted_twice() -> None:
    for second in ("dead_burnt_two_stage", "fused_two_stage"):
        assert mass("magnesia", "CO2", technology=second) == 0.0


def test_magnesia_of_no_kind_is_not_estimated_and_its_dust_is_never_a_guess() -> None:
    told = emission_of("magnesia")
    assert set(told["state"].cast(pl.String)) == {"NE"}
    dust = emission_of("magnesia", technology="fused").filter(
        pl.col("species").is_in(["PM10", "PM2.5", "BC"])
    )
    assert dust["state"].cast(pl.String).to_list() == ["NE"] * 3


def test_electrodes_of_fused_magnesia_are_carbon() -> None:
    assert mass("magnesia_electrode", "CO2", quantity=30.0) == pytest.approx(110.0, abs=1e-4)


def test_ammonia_is_feedstock_carbon_less_the_urea() -> None:
    made = mass("ammonia_feedstock_carbon", "CO2", quantity=600.0)
    kept = mass("urea_carbon", "CO2", quantity=500.0)
    assert made == pytest.approx(2200.0)
    assert kept == pytest.approx(-366.38, abs=0.01)


def test_ethylene_is_adjusted_for_asia_and_by_feedstock() -> None:
    assert mass("ethylene", "CO2") == pytest.approx(1000 * 1.73 * 1.3)
    assert mass("ethylene", "CO2", technology="ethane") == pytest.approx(1000 * 0.95 * 1.3)


def test_the_coke_of_a_cracker_is_burned_wholly() -> None:
    assert mass("catalyst_coke", "CO2", quantity=12.0) == pytest.approx(44.0)


def test_adipic_acid_is_abated_by_efficiency_times_use() -> None:
    burner = a_control(technology="thermal", species="N2O", source="2B3", efficiency=0.98, application=0.95)
    assert mass("adipic_acid", "N2O") == pytest.approx(300.0)
    assert mass("adipic_acid", "N2O", controls=[burner]) == pytest.approx(300 * (1 - 0.98 * 0.95))


def test_nitric_acid_needs_its_pressure() -> None:
    assert mass("nitric_acid", "N2O") is None
    assert mass("nitric_acid", "N2O", technology="medium_pressure") == pytest.approx(7.0)


def test_hcfc22_gives_three_percent_of_hfc23() -> None:
    assert mass("hcfc22", "HFC23") == pytest.approx(30.0)
    assert mass("hcfc22", "HFC23", technology="optimised") == pytest.approx(16.85)


def test_anode_effects_give_cf4_by_slope_and_c2f6_by_ratio() -> None:
    effects = {"quantity": 20_000.0, "activity": "fugitive", "technology": "cwpb"}
    assert mass("anode_effect", "CF4", **effects) == pytest.approx(2.86)
    assert mass("anode_effect", "C2F6", **effects) == pytest.approx(0.34606)


def test_aluminium_with_anode_effects_is_not_asked_for_tier_1_again() -> None:
    asked = set(emission_of("aluminium_followed", technology="cwpb")["species"])
    assert not {"CF4", "C2F6"} & asked
    assert mass("primary_aluminium", "CF4", technology="swpb") == pytest.approx(1.6)


def test_etching_gas_is_what_the_process_did_not_use() -> None:
    found = mass("nf3_etching", "NF3", quantity=10.0, activity="product_use")
    assert found == pytest.approx(10 * 0.9 * 0.2)


@pytest.mark.parametrize(
    ("product", "changes", "tonnes"),
    [
        ("paint_industrial", {}, 400.0),
        ("ink_used", {}, 500.0),
        ("household_solvents", {"quantity": 1e6}, 1200.0),
        ("car_coated", {}, 8.0),
        ("car_coated", {"technology": "as_operated"}, 4.38),
    ],
)
def test_solvents_go_by_the_product_or_by_persons(
    product: str, changes: dict[str, Any], tonnes: float
) -> None:
    assert mass(product, "NMVOC", activity="product_use", **changes) == pytest.approx(tonnes)


def test_every_solvent_factor_of_the_guidebook_says_that_it_is_european() -> None:
    rows = factors().filter(method="product_use.pollutant", citation="EMEP_EEA_2023")
    assert rows.height > 20
    assert set(rows["origin"]) == {"Europe (gap filler)"}


def test_coke_sinter_iron_and_steel_have_their_own_dust() -> None:
    assert mass("coke_made", "PM2.5") == pytest.approx(0.061)
    assert mass("sinter", "PM10") == pytest.approx(0.1)
    assert mass("pig_iron", "PM2.5") == pytest.approx(0.025)
    assert mass("crude_steel", "CO", technology="electric_furnace") == pytest.approx(1.7)
    assert mass("crude_steel", "CO", technology="oxygen_furnace") == pytest.approx(3.5)


def test_the_gases_of_burning_in_sinter_plants_and_kilns_are_not_asked_of_the_process() -> None:
    for material in ("sinter", "pig_iron", "clinker", "lime"):
        assert not {"SO2", "NOx", "CO"} & set(emission_of(material)["species"])


def test_metals_beside_steel_go_by_their_process() -> None:
    assert mass("ferroalloy", "CO2") is None
    assert mass("ferroalloy", "CO2", technology="ferrosilicon_75") == pytest.approx(4000.0)
    assert mass("zinc", "CO2") == pytest.approx(1720.0)
    assert mass("zinc", "CO2", technology="waelz_kiln") == pytest.approx(3660.0)
    assert mass("lead", "SO2") == pytest.approx(2.05)
    assert mass("zinc", "SO2", quantity=1000.0) == pytest.approx(1.35)


def test_makers_of_hfcs_lose_half_a_percent_of_what_they_make() -> None:
    assert mass("hfc134a_made", "HFC134a") == pytest.approx(5.0)


def test_dust_that_leaves_calcined_raises_the_factor_of_clinker() -> None:
    none = correct_for_dust(
        dust_t=0, clinker_t=1, carbonate_share=1, calcination=1, co2_per_carbonate=0.4, co2_per_clinker=0.5
    )
    all_of_it = correct_for_dust(
        dust_t=0.02, clinker_t=1, carbonate_share=1, calcination=1, co2_per_carbonate=0.5, co2_per_clinker=0.5
    )
    assert (none, all_of_it) == (1.0, 1.02)


def test_slaked_lime_bears_water() -> None:
    quick = make_lime(
        1000.0, oxide_share=0.95, co2_per_oxide=0.785, dust_correction=1.0, hydrated_correction=1.0
    )
    slaked = make_lime(
        1000.0, oxide_share=0.95, co2_per_oxide=0.785, dust_correction=1.0, hydrated_correction=0.97
    )
    assert slaked == pytest.approx(0.97 * quick)
