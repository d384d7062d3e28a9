"""A site as somebody states it: longitude and latitude, or a point, line or polygon as text."""

from __future__ import annotations

from typing import Annotated, Any

import shapely

from tongyuan.services.arguments import require_between
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Lat", "Lon", "On", "Wkt", "site_of"]

On = Annotated[str | None, "此日有效的单元，缺省为最新 · units in force on this day; the latest by default"]
Lon = Annotated[float | None, "经度（度，CGCS2000） · longitude, degree"]
Lat = Annotated[float | None, "纬度（度，CGCS2000） · latitude, degree"]
Wkt = Annotated[str | None, "点、线或面（WKT，CGCS2000） · point, line or polygon as WKT"]


def site_of(*, lon: float | None, lat: float | None, wkt: str | None) -> Any:
    """Read a site.

    Parameters
    ----------
    lon, lat
        Longitude and latitude [degree].
    wkt
        Well-known text [degree]; it comes first.

    Returns
    -------
    BaseGeometry
        The site.

    Raises
    ------
    InputError
        If it is no place.

    Examples
    --------
    >>> site_of(lon=123.4, lat=41.8, wkt=None).wkt
    'POINT (123.4 41.8)'
    """
    if wkt is not None:
        return _from_wkt(wkt)
    if lon is None or lat is None:
        values = {"name": "lon, lat", "got": f"{lon}, {lat}", "expected": "123.4, 41.8"}
        raise InputError(Problem("service.argument", values))
    require_between(lon, name="lon", least=-180, most=180)
    require_between(lat, name="lat", least=-90, most=90)
    return shapely.Point(lon, lat)


def _from_wkt(text: str) -> Any:
    try:
        return shapely.force_2d(shapely.from_wkt(text))
    except (shapely.errors.ShapelyError, NotImplementedError) as error:
        values = {"site": "1", "got": f"{text[:40]} ({error})"[:120]}
        raise InputError(Problem("zoning.site_shape", values)) from error
