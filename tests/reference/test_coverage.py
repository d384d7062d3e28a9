"""Which species a fuel has a factor for, by source: stated, so that a loss is seen."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.reference import factors
from tongyuan.vocabulary import fuels, sources

GASES = {"CO2", "CH4", "N2O"}
PARTICLES = {"PM10", "PM2.5"}
SOLID = GASES | PARTICLES | {"SO2", "NOx", "BC", "CO", "NMVOC"}
ROAD = GASES | PARTICLES | {"NOx", "CO", "NMVOC", "NH3"}
EXPECTED = {
    ("1A1a", "raw_coal"): SOLID,
    ("1A1a", "fuel_oil"): SOLID,
    ("1A1a", "natural_gas"): SOLID - {"BC"},
    ("1A1a", "coke_oven_gas"): SOLID - {"BC", "NMVOC"},
    ("1A2", "raw_coal"): SOLID,
    ("1A2", "coke"): SOLID,
    ("1A2", "other_gas"): SOLID,
    ("1A2", "gasoline"): ROAD,
    ("1A3b", "gasoline"): ROAD,
    ("1A3b", "diesel_oil"): ROAD,
    ("1A3b", "lpg"): ROAD - {"CH4", "N2O"},
    ("1A4b", "raw_coal"): SOLID | {"NH3"},
    ("1A4b", "natural_gas"): SOLID,
    ("1A4b", "gasoline"): ROAD,
}


def covered(source: str, fuel: str) -> set[str]:
    """List the species for which a method has all that it needs, in the CEADs family."""
    above = {source, *sources.ancestors(source), "*"}
    rows = factors("CEADs_2018").filter(pl.col("source").is_in(above), fuel=fuel)
    has = {name: set(rows.filter(parameter=name)["species"]) for name in rows["parameter"].unique()}
    found = set(has.get("ef_kg_per_unit", set()))
    if "ncv_gj_per_unit" in has:
        found |= has.get("ef_kg_per_tj", set()) | ({"CO2"} if "oxidation" in has else set())
        found |= has.get("share_of_pm25", set()) if "PM2.5" in has.get("ef_kg_per_tj", set()) else set()
    if {"sulphur_share", "ash_retention"} <= set(has):
        found.add("SO2")
    return found


@pytest.mark.parametrize(("source", "fuel"), EXPECTED)
def test_the_species_of_a_fuel_in_a_source_are_as_stated(source: str, fuel: str) -> None:
    assert covered(source, fuel) == EXPECTED[source, fuel]


def test_every_balance_fuel_of_industry_has_a_nitrogen_oxide_factor() -> None:
    burnt = [f for f in fuels.balance_carriers() if f not in NOT_BURNT]
    assert [fuel for fuel in burnt if "NOx" not in covered("1A2", fuel)] == []


NOT_BURNT = {"coal_total", "petroleum_total", "heat", "electricity", "other_energy"}
