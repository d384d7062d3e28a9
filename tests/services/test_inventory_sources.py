"""The tree of sources of a run, and the same source beside that of other regions."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.problems import InputError


def test_the_roots_add_up_to_the_total_of_direct_emissions(demo: Session) -> None:
    tree = demo.inventory.sources(species="CO2")
    roots = tree.frame().filter(pl.col("parent").is_null() & (pl.col("source") != "none"))
    total = demo.inventory.total(run=tree.meta["run"]).frame().filter(species="CO2", scope=1)
    assert roots["mass_t"].sum() == pytest.approx(total["mass_t"].item(), rel=1e-12)
    assert "CO2" in tree.meta["species_held"]


def test_ranges_stand_at_the_tips_alone(demo: Session) -> None:
    tree = demo.inventory.sources(species="CO2").frame()
    assert tree.filter(~pl.col("leaf"))["low_t"].null_count() == tree.filter(~pl.col("leaf")).height
    known = tree.filter(pl.col("low_t").is_not_null())
    assert known.filter(
        (pl.col("low_t") > pl.col("mass_t")) | (pl.col("high_t") < pl.col("mass_t"))
    ).is_empty()


def test_a_species_that_is_none_is_refused(demo: Session) -> None:
    for name in ("inventory.sources", "inventory.regions"):
        with pytest.raises(InputError):
            demo.call(name, species="phlogiston")


def test_regions_without_an_inventory_have_no_figure(demo: Session) -> None:
    answer = demo.inventory.regions(species="CO2")
    assert answer.meta["held"] == 0
    assert answer.frame()["mass_t"].null_count() == answer.frame().height > 0


def test_a_region_with_an_inventory_of_the_same_year_and_family_has_its_figure(own: Session) -> None:
    province = own.inventory.sources(species="CO2")
    place, year = str(province.meta["region"]), int(province.meta["year"])
    city = own.inventory.regions().frame()["region"][0]
    row = {"region": city, "year": year, "sector": "ferrous_metals", "source": "1A2a", "fuel": "coke"}
    row |= {"activity": "combustion", "technology": "unstated", "quantity": 100.0, "unit": "t", "state": None}
    row |= {"low": None, "high": None, "derived_from_co2": False, "quality": "synthetic", "note": None}
    frame = pl.DataFrame([row | {"citation": "fictive"}])
    own.workspace.put_dataset("activity", frame, actor="tester", region=city, year=year)
    own.inventory.compile(region=city, year=year, family=province.meta["family"])
    found = own.inventory.regions(run=province.meta["run"], source="1A2").frame().filter(region=city)
    assert found["mass_t"].item() > 0
    assert place not in own.inventory.regions(run=province.meta["run"]).frame()["region"].to_list()


def test_carriers_of_a_branch_are_of_its_sources_alone(demo: Session) -> None:
    whole = demo.inventory.carriers(species="CO2").frame()
    part = demo.inventory.carriers(species="CO2", source="2").frame()
    assert set(part["factor_id"]) < set(whole["factor_id"])
    emission = demo.inventory.show().frame().filter(species="CO2")
    inside = [code for code in emission["source"].unique() if sources.descends(code, prefix="2")]
    assert part["mass_t"].sum() >= emission.filter(pl.col("source").is_in(inside))["mass_t"].sum() > 0
