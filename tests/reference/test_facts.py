"""Controls, warming potentials, standard coal, citations: figures that a hand can check."""

from __future__ import annotations

import re

import polars as pl
import pytest

from tongyuan.reference import (
    citations,
    cite,
    control_technologies,
    controls,
    densities,
    gwp,
    standard_coal,
    standard_coal_heat,
)
from tongyuan.reference.files import data_folder, read_table
from tongyuan.vocabulary import fuels, sources, species
from tongyuan.vocabulary.problems import NotFoundError

FILES = [path.name for path in data_folder().iterdir()]
TABLES = sorted(name.removesuffix(".csv") for name in FILES if name.endswith(".csv"))
ADCODE = re.compile(r"(?<![\w.])21\d{4}\b")


@pytest.mark.parametrize(
    ("gas", "values"),
    [
        ("CO2", {"SAR": 1, "AR4": 1, "AR5": 1, "AR6": 1}),
        ("CH4", {"SAR": 21, "AR4": 25, "AR5": 28, "AR6": 27.9}),
        ("N2O", {"SAR": 310, "AR4": 298, "AR5": 265, "AR6": 273}),
        ("NF3", {"AR4": 17200, "AR5": 16100, "AR6": 17400}),
    ],
)
def test_warming_potentials_are_as_printed_and_absent_where_not(gas: str, values: dict[str, float]) -> None:
    assert dict(gwp().filter(species=gas).select("set", "value").rows()) == values


def test_every_greenhouse_gas_has_a_potential_in_the_latest_set() -> None:
    assert set(gwp().filter(set="AR6")["species"]) == set(species.codes("greenhouse_gas"))


def test_standard_coal_is_per_activity_unit() -> None:
    rows = standard_coal()
    assert all(unit == fuels.activity_unit(fuel) for fuel, unit in rows.select("fuel", "unit").rows())
    factor = dict(rows.select("fuel", "tce_per_unit").rows())
    assert (factor["raw_coal"], factor["electricity"], factor["heat"]) == (0.7143, 0.1229, 0.03412)
    assert factor["natural_gas"] == pytest.approx(12.143)


def test_the_equivalent_value_of_electricity_is_its_heat() -> None:
    electricity = standard_coal().filter(fuel="electricity")["tce_per_unit"][0]
    assert electricity * standard_coal_heat() == pytest.approx(3.6, rel=1e-3)


def test_what_has_no_standard_coal_factor_is_absent_not_zero() -> None:
    assert {"other_washed_coal", "other_petroleum_products"}.isdisjoint(standard_coal()["fuel"])
    assert (standard_coal()["tce_per_unit"] > 0).all()


def test_power_desulphurisation_between_two_stated_years_is_derived() -> None:
    power = controls().filter(source="1A1a", fuel="raw_coal", species="SO2").sort("year_from")
    by_year = {row["year_from"]: row for row in power.iter_rows(named=True)}
    stated = {2000: 0, 2005: 0.05, 2010: 0.70}
    assert {year: by_year[year]["efficiency"] for year in stated} == stated
    assert {by_year[year]["quality"] for year in stated} == {"published"}
    assert by_year[2007]["efficiency"] == pytest.approx(0.05 + 0.65 * 2 / 5)
    assert by_year[2007]["quality"] == "derived"


def test_a_control_is_carried_five_years_beyond_its_last_statement_and_no_further() -> None:
    for _, rows in controls().group_by("technology", "species", "source", "fuel"):
        stated = rows.filter(quality="published")["year_to"].max()
        carried = rows.filter(pl.col("year_from") > stated)
        assert carried.select("quality", "year_to").rows() == [("derived", stated + 5)]


def test_no_control_is_stated_for_power_of_2016() -> None:
    power = controls().filter(source="1A1a", fuel="raw_coal", species="SO2")
    assert power.filter(pl.col("year_to") >= 2016).is_empty()


def test_only_one_control_fits_an_activity_so_shares_cannot_pass_one() -> None:
    years = range(1990, 2031)
    for source in ("1A1a", "1A2", "1A2a", "1A2f", "1A4b"):
        above = {source, *sources.ancestors(source), "*"}
        rows = controls().filter(pl.col("source").is_in(above), fuel="raw_coal")
        for year in years:
            fits = rows.filter(pl.col("year_from") <= year, pl.col("year_to") >= year)
            assert fits["species"].is_unique().all()


def test_a_technology_of_the_catalogue_applies_to_nobody() -> None:
    assert control_technologies()["efficiency"].is_between(0, 1).all()
    assert set(controls()["technology"]).isdisjoint(control_technologies()["technology"])


def test_densities_are_physical() -> None:
    assert densities()["density"].is_between(0.4, 1).all()


@pytest.mark.parametrize("table", TABLES)
def test_every_cited_row_of_every_table_has_a_known_citation(table: str) -> None:
    rows = read_table(table)
    if "citation" in rows.columns:
        assert set(rows["citation"]) <= set(citations())


@pytest.mark.parametrize("table", TABLES)
def test_every_quality_is_a_word_of_the_vocabulary(table: str) -> None:
    rows = read_table(table)
    if "quality" in rows.columns:
        assert set(rows["quality"]) <= {"measured", "published", "derived", "unverified"}


def test_every_citation_is_used_and_free_of_addresses() -> None:
    cited = [rows["citation"] for rows in map(read_table, TABLES) if "citation" in rows.columns]
    used = {key for keys in cited for key in keys}
    assert used == set(citations())
    assert not any("://" in entry.text() or "www." in entry.text() for entry in citations().values())


def test_an_unknown_citation_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no_such"):
        cite("no_such")


BY_PROVINCE = {"purchased", "agriculture_livestock", "agriculture_fields"}


def test_only_what_documents_give_by_province_names_one() -> None:
    for table in TABLES:
        if table not in BY_PROVINCE:
            text = (data_folder() / f"{table}.csv").read_text(encoding="utf-8")
            assert not ADCODE.search(text), table
