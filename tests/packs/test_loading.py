"""Loading any pack: every table keeps its contract, and the parts know each other."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.packs.pack import TABLES, Pack
from tongyuan.vocabulary import quality, units
from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import NotFoundError


@pytest.fixture(scope="module", params=packs.names())
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.load(request.param)


def _parts(cells: list[str | None]) -> set[str]:
    return {part for cell in cells if cell for part in cell.split(";") if part}


def test_every_table_keeps_its_contract(pack: Pack) -> None:
    for name, contract in TABLES.items():
        assert contract.is_valid(getattr(pack, name)), name


def test_regions_form_one_tree(pack: Pack) -> None:
    regions = set(pack.regions["region"])
    assert pack.region in regions
    assert set(pack.regions["parent"].drop_nulls()) <= regions
    assert pack.regions.filter(pack.regions["parent"].is_null())["region"].to_list() == [pack.region]
    assert set(pack.memberships["region"]) | set(pack.memberships["group"]) <= regions


def test_every_department_that_is_named_exists(pack: Pack) -> None:
    named = [
        *pack.articles["departments"],
        *pack.targets["departments"],
        *pack.targets["lead_proposed"],
        *pack.tasks["departments"],
        *pack.tasks["lead_proposed"],
        *pack.series["owner"],
    ]
    assert _parts(named) <= set(pack.departments["department"])


def test_owners_are_confirmed_by_an_invented_pack_alone_and_there_wherever_one_is_named(pack: Pack) -> None:
    named = pack.series.filter(pl.col("owner").is_not_null())["series"].to_list()
    confirmed = pack.series.filter(pl.col("owner_confirmed"))["series"].to_list()
    assert confirmed == (named if pack.synthetic else [])


def test_every_target_has_a_series(pack: Pack) -> None:
    assert set(pack.targets["target"]) == _parts(pack.series["targets"].to_list())


def test_every_unit_can_be_read(pack: Pack) -> None:
    written = {*pack.series["unit"], *pack.statistics["unit"], *pack.targets["unit"]}
    assert [unit for unit in sorted(written) if not units.known(unit)] == []


def test_every_statistic_belongs_to_a_series_a_region_and_a_period(pack: Pack) -> None:
    unit = dict(pack.series.select("series", "unit").rows())
    regions = set(pack.regions["region"])
    for row in pack.statistics.iter_rows(named=True):
        assert row["unit"] == unit[row["series"]]
        assert row["region"] in regions
        parse_period(row["period"])


def test_no_statistic_leaves_the_limits_of_its_series(pack: Pack) -> None:
    limits = {row["series"]: (row["minimum"], row["maximum"]) for row in pack.series.iter_rows(named=True)}
    for row in pack.statistics.drop_nulls("value").iter_rows(named=True):
        low, high = limits[row["series"]]
        assert low is None or row["value"] >= low, row
        assert high is None or row["value"] <= high, row


def test_synthetic_figures_and_only_they_say_so(pack: Pack) -> None:
    marked = {value == quality.Quality.SYNTHETIC for value in pack.statistics["quality"]}
    assert marked <= {pack.synthetic}


def test_a_pack_is_loaded_once(pack: Pack) -> None:
    assert packs.load(pack.name) is pack


def test_an_unknown_pack_is_refused_with_the_known_names() -> None:
    with pytest.raises(NotFoundError) as caught:
        packs.load("atlantis")
    assert packs.names()[0] in caught.value.text("en")
