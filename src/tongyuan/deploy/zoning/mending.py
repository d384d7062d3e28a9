"""Outlines brought into longitude and latitude, repaired where that changes little, refused where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from tongyuan.deploy.zoning.areas import areas_m2
from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["Repair", "in_degrees", "mended", "require_near"]

Shapes = npt.NDArray[np.object_]
CRS = "EPSG:4490"
#: A repair that changes the area by more is not the same unit any more [1].
MOST_CHANGE = 0.05
#: How far outlines may reach over the jurisdiction's box [degree].
MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class Repair:
    """What was mended: why, and the area before and after [m2]."""

    unit: str
    reason: str
    before_m2: float
    after_m2: float


def in_degrees(shapes: Shapes, *, crs: str | None, file: str) -> Shapes:
    """Bring shapes into longitude and latitude of CGCS2000.

    Parameters
    ----------
    shapes
        Shapes as the file has them; None where it has none.
    crs
        What the file or the person says they are in; None where nobody does.
    file
        Name of the file.

    Returns
    -------
    Shapes
        Shapes in EPSG:4490 [degree].

    Raises
    ------
    InputError
        If the reference system is missing or unknown, or does not fit the numbers.

    Examples
    --------
    >>> shapely.get_x(in_degrees(np.array([shapely.Point(123, 41)]), crs="EPSG:4490", file="a")).tolist()
    [123.0]
    """
    place, bounds = Place(file=file), shapely.total_bounds(shapes)
    if np.isnan(bounds).all():
        return shapes
    told = {"bounds": ", ".join(f"{number:.6g}" for number in bounds), "crs": crs}
    like_degrees = bool(np.abs(bounds).max() <= 180)
    if crs is None:
        code = "zoning.crs_missing" if like_degrees else "zoning.crs_metres"
        raise InputError(Problem(code, told, place))
    try:
        known = pyproj.CRS.from_user_input(crs)
    except CRSError:
        raise InputError(Problem("zoning.crs_unknown", {**told, "crs": crs[:60]}, place)) from None
    if known.is_geographic != like_degrees:
        raise InputError(Problem("zoning.crs_unfit", {**told, "crs": known.name}, place))
    if known.is_geographic and known.to_epsg() in (4490, 4326):
        return shapes
    turned = pyproj.Transformer.from_crs(known, CRS, always_xy=True)
    return np.array([_moved(shape, turned) for shape in shapes], dtype=object)


def _moved(shape: BaseGeometry | None, turned: pyproj.Transformer) -> BaseGeometry | None:
    if shape is None:
        return None
    return shapely.transform(shape, lambda xy: np.column_stack(turned.transform(xy[:, 0], xy[:, 1])))


def require_near(shapes: Shapes, *, box: tuple[float, float, float, float], file: str) -> None:
    """Refuse shapes of which a part lies far outside of the jurisdiction.

    Parameters
    ----------
    shapes
        Shapes [degree].
    box
        West, south, east, north of the jurisdiction [degree].
    file
        Name of the file.

    Raises
    ------
    InputError
        If they lie elsewhere; with a hint where longitude and latitude are exchanged.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    if np.isnan(west):
        return
    allowed = shapely.box(box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN)
    if allowed.covers(shapely.box(west, south, east, north)):
        return
    swapped = allowed.covers(shapely.box(south, west, north, east))
    told = {
        "got": f"{west:.4f}, {south:.4f}, {east:.4f}, {north:.4f}",
        "expected": ", ".join(f"{number:.4f}" for number in box),
    }
    raise InputError(Problem("zoning.swapped" if swapped else "zoning.elsewhere", told, Place(file=file)))


def mended(units: Sequence[str], shapes: Shapes, *, file: str) -> tuple[Shapes, list[Repair]]:
    """Repair polygons that cross themselves, and refuse what no repair leaves the same.

    Parameters
    ----------
    units
        Their names.
    shapes
        Polygons [degree]; None where a unit has none.
    file
        Name of the file.

    Returns
    -------
    Shapes, list of Repair
        Valid polygons, and what was repaired.

    Raises
    ------
    InputError
        One problem for each that cannot be used.

    Examples
    --------
    >>> mended(["A"], np.array([shapely.box(0, 0, 1, 1)]), file="a")[1]
    []
    """
    repairs: list[Repair] = []
    good = np.array(shapes, dtype=object)
    problems = []
    for at, (unit, shape) in enumerate(zip(units, shapes, strict=True)):
        if shape is None:
            continue
        fault = next(_unusable(shape), None)
        if fault is not None:
            problems.append(Problem("zoning.broken", {"unit": unit, "reason": fault}, Place(file=file)))
        elif not shapely.is_valid(shape):
            good[at] = _polygons(shape)
            before, after = areas_m2(np.array([shape, good[at]], dtype=object)).tolist()
            repairs.append(Repair(unit, str(shapely.is_valid_reason(shape)), before, after))
    if problems:
        raise InputError(problems)
    return good, repairs


def _unusable(shape: BaseGeometry) -> Iterator[str]:
    """Say why a shape is no unit."""
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        yield f"{shape.geom_type}"
        return
    if shapely.is_empty(shape) or not np.isfinite(shapely.get_coordinates(shape)).all():
        yield "empty"
        return
    if shapely.is_valid(shape):
        return
    after = _polygons(shape)
    before_m2, after_m2 = areas_m2(np.array([shape, after], dtype=object)).tolist()
    if after_m2 <= 0 or abs(after_m2 - before_m2) > MOST_CHANGE * before_m2:
        yield f"{shapely.is_valid_reason(shape)}: {before_m2:.0f} → {after_m2:.0f} m2"


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Repair a polygon and keep what is still an area."""
    fixed = shapely.make_valid(shape)
    parts = [
        part for part in shapely.get_parts(fixed, return_index=False) if part.geom_type.endswith("Polygon")
    ]
    return shapely.union_all(parts)
