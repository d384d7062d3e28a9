"""The exercise province has the shape of a real one: departments, units, counties, parks, enterprises."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.packs.exercise.spreading import spread
from tongyuan.packs.exercise.units import cities, counties
from tongyuan.packs.pack import Pack
from tongyuan.vocabulary import regions

SUMS = 1e-6
"""What adding in binary may lose [unit of the figure]."""


@pytest.fixture(scope="module", params=[1, 5, 20])
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.load("exercise", seed=request.param)


@pytest.fixture(scope="module")
def routine(pack: Pack) -> pl.DataFrame:
    return pack.statistics.filter(pl.col("series").is_in(_routine())).cast({"vintage": pl.String})


def _routine() -> list[str]:
    from tongyuan.packs.exercise.outline import read

    return [row["series"] for row in read("routine")]


def test_there_are_23_departments_and_15_units(pack: Pack) -> None:
    assert pack.departments.height == 23
    units = regions.assessed(pack.regions)
    assert len(units) == 15
    assert sum(unit in cities() for unit in units) == 14


def test_every_city_has_two_or_three_counties_that_add_up_to_it(pack: Pack) -> None:
    for city in cities():
        assert regions.additive_children(pack.regions, parent=city) == tuple(counties(city))
        assert 2 <= len(counties(city)) <= 3


def test_parks_lie_in_a_county_and_add_to_nothing(pack: Pack) -> None:
    parks = pack.regions.filter(pl.col("region").str.starts_with("EX-PARK"))
    assert parks.height == 3
    assert not parks["additive"].any()
    placed = pack.memberships.filter(pl.col("group").is_in(parks["region"].to_list()))
    inside = dict(pack.regions.select("region", "parent").rows())
    assert [row for row in placed.rows(named=True) if inside[row["region"]] != inside[row["group"]]] == []
    assert set(placed["group"]) == set(parks["region"])


def test_every_department_owes_a_series_and_every_owner_is_one(pack: Pack) -> None:
    owners = pack.series["owner"].drop_nulls()
    assert set(owners) == set(pack.departments["department"])
    named = {name for cell in pack.tasks["departments"].drop_nulls() for name in cell.split(";")}
    named |= {name for cell in pack.targets["departments"].drop_nulls() for name in cell.split(";")}
    assert named <= set(owners)


def test_every_department_owes_something_by_month_or_quarter(pack: Pack, routine: pl.DataFrame) -> None:
    owner = dict(pack.series.select("series", "owner").rows())
    monthly = set(routine.filter(pl.col("period").str.contains(r"-\d\d$"))["series"])
    quarterly = set(routine.filter(pl.col("period").str.contains("Q"))["series"])
    assert {owner[series] for series in quarterly} == set(pack.departments["department"])
    assert len({owner[series] for series in monthly}) == 11


def test_counties_add_up_to_their_city_and_cities_to_the_province(pack: Pack) -> None:
    places = [*cities(), *(county for city in cities() for county in counties(city))]
    lies_in = pack.regions.filter(pl.col("region").is_in(places)).select("region", "parent")
    below = pack.statistics.filter(
        pl.col("series").is_in([*_routine(), "population_resident"]) & pl.col("vintage").eq("final")
    ).join(lies_in, on="region")
    added = below.group_by("series", "period", "parent").agg(pl.col("value").sum().alias("added"))
    above = pack.statistics.select("series", "period", pl.col("region").alias("parent"), "value")
    both = added.join(above, on=["series", "period", "parent"])
    assert both.height == added.height > 0
    assert both.filter((pl.col("added") - pl.col("value")).abs() > SUMS).rows(named=True) == []


def test_months_add_up_to_quarters_and_quarters_to_the_year(routine: pl.DataFrame) -> None:
    of_year = routine.filter(pl.col("period") == "2025").select(
        "series", "region", pl.col("value").alias("year")
    )
    for part in (r"Q\d$", r"-\d\d$"):
        parts = routine.filter(pl.col("period").str.contains(part))
        added = parts.group_by("series", "region").agg(pl.col("value").sum())
        both = added.join(of_year, on=["series", "region"])
        assert both.height == added.height > 0
        assert both.filter((pl.col("value") - pl.col("year")).abs() > SUMS).rows() == []


def test_every_unit_has_last_years_figure_beside_what_it_reports(pack: Pack, routine: pl.DataFrame) -> None:
    for period in ("2024", "2025", "2025Q1", "2025Q4"):
        held = routine.filter(pl.col("period") == period).group_by("series").agg(pl.col("region"))
        assert held.height == len(_routine())
        assert all(set(regions.assessed(pack.regions)) <= set(units) for units in held["region"])


def test_every_department_has_forms_by_year_and_quarter_and_some_by_month(pack: Pack) -> None:
    of_kind = {kind: set(rows["department"]) for (kind,), rows in pack.forms.group_by("kind")}
    everybody = set(pack.departments["department"])
    assert of_kind["january_call"] == of_kind["dispatch"] == of_kind["assessment"] == everybody
    assert len(of_kind["ledger"]) == 11
    assert set(pack.form_items["form"]) == set(pack.forms["form"])


def test_every_item_feeds_a_series_of_its_department_in_its_unit(pack: Pack) -> None:
    items = pack.form_items.join(pack.forms.select("form", "department"), on="form")
    both = items.join(pack.series, on="series")
    assert both.height == items.height
    assert both.filter(pl.col("owner") != pl.col("department")).is_empty()
    assert both.filter(pl.col("unit") != pl.col("unit_right")).is_empty()
    january = pack.forms.filter(pl.col("kind") == "january_call")["form"].to_list()
    asked = pack.form_items.filter(pl.col("form").is_in(january))["series"]
    assert set(asked) == set(pack.series.drop_nulls("owner")["series"])


def test_some_forms_are_filled_in_by_counties_parks_and_enterprises_first(pack: Pack) -> None:
    levels = {level for cell in pack.forms["levels"] for level in cell.split(";")}
    assert levels == {"province", "unit", "county", "park", "enterprise"}


def test_no_enterprise_looks_real(pack: Pack) -> None:
    assert pack.enterprises.height == 60
    assert pack.enterprises["name_zh"].str.starts_with("演练").all()
    assert pack.enterprises["name_en"].str.starts_with("Exercise ").all()
    assert pack.enterprises["credit_code"].null_count() == 60
    assert set(pack.enterprises["citation"]) == {"synthetic"}
    assert pack.enterprises["note"].str.contains("虚构").all()
    assert pack.enterprises["name_zh"].is_unique().all()


def test_enterprises_lie_in_counties_and_parks_of_the_province(pack: Pack) -> None:
    within = {county for city in cities() for county in counties(city)}
    assert set(pack.enterprises["region"]) <= within
    inside = dict(pack.memberships.select("group", "region").rows())
    parked = pack.enterprises.drop_nulls("park")
    assert parked.height > 0
    assert all(inside[row["park"]] == row["region"] for row in parked.rows(named=True))


def test_some_cities_have_too_few_enterprises_of_an_industry_to_be_shown(pack: Pack) -> None:
    counted = pack.enterprises.group_by(pl.col("region").str.head(4), "industry").len()["len"]
    assert (counted < 3).sum() >= 10
    assert (counted >= 3).sum() >= 4


def test_one_enterprise_belongs_to_another_and_one_is_the_works_that_the_policy_names(pack: Pack) -> None:
    daughters = pack.enterprises.drop_nulls("parent")
    assert daughters.height == 1
    parent = pack.enterprises.filter(pl.col("enterprise") == daughters["parent"].item())
    assert parent["name_zh"].item() in pack.entities["name_zh"].to_list()


def test_another_seed_draws_other_enterprises() -> None:
    first, again, other = (packs.load("exercise", seed=seed).enterprises for seed in (3, 3, 4))
    assert first.equals(again)
    assert not first.equals(other)


def test_what_ships_for_the_real_province_names_no_enterprise() -> None:
    assert packs.load("liaoning").enterprises.is_empty()


def test_tiles_show_every_city_and_every_county(pack: Pack) -> None:
    tiles = packs.boundaries(pack)
    assert [one["properties"]["region"] for one in tiles["features"]] == sorted(cities())
    strips = packs.boundaries(pack, level="county")
    assert len(strips["features"]) == sum(len(counties(city)) for city in cities())
    assert strips["outline"]["geometry"]["type"] == tiles["outline"]["geometry"]["type"]


@pytest.mark.parametrize("digits", [0, 1, 2])
@pytest.mark.parametrize("whole", [0.0, 1.0, 37.0, 12345.0])
def test_parts_add_up_to_the_whole_as_it_is_written(whole: float, digits: int) -> None:
    parts = spread(whole, [0.3, 1.7, 1.0, 2.2], digits=digits)
    assert round(sum(parts), digits) == whole
    assert all(part >= 0 for part in parts)
