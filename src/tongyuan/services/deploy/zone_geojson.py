"""Units and located sites as GeoJSON files, for maps of one's own."""

from __future__ import annotations

import json
from typing import Any

import shapely.geometry

from tongyuan.deploy.zoning.pieces import collection
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.zone_index import zoning_of
from tongyuan.services.deploy.zone_sites import Lat, Lon, On, Wkt, site_of
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["geojson", "located"]

KIND = "application/geo+json"
TOLD = ("unit", "name", "region", "zone_class", "red_line", "layer", "edition", "source", "origin")


@service("zone.geojson", permits="zone.list")
def geojson(ctx: Context, *, on: On = None) -> Answer:
    """Give the units as a GeoJSON file, outlines as they are. 管控单元（GeoJSON 文件）。"""
    zoning = zoning_of(ctx.workspace, on=day(on, name="on"))
    features = [
        {
            "type": "Feature",
            "properties": {name: row[name] for name in TOLD},
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(zoning.units.iter_rows(named=True), zoning.shapes, strict=True)
    ]
    meta = {"units": len(features), "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(meta=meta, document=_document("管控单元.geojson", features))


@service("zone.located", permits="zone.locate")
def located(ctx: Context, *, lon: Lon = None, lat: Lat = None, wkt: Wkt = None, on: On = None) -> Answer:
    """Give a site and the pieces that units have of it as a GeoJSON file. 研判结果（GeoJSON 文件）。"""
    site = site_of(lon=lon, lat=lat, wkt=wkt)
    zoning = zoning_of(ctx.workspace, on=day(on, name="on"))
    if zoning.units.is_empty():
        raise NotFoundError(Problem("zoning.none", {"on": on or "—"}))
    features = collection(site, zoning=zoning)["features"]
    meta = {"units": len(features) - 1, "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, document=_document("研判结果.geojson", features))


def _document(name: str, features: list[dict[str, Any]]) -> Document:
    told = {"type": "FeatureCollection", "features": features}
    return Document(name, KIND, json.dumps(told, ensure_ascii=False, default=str).encode())
