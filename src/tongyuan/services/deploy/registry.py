"""The registry: every entry of every type, its history, counts, sums and the figure that it gives."""

from __future__ import annotations

import json
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.registry import Type, statistics
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy import registry_entering, registry_types
from tongyuan.services.deploy.registry_entering import Entry, Kind
from tongyuan.services.deploy.registry_types import known_type
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.regions import descendants
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["count", "indicator", "list_entries", "outline", "show"]

#: Its services belong to the same noun.
PARTS = (registry_types, registry_entering)
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
On = Annotated[str | None, "日期，缺省为现在 · as it stood on this day; now by default"]
Region = Annotated[str | None, "地区（含下级） · region, with those below it"]


def _entries(ctx: Context, kind: Type, *, on: str | None, region: str | None) -> pl.DataFrame:
    rows = ctx.workspace.registry.frame(kind=kind.type, on=day(on, name="on"))
    if region is None:
        return rows
    tree = ctx.workspace.dataset_frame("jurisdiction.regions")
    if region not in tree["region"]:
        raise NotFoundError(Problem("registry.no_region", {"got": region[:80]}))
    return rows.filter(pl.col("region").is_in([region, *descendants(tree, parent=region)]))


@service("registry.list")
def list_entries(
    ctx: Context,
    *,
    type: Kind,
    region: Region = None,
    state: Annotated[str | None, "状态 · state"] = None,
    year: Annotated[int | None, "状态年份 · year since which it is in the state"] = None,
    text: Annotated[str | None, "编号、名称或责任主体中的文字 · text in number, name or holder"] = None,
    on: On = None,
) -> Answer:
    """List the entries of a type within reach, with the fields of the type. 名录清单。"""
    kind = known_type(ctx.workspace, type)
    rows = _entries(ctx, kind, on=on, region=region)
    if state is not None:
        rows = rows.filter(pl.col("state") == state)
    if year is not None:
        rows = rows.filter(pl.col("since").dt.year() == year)
    if text:
        words = pl.concat_str("entry", "name", pl.col("holder").fill_null(""), separator=" ")
        rows = rows.filter(words.str.contains(text, literal=True))
    brief = ("entry", "name", "region", "state", "since", *(field.field for field in kind.fields))
    return Answer(meta=LEVEL, data=_spread(rows, kind), brief=brief)


def _spread(rows: pl.DataFrame, kind: Type) -> pl.DataFrame:
    """Give each field of the type its column."""
    told = [json.loads(text) for text in rows["values_json"]]
    columns = [
        pl.Series(
            field.field,
            [one.get(field.field) for one in told],
            dtype=pl.Float64 if field.kind == "number" else pl.String,
            strict=False,
        )
        for field in kind.fields
    ]
    return rows.drop("values_json").with_columns(columns)


@service("registry.show", permits="registry.list")
def show(ctx: Context, *, type: Kind, entry: Entry) -> Answer:
    """Show an entry, each change of it, and what may follow. 查看登记。"""
    kind = known_type(ctx.workspace, type)
    versions = ctx.workspace.registry.versions(type, entry)
    if versions.is_empty():
        raise NotFoundError(Problem("registry.no_entry", {"got": entry[:80]}))
    spread = _spread(versions, kind).to_dicts()
    return Answer(
        meta=LEVEL, data={**spread[-1], "next": kind.next_of(spread[-1]["state"]), "history": spread}
    )


@service("registry.statistics", permits="registry.list")
def count(ctx: Context, *, type: Kind, region: Region = None, on: On = None) -> Answer:
    """Count entries and sum their quantities by region, state and year. 名录统计。"""
    kind = known_type(ctx.workspace, type)
    return Answer(meta=LEVEL, data=statistics(_entries(ctx, kind, on=on, region=region), kind=kind))


@service("registry.indicator", permits="registry.list")
def indicator(
    ctx: Context,
    *,
    type: Kind,
    measure: Annotated[str, "count 计数，或数量字段 · count, or a field that is a number"] = "count",
    region: Region = None,
    on: On = None,
) -> Answer:
    """Work out the figure that a type gives at a date, with the entries behind it. 由名录得出的指标。"""
    kind = known_type(ctx.workspace, type)
    numbers = {field.field: field for field in kind.fields if field.kind == "number"}
    if measure != "count" and measure not in numbers:
        known = "、".join(("count", *numbers))
        raise InputError(Problem("registry.field", {"got": measure[:80], "known": known}))
    counted = [one.state for one in kind.states.values() if one.counts]
    rows = _spread(_entries(ctx, kind, on=on, region=region), kind).filter(pl.col("state").is_in(counted))
    known_rows = rows if measure == "count" else rows.filter(pl.col(measure).is_not_null())
    figure = float(rows.height) if measure == "count" else _sum(known_rows, measure)
    data: dict[str, Any] = {
        "type": kind.type,
        "measure": measure,
        "value": figure,
        "unit": "1" if measure == "count" else numbers[measure].unit,
        "definition_zh": f"{kind.name_zh}中处于“{'、'.join(kind.states[one].name_zh for one in counted)}”的",
        "states": counted,
        "entries": rows["entry"].to_list(),
        "missing": rows.height - known_rows.height,
    }
    return Answer(meta=LEVEL, data=data)


def _sum(rows: pl.DataFrame, measure: str) -> float | None:
    """Sum what is told; nothing told is no figure."""
    return None if rows.is_empty() else float(rows[measure].sum())


@service("registry.map", permits="registry.list")
def outline(ctx: Context, *, type: Kind, region: Region = None, on: On = None) -> Answer:
    """Export the entries that tell a place as GeoJSON. 名录地图。"""
    kind = known_type(ctx.workspace, type)
    rows = _spread(_entries(ctx, kind, on=on, region=region), kind)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {name: _plain(value) for name, value in row.items() if name not in ("lon", "lat")},
        }
        for row in rows.filter(pl.col("lon").is_not_null()).iter_rows(named=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    meta = {"drawn": len(features), "without_place": rows.height - len(features), **LEVEL}
    return Answer(meta=meta, document=Document(f"{kind.type}.geojson", "application/geo+json", text.encode()))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)
