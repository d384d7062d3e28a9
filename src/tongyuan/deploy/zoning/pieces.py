"""A site cut by the units that it meets, as GeoJSON for a map of one's own."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan.deploy.zoning.locating import Zoning, locate

__all__ = ["collection"]

#: What is told of a unit with its piece.
TOLD = (
    "unit",
    "name",
    "region",
    "zone_class",
    "layer",
    "edition",
    "share",
    "area_m2",
    "length_m",
    "on_border",
)


def collection(site: BaseGeometry, *, zoning: Zoning) -> dict[str, Any]:
    """Cut a site by units.

    Parameters
    ----------
    site
        Point, line or polygon in longitude and latitude [degree].
    zoning
        Units in force.

    Returns
    -------
    dict
        A FeatureCollection: the site itself with its sums, then a feature for each unit that it touches.

    Raises
    ------
    InputError
        If the site is empty, broken, or neither point, line nor polygon.

    Examples
    --------
    >>> from tongyuan.testing.zones import square
    >>> zoning = Zoning.of(square("A", 0, 0, 2, 2).vstack(square("B", 2, 0, 4, 2)))
    >>> made = collection(shapely.box(1, 0, 3, 1), zoning=zoning)
    >>> [one["properties"].get("unit") for one in made["features"]]
    [None, 'A', 'B']
    """
    found = locate({"1": site}, zoning=zoning)
    whole = found.sites.row(0, named=True)
    features = [_feature(site, {name: value for name, value in whole.items() if name != "site"})]
    places = {
        (row["layer"], row["unit"], row["edition"]): shape
        for row, shape in zip(zoning.units.iter_rows(named=True), zoning.shapes, strict=True)
    }
    for row in found.parts.iter_rows(named=True):
        outline = places[row["layer"], row["unit"], row["edition"]]
        features.append(_feature(shapely.intersection(site, outline), {name: row[name] for name in TOLD}))
    return {"type": "FeatureCollection", "features": features}


def _feature(shape: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
