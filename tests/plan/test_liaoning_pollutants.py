"""Air pollutants of 2007: coal beside the fleet factors that a global model implies, and what is lacking.

The model's terms do not let its factors be shipped: they are read where the restricted data are. What is
tested is the order of magnitude of each class; the table that is printed tells the rest.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tongyuan import packs, reference
from tongyuan.plan import inventory
from tongyuan.plan.balance_activity import activity
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables import Activity, Emission

FAMILY = "CEADs_2018"
SOLID = ("raw_coal", "cleaned_coal", "other_washed_coal", "briquettes", "coke")
POWER, INDUSTRY, HOMES = "coal power (all units)", "industry coal combustion", "residential+services coal"
STEEL = "iron and steel (process, per t crude steel)"


@pytest.fixture(scope="module")
def stated() -> pl.DataFrame:
    pack = packs.load("liaoning")
    balance = pack.balances.filter(pl.col("year") == 2007)
    own = Activity.cast(pack.activity).filter(pl.col("year") == 2007)
    return Activity.validate(pl.concat([activity(balance), own]))


@pytest.fixture(scope="module")
def emission(stated: pl.DataFrame) -> pl.DataFrame:
    return inventory.compile(
        stated,
        factors=reference.factors(FAMILY),
        controls=reference.controls(),
        family=FAMILY,
        species=codes("air_pollutant"),
    )


def of_class() -> pl.Expr:
    solid, source = pl.col("fuel").is_in(SOLID), pl.col("source")
    return (
        pl.when(solid & source.str.starts_with("1A1a"))
        .then(pl.lit(POWER))
        .when(solid & source.str.contains("^1A[12]"))
        .then(pl.lit(INDUSTRY))
        .when(solid & source.str.starts_with("1A4"))
        .then(pl.lit(HOMES))
        .when(pl.col("fuel") == "crude_steel")
        .then(pl.lit(STEEL))
    )


@pytest.fixture(scope="module")
def beside(shared: Path, stated: pl.DataFrame, emission: pl.DataFrame) -> pl.DataFrame:
    """Set our masses beside the model's factor of 2007, between 2005 and 2010, on the same activity [kt]."""
    table = pl.read_csv(shared / "tables" / "ap_china_gains_implied_ef.csv", infer_schema_length=None)
    years = table.filter(pl.col("year").is_in([2005, 2010])).pivot(
        "year", index=["source_class", "pollutant"], values="value"
    )
    implied = years.select(
        kind="source_class", species="pollutant", factor=pl.col("2005") * 0.6 + pl.col("2010") * 0.4
    )
    heat = reference.factors(FAMILY).filter(parameter="ncv_gj_per_unit").select("fuel", ncv="value")
    used = stated.join(heat.unique("fuel"), on="fuel", how="left").with_columns(kind=of_class())
    amount = pl.when(pl.col("kind") == STEEL).then("quantity").otherwise(pl.col("quantity") * pl.col("ncv"))
    amounts = used.drop_nulls("kind").group_by("kind").agg(amount.sum().alias("amount"))
    ours = emission.with_columns(kind=of_class()).drop_nulls("kind").group_by("kind", "species")
    known = pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum() / 1e3)
    unit = pl.when(pl.col("kind") == STEEL).then(1e-6).otherwise(1e-9)  # kg or g to kt
    return (
        ours.agg(known.alias("ours_kt"))
        .join(amounts, on="kind")
        .join(implied, on=["kind", "species"])
        .with_columns(model_kt=pl.col("factor") * pl.col("amount") * unit)
        .with_columns(ratio=pl.col("ours_kt") / pl.col("model_kt"))
        .sort("species", "kind")
    )


def test_coal_is_within_a_factor_of_two_where_chinese_factors_are_held(beside: pl.DataFrame) -> None:
    print()
    for row in beside.iter_rows(named=True):
        ours = "NE" if row["ours_kt"] is None else f"{row['ours_kt']:,.1f}"
        print(f"{row['species']:6} {row['kind']:45} {ours:>10} kt {row['model_kt']:>10,.1f} kt")
    held = beside.filter(
        pl.col("species").is_in(["SO2", "NOx"]) & pl.col("kind").is_in([POWER, INDUSTRY, HOMES])
        | (pl.col("species") == "CO") & pl.col("kind").is_in([INDUSTRY, HOMES])
    )
    assert held.height == 8
    assert held["ratio"].is_between(0.5, 2.0).all()


def test_steel_is_divided_by_the_national_mix_and_says_so(stated: pl.DataFrame) -> None:
    steel = stated.filter(fuel="crude_steel")
    assert steel["quantity"].sum() == 41_401_700
    oxygen = steel.filter(technology="oxygen_furnace")["quantity"].item()
    assert oxygen / 41_401_700 == pytest.approx(431_000 / (431_000 + 58_420), rel=1e-6)
    assert set(steel["quality"]) == {"derived"}


def test_carbon_monoxide_of_steel_making_is_known_and_that_of_sinter_lacks(emission: pl.DataFrame) -> None:
    monoxide = emission.filter(pl.col("source") == "2C1", species="CO")
    oxygen, electric = (
        monoxide.filter(technology=name)["mass_t"].item() for name in ("oxygen_furnace", "electric_furnace")
    )
    assert (oxygen, electric) == pytest.approx((127_609, 8_401), rel=1e-4)
    assert set(emission.filter(fuel="sinter")["state"].cast(str)) == {"not_reported"}


def test_straw_of_homes_gives_organic_carbon_and_is_marked_as_assumed(
    stated: pl.DataFrame, emission: pl.DataFrame
) -> None:
    straw = emission.filter(fuel="crop_straw", species="OC")
    assert straw["mass_t"].item() == pytest.approx(2_367_900 * 2.6 / 1000)
    assert stated.filter(fuel="crop_straw")["quality"].to_list() == ["unverified"]


def test_the_emission_keeps_its_contract(emission: pl.DataFrame) -> None:
    assert Emission.is_valid(emission)
