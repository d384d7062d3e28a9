"""Outlines mended, refused, shifted and laid beside their region."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from tongyuan.deploy.zoning.coverage import coverage
from tongyuan.deploy.zoning.mending import in_degrees, mended, require_near
from tongyuan.deploy.zoning.shifting import unshifted
from tongyuan.vocabulary.problems import InputError

SQUARE = shapely.box(123, 41, 124, 42)


def kinds(*shapes: shapely.Geometry, region: shapely.Geometry = SQUARE) -> list[str]:
    names = [f"U{at}" for at in range(len(shapes))]
    return [one.kind for one in coverage(names, np.array(shapes, dtype=object), region=region)]


def test_units_that_fit_their_region_have_nothing_told() -> None:
    assert kinds(shapely.box(123, 41, 123.5, 42), shapely.box(123.5, 41, 124, 42)) == []


def test_an_overlap_a_hole_and_land_beyond_are_told() -> None:
    ring = SQUARE.difference(shapely.box(123.4, 41.4, 123.6, 41.6))
    assert kinds(ring) == ["hole", "uncovered"]
    assert kinds(shapely.box(123, 41, 123.6, 42), shapely.box(123.5, 41, 124, 42)) == ["overlap"]
    assert kinds(shapely.box(123, 41, 124.5, 42)) == ["beyond"]


def test_a_map_that_was_moved_as_shifted_maps_are_is_suspected() -> None:
    fine = shapely.segmentize(SQUARE, 0.1)
    back = unshifted(fine)
    assert back is not None
    away = shapely.transform(fine, lambda xy: 2 * xy - shapely.get_coordinates(back))
    assert "shifted" in kinds(away)
    assert "shifted" not in kinds(shapely.box(123, 41, 123.9, 42))


def test_metres_of_a_projection_are_turned_into_the_degrees_they_came_from() -> None:
    metres = np.array([shapely.Point(40_500_000, 4_540_000)], dtype=object)
    turned = in_degrees(metres, crs="EPSG:4528", file="a")[0]
    assert turned.x == pytest.approx(120, abs=1e-6)
    assert turned.y == pytest.approx(41, abs=0.01)


def test_degrees_that_are_said_to_be_metres_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        in_degrees(np.array([SQUARE], dtype=object), crs="EPSG:4528", file="a")
    assert caught.value.problems[0].code == "zoning.crs_unfit"


def test_a_line_or_nothing_is_no_unit() -> None:
    shapes = np.array([shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon(), None], dtype=object)
    with pytest.raises(InputError) as caught:
        mended(["line", "empty", "list"], shapes, file="a")
    assert [problem.values["unit"] for problem in caught.value.problems] == ["line", "empty"]


@pytest.mark.parametrize(("epsg", "zone"), [(4524, 36), (4528, 40), (4529, 41), (4530, 42)])
def test_zones_of_gauss_krueger_are_taken_by_name_and_put_on_their_meridian(epsg: int, zone: int) -> None:
    place = shapely.Point(zone * 1_000_000 + 500_000, 4_620_000)
    turned = in_degrees(np.array([place], dtype=object), crs=f"EPSG:{epsg}", file="a")[0]
    assert turned.x == pytest.approx(3 * zone, abs=1e-9)
    along = pyproj.Geod(ellps="GRS80").line_length([3 * zone] * 2, [0, turned.y])
    assert along == pytest.approx(4_620_000, abs=0.01)
    by_text = in_degrees(np.array([place], dtype=object), crs=pyproj.CRS(epsg).to_wkt(), file="a")[0]
    assert by_text.equals(turned)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "OGC:CRS84"])
def test_degrees_of_either_datum_are_taken_as_they_are(crs: str) -> None:
    place = shapely.Point(123.4, 41.8)
    assert in_degrees(np.array([place], dtype=object), crs=crs, file="a")[0].equals_exact(place, 1e-7)


@pytest.mark.parametrize(
    ("shape", "crs", "code"),
    [
        (SQUARE, None, "zoning.crs_missing"),
        (shapely.Point(40_500_000, 4_540_000), None, "zoning.crs_metres"),
        (shapely.Point(40_500_000, 4_540_000), "EPSG:4490", "zoning.crs_unfit"),
        (SQUARE, "CGCS 2000 or so", "zoning.crs_unknown"),
    ],
)
def test_a_map_without_a_fitting_reference_system_is_refused(
    shape: shapely.Geometry, crs: str | None, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        in_degrees(np.array([shape], dtype=object), crs=crs, file="a")
    assert [one.code for one in caught.value.problems] == [code]


def test_exchanged_axes_and_a_wrong_zone_are_refused() -> None:
    swapped = shapely.transform(SQUARE, lambda xy: xy[:, ::-1])
    metres = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4528", always_xy=True)
    there = shapely.transform(SQUARE, lambda xy: np.column_stack(metres.transform(xy[:, 0], xy[:, 1])))
    elsewhere = in_degrees(np.array([there], dtype=object), crs="EPSG:4526", file="a")[0]
    for shape, code in ((swapped, "zoning.swapped"), (elsewhere, "zoning.elsewhere")):
        with pytest.raises(InputError) as caught:
            require_near(np.array([shape], dtype=object), box=(123, 41, 124, 42), file="a")
        assert [one.code for one in caught.value.problems] == [code]
