"""Waste and wastewater beside bonsai-ipcc on the same inputs; its faults are told (``benchmarks/peers``)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tongyuan.accounting.landfills import decayed_carbon, stored_carbon
from tongyuan.accounting.waste import burn_fossil_carbon, release_landfill_gas, treat_by_mass
from tongyuan.accounting.wastewater import release_methane, release_nitrous_oxide

with (Path(__file__).parent / "data/bonsai.csv").open(encoding="utf-8", newline="") as file:
    PEER = {row["case"]: float(row["value"]) for row in csv.DictReader(file) if row["area"] == "waste"}


@pytest.mark.parametrize(("name", "doc_f"), [("food", 0.7), ("food_docf05", 0.5)])
def test_decay_agrees_with_the_peer_year_by_year(name: str, doc_f: float) -> None:
    masses = {1: 10_000.0}
    rates = {"decomposable": 0.15 * doc_f, "decay_rate": 0.185}
    for year in (2, 3, 4, 5):
        decayed = decayed_carbon(masses, year=year, **rates)
        gas = release_landfill_gas(decayed, methane_share=0.5, soil_oxidation=0.1)
        assert decayed == pytest.approx(PEER[f"{name}_decayed_{year}"], rel=1e-12)
        assert gas == pytest.approx(PEER[f"{name}_ch4_{year}"], rel=1e-12)
        if year < 5:
            assert stored_carbon(masses, year=year, **rates) == pytest.approx(
                PEER[f"{name}_stock_{year}"], rel=1e-12
            )


def test_equal_years_agree_with_the_peers_sequence() -> None:
    """Its sequence reads one year's mass for all years and turns their order: only equal years agree."""
    masses = dict.fromkeys(range(2010, 2021), 1.0)
    found = decayed_carbon(masses, year=2020, decomposable=0.15 * 0.7, decay_rate=0.185)
    assert found == pytest.approx(PEER["food_constant_decayed"], rel=1e-12)


def test_burned_carbon_agrees() -> None:
    municipal = burn_fossil_carbon(1.0, waste_carbon_share=0.4, fossil_share=0.4, burnout=0.95)
    hazardous = burn_fossil_carbon(1.0, waste_carbon_share=0.5, fossil_share=0.9, burnout=0.995)
    assert municipal == pytest.approx(PEER["burned_municipal_co2"], rel=1e-12)
    assert hazardous == pytest.approx(PEER["burned_hazardous_co2"], rel=1e-12)


def test_composting_is_a_tenth_of_the_peers_which_multiplies_grams_per_kilogram_by_a_hundredth() -> None:
    for species, factor in (("ch4", 4.0), ("n2o", 0.24)):
        tonnes = treat_by_mass(1000.0, ef_kg_per_t=factor, removal=0.0)
        assert tonnes / 1000 == pytest.approx(PEER[f"composted_{species}"] / 10, rel=1e-12)


def test_sewage_agrees() -> None:
    load = release_methane(1000.0, methane_capacity=0.6, methane_correction=0.03)
    sludge = release_methane(-200.0, methane_capacity=0.6, methane_correction=0.03)
    assert (load + sludge - 1.0) * 1000 == pytest.approx(PEER["sewage_ch4"], rel=1e-12)
    assert release_nitrous_oxide(100.0, n2o_n_share=0.016) * 1000 == pytest.approx(
        PEER["sewage_n2o"], rel=1e-12
    )
    industrial = release_methane(500.0 - 50.0, methane_capacity=0.25, methane_correction=0.3)
    assert industrial * 1000 == pytest.approx(PEER["industrial_ch4"], rel=1e-12)


def test_effluent_is_the_peers_by_44_over_28_which_it_leaves_out() -> None:
    found = release_nitrous_oxide(20.0, n2o_n_share=0.005)
    assert found * 1000 == pytest.approx(PEER["effluent_n2o"] * 44 / 28, rel=1e-12)
