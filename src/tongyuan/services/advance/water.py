"""Surface water: what was evaluated: sections, rivers and basins, lakes, trends, warnings."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.services.advance import water_evaluating, water_example, water_plants
from tongyuan.services.advance.water_reach import Evaluation, Run, evaluation
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["lakes", "list_sections", "show", "states", "trend", "warnings"]

#: Its services belong to the same noun.
PARTS = (water_evaluating, water_example, water_plants)
Section = Annotated[str | None, "断面，缺省为全部 · section; all by default"]
Period = Annotated[
    str | None, "时段，如 2023 或 2023-06，缺省为最近一年 · period; the latest year by default"
]
Table = Literal["items", "sections", "warnings", "trends"]
BRIEF = ("station", "name", "water", "class", "target_class", "status", "complete", "missing", "main")
EVERY_YEAR = 10_000


def _period(found: Evaluation, period: str | None) -> tuple[int, int]:
    """Read a period: a year, or a month of one."""
    if period is None:
        rows = found.table("sections")
        return int(rows["year"].max() or 0), 0  # type: ignore[arg-type]
    year, _, month = period.partition("-")
    try:
        told = int(year), int(month or 0)
    except ValueError:
        told = 0, 0
    if not (1 <= told[0] < EVERY_YEAR and 0 <= told[1] <= 12):
        raise InputError(Problem("water.interval", {"got": period[:40]}))
    return told


@service("water.list")
def list_sections(ctx: Context, *, period: Period = None, run: Run = None) -> Answer:
    """List sections with class, target and what was not measured. 断面水质。"""
    found = evaluation(ctx, run)
    year, month = _period(found, period)
    rows = found.table("sections")
    periods = rows.select("year", "month").unique().sort("year", "month").rows()
    meta = found.meta | {
        **{"year": year, "month": month, "classes": reference.water_classes().to_dicts()},
        "periods": [f"{one}-{at:02d}" if at else str(one) for one, at in periods],
    }
    return Answer(meta=meta, data=rows.filter(year=year, month=month), brief=BRIEF)


@service("water.show")
def show(
    ctx: Context,
    *,
    station: Annotated[str, Positional("断面 · section")],
    table: Annotated[Table, "哪一张表 · which table"] = "items",
    run: Run = None,
) -> Answer:
    """Show a section: every item of every month, classes, warnings, trends. 断面详情。"""
    found = evaluation(ctx, run)
    if station not in set(found.sections["station"]):
        raise NotFoundError(Problem("water.no_section", {"got": station[:80]}))
    rows = found.table(table).filter(station=station)
    return Answer(meta=found.meta | {"table": table}, data=rows)


@service("water.states")
def states(
    ctx: Context,
    *,
    by: Annotated[Literal["water", "basin"], "河流湖库、流域 · rivers and lakes, or basins"] = "water",
    period: Period = None,
    run: Run = None,
) -> Answer:
    """Tell the state of rivers, lakes and basins, with both bounds where sections lack. 河流与流域水质。"""
    found = evaluation(ctx, run)
    year, month = _period(found, period)
    rows = found.table("states").filter(group=by, year=year, month=month)
    return Answer(meta=found.meta | {"year": year, "month": month}, data=rows)


@service("water.lakes")
def lakes(ctx: Context, *, run: Run = None) -> Answer:
    """Give the trophic index of lakes; none where an item lacks. 湖库营养状态。"""
    found = evaluation(ctx, run)
    return Answer(meta=found.meta, data=found.table("trophic"))


@service("water.trend")
def trend(
    ctx: Context,
    *,
    station: Section = None,
    span: Annotated[Literal["year", "month"], "逐年、逐月 · years or months"] = "year",
    run: Run = None,
) -> Answer:
    """Tell trends by ranks; too few periods cannot tell. 水质变化趋势。"""
    found = evaluation(ctx, run)
    rows = found.table("trends").filter(span=span)
    said = {
        "zh": "逐月序列含季节起伏；趋势为单侧秩相关检验，不说明原因。",
        "en": "Months hold seasons; a trend is a one-sided test of ranks and tells no cause.",
    }
    return Answer(meta=found.meta | {"span": span, "said": said}, data=_of(rows, station))


@service("water.warnings")
def warnings(ctx: Context, *, station: Section = None, run: Run = None) -> Answer:
    """List sections that left or near their target, fell, or were not measured. 水质预警。"""
    found = evaluation(ctx, run)
    return Answer(meta=found.meta, data=_of(found.table("warnings"), station))


def _of(rows: pl.DataFrame, station: str | None) -> pl.DataFrame:
    return rows if station is None else rows.filter(station=station)
