"""Land beside emissions, memo items in no total: whichever way an inventory is summed."""

from __future__ import annotations

import math

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.accounting import emission as accounting
from tongyuan.accounting.derivation import derive_all
from tongyuan.accounting.lineage import explain_sum
from tongyuan.plan import inventory
from tongyuan.plan.quality.category_uncertainty import category_uncertainty
from tongyuan.testing.accounting import activity_of, an_activity, controls_of
from tongyuan.testing.land import (
    a_harvest,
    a_project,
    a_soil,
    a_stand,
    a_tree,
    a_wetland,
    harvests_of,
    projects_of,
    soils_of,
    stands_of,
    trees_of,
    wetlands_of,
)
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.accounts import account, of_account
from tongyuan.vocabulary.tables import Activity, Emission

FAMILY = "GBT32150_2025"
SPECIES = ["CO2", "CH4", "NMVOC"]


@pytest.fixture(scope="module")
def activity() -> pl.DataFrame:
    records = {
        "stands": stands_of(a_stand(year=2015), a_stand(volume_m3=200.0)),
        "soil_carbon": soils_of(a_soil(year=2015), a_soil(carbon_g_per_kg=21.0)),
        "wetland_areas": wetlands_of(a_wetland(), a_wetland(keeping="restored", planted=True)),
        "mariculture": harvests_of(a_harvest(wet_t=1e6)),
        "restorations": projects_of(a_project(year=2018), a_project(year=2023, carbon_t_per_ha=90.0)),
        "greenery": trees_of(a_tree(leaf_t=1e6)),
    }
    burned = activity_of(an_activity(fuel="diesel_oil", quantity=100.0))
    derived = derive_all(records, factors=reference.factors(), family=FAMILY, year=2020)
    return Activity.validate(pl.concat([burned, derived]))


@pytest.fixture(scope="module")
def emitted(activity: pl.DataFrame) -> pl.DataFrame:
    return accounting.estimate(
        activity, factors=reference.factors(), controls=controls_of(), family=FAMILY, species=SPECIES
    )


def mass(frame: pl.DataFrame, species: str) -> float:
    return frame.filter(species=species)["mass_t"].item()


def test_every_source_stands_in_one_account() -> None:
    stands = {code: account(code) for code in (*sources.codes(), "none")}
    assert {code for code, kept in stands.items() if kept == "memo"} == {
        code for code in sources.codes() if code.startswith("M")
    }
    assert all(sources.parent(code) in (None, "M") for code in stands if code.startswith("M"))
    assert {stands[code] for code in sources.codes() if code.startswith("4")} == {"land"}


def test_no_total_holds_land_or_a_memo_item(emitted: pl.DataFrame) -> None:
    burned = emitted.filter(pl.col("source") == "1A2")
    for species in SPECIES:
        assert mass(inventory.total(emitted), species) == mass(inventory.total(burned), species)


def test_land_is_summed_beside_and_both_make_the_net(emitted: pl.DataFrame) -> None:
    apart = [mass(inventory.total(emitted, account=kept), "CO2") for kept in ("emissions", "land")]
    both = mass(inventory.total(emitted, account="with_land"), "CO2")
    assert apart[0] > 0 > apart[1]
    assert both == pytest.approx(math.fsum(apart))


def test_trees_of_towns_add_nothing_to_volatile_compounds(emitted: pl.DataFrame) -> None:
    memo = inventory.total(emitted, account="memo")
    assert sorted(memo.filter(species="CO2")["source"]) == ["M3", "M4"]
    assert mass(memo, "NMVOC") == pytest.approx(1e6 * 500 * 70e-6 * 1.134)
    assert mass(inventory.total(emitted, account="with_land"), "NMVOC") < mass(memo, "NMVOC")


@pytest.mark.parametrize("by", [("source",), ("sector",), ("fuel",), ("activity",)])
def test_no_listing_of_a_total_holds_a_memo_item(emitted: pl.DataFrame, by: tuple[str, ...]) -> None:
    listed = inventory.total(emitted, by=by)
    whole = inventory.total(emitted)
    for species in SPECIES:
        parts = listed.filter(species=species)["mass_t"].drop_nulls()
        assert parts.sum() == pytest.approx(mass(whole, species))


def test_equivalents_are_told_without_and_with_land(emitted: pl.DataFrame) -> None:
    weighed = inventory.co2e(emitted, gwp=reference.gwp(), gwp_set="AR5")
    told = dict(inventory.with_land(weighed).select("account", "co2e_t").rows())
    assert told["with_land"] == pytest.approx(told["emissions"] + told["land"])
    assert told["emissions"] == pytest.approx(inventory.total_co2e(weighed)["co2e_t"].item())


def test_key_categories_know_land_and_no_memo_item(emitted: pl.DataFrame) -> None:
    ranked = inventory.key_categories(emitted, gwp=reference.gwp(), gwp_set="AR5")
    found = set(ranked["source"])
    assert "4A" in found
    assert not {source for source in found if source.startswith("M")}


def test_the_tree_of_a_total_is_that_total(activity: pl.DataFrame, emitted: pl.DataFrame) -> None:
    given = {"factors": reference.factors(), "controls": controls_of(), "family": FAMILY}
    for kept in ("emissions", "land"):
        tree = explain_sum({"species": "CO2", "account": kept}, activity=activity, **given)
        assert tree.value == pytest.approx(mass(inventory.total(emitted, account=kept), "CO2"))


def test_accounts_part_an_inventory_without_rest(emitted: pl.DataFrame) -> None:
    parts = [of_account(emitted, kept=kept) for kept in ("emissions", "land", "memo")]
    assert sum(part.height for part in parts) == emitted.height
    assert Emission.validate(pl.concat(parts)).height == emitted.height


def test_the_tree_of_sources_gives_memo_items_no_share(emitted: pl.DataFrame) -> None:
    tree = inventory.source_tree(emitted, species="NMVOC")
    shares = dict(tree.select("source", "share").rows())
    assert shares["M2"] is None
    assert shares["1A2"] == 1.0


def test_no_uncertainty_of_a_category_is_of_a_memo_item(activity: pl.DataFrame) -> None:
    inputs = {"activity": activity, "factors": reference.factors(), "controls": controls_of()}
    told = category_uncertainty(inputs | {"family": FAMILY, "species": SPECIES})
    assert {account(source) for source in told["source"]} == {"emissions", "land"}
