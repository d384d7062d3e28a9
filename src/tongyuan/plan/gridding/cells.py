"""Cells of equal angle, and how much of an outline falls on each, by true area on the sphere.

Outlines are laid out in the cylindrical equal-area projection (longitude, sine of latitude): areas there are
areas on the sphere, and the cells stay rectangles.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["EARTH_RADIUS_M", "area_of", "cell_area", "index_of", "shares_of"]

#: Mean radius of the Earth, IUGG R1 [m].
EARTH_RADIUS_M = 6_371_008.8
#: Digits to which a coordinate over a step is an index: outlines bear errors of arithmetic.
DIGITS = 9


def area_of(outline: BaseGeometry) -> float:
    """Compute the area of an outline on the sphere.

    Parameters
    ----------
    outline
        Polygon or polygons in longitude and latitude [degree].

    Returns
    -------
    float
        Area [m2].

    Examples
    --------
    A cell of one degree at the equator is 12,364 km2:

    >>> round(area_of(shapely.box(0, 0, 1, 1)) / 1e6)
    12364
    """
    return float(_flat(outline).area) * EARTH_RADIUS_M**2


def cell_area(j: int, *, step: float) -> float:
    """Compute the area of a cell of the row ``j``.

    Parameters
    ----------
    j
        Row: its south edge is at ``j * step`` [degree].
    step
        Size of the cells [degree].

    Returns
    -------
    float
        Area [m2].

    Examples
    --------
    >>> round(cell_area(0, step=1.0) / 1e6)
    12364
    """
    south, north = math.radians(j * step), math.radians((j + 1) * step)
    return EARTH_RADIUS_M**2 * math.radians(step) * (math.sin(north) - math.sin(south))


def index_of(degrees: float, *, step: float) -> int:
    """Tell the row or column in which a latitude or longitude lies.

    Parameters
    ----------
    degrees
        Latitude or longitude [degree].
    step
        Size of the cells [degree].

    Returns
    -------
    int
        Index; an edge belongs to the cell that begins there.

    Examples
    --------
    >>> index_of(123.45, step=0.1), index_of(-0.05, step=0.1), index_of(0.3, step=0.1)
    (1234, -1, 3)
    """
    return math.floor(round(degrees / step, DIGITS))


def shares_of(outline: BaseGeometry, *, step: float) -> pl.DataFrame:
    """Divide an outline over the cells that it touches.

    Parameters
    ----------
    outline
        Polygon or polygons in longitude and latitude [degree].
    step
        Size of the cells [degree].

    Returns
    -------
    pl.DataFrame
        ``i``, ``j`` and ``share`` of the outline's area [1]; the shares add up to one.

    Examples
    --------
    >>> shares_of(shapely.box(0.05, 0, 0.15, 0.1), step=0.1).rows()
    [(0, 0, 0.5), (1, 0, 0.5)]
    """
    west, south, east, north = outline.bounds
    across = np.arange(index_of(west, step=step), index_of(east, step=step) + 1)
    up = np.arange(index_of(south, step=step), index_of(north, step=step) + 1)
    i, j = (part.ravel() for part in np.meshgrid(across, up))
    boxes = shapely.box(
        np.radians(i * step), _sine(j * step), np.radians((i + 1) * step), _sine((j + 1) * step)
    )
    flat = _flat(outline)
    shapely.prepare(flat)
    touched = shapely.intersects(flat, boxes)
    areas = shapely.area(shapely.intersection(flat, boxes[touched]))
    frame = pl.DataFrame(
        {"i": i[touched].astype(np.int32), "j": j[touched].astype(np.int32), "area": areas}
    ).filter(pl.col("area") > 0)
    share = (pl.col("area") / pl.col("area").sum()).round(15).alias("share")
    return frame.select("i", "j", share).sort("j", "i")


def _flat(outline: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shapely.make_valid(outline), _project)


def _project(places: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.column_stack([np.radians(places[:, 0]), _sine(places[:, 1])])


def _sine(degrees: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(np.sin(np.radians(degrees)))
