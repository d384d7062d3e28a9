"""Areas and lengths on the ellipsoid of CGCS2000, of shapes in longitude and latitude [degree].

An edge between two vertices is straight in longitude and latitude, as the shapes' own overlays take it: so
the parts of a shape add up to it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["areas_m2", "lengths_m"]

Floats = npt.NDArray[np.float64]

#: CGCS2000 (GB 22021-2008): semi-major axis [m] and flattening.
AXIS_M, FLATTENING = 6378137.0, 1 / 298.257222101
_E2 = FLATTENING * (2 - FLATTENING)
_E = math.sqrt(_E2)


def areas_m2(shapes: npt.NDArray[np.object_]) -> Floats:
    """Measure polygons on the ellipsoid.

    Parameters
    ----------
    shapes
        Shapes in longitude and latitude [degree]; what is no polygon has no area.

    Returns
    -------
    Floats
        Areas [m2].

    Examples
    --------
    >>> [round(area / 1e6) for area in areas_m2([shapely.box(123, 41, 124, 42)])]
    [9273]
    """
    polygons, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    flat = shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON
    polygons, owner = polygons[flat], owner[flat]
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    edge = ring[1:] == ring[:-1]
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    between = (_band(lat[:-1]) + 4 * _band((lat[:-1] + lat[1:]) / 2) + _band(lat[1:])) / 6
    strips = np.where(edge, (lon[1:] - lon[:-1]) * between, 0.0)
    of_rings = np.abs(np.bincount(ring[1:], strips, minlength=len(rings)))
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = polygon[1:] != polygon[:-1]
    signed = np.where(outer, of_rings, -of_rings)
    result = np.bincount(owner[polygon], signed, minlength=len(shapes)).astype(np.float64)
    return np.maximum(result, 0.0)


def _band(lat: Floats) -> Floats:
    """Area between the equator and a latitude, for each radian of longitude [m2]."""
    sine = np.sin(lat)
    q = sine / (1 - _E2 * sine**2) + np.arctanh(_E * sine) / _E
    result: Floats = AXIS_M**2 * (1 - _E2) / 2 * q
    return result


def lengths_m(shapes: npt.NDArray[np.object_]) -> Floats:
    """Measure lines on the ellipsoid.

    Parameters
    ----------
    shapes
        Shapes in longitude and latitude [degree]; what is no line has no length.

    Returns
    -------
    Floats
        Lengths [m] of what is straight in longitude and latitude; as long as the geodesic where a segment is
        short.

    Examples
    --------
    >>> [round(length) for length in lengths_m([shapely.LineString([(123, 41), (124, 41)])])]
    [84135]
    """
    lines, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    thin = shapely.get_dimensions(lines) == 1
    lines, owner = lines[thin], owner[thin]
    points, line = shapely.get_coordinates(lines, return_index=True)
    edge = line[1:] == line[:-1]
    start, end = np.radians(points[:-1][edge]), np.radians(points[1:][edge])
    (across, up), (south, north) = (end - start).T, (start[:, 1], end[:, 1])
    speeds = [_speed(lat, across, up) for lat in (south, (south + north) / 2, north)]
    metres = (speeds[0] + 4 * speeds[1] + speeds[2]) / 6
    return np.bincount(owner[line[1:][edge]], metres, minlength=len(shapes)).astype(np.float64)


def _speed(lat: Floats, across: Floats, up: Floats) -> Floats:
    """Length of a step at a latitude, were the whole step there [m]."""
    root = 1 - _E2 * np.sin(lat) ** 2
    meridian, normal = AXIS_M * (1 - _E2) / root**1.5, AXIS_M / np.sqrt(root)
    result: Floats = np.hypot(normal * np.cos(lat) * across, meridian * up)
    return result
