"""Wetlands, mariculture and trees of towns: what counts, what is a memo item, and what is not known."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting import emission
from tongyuan.accounting.greenery import derive_greenery, standard_hours
from tongyuan.accounting.mariculture import derive_harvest
from tongyuan.accounting.wetlands import derive_wetlands
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.land import (
    a_harvest,
    a_tree,
    a_wetland,
    harvests_of,
    sea_factors,
    trees_of,
    wetlands_of,
)
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Factor

FAMILY = "GBT32150_2025"


def emitted(activity: pl.DataFrame, *species: str) -> pl.DataFrame:
    return emission.estimate(
        Activity.validate(activity),
        factors=reference.factors(),
        controls=controls_of(),
        family=FAMILY,
        species=species,
    )


def coast(*rows: dict) -> pl.DataFrame:
    areas = derive_wetlands(wetlands_of(*rows), factors=Factor.create_empty(), family="x", year=2020)
    return emitted(areas, "CO2", "CH4")


def test_a_marsh_planted_in_brackish_water_takes_carbon_and_gives_methane() -> None:
    told = coast(a_wetland(keeping="restored", planted=True, technology="brackish"))
    masses = dict(told.select("species", "mass_t").rows())
    assert masses == pytest.approx({"CO2": -100 * 0.91 * 44 / 12, "CH4": 19.37})


def test_a_marsh_in_salt_water_gives_no_methane() -> None:
    told = coast(a_wetland(keeping="created", planted=True))
    assert told.filter(species="CH4")["mass_t"].item() == 0


def test_a_marsh_that_came_back_by_itself_gains_nothing_by_the_guidance() -> None:
    assert coast(a_wetland(keeping="restored")).filter(species="CO2")["mass_t"].item() == 0


def test_a_marsh_that_stands_as_it_was_is_a_memo_item() -> None:
    assert coast(a_wetland())["source"].to_list() == ["M3"]


def test_a_drained_marsh_loses_its_carbon() -> None:
    told = coast(a_wetland(keeping="drained"))
    assert told["mass_t"].item() == pytest.approx(100 * 7.9 * 44 / 12)


def test_methane_of_water_of_untold_salinity_is_not_estimated() -> None:
    told = coast(a_wetland(keeping="restored", planted=True, technology="unstated"))
    assert told.filter(species="CH4")["state"].item() == "NE"


def test_every_unknown_kind_of_wetland_is_named_at_once() -> None:
    with pytest.raises(InputError) as refused:
        coast(a_wetland(material="bog"), a_wetland(material="fen"))
    assert [problem.values["got"] for problem in refused.value.problems] == ["bog", "fen"]


@given(area=st.lists(st.floats(0, 1e5), min_size=1, max_size=4))
def test_no_area_of_wetland_is_lost(area: list[float]) -> None:
    keepings = ("natural", "restored", "created", "drained")
    rows = [a_wetland(keeping=kept, area_ha=one) for kept, one in zip(keepings, area, strict=False)]
    told = derive_wetlands(wetlands_of(*rows), factors=Factor.create_empty(), family="x", year=2020)
    assert told["quantity"].sum() == pytest.approx(sum(area))


def test_shell_and_what_its_making_gives_off_stand_side_by_side() -> None:
    told = derive_harvest(
        harvests_of(a_harvest(material="oyster")), factors=sea_factors(), family="x", year=2020
    )
    parts = dict(told.select("technology", "quantity").rows())
    assert parts == pytest.approx({"tissue": 20.0, "shell": 54.0, "calcification": -32.4})
    assert set(told["source"]) == {"M3"}


def test_what_a_thousand_tonnes_of_scallops_hold_by_the_published_shares() -> None:
    table = harvests_of(a_harvest(material="scallop"))
    told = derive_harvest(table, factors=reference.factors(), family=FAMILY, year=2020)
    by_hand = 1000 * 0.6389 * (0.1435 * 0.4284 + 0.8565 * 0.1140)
    assert told.filter(pl.col("quantity") > 0)["quantity"].sum() == pytest.approx(by_hand)


def test_leaves_without_weather_are_not_estimated() -> None:
    hours = derive_greenery(
        trees_of(a_tree(standard_hours=None)), factors=Factor.create_empty(), family="x", year=2020
    )
    assert emitted(hours, "NMVOC").select("mass_t", "state", "source").row(0) == (None, "NE", "M2")


def test_poplars_of_a_town() -> None:
    hours = derive_greenery(trees_of(a_tree()), factors=Factor.create_empty(), family="x", year=2020)
    assert emitted(hours, "NMVOC")["mass_t"].item() == pytest.approx(39.69)


@given(light=st.floats(0, 2500), more=st.floats(0, 500))
def test_more_light_never_makes_an_hour_worth_less(light: float, more: float) -> None:
    dim, bright = (standard_hours([298.0], light=[flux]) for flux in (light, light + more))
    assert bright >= dim - 1e-12
