"""Cells: true areas on the sphere, shares of outlines that add up to one."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.gridding import area_of, cell_area, shares_of
from tongyuan.plan.gridding.cells import index_of


def test_a_cell_is_as_large_as_its_outline() -> None:
    outline = shapely.box(123.4, 41.8, 123.5, 41.9)
    assert area_of(outline) == pytest.approx(cell_area(418, step=0.1), rel=1e-12)


def test_two_halves_of_a_cell_share_by_true_area_not_by_degrees() -> None:
    shares = shares_of(shapely.box(0, 59, 1, 61), step=1.0)
    south, north = shares["share"].to_list()
    assert south > 0.5 > north
    assert south / north == pytest.approx(cell_area(59, step=1.0) / cell_area(60, step=1.0), rel=1e-9)


def test_an_edge_belongs_to_the_cell_that_begins_there() -> None:
    assert [index_of(degrees, step=0.1) for degrees in (0.0, 0.1, 0.7, 123.4, -0.1)] == [0, 1, 7, 1234, -1]


corners = st.tuples(st.floats(-170, 170), st.floats(-80, 80))


@given(st.lists(corners, min_size=3, max_size=8))
def test_the_shares_of_any_outline_add_up_to_one(places: list[tuple[float, float]]) -> None:
    outline = shapely.convex_hull(shapely.MultiPoint([(lon / 50, lat / 50) for lon, lat in places]))
    if outline.geom_type != "Polygon" or outline.area < 1e-6:
        return
    shares = shares_of(outline, step=0.1)
    assert shares["share"].sum() == pytest.approx(1.0, rel=1e-9)
    assert not shares.select("i", "j").is_duplicated().any()
