"""The factor table: codes, units, citations, ties, and figures that a hand can check."""

from __future__ import annotations

import itertools
from pathlib import Path

import polars as pl
import pytest

from tongyuan.reference import citations, factors, families
from tongyuan.reference.factors import FACTOR_TABLES
from tongyuan.reference.files import read_table
from tongyuan.vocabulary import fuels, materials, sources, species
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.problems import NotFoundError

FUEL_FAMILIES = ["NDRC_2013", "GBT32150_2025", "CEADs_2018"]

UNITS = {
    "ncv_gj_per_unit": {"GJ/t", "GJ/1e4_m3"},
    "carbon_tc_per_tj": {"tC/TJ"},
    "oxidation": {"1"},
    "ef_kg_per_tj": {"kg/TJ"},
    "ef_kg_per_unit": {"kg/t", "kg/1e4_m3"},
    "sulphur_share": {"1"},
    "ash_retention": {"1"},
    "share_of_pm25": {"1"},
    "ef_t_per_mwh": {"t/MWh"},
    "ef_t_per_gj": {"t/GJ"},
    "ef_t_per_t": {"t/t"},
    "ef_kg_per_t": {"kg/t"},
    "ef_t_per_t_carbonate": {"t/t"},
    "calcination": {"1"},
    "ef_g_per_km": {"g/km"},
    "thc_g_per_km": {"g/km"},
    "nmvoc_share": {"1"},
    **{f"phi_{name}": {"1"} for name in ("temperature", "humidity", "altitude", "speed", "load", "sulphur")},
    "phi_deterioration": {"1"},
    "ef_g_per_activity_unit": {"g/h", "g/vehicle_day"},
    "survival_scale": {"year"},
    "survival_shape": {"none"},
    "ef_kg_per_movement": {"kg/LTO"},
    "ef_g_per_kwh": {"g/kWh"},
    "sfc_g_per_kwh": {"g/kWh"},
    "ef_kg_per_t_fuel": {"kg/t"},
    "ef_m3_per_t": {"m3/t"},
    "ch4_t_per_m3": {"t/m3"},
    "destroyed_share": {"1"},
    "ef_kg_per_activity_unit": {"kg/t", "kg/1e4_m3", "kg/piece"},
}

# tCO2 per t or 1e4 m3, as printed in the provincial guideline of 2025
PRINTED = {
    "gasoline": 2.925,
    "diesel_oil": 3.0959,
    "natural_gas": 21.6219,
    "coke": 2.8604,
    "crude_oil": 3.0202,
    "blast_furnace_gas": 8.4811,
    "converter_gas": 15.124,
    "coke_oven_gas": 8.8638,
    "lpg": 3.1013,
}


def units_of_parameters() -> dict[str, set[str]]:
    """Units of every parameter: those of fuels, and each area's own file."""
    own = (pl.read_csv(path) for path in sorted((Path(__file__).parent / "parameter_units").glob("*.csv")))
    return UNITS | {name: set(units.split(" ; ")) for table in own for name, units in table.iter_rows()}


def co2_factor(family: str, fuel: str) -> float:
    """Multiply out the carbon balance by hand [t CO2 per unit]."""
    rows = factors(family).filter(pl.col("method").is_in(["combustion.*", "combustion.co2"]), fuel=fuel)
    value: dict[str, float] = dict(rows.select("parameter", "value").rows())
    return value["ncv_gj_per_unit"] / 1000 * value["carbon_tc_per_tj"] * value["oxidation"] * 44 / 12


def one(**columns: object) -> dict[str, object]:
    """Return the single factor that fits."""
    return factors().row(
        by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in columns.items()), named=True
    )


@pytest.mark.parametrize(("fuel", "printed"), PRINTED.items())
def test_the_guideline_of_2025_gives_its_own_printed_factors(fuel: str, printed: float) -> None:
    assert co2_factor("GBT32150_2025", fuel) == pytest.approx(printed, abs=1e-4)


def test_the_implied_emission_factors_come_back_from_the_product() -> None:
    implied = dict(read_table("ceads_implied").select("fuel", "ef_tco2_per_unit").rows())
    assert len(implied) == 16
    for fuel, value in implied.items():
        assert co2_factor("CEADs_2018", fuel) == pytest.approx(float(value), abs=1e-6)


def test_a_derived_oxidation_is_a_share_and_says_that_it_is_derived() -> None:
    rows = factors("CEADs_2018").filter(parameter="oxidation")
    assert rows["value"].is_between(0.8, 1).all()
    assert set(rows["quality"]) == {"derived"}


def test_other_petroleum_products_have_no_oxidation_in_ceads() -> None:
    rows = factors("CEADs_2018").filter(family="CEADs_2018", fuel="other_petroleum_products")
    assert set(rows["parameter"]) == {"ncv_gj_per_unit", "carbon_tc_per_tj"}


def test_crude_oil_is_flagged_as_uncertain() -> None:
    assert "uncertain" in str(one(family="CEADs_2018", fuel="crude_oil", parameter="oxidation")["note"])


def test_only_ceads_has_raw_coal_as_such() -> None:
    rows = factors().filter(parameter="ncv_gj_per_unit", fuel="raw_coal")
    assert rows["family"].to_list() == ["CEADs_2018"]


def test_coal_of_one_percent_sulphur_gives_17_kg_a_tonne() -> None:
    kept = one(source="1A1a", fuel="raw_coal", parameter="ash_retention")["value"]
    assert 1000 * 2 * 0.01 * (1 - kept) == pytest.approx(17)  # type: ignore[operator]


def test_hard_coal_in_power_is_as_the_guidebook_prints_it() -> None:
    rows = factors().filter(
        method="combustion.energy", source="1A1a", fuel="raw_coal", technology="*", citation="EMEP_EEA_2023"
    )
    printed = {"NOx": 209, "SO2": 820, "PM10": 7.7, "PM2.5": 3.4, "CO": 8.7, "NMVOC": 1}
    assert dict(rows.select("species", "value").rows()) == printed


def test_clinker_is_the_product_of_the_ipcc_equation() -> None:
    value = one(fuel="clinker", species="CO2", family="*")["value"]
    assert value == pytest.approx(0.65 * 0.785 * 1.02, abs=1e-6)


def test_magnesite_has_no_default_purity() -> None:
    rows = factors().filter(fuel="magnesite")
    assert set(rows["parameter"]) == {"ef_t_per_t_carbonate", "calcination"}


def test_grid_factors_bear_one_data_year_and_never_serve_another_place() -> None:
    rows = factors().filter(method="purchase.electricity")
    assert (rows["year_from"] == rows["year_to"]).all()
    assert "*" not in rows["region"]
    national = rows.filter(region="000000").sort("year_from")
    assert national["value"].to_list() == [0.5568, 0.5366, 0.5306]


def test_heat_has_the_standard_s_default() -> None:
    assert one(method="purchase.heat")["value"] == 0.11


def test_ids_are_unique_and_readable() -> None:
    ids = set(factors()["factor_id"])
    assert len(ids) == factors().height
    assert {"CEADs_2018/raw_coal/ncv", "EMEP_2023/1A1a/raw_coal/NOx", "IPCC_2006/2A1/clinker/CO2"} <= ids


def test_every_row_has_a_known_citation() -> None:
    assert set(factors()["citation"]) <= set(citations())
    assert factors()["edition"].null_count() == 0


def test_every_code_is_known() -> None:
    rows = factors()
    assert set(rows["species"]) <= {*species.codes(), "*"}
    assert set(rows["source"]) <= {*sources.codes(), "*"}
    assert set(rows["fuel"]) <= {*fuels.codes(), *materials.codes(), "*"}
    assert set(rows["family"]) == {*families()["family"], "*"}
    assert set(read_table("fuel_lists")["fuel"]) <= set(fuels.codes())


def test_every_list_in_use_exists_and_every_list_is_used() -> None:
    named = set(read_table("fuel_lists")["list"])
    tables = [name for name in (*FACTOR_TABLES, "controls") if name.startswith(("combustion", "control"))]
    cells = itertools.chain.from_iterable(read_table(table)["fuel"] for table in tables)
    assert {cell.removeprefix("list:") for cell in cells if cell.startswith("list:")} == named


def test_each_parameter_has_its_unit() -> None:
    pairs = factors().select("parameter", "unit").unique().rows()
    units = units_of_parameters()
    assert {parameter for parameter, _ in pairs} == set(units)
    assert all(unit in units[parameter] for parameter, unit in pairs)


def test_a_factor_per_unit_is_in_the_fuel_s_own_unit() -> None:
    per_unit = factors().filter(pl.col("parameter").is_in(["ncv_gj_per_unit", "ef_kg_per_unit"]))
    for fuel, unit in per_unit.select("fuel", "unit").unique().rows():
        named = materials if fuel in materials.codes() else fuels
        assert unit.endswith(f"/{named.activity_unit(fuel)}")


def test_a_range_holds_its_value_and_shares_stay_shares() -> None:
    rows = factors()
    ranged = rows.filter(pl.col("low").is_not_null())
    assert (ranged["low"] <= ranged["value"]).all()
    assert (ranged["value"] <= ranged["high"]).all()
    assert (rows["low"].is_null() == rows["high"].is_null()).all()
    assert (rows["low"].is_null() == (rows["distribution"] == "fixed")).all()
    assert rows.filter(unit="1")["value"].is_between(0, 1).all()


def test_a_range_has_a_quality_and_nothing_else_has() -> None:
    rows = factors()
    assert (rows["range_quality"].is_null() == rows["low"].is_null()).all()


def test_what_was_recalled_or_assigned_is_unverified() -> None:
    rows = factors().with_columns(pl.col("note").fill_null(""))
    not_seen = "our assignment|grouping recalled|particles, recalled"
    recalled = rows.filter(pl.col("note").str.contains(not_seen))
    assert recalled.height > 100
    assert set(recalled["quality"]) == {"unverified"}
    assert set(recalled["range_quality"]) == {"unverified", None}
    limits = rows.filter(pl.col("note").str.contains("range recalled"))
    assert set(limits["range_quality"]) == {"unverified"}


def test_a_range_laid_round_another_value_is_derived() -> None:
    rows = factors().filter(pl.col("parameter").is_in(["ncv_gj_per_unit", "carbon_tc_per_tj"]))
    assert set(rows.drop_nulls("low")["range_quality"]) == {"derived"}


def test_methane_of_diesel_has_the_limits_of_the_ipcc() -> None:
    road = one(source="1A3b", fuel="diesel_oil", species="CH4")
    assert [road[name] for name in ("low", "value", "high", "range_quality")] == [1.6, 3.9, 9.5, "published"]


def test_a_value_of_the_guidebook_says_that_it_is_european() -> None:
    rows = factors().filter(citation="EMEP_EEA_2023")
    assert set(rows["origin"]) == {"Europe (gap filler)"}


def test_coke_of_industry_is_no_boiler_fuel() -> None:
    rows = factors().filter(pl.col("source").str.starts_with("1A2"), fuel="coke")
    assert set(rows["species"]) == {"CH4", "N2O"}


def test_ships_give_sulphur_dioxide_by_the_sulphur_of_their_fuel() -> None:
    rows = factors().filter(method="combustion.sulphur", source="1A3d", species="SO2")
    assert set(rows["parameter"]) == {"ash_retention"}
    assert set(rows["value"]) == {0.0}


def test_no_two_rows_are_equally_specific() -> None:
    place = ["method", "parameter", "species", "source", "fuel", "technology", "region", "family"]
    width = pl.col("year_to") - pl.col("year_from")
    for _, rows in factors().with_columns(width=width).group_by(*place, "width"):
        years = sorted(rows.select("year_from", "year_to").rows())
        assert all(one[1] < two[0] for one, two in itertools.pairwise(years)), rows["factor_id"].to_list()


def test_fuel_families_are_not_mixed() -> None:
    for family in FUEL_FAMILIES:
        assert set(factors(family)["family"]) == {*parts_of(family), "*"}


def test_an_unknown_family_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="CEADs_2018"):
        factors("CEADs_2099")


def test_no_factor_of_mercury_was_seen_and_organic_carbon_has_only_two() -> None:
    assert set(factors().filter(species="Hg")["quality"]) == {"unverified"}
    carbon = factors().filter(pl.col("species") == "OC", pl.col("source").str.starts_with("1A"))
    homes = {"China_literature/1A4b/anthracite/OC", "China_literature/1A4b/crop_straw/OC"}
    assert set(carbon["factor_id"]) == homes
