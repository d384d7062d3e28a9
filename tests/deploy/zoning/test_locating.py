"""Squares whose areas and shares a hand checks, laws that every site obeys, and a second tool."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.zoning import Located, Zoning, locate
from tongyuan.deploy.zoning.areas import areas_m2, lengths_m
from tongyuan.testing.zones import drawn, square
from tongyuan.vocabulary.problems import InputError

ROW = Zoning.of(
    pl.concat(
        [
            square("A", 0, 0, 2, 2, zone_class="priority", red_line=True),
            square("B", 2, 0, 4, 2, zone_class="key"),
            square("C", 4, 0, 6, 2),
        ]
    )
)


def shares(found: Located) -> dict[str, float]:
    return {unit: round(share, 6) for unit, share in found.parts.select("unit", "share").iter_rows()}


def test_a_square_half_in_each_of_two_units_has_half_its_area_in_each() -> None:
    found = locate({"s": shapely.box(1, 0, 3, 1)}, zoning=ROW)
    assert shares(found) == {"A": 0.5, "B": 0.5}
    one = found.sites.row(0, named=True)
    assert (one["zone_class"], one["units"], one["outside_share"], one["red_line"]) == (
        "priority",
        2,
        0.0,
        "overlaps",
    )
    assert one["red_line_m2"] == pytest.approx(one["area_m2"] / 2)


def test_what_lies_outside_of_all_units_is_told() -> None:
    found = locate({"s": shapely.box(5, 0, 9, 1)}, zoning=ROW)
    assert shares(found) == {"C": 0.25}
    assert found.sites["outside_share"][0] == pytest.approx(0.75)


def test_a_point_on_a_shared_border_is_in_both_and_says_so() -> None:
    found = locate({"p": shapely.Point(4, 1), "q": shapely.Point(3, 1)}, zoning=ROW)
    on = found.parts.filter(pl.col("site") == "p")
    assert on["unit"].to_list() == ["B", "C"]
    assert on["on_border"].all()
    assert found.sites["shared_border"].to_list() == [True, False]
    assert found.sites["outside_share"].to_list() == [0, 0]


def test_a_point_on_the_red_lines_border_touches_it_and_a_square_beside_it_too() -> None:
    found = locate({"p": shapely.Point(2, 1), "s": shapely.box(2, 0, 3, 1)}, zoning=ROW)
    assert found.sites["red_line"].to_list() == ["touches", "touches"]
    assert found.sites["zone_class"].to_list() == ["priority", "priority"]


def test_a_line_has_its_length_in_each_unit_and_along_a_border_in_both() -> None:
    across, along = shapely.LineString([(1, 1), (5, 1)]), shapely.LineString([(4, 0), (4, 2)])
    found = locate({"across": across, "along": along}, zoning=ROW)
    rows = {(row["site"], row["unit"]): row for row in found.parts.iter_rows(named=True)}
    assert [round(rows["across", unit]["share"], 9) for unit in "ABC"] == [0.25, 0.5, 0.25]
    assert rows["along", "B"]["on_border"]
    assert rows["along", "C"]["on_border"]
    assert found.sites["double_share"].to_list() == pytest.approx([0, 1])


def test_units_that_overlap_are_told_and_nothing_outside_is_hidden_by_them() -> None:
    zoning = Zoning.of(square("A", 0, 0, 2, 2).vstack(square("B", 1, 0, 3, 2)))
    one = locate({"s": shapely.box(0, 0, 4, 2)}, zoning=zoning).sites.row(0, named=True)
    assert one["outside_share"] == pytest.approx(0.25)
    assert one["double_share"] == pytest.approx(0.25)


def test_a_red_line_of_its_own_layer_takes_no_share() -> None:
    line = square("R", 0, 0, 1, 2, layer="red_line", zone_class="priority", red_line=True)
    zoning = Zoning.of(square("A", 0, 0, 4, 2, red_line=None).vstack(line))
    found = locate({"s": shapely.box(0, 0, 2, 1), "t": shapely.box(2, 0, 3, 1)}, zoning=zoning).sites
    assert found["double_share"].to_list() == [0, 0]
    assert found["units"].to_list() == [1, 1]
    assert found["red_line"].to_list() == ["overlaps", "clear"]
    assert found["zone_class"].to_list() == ["general", "general"]


def test_a_unit_that_does_not_tell_of_the_red_line_leaves_it_open() -> None:
    zoning = Zoning.of(square("A", 0, 0, 4, 2, red_line=None))
    found = locate({"in": shapely.Point(1, 1), "out": shapely.Point(9, 9)}, zoning=zoning).sites
    assert found["red_line"].to_list() == ["not_told", "not_told"]
    assert found["zone_class"].to_list() == ["general", None]


def test_only_units_in_force_on_the_day_are_asked() -> None:
    old = square("A", 0, 0, 2, 2, edition="2021", valid_to=date(2024, 1, 1), zone_class="key")
    units = old.with_columns(valid_from=date(2021, 1, 1)).vstack(square("A", 0, 0, 2, 2))
    point = {"p": shapely.Point(1, 1)}
    for day, held in ((date(2023, 12, 31), "key"), (date(2024, 1, 1), "general")):
        assert locate(point, zoning=Zoning.of(units, on=day)).sites["zone_class"][0] == held


def test_a_unit_without_a_map_is_named_and_never_found() -> None:
    zoning = Zoning.of(drawn("L", None))
    assert zoning.unmapped == ("L",)
    assert locate({"p": shapely.Point(1, 1)}, zoning=zoning).parts.is_empty()


def test_a_site_that_is_no_place_is_refused_by_name() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    far = shapely.LineString([(0, 0), (1e308, -1e308)])
    with pytest.raises(InputError) as caught:
        locate({"bow": bow, "none": shapely.Point(), "far": far, "good": shapely.Point(0, 0)}, zoning=ROW)
    assert [problem.values["site"] for problem in caught.value.problems] == ["bow", "none", "far"]


def test_no_site_is_answered_by_no_row() -> None:
    assert locate({}, zoning=ROW).sites.is_empty()


def test_areas_agree_with_an_equal_area_projection_and_lengths_with_geodesics() -> None:
    ring = shapely.segmentize(shapely.box(118, 38, 126, 44).difference(shapely.box(120, 40, 121, 41)), 0.01)
    to_plane = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:6933", always_xy=True)
    flat = shapely.transform(ring, lambda xy: np.column_stack(to_plane.transform(xy[:, 0], xy[:, 1])))
    assert areas_m2(np.array([ring]))[0] == pytest.approx(flat.area, rel=1e-6)
    path = [(123, 41), (123.1, 41.1)]
    assert lengths_m(np.array([shapely.LineString(path)]))[0] == pytest.approx(
        pyproj.Geod(ellps="GRS80").line_length(*zip(*path, strict=True)), rel=1e-6
    )


corner = st.floats(-1, 7, allow_nan=False)


@given(corner, corner, st.floats(0.1, 3), st.floats(0.1, 3))
def test_shares_and_what_is_outside_add_up_to_one(
    west: float, south: float, wide: float, high: float
) -> None:
    found = locate({"s": shapely.box(west, south, west + wide, south + high)}, zoning=ROW)
    one = found.sites.row(0, named=True)
    assert found.parts["share"].sum() + one["outside_share"] == pytest.approx(1, abs=1e-8)
    assert found.parts["area_m2"].sum() <= one["area_m2"] * (1 + 1e-9)


@given(st.integers(-100, 100))
def test_moving_everything_along_the_parallels_changes_no_share(shift: int) -> None:
    shape = shapely.Polygon([(0.5, 0.25), (5.5, 0.5), (3, 1.75)])
    moved = ROW.units.with_columns(
        geometry=pl.Series(
            [shapely.to_wkb(shapely.transform(one, lambda xy: np.add(xy, [shift, 0]))) for one in ROW.shapes]
        )
    )
    there = Zoning.of(moved)
    before = locate({"s": shape}, zoning=ROW)
    after = locate({"s": shapely.transform(shape, lambda xy: np.add(xy, [shift, 0]))}, zoning=there)
    assert after.parts["share"].to_list() == pytest.approx(before.parts["share"].to_list(), abs=1e-9)


def test_shares_agree_with_an_overlay_by_another_tool() -> None:
    geopandas = pytest.importorskip("geopandas")
    rng = np.random.default_rng(7)
    seeds = rng.uniform((118, 38), (126, 44), (60, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))
    units = pl.concat([drawn(f"U{at}", cell) for at, cell in enumerate(cells)])
    middles = rng.uniform((119, 39), (125, 43), (80, 2))
    sites = {f"s{at}": shapely.Point(x, y).buffer(0.4) for at, (x, y) in enumerate(middles)}
    ours = locate(sites, zoning=Zoning.of(units)).parts.filter(pl.col("share") > 0).sort("site", "unit")
    left = geopandas.GeoDataFrame({"site": list(sites)}, geometry=list(sites.values()), crs=4490)
    right = geopandas.GeoDataFrame({"unit": [f"U{at}" for at in range(len(cells))]}, geometry=cells, crs=4490)
    joined = geopandas.overlay(left, right).to_crs(6933)
    joined["area"] = joined.area
    theirs = joined.sort_values(["site", "unit"])
    assert ours.select("site", "unit").rows() == list(zip(theirs["site"], theirs["unit"], strict=True))
    assert ours["area_m2"].to_list() == pytest.approx(theirs["area"].to_list(), rel=2e-3)


ring = st.tuples(st.floats(0.2, 5.8), st.floats(0.2, 1.8), st.floats(0.1, 2.5), st.integers(0, 10_000))


@given(ring, st.booleans())
def test_shares_of_any_polygon_are_what_shapely_cuts_and_a_projection_measures(
    drawn_by: tuple[float, float, float, int], holed: bool
) -> None:
    x, y, size, seed = drawn_by
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 12))
    spokes = size * rng.uniform(0.3, 1, 12)
    shape = shapely.make_valid(
        shapely.Polygon(np.column_stack([x + spokes * np.cos(angles), y + spokes * np.sin(angles)]))
    )
    shape = shapely.union_all([one for one in shapely.get_parts(shape) if one.area > 0])
    shape = shapely.union_all([shape.difference(shapely.Point(x, y).buffer(size / 5)) if holed else shape,
                               shapely.box(x + 2 * size, y, x + 2.2 * size, y + size)])  # fmt: skip
    found = locate({"s": shape}, zoning=ROW)
    to_plane = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:6933", always_xy=True)

    def plane(one: shapely.Geometry) -> float:
        fine = shapely.segmentize(one, 0.05)
        turned = shapely.transform(fine, lambda xy: np.column_stack(to_plane.transform(xy[:, 0], xy[:, 1])))
        return float(turned.area)

    for unit, share in found.parts.select("unit", "share").iter_rows():
        outline = ROW.shapes[ROW.units["unit"].to_list().index(unit)]
        assert share == pytest.approx(plane(shape.intersection(outline)) / plane(shape), abs=2e-5)
    assert found.parts["share"].sum() + found.sites["outside_share"][0] == pytest.approx(1, abs=1e-8)
