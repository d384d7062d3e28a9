"""Stations entered from a list: all, or none with every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.advance.monitor_files import Leaf, read_leaves
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Station

__all__ = ["Kind", "enter", "level_of_kind", "list_stations", "regions_by_name"]

Kind = Literal[
    "air", "city", "stack", "water", "ghg", "voc", "composition", "weather", "ecology", "radiation"
]
HEADS: Mapping[str, tuple[str, ...]] = {
    "station": ("station", "点位编码", "站点编码", "监测点编码", "编码"),
    "name": ("name", "名称", "点位名称", "站点名称", "监测点名称"),
    "region": ("region", "city", "地区", "城市", "地区编码"),
    "lon": ("lon", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "purpose": ("purpose", "点位性质", "性质"),
    "enterprise": ("enterprise", "企业", "企业编码"),
    "valid_from": ("valid_from", "启用日", "启用日期"),
    "valid_to": ("valid_to", "停用日", "停用日期"),
    "note": ("note", "说明", "备注"),
}
NEEDED = ("station", "name", "region")
BRIEF = ("station", "name", "region", "kind", "lon", "lat", "valid_from", "valid_to", "origin")
Origin = Annotated[Literal["measured", "synthetic"], "实测或合成 · measured, or synthetic"]


def level_of_kind(kind: str) -> str:
    """Tell who may read the values of a kind of station: what is published by law, everybody."""
    return (Sensitivity.PUBLIC if kind in {"air", "city"} else Sensitivity.INTERNAL).value


def regions_by_name(ctx: Context) -> dict[str, str]:
    """Give the code of each region by its name, its short name and its code."""
    listed = jurisdiction(ctx.workspace).regions
    codes = listed["region"].to_list()
    names = dict(zip(listed["name_zh"], codes, strict=True))
    short = {name.removesuffix("市"): code for name, code in names.items()}
    return short | names | dict(zip(codes, codes, strict=True))


@service("monitor.stations")
def list_stations(
    ctx: Context,
    *,
    kind: Annotated[Kind | None, "类别，缺省为全部 · kind; all by default"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    on: Annotated[
        str | None, "某日的状态，缺省为全部历史 · as on a day; the whole history by default"
    ] = None,
) -> Answer:
    """List stations, outlets and sections as they stood. 监测点位。"""
    rows = ctx.workspace.stations.frame(kind=kind, on=day(on, name="on"))
    if region is not None:
        rows = rows.filter(pl.col("region") == region)
    meta = {"contract": "Station", "stations": rows["station"].n_unique()}
    return Answer(meta=meta | _told_synthetic(rows), data=rows, brief=BRIEF)


def _told_synthetic(rows: pl.DataFrame) -> dict[str, Any]:
    return {"synthetic": True} if (rows["origin"] == "synthetic").any() else {}


@service("monitor.enter", changes=True)
def enter(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("点位表（csv、xlsx） · stations as a file")],
    source: Annotated[str, "来源 · source"],
    kind: Annotated[Kind, "类别 · kind"] = "air",
    origin: Origin = "measured",
) -> Answer:
    """Enter stations, or correct them: all, or none with every fault named. 登记监测点位。"""
    if not source.strip():
        raise InputError(Problem("service.argument", {"name": "source", "got": source, "expected": "…"}))
    leaf = read_leaves(file.read_bytes(), file=file.name)[0]
    head = {"kind": kind, "source": source, "origin": origin, "sensitivity_level": level_of_kind(kind)}
    rows = _stations(leaf, regions_by_name(ctx), head)
    require_all_within(
        ctx,
        [
            Written(row["station"], row["region"], None, row["enterprise"], leaf.place())
            for row in rows.iter_rows(named=True)
        ],
    )
    changed = ctx.workspace.stations.put(rows, actor=ctx.actor.id)
    meta = {"outcome": f"{changed} of {rows.height}", "changed": changed, "given": rows.height}
    return Answer(meta=meta, data=rows, brief=BRIEF)


def _stations(leaf: Leaf, regions: Mapping[str, str], head: Mapping[str, Any]) -> pl.DataFrame:
    there = {
        field: next((name for name in leaf.rows.columns if name.strip().lower() in spelt), None)
        for field, spelt in HEADS.items()
    }
    problems: list[Problem] = []
    made = []
    for number, row in zip(leaf.numbers, leaf.rows.iter_rows(named=True), strict=True):
        told = {field: _plain(row[name]) if name else None for field, name in there.items()}
        one, faults = _station(told, regions)
        problems += [Problem(fault.code, fault.values, leaf.place(number)) for fault in faults]
        made.append({**head, **one})
    if problems or not made:
        raise InputError(problems or Problem("monitoring.empty", {}, leaf.place()))
    frame = pl.DataFrame(made, schema=Station.create_empty().schema)
    return Station.validate(
        frame.unique(["station", "valid_from"], keep="last", maintain_order=True), cast=True
    )


def _plain(text: str | None) -> str | None:
    return (text or "").strip() or None


def _station(
    told: Mapping[str, str | None], regions: Mapping[str, str]
) -> tuple[dict[str, Any], list[Problem]]:
    station = told["station"] or "—"
    values = {"station": station}
    problems = [
        Problem("monitoring.lacking", values | {"field": field}) for field in NEEDED if told[field] is None
    ]
    if told["region"] is not None and told["region"] not in regions:
        problems.append(Problem("monitoring.region", {"got": told["region"]}))
    days: dict[str, date | None] = {}
    for field in ("valid_from", "valid_to"):
        days[field], fault = _day(told[field], values)
        problems += fault
    if days["valid_from"] and days["valid_to"] and days["valid_to"] <= days["valid_from"]:
        problems.append(
            Problem("monitoring.date", values | {"got": f"{told['valid_from']} {told['valid_to']}"})
        )
    lon, lat, fault = _coordinates(told, values)
    problems += fault
    texts = {name: told[name] for name in ("station", "name", "purpose", "enterprise", "note")}
    first = days["valid_from"] or date(1900, 1, 1)
    place = {"region": regions.get(told["region"] or ""), "lon": lon, "lat": lat}
    return {**texts, **place, "valid_from": first, "valid_to": days["valid_to"]}, problems


def _day(text: str | None, values: Mapping[str, Any]) -> tuple[date | None, list[Problem]]:
    if text is None:
        return None, []
    try:
        return date.fromisoformat(text[:10].replace("/", "-")), []
    except ValueError:
        return None, [Problem("monitoring.date", {**values, "got": text})]


def _coordinates(
    told: Mapping[str, str | None], values: Mapping[str, Any]
) -> tuple[float | None, float | None, list[Problem]]:
    lon, lat = told["lon"], told["lat"]
    if lon is None and lat is None:
        return None, None, []
    try:
        east, north = float(lon or "?"), float(lat or "?")
    except ValueError:
        east, north = 999.0, 999.0
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        return None, None, [Problem("monitoring.coordinate", {**values, "got": f"{lon}, {lat}"})]
    return east, north, []
