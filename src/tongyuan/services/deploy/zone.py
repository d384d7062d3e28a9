"""Ecological zoning (Art. 4): units of every edition, their lists, and where a site lies in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import shapely

from tongyuan.deploy.zoning import Located, locate
from tongyuan.deploy.zoning.columns import columns_of
from tongyuan.deploy.zoning.mending import in_degrees
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import zone_example, zone_geojson, zone_importing, zone_listing
from tongyuan.services.deploy.zone_files import read_layer
from tongyuan.services.deploy.zone_index import zoning_of
from tongyuan.services.deploy.zone_sites import Lat, Lon, On, Wkt, site_of
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.zoning import DIMENSIONS

__all__ = ["editions", "list_units", "locate_site", "outlines", "rules", "show"]

#: Its services belong to the same noun.
PARTS = (zone_example, zone_geojson, zone_importing, zone_listing)
OPEN = {"sensitivity": Sensitivity.PUBLIC.value}
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
#: Vertices closer than this are one in the browser's map [degree].
COARSE = 0.002
Unit = Annotated[str, Positional("管控单元编码 · unit")]
ZoneClass = Literal["priority", "key", "general"]
LOCATED = ("site", "unit", "name", "zone_class", "share", "outside_share", "red_line_state", "red_line_m2")
#: What is told of a whole site, where its parts have the same column.
_OF_SITE = {
    "zone_class": "strictest",
    "red_line": "red_line_state",
    "area_m2": "site_m2",
    "length_m": "site_m",
}
BRIEF = ("unit", "name", "region", "zone_class", "red_line", "area_km2")


@service("zone.list")
def list_units(
    ctx: Context,
    *,
    zone_class: Annotated[ZoneClass | None, "管控分类 · class"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    on: On = None,
) -> Answer:
    """List the units in force, with their areas. 生态环境管控单元清单。"""
    zoning = zoning_of(ctx.workspace, on=day(on, name="on"))
    rows = zoning.units.with_columns(area_km2=pl.Series(zoning.areas) / 1e6)
    if zone_class is not None:
        rows = rows.filter(pl.col("zone_class").cast(pl.String) == zone_class)
    if region is not None:
        rows = rows.filter(pl.col("region") == region)
    meta = {"units": rows.height, "unmapped": len(zoning.unmapped), **OPEN}
    return Answer(meta=meta, data=rows.drop(*DIMENSIONS), brief=BRIEF)


@service("zone.show")
def show(ctx: Context, *, unit: Unit, on: On = None) -> Answer:
    """Show a unit: its class, its four-dimension list, its entry and exit lines. 查看管控单元。"""
    zones = ctx.workspace.zones
    held = zones.units(zones.in_force(day(on, name="on"))).filter(pl.col("unit") == unit)
    if held.is_empty():
        raise NotFoundError(Problem("zoning.no_such_unit", {"got": unit}))
    row = held.drop("geometry").row(0, named=True)
    lines = zones.rules().filter((pl.col("unit") == unit) & (pl.col("edition") == row["edition"]))
    return Answer(meta=OPEN, data={**row, "rules": lines.to_dicts()})


@service("zone.rules")
def rules(
    ctx: Context,
    *,
    unit: Annotated[str | None, "管控单元编码，缺省为全部 · unit; all by default"] = None,
    effect: Annotated[
        Literal["allow", "restrict", "forbid", "exit", "limit"] | None,
        "允许、限制、禁止、退出、限值 · effect",
    ] = None,
) -> Answer:
    """List the entry and exit lines of units. 准入与退出清单。"""
    rows = ctx.workspace.zones.rules()
    for column, wanted in (("unit", unit), ("effect", effect)):
        if wanted is not None:
            rows = rows.filter(pl.col(column).cast(pl.String) == wanted)
    return Answer(meta={"contract": "ZoneRule", **OPEN}, data=rows)


@service("zone.editions")
def editions(ctx: Context) -> Answer:
    """List the editions of units, and which one corrects which. 单元版本。"""
    return Answer(meta={"contract": "ZoneEdition", **OPEN}, data=ctx.workspace.zones.editions())


@service("zone.outlines", permits="zone.list")
def outlines(
    ctx: Context,
    *,
    tolerance: Annotated[float, "简化容差（度） · how far outlines may be simplified, degree"] = COARSE,
    on: On = None,
) -> Answer:
    """Give the units as GeoJSON, simplified for a map; 0 gives them as they are. 单元边界（GeoJSON）。"""
    require_between(tolerance, name="tolerance", least=0, most=1)
    zoning = zoning_of(ctx.workspace, on=day(on, name="on"))
    shapes = shapely.simplify(zoning.shapes, tolerance) if tolerance else zoning.shapes
    names = ("unit", "name", "region", "zone_class", "red_line", "layer", "edition", "origin")
    features = [
        {
            "type": "Feature",
            "id": f"{row['layer']}:{row['unit']}",
            "properties": {name: row[name] for name in names},
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(zoning.units.iter_rows(named=True), shapes, strict=True)
    ]
    return Answer(meta=OPEN, data={"type": "FeatureCollection", "features": features})


@service("zone.locate")
def locate_site(
    ctx: Context,
    *,
    lon: Lon = None,
    lat: Lat = None,
    wkt: Wkt = None,
    on: On = None,
) -> Answer:
    """Locate a point, a line or a polygon: units, class, share, list, red line. 单元研判（单个）。"""
    site = site_of(lon=lon, lat=lat, wkt=wkt)
    return _answered(ctx, {"1": site}, day(on, name="on"))


@service("zone.screen", permits="zone.locate")
def screen(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("选址文件：csv、xlsx、GeoJSON 或 shapefile（zip） · sites as a file")],
    crs: Annotated[str | None, "坐标系，缺省依文件 · reference system; the file's by default"] = None,
    fields: Annotated[str | None, "字段对应，如 site=XMBH · columns by field"] = None,
    on: On = None,
) -> Answer:
    """Locate many sites of a file at once. 批量单元研判。"""
    layer = read_layer(file.read_bytes(), file=file.name)
    shapes = in_degrees(layer.shapes, crs=crs or layer.crs, file=file.name)
    found = columns_of(layer.rows.columns, fields=("site",), stated=zone_importing.stated(fields))
    numbered = [str(at) for at in range(1, layer.rows.height + 1)]
    names = layer.rows[found["site"]].to_list() if "site" in found else numbered
    sites: dict[str, Any] = {}
    problems = []
    for row, (name, shape) in enumerate(zip(names, shapes, strict=True), start=2):
        if shape is None or name is None or name in sites:
            values = {"site": name, "got": "—" if shape is None or name is None else "×2"}
            problems.append(Problem("zoning.site_shape", values, Place(file=file.name, row=row)))
        sites[str(name)] = shape
    if problems:
        raise InputError(problems)
    return _answered(ctx, sites, day(on, name="on"))


def _answered(ctx: Context, sites: dict[str, Any], on: date | None) -> Answer:
    """Join what units say to the sites; a site outside of all units keeps a row of its own."""
    zoning = zoning_of(ctx.workspace, on=on)
    if zoning.units.is_empty():
        raise NotFoundError(Problem("zoning.none", {"on": on or "—"}))
    found: Located = locate(sites, zoning=zoning)
    texts = zoning.units.select("unit", "edition", *DIMENSIONS, "source", "origin")
    told = found.sites.rename(_OF_SITE)
    rows = told.join(found.parts, on="site", how="left", maintain_order="left").join(
        texts, on=["unit", "edition"], how="left", maintain_order="left"
    )
    meta = {
        "sites": found.sites.height,
        "red_line": int((found.sites["red_line"].cast(pl.String) == "overlaps").sum()),
        "outside": int((found.sites["units"] == 0).sum()),
        "unmapped": len(zoning.unmapped),
        "synthetic": bool((zoning.units["origin"].cast(pl.String) == "synthetic").any()),
        **LEVEL,
    }
    brief = (
        "site",
        "kind",
        "unit",
        "name",
        "zone_class",
        "share",
        "outside_share",
        "red_line_state",
        "red_line_m2",
    )
    return Answer(meta=meta, data=rows, brief=brief)
