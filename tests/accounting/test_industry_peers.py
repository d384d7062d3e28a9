"""Cement, lime, steel, aluminium, ethylene beside bonsai-ipcc on the same inputs; its faults are told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tongyuan.accounting.chemicals import abate, crack, follow_anode_effects, follow_anode_effects_by_ratio
from tongyuan.accounting.kilns import calcine
from tongyuan.accounting.minerals import correct_for_dust, form_oxide
from tongyuan.accounting.steelworks import balance_works
from tongyuan.testing.industry import a_carbon_flow, a_kiln_flow, carbon_flows_of, kiln_flows_of
from tongyuan.vocabulary.tables import Factor

with (Path(__file__).parent / "data/bonsai.csv").open(encoding="utf-8", newline="") as file:
    PEER = {row["case"]: float(row["value"]) for row in csv.DictReader(file) if row["area"] == "industry"}

CO2 = {"calcite": 0.43971, "magnesite": 0.52197, "dolomite": 0.47732}


def by_kilns(*flows: dict[str, object]) -> float:
    """Carbonate calcined or oxide formed by kilns [t]."""
    rows = calcine(kiln_flows_of(*flows), factors=Factor.create_empty(), family="*", year=2020)
    return float(rows["quantity"].sum())


def calcined(**flow: object) -> float:
    """CO2 of one kiln flow by stoichiometry [t]."""
    return by_kilns(a_kiln_flow(**flow)) * CO2[str(flow["component"])]


def test_clinker_by_default_agrees_within_the_rounding_of_its_ratio() -> None:
    """The peer divides by 0.5603 and multiplies by 0.43971; table 2.4 rounds that to 0.785."""
    ours = form_oxide(0.65, co2_per_oxide=0.785, dust_correction=1.02)
    assert ours == pytest.approx(PEER["clinker_factor_1"], rel=1e-3)


def test_clinker_with_its_own_dust_agrees() -> None:
    ratio = 0.43971 / 0.5603
    dust = correct_for_dust(
        dust_t=20,
        clinker_t=1000,
        carbonate_share=0.8,
        calcination=0.5,
        co2_per_carbonate=0.43971,
        co2_per_clinker=PEER["clinker_factor_2"],
    )
    assert dust == pytest.approx(PEER["clinker_dust"], rel=1e-12)
    ours = form_oxide(1000 * (0.65 - 0.02), co2_per_oxide=ratio, dust_correction=dust)
    assert ours == pytest.approx(PEER["clinker_tier_2"], rel=1e-12)


@pytest.mark.parametrize(
    ("case", "component", "mass", "share"),
    [
        ("calcite_fed", "calcite", 900.0, 0.98),
        ("magnesite_fed", "magnesite", 950.0, 1.0),
        ("dolomite_fed", "dolomite", 150.0, 1.0),
    ],
)
def test_carbonates_fed_agree(case: str, component: str, mass: float, share: float) -> None:
    found = calcined(component=component, mass_t=mass, share=1.0, calcined_share=share, works=case)
    assert found == pytest.approx(PEER[case], rel=1e-12)


def test_lime_by_what_was_fed_less_its_dust_agrees() -> None:
    lime = {"product": "lime", "component": "calcite"}
    found = by_kilns(
        a_kiln_flow(**lime, mass_t=900.0, share=1.0, calcined_share=0.98),
        a_kiln_flow(**lime, flow="dust", mass_t=20.0, share=0.8, calcined_share=0.5),
    )
    assert found * CO2["calcite"] == pytest.approx(PEER["lime_tier_3"], rel=1e-12)


def released(*rows: tuple[str, str, str, float, float]) -> float:
    """CO2 that the named flows leave to air [t]."""
    flows = [
        a_carbon_flow(process=process, direction=way, material=material, mass_t=mass, carbon_share=share)
        for process, way, material, mass, share in rows
    ]
    found = balance_works(carbon_flows_of(*flows), factors=Factor.create_empty(), family="*", year=2020)
    return float(found["quantity"].sum()) * 44 / 12


def test_a_coke_oven_agrees() -> None:
    oven = "coke_oven"
    ours = released(
        (oven, "in", "cleaned_coal", 1000, 0.73),
        (oven, "out", "coke", 700, 0.85),
        (oven, "out", "coke_oven_gas", 100, 0.47),
        (oven, "out", "coal_tar", 30, 0.62),
    )
    assert ours == pytest.approx(PEER["coke_tier_2"], rel=1e-12)


def test_iron_and_steel_making_agree() -> None:
    furnace, steel = "blast_furnace", "oxygen_furnace"
    ours = released(
        (furnace, "in", "coke", 690, 0.85),
        (furnace, "in", "injection_coal", 150, 0.8),
        (furnace, "in", "limestone", 100, 0.121),
        (furnace, "out", "blast_furnace_gas", 2000, 0.17),
        (steel, "in", "dolomite", 60, 0.13),
        (steel, "in", "steel_scrap", 200, 0.01),
        (steel, "out", "steel", 1600, 0.001),
    )
    assert ours == pytest.approx(PEER["iron_steel_tier_2"], rel=1e-12)


def test_anode_effects_ethylene_and_hfc23_agree() -> None:
    cf4 = follow_anode_effects(100_000 * 0.2, slope=0.143)
    c2f6 = follow_anode_effects_by_ratio(100_000 * 0.2, slope=0.143, weight_ratio=0.121)
    assert (cf4 * 1000, c2f6 * 1000) == pytest.approx((PEER["cf4_slope"], PEER["c2f6_ratio"]), rel=1e-12)
    ethylene = crack(1000.0, ef_t_per_t_feedstock=1.73, geographic_adjustment=1.3)
    assert ethylene == pytest.approx(PEER["ethylene_tier_1"], rel=1e-12)
    assert abate(1000.0, ef_kg_per_t_abatable=30.0, removal=0.0) == pytest.approx(PEER["hfc23_tier_1"])
