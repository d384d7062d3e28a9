"""Which species a fuel has a factor for, by source: stated in ``coverage.csv``, so that a loss is seen."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from tongyuan.reference import factors
from tongyuan.vocabulary import fuels, sources

STATED = {
    (row["source"], row["fuel"]): set(row["species"].split())
    for row in csv.DictReader(
        (Path(__file__).parent / "coverage.csv").read_text(encoding="utf-8").splitlines()
    )
}
NOT_BURNT = {"coal_total", "petroleum_total", "heat", "electricity", "other_energy"}
BURNT = [fuel for fuel in fuels.balance_carriers() if fuel not in NOT_BURNT]
FULL = {"CO2", "CH4", "N2O", "SO2", "NOx", "PM10", "PM2.5", "BC", "CO", "NMVOC"}


def covered(source: str, fuel: str, *, year: int) -> set[str]:
    """List the species for which a method has all that it needs, in the CEADs family."""
    above = {source, *sources.ancestors(source), "*"}
    fits = pl.col("source").is_in(above) & pl.col("year_from").le(year) & pl.col("year_to").ge(year)
    rows = factors("CEADs_2018").filter(fits, fuel=fuel)
    has = {name: set(rows.filter(parameter=name)["species"]) for name in rows["parameter"].unique()}
    found = set(has.get("ef_kg_per_unit", set()))
    if "ncv_gj_per_unit" in has:
        found |= has.get("ef_kg_per_tj", set()) | ({"CO2"} if "oxidation" in has else set())
        found |= has.get("share_of_pm25", set()) if "PM2.5" in has.get("ef_kg_per_tj", set()) else set()
    if {"sulphur_share", "ash_retention"} <= set(has):
        found.add("SO2")
    return found


@pytest.mark.parametrize("source", ["1A1a", "1A2", "1A3b", "1A4b"])
def test_the_species_of_each_balance_fuel_are_as_stated(source: str) -> None:
    found = {fuel: covered(source, fuel, year=2007) for fuel in BURNT}
    assert found == {fuel: STATED[source, fuel] for fuel in BURNT}


def test_coal_has_all_but_ammonia_mercury_and_organic_carbon_in_industry_and_power() -> None:
    for source in ("1A1a", "1A2", "1A2a", "1A2f"):
        assert covered(source, "raw_coal", year=2007) == FULL


def test_road_fuels_have_no_sulphur_until_the_user_gives_it() -> None:
    for fuel in ("gasoline", "diesel_oil"):
        assert FULL - covered("1A3b", fuel, year=2007) == {"SO2", "BC"}
