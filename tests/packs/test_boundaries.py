"""Outlines: one for each city, borders shared, and the missing approval number stated."""

from __future__ import annotations

import dataclasses

import pytest
import shapely
from shapely.geometry import shape

from tongyuan import packs
from tongyuan.packs.pack import Pack
from tongyuan.vocabulary.problems import InputError, NotFoundError

PACK = packs.load("liaoning")


@pytest.fixture(scope="module")
def outlines() -> dict[str, object]:
    return packs.boundaries(PACK)


def test_every_city_has_one_valid_outline(outlines: dict) -> None:
    codes = [feature["properties"]["region"] for feature in outlines["features"]]
    assert codes == sorted(codes)
    assert len(codes) == 14
    assert all(shape(feature["geometry"]).is_valid for feature in outlines["features"])


def test_simplified_cities_still_share_their_borders(outlines: dict) -> None:
    assert shapely.coverage_is_valid([shape(feature["geometry"]) for feature in outlines["features"]])


def test_the_province_is_the_union_of_its_cities(outlines: dict) -> None:
    parts = sum(shape(feature["geometry"]).area for feature in outlines["features"])
    assert shape(outlines["outline"]["geometry"]).area == pytest.approx(parts)
    assert outlines["outline"]["properties"]["region"] == PACK.region


def test_the_attribution_says_that_the_approval_number_is_missing(outlines: dict) -> None:
    assert "审图号缺失" in outlines["attribution"]["zh"]
    assert "approval number" in outlines["attribution"]["en"]


def test_simplifying_makes_it_smaller(outlines: dict) -> None:
    full = packs.boundaries(PACK, tolerance=0.0)
    assert _points(outlines) < _points(full)


def test_tiles_do_not_overlap_and_need_no_survey() -> None:
    tiles = packs.boundaries(_with(boundaries="tiles"))
    squares = [shape(feature["geometry"]) for feature in tiles["features"]]
    assert len(squares) == 14
    assert shapely.unary_union(squares).area == pytest.approx(14)


def test_an_unknown_source_of_outlines_is_refused() -> None:
    with pytest.raises(InputError):
        packs.boundaries(_with(boundaries="elsewhere"))


def test_a_region_without_an_outline_is_named() -> None:
    regions = PACK.regions.with_columns(PACK.regions["region"].replace({"210100": "990100"}))
    with pytest.raises(NotFoundError) as caught:
        packs.boundaries(_with(regions=regions))
    assert "990100" in caught.value.text("en")


def _with(**changes: object) -> Pack:
    return dataclasses.replace(PACK, **changes)


def _points(outlines: dict) -> int:
    return sum(shapely.get_num_coordinates(shape(one["geometry"])) for one in outlines["features"])
