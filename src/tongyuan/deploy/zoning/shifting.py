"""The shift of maps made in GCJ-02: what such a map looks like when it is moved back, as far as is known.

The shift is not published; these are the sums by which it is commonly approached, to some metres, with the
ellipsoid of Krasovsky 1940. They serve to suspect, never to correct.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["unshifted"]

Floats = npt.NDArray[np.float64]
#: West, south, east, north of where maps are shifted [degree].
WITHIN = (72.0, 17.0, 138.0, 56.0)
AXIS_M, E2 = 6378245.0, 0.00669342162296594323
CENTRE = (105.0, 35.0)


def unshifted(shape: BaseGeometry) -> BaseGeometry | None:
    """Move a shape back, as though it were drawn on a shifted map.

    Parameters
    ----------
    shape
        Shape [degree].

    Returns
    -------
    BaseGeometry or None
        The shape moved; None where no map is shifted.

    Examples
    --------
    >>> unshifted(shapely.Point(0, 0)) is None
    True
    >>> moved = unshifted(shapely.Point(123.4, 41.8))
    >>> round((123.4 - moved.x) * 83000) in range(400, 700)
    True
    """
    west, south, east, north = shape.bounds
    if west < WITHIN[0] or south < WITHIN[1] or east > WITHIN[2] or north > WITHIN[3]:
        return None
    return shapely.transform(shape, lambda xy: xy - _shift(xy))


def _shift(xy: Floats) -> Floats:
    x, y = xy[:, 0] - CENTRE[0], xy[:, 1] - CENTRE[1]
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root + waves
    up += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    up += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    across = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root + waves
    across += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    across += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    lat = np.radians(xy[:, 1])
    magic = 1 - E2 * np.sin(lat) ** 2
    north = np.degrees(up / (AXIS_M * (1 - E2) / magic**1.5))
    east = np.degrees(across / (AXIS_M / np.sqrt(magic) * np.cos(lat)))
    return np.column_stack([east, north])
