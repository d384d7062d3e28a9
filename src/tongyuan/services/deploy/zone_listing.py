"""Entry and exit lists of units imported: all lines, or none with every fault named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.zone_files import read_layer
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import ZoneRule
from tongyuan.vocabulary.tables.zoning import DIMENSIONS

__all__ = ["enlist"]

LEVEL = {"sensitivity": Sensitivity.PUBLIC.value}
EFFECTS = ("allow", "restrict", "forbid", "exit", "limit")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "dimension": tuple(DIMENSIONS),
    "effect": EFFECTS,
    "comparison": ("at_most", "at_least"),
    "quality": ("verified", "unverified", "synthetic"),
}
NEEDED = (
    "unit",
    "edition",
    "rule",
    "dimension",
    "effect",
    "subject",
    "text",
    "valid_from",
    "citation",
    "quality",
)


@service("zone.enlist", changes=True)
def enlist(
    ctx: Context, *, file: Annotated[Path, Positional("准入与退出清单（xlsx 或 csv） · lists of units")]
) -> Answer:
    """Import lines of entry and exit lists: all, or none with every fault named. 导入准入与退出清单。"""
    rows = read_layer(file.read_bytes(), file=file.name).rows
    absent = [name for name in NEEDED if name not in rows.columns]
    if absent:
        values = {"got": "、".join(absent), "there": "、".join(rows.columns)}
        raise InputError(Problem("zoning.column", values, Place(file=file.name)))
    zones = ctx.workspace.zones
    held = zones.editions().filter(~pl.col("corrected"))["number"].to_list()
    regions = {
        (row["unit"], row["edition"]): row["region"] for row in zones.units(held).iter_rows(named=True)
    }
    told = [
        {name: (row.get(name) or "").strip() or None for name in ZoneRule.column_names()}
        for row in rows.iter_rows(named=True)
    ]
    problems = [
        problem
        for at, row in enumerate(told, start=2)
        for problem in _faults(row, regions, Place(file=file.name, row=at))
    ]
    keys = [(row["unit"], row["edition"], row["rule"]) for row in told]
    problems += [Problem("zoning.twice", {"unit": one}) for one in _many(keys)]
    if problems or not told:
        raise InputError(problems or Problem("zoning.empty", {}, Place(file=file.name)))
    named = [Written(row["unit"] or "", regions[row["unit"], row["edition"]]) for row in told]
    require_all_within(ctx, named)
    days = pl.col("valid_from", "valid_to").str.to_date()
    texts = pl.DataFrame(told, schema=dict.fromkeys(ZoneRule.column_names(), pl.String))
    lines = ZoneRule.validate(texts.with_columns(days), cast=True)
    zones.put_rules(lines, actor=ctx.actor.id)
    meta = {"contract": "ZoneRule", "outcome": f"{lines.height} rules", **LEVEL}
    return Answer(meta=meta, data=lines)


def _many(keys: list[Any]) -> list[str]:
    return sorted({" · ".join(map(str, key)) for key in keys if keys.count(key) > 1})


def _faults(row: dict[str, Any], regions: Mapping[Any, str], place: Place) -> list[Problem]:
    unit = row["unit"]
    problems = [
        Problem("zoning.lacking", {"unit": unit, "field": name}, place)
        for name in NEEDED
        if row[name] is None
    ]
    if unit is not None and (unit, row["edition"]) not in regions:
        problems.append(Problem("zoning.no_such_unit", {"got": f"{unit} · {row['edition']}"}, place))
    for name, allowed in CHOICES.items():
        if row[name] is not None and row[name] not in allowed:
            values = {"field": name, "got": row[name], "allowed": "、".join(allowed)}
            problems.append(Problem("zoning.choice", values, place))
    if len({row[name] is None for name in ("value", "comparison", "value_unit")}) > 1:
        problems.append(Problem("zoning.figure", {"unit": unit}, place))
    for name, read in READ.items():
        if row[name] is not None and not _reads(read, row[name]):
            values = {"field": name, "got": row[name], "allowed": "2024-01-01、1.5"}
            problems.append(Problem("zoning.choice", values, place))
    return problems


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _finite(text: str) -> float:
    number = float(text)
    if not abs(number) < 1e15:
        raise ValueError(text)
    return number


READ: Mapping[str, Callable[[str], object]] = {
    "valid_from": date.fromisoformat,
    "valid_to": date.fromisoformat,
    "value": _finite,
}
