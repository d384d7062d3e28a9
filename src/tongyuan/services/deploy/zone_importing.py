"""Units, red lines and lists imported: whole or not at all, with what was repaired and what does not fit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
import shapely

from tongyuan.deploy.zoning.columns import columns_of, stated_columns
from tongyuan.deploy.zoning.coverage import Finding, coverage
from tongyuan.deploy.zoning.drafts import units_of
from tongyuan.deploy.zoning.mending import Repair, in_degrees, mended, require_near
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.zone_files import read_layer
from tongyuan.services.deploy.zone_index import outline_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.hashing import hash_bytes

__all__ = ["import_units", "stated"]

LEVEL = {"sensitivity": Sensitivity.PUBLIC.value}
stated = stated_columns
_FINDINGS = {
    "kind": pl.String,
    "unit": pl.String,
    "other": pl.String,
    "area_m2": pl.Float64,
    "before_m2": pl.Float64,
    "share": pl.Float64,
    "reason": pl.String,
}


@service("zone.import", changes=True)
def import_units(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("GeoJSON、shapefile（zip）、xlsx 或 csv · map or list of units")],
    edition: Annotated[str, "版本名称 · edition"],
    valid_from: Annotated[str, "生效日 · in force from"],
    source: Annotated[str, "来源文件 · document that issued it"],
    layer: Annotated[Literal["unit", "red_line"], "管控单元或红线图层 · units or red line"] = "unit",
    origin: Annotated[Literal["issued", "synthetic"], "发布或合成 · issued, or synthetic"] = "issued",
    region: Annotated[str | None, "所属地区，缺省为全辖区 · region; the whole by default"] = None,
    crs: Annotated[str | None, "坐标系，缺省依文件 · reference system; the file's by default"] = None,
    fields: Annotated[str | None, "字段对应，如 unit=DYBM;name=DYMC · columns by field"] = None,
    valid_to: Annotated[str | None, "失效日 · in force until"] = None,
) -> Answer:
    """Import an edition of units: whole, or not at all with every fault named. 导入管控单元。"""
    place = region or ctx.workspace.meta.region
    head = {
        "edition": _stated(edition, "edition"),
        "layer": layer,
        **_dates(valid_from, valid_to),
        "source": _stated(source, "source"),
        "origin": origin,
        "region": place,
    }
    content = file.read_bytes()
    units, found = _drafted(ctx, content, head, crs=crs, fields=fields, file=file.name)
    written = [
        Written(row["unit"], row["region"], None, None, Place(file=file.name))
        for row in units.select("unit", "region").unique("region", maintain_order=True).iter_rows(named=True)
    ]
    require_all_within(ctx, [Written(edition, place, None, None, Place(file=file.name)), *written])
    number = ctx.workspace.zones.put(units, region=place, fingerprint=hash_bytes(content), actor=ctx.actor.id)
    meta = {
        "outcome": f"edition {number}: {units.height} units",
        "edition": edition,
        "units": units.height,
        "mapped": int(units["geometry"].is_not_null().sum()),
        "findings": len(found),
        **LEVEL,
    }
    return Answer(meta=meta, data=pl.DataFrame(found, schema=_FINDINGS, orient="row"))


def _stated(text: str, name: str) -> str:
    if not text.strip():
        raise InputError(Problem("service.argument", {"name": name, "got": text, "expected": "2024"}))
    return text.strip()


def _dates(valid_from: str, valid_to: str | None) -> dict[str, Any]:
    """Read the days of an edition; it ends after it began."""
    first, last = day(valid_from, name="valid_from"), day(valid_to, name="valid_to")
    if first is not None and last is not None and last <= first:
        raise InputError(
            Problem("service.argument", {"name": "valid_to", "got": last, "expected": f"> {first}"})
        )
    return {"valid_from": first, "valid_to": last}


def _drafted(
    ctx: Context, content: bytes, head: dict[str, Any], *, crs: str | None, fields: str | None, file: str
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """Read the file as units, mended, and say what does not fit."""
    listed = jurisdiction(ctx.workspace).regions
    codes = listed["region"].to_list()
    regions = dict(zip(listed["name_zh"], codes, strict=True)) | dict(zip(codes, codes, strict=True))
    if head["region"] not in listed["region"]:
        raise InputError(Problem("zoning.region", {"unit": "—", "got": head["region"]}))
    read = read_layer(content, file=file)
    shapes = in_degrees(read.shapes, crs=crs or read.crs, file=file)
    meta = ctx.workspace.meta
    whole = outline_of(meta.pack, int(meta.settings["seed"]), meta.region)
    if whole is not None:
        require_near(shapes, box=whole.bounds, file=file)
    names = [str(number) for number in range(2, len(shapes) + 2)]
    told = stated_columns(fields)
    column = columns_of(read.rows.columns, fields=("unit",), stated=told).get("unit")
    called = names if column is None else [str(one) for one in read.rows[column]]
    good, repairs = mended(called, shapes, file=file)
    units = units_of(
        read.rows, good, head=head, regions=regions, before=_before(ctx, head), stated=told, file=file
    )
    return units, [*map(_repaired, repairs), *_unfit(ctx, units, head)]


def _before(ctx: Context, head: dict[str, Any]) -> pl.DataFrame:
    """Read the same edition as it stands."""
    zones = ctx.workspace.zones
    names = ("edition", "layer", "region")
    same = pl.all_horizontal(pl.col(name).cast(pl.String) == head[name] for name in names)
    held = zones.editions().filter(same & ~pl.col("corrected"))
    return zones.units(held["number"].to_list())


def _repaired(one: Repair) -> dict[str, Any]:
    return {
        "kind": "repaired",
        "unit": one.unit,
        "area_m2": one.after_m2,
        "before_m2": one.before_m2,
        "reason": one.reason,
    }


def _unfit(ctx: Context, units: pl.DataFrame, head: dict[str, Any]) -> list[dict[str, Any]]:
    drawn = units.filter(pl.col("geometry").is_not_null())
    bare = units.filter(pl.col("geometry").is_null())["unit"].to_list()
    found = [Finding("unmapped", unit) for unit in bare]
    meta = ctx.workspace.meta
    region = outline_of(meta.pack, int(meta.settings["seed"]), head["region"])
    if drawn.height and region is not None and head["layer"] == "unit":
        shapes = shapely.from_wkb(np.array(drawn["geometry"].to_list(), dtype=object))
        found += coverage(drawn["unit"].to_list(), shapes, region=region)
    return [asdict(one) for one in found]
