"""Units that are drawn, not issued: an outline split by a seed into parts with ragged shared borders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["split"]

Shapes = npt.NDArray[np.object_]
#: How far a border strays from a straight line, as a share of its length [1].
RAGGED = 0.12


def split(outline: BaseGeometry, *, parts: int, seed: int, bends: int = 5) -> Shapes:
    """Split an outline into parts that leave nothing over.

    Parameters
    ----------
    outline
        Polygon or polygons [degree].
    parts
        How many seeds are strewn over its box; those outside make no part.
    seed
        Seed of the drawing.
    bends
        How often each border is halved and bent: a border has ``2**bends`` pieces.

    Returns
    -------
    Shapes
        Polygons that share their borders vertex by vertex.

    Examples
    --------
    >>> parts = split(shapely.box(0, 0, 1, 1), parts=9, seed=1, bends=2)
    >>> round(sum(part.area for part in parts), 9)
    1.0
    """
    rng = np.random.default_rng(seed)
    west, south, east, north = outline.bounds
    seeds = rng.uniform((west, south), (east, north), (parts, 2))
    edges = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline, only_edges=True)
    ragged = [_ragged(line, rng, bends) for line in shapely.get_parts(shapely.line_merge(edges))]
    lines = shapely.union_all([*ragged, shapely.boundary(outline)], grid_size=1e-9)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    shapely.prepare(outline)
    inside = shapely.contains(outline, shapely.point_on_surface(faces))
    kept: Shapes = faces[inside]
    return kept


def _ragged(line: BaseGeometry, rng: np.random.Generator, bends: int) -> BaseGeometry:
    """Halve each piece of a line and move its middle aside, again and again."""
    points = shapely.get_coordinates(line)
    for _ in range(bends):
        start, end = points[:-1], points[1:]
        across = (end - start)[:, ::-1] * (-1, 1)
        middle = (start + end) / 2 + across * rng.normal(0, RAGGED, (len(start), 1))
        made = np.empty((len(points) + len(middle), 2))
        made[::2], made[1::2] = points, middle
        points = made
    return shapely.LineString(points)
