"""Monitoring of ambient air: what was evaluated, day by day, by period, in ranks; what was decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.services.advance import (
    monitor_checking,
    monitor_evaluating,
    monitor_importing,
    monitor_sites,
    monitor_stations,
    monitor_together,
)
from tongyuan.services.advance.monitor_evaluating import KIND, standing_decisions
from tongyuan.services.advance.monitor_stations import Kind
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.kept_runs import about_run, kept_run, told_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["days", "decide", "decisions", "hours", "levels", "periods", "ranking"]

#: Its services belong to the same noun.
PARTS = (
    monitor_checking,
    monitor_evaluating,
    monitor_importing,
    monitor_sites,
    monitor_stations,
    monitor_together,
)
Year = Annotated[int | None, "年份，缺省为最近一次评价 · year; that of the latest evaluation by default"]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Where = Annotated[str | None, "地区或点位 · region or station"]
HEAVY = 200  # above this index days are heavily polluted (HJ 633, levels five and six)
DAY_BRIEF = ("place", "day", "aqi", "primary", "exceeds", "pm2_5", "o3", "items", "edition")


def _evaluation(ctx: Context, *, run: str | None, year: int | None) -> tuple[Any, dict[str, Any]]:
    found = kept_run(ctx.workspace, KIND, run=run, year=year, absent="monitoring.no_evaluation")
    names = ("year", "kind", "editions", "quality", "synthetic", "void", "dust")
    told = {name: found.params.get(name) for name in names}
    listed = told_runs(ctx.workspace, KIND, told=("year", "kind"))
    return found, {**about_run(ctx.workspace, found), **told, "runs": listed}


@service("monitor.days")
def days(
    ctx: Context,
    *,
    year: Year = None,
    place: Where = None,
    month: Annotated[int | None, "月份 · month"] = None,
    run: Run = None,
) -> Answer:
    """List days with their indices, primary pollutants and levels. 空气质量日报。"""
    found, meta = _evaluation(ctx, run=run, year=year)
    rows = ctx.workspace.run_table(found.id, "air_days")
    if place is not None:
        rows = rows.filter(pl.col("place") == place)
    if month is not None:
        rows = rows.filter(pl.col("day").dt.month() == month)
    return Answer(meta=meta | {"contract": "AirDay"}, data=rows, brief=DAY_BRIEF)


@service("monitor.levels")
def levels(ctx: Context, *, year: Year = None, place: Where = None, run: Run = None) -> Answer:
    """Count each place's days by level; days that cannot be told are counted apart. 各级别天数与优良率。"""
    found, meta = _evaluation(ctx, run=run, year=year)
    rows = ctx.workspace.run_table(found.id, "air_days")
    if place is not None:
        rows = rows.filter(pl.col("place") == place)
    expected = (date(found.params["year"] + 1, 1, 1) - date(found.params["year"], 1, 1)).days
    told = pl.col("exceeds").is_not_null()
    bands = {
        row["level"]: told & pl.col("aqi").is_between(row["aqi_low"], row["aqi_high"] or 1e9)
        for row in reference.aqi_levels().iter_rows(named=True)
    }
    good = (~pl.col("exceeds")).sum()
    counted = rows.group_by("place", maintain_order=True).agg(
        **{name: condition.sum() for name, condition in bands.items()},
        good_days=good,
        told_days=told.sum(),
        heavy_days=(told & (pl.col("aqi") > HEAVY)).sum(),
        dust_days=pl.col("dust").sum(),
        good_share=pl.when(told.sum() > 0).then(100 * good / told.sum()),
    )
    counted = counted.with_columns(untold_days=expected - pl.col("told_days")).sort("place")
    told_levels = reference.aqi_levels().to_dicts()
    return Answer(meta=meta | {"expected_days": expected, "bands": told_levels}, data=counted)


@service("monitor.periods")
def periods(
    ctx: Context,
    *,
    year: Year = None,
    place: Where = None,
    item: Annotated[str | None, "项目 · item"] = None,
    span: Annotated[Literal["year", "quarter", "month"], "年、季、月 · year, quarters or months"] = "year",
    run: Run = None,
) -> Answer:
    """Give means and percentiles of periods with their validity and limits. 年、季、月评价。"""
    found, meta = _evaluation(ctx, run=run, year=year)
    rows = _spanned(ctx.workspace.run_table(found.id, "air_periods"), span)
    for column, wanted in (("place", place), ("item", item)):
        if wanted is not None:
            rows = rows.filter(pl.col(column) == wanted)
    return Answer(meta=meta | {"contract": "AirPeriod", "span": span}, data=rows)


@service("monitor.ranking")
def ranking(
    ctx: Context,
    *,
    year: Year = None,
    span: Annotated[Literal["year", "quarter", "month"], "年、季、月 · year, quarters or months"] = "year",
    run: Run = None,
) -> Answer:
    """Rank cities by the composite index; equal figures share a rank. 综合指数与排名。"""
    found, meta = _evaluation(ctx, run=run, year=year)
    rows = _spanned(ctx.workspace.run_table(found.id, "air_ranks"), span)
    cities = rows.filter(pl.col("place").str.contains(r"^\d{4}00$"))
    ordered = cities.sort("quarter", "month", "rank", "place", nulls_last=True)
    return Answer(meta=meta | {"contract": "AirRank", "span": span}, data=ordered)


def _spanned(rows: pl.DataFrame, span: str) -> pl.DataFrame:
    of_month, of_quarter = pl.col("month") > 0, pl.col("quarter") > 0
    kept = {"month": of_month, "quarter": of_quarter, "year": ~of_month & ~of_quarter}
    return rows.filter(kept[span])


@service("monitor.hours")
def hours(
    ctx: Context,
    *,
    station: Annotated[str, "点位 · station"],
    first: Annotated[str, "起始日 · first day"],
    last: Annotated[str, "截止日 · last day"],
    item: Annotated[str | None, "项目，缺省为全部 · item; all by default"] = None,
    kind: Annotated[Kind, "类别 · kind"] = "air",
    averaging: Annotated[
        Literal["hour", "day", "sample"], "小时、日或单次采样 · hours, days or samples"
    ] = "hour",
) -> Answer:
    """Give the values of a station as they are believed now. 点位监测值。"""
    begin, end = day(first, name="first"), day(last, name="last")
    if begin is None or end is None or begin > end:
        raise InputError(Problem("monitoring.interval", {"got": f"{first} – {last}"}))
    rows = ctx.workspace.observations.frame(
        kind=kind,
        averaging=averaging,
        first=begin,
        last=end,
        items=None if item is None else [item],
        stations=[station],
    )
    meta = {"contract": "Observation", "rows": rows.height, "missing": rows["value"].null_count()}
    return Answer(meta=meta | _origin(ctx, station), data=rows)


def _origin(ctx: Context, station: str) -> dict[str, Any]:
    held = ctx.workspace.stations.frame().filter(pl.col("station") == station)
    return {"synthetic": True} if (held["origin"] == "synthetic").any() else {}


@service("monitor.decide", changes=True)
def decide(
    ctx: Context,
    *,
    decision: Annotated[
        Literal["void", "keep", "dust", "lift"],
        "无效、保留、沙尘扣除、撤销 · void, keep, deduct for dust, lift a decision",
    ],
    reason: Annotated[str, "理由与依据文件 · reason and document"],
    place: Annotated[str | None, "点位；沙尘为城市代码 · station; for dust the code of a city"] = None,
    first: Annotated[str | None, "起始日 · first day"] = None,
    last: Annotated[str | None, "截止日，缺省同起始日 · last day; the first by default"] = None,
    item: Annotated[str | None, "项目，缺省为全部 · item; all by default"] = None,
    number: Annotated[int | None, "被撤销的决定编号 · decision that is lifted"] = None,
) -> Answer:
    """Decide on values, with a reason; nothing is deleted, and a decision may be lifted. 审核监测数据。"""
    if not reason.strip():
        raise InputError(Problem("monitoring.reason", {}))
    said = _lifted(ctx, number) if decision == "lift" else _said(place, item, first, last)
    region = _region_of(ctx, str(said["station"]))
    require_reach(ctx, region=region)
    row = {**said, "decision": decision, "reason": reason.strip()}
    kept = ctx.workspace.observations.decide(row, actor=ctx.actor.id)
    meta = {"outcome": f"{decision} {kept}", "number": kept, "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, data=row)


def _lifted(ctx: Context, number: int | None) -> dict[str, Any]:
    held = standing_decisions(ctx.workspace.observations.decisions()).filter(pl.col("number") == number)
    if held.is_empty():
        raise NotFoundError(Problem("monitoring.decision", {"got": number if number is not None else "—"}))
    row = held.row(0, named=True)
    return {name: row[name] for name in ("station", "item", "first", "last")} | {"lifts": number}


def _said(place: str | None, item: str | None, first: str | None, last: str | None) -> dict[str, Any]:
    begin = day(first, name="first")
    end = day(last, name="last") or begin
    if place is None or begin is None or end is None or begin > end:
        raise InputError(
            Problem("monitoring.interval", {"got": f"{place or '—'} {first or '—'} – {last or '—'}"})
        )
    midnight = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) - timedelta(hours=8)
    close = datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(hours=16)
    # Ends of intervals: the first hour of a day ends an hour after its midnight.
    return {
        "station": place,
        "item": item,
        "first": midnight + timedelta(minutes=1),
        "last": close,
        "lifts": None,
    }


def _region_of(ctx: Context, place: str) -> str:
    held = ctx.workspace.stations.frame().filter(pl.col("station") == place)
    if held.height:
        return str(held["region"].last())
    codes = monitor_stations.regions_by_name(ctx)
    if place not in codes:
        raise NotFoundError(Problem("monitoring.station", {"got": place}))
    return codes[place]


@service("monitor.decisions")
def decisions(
    ctx: Context, *, standing: Annotated[bool, "只列有效的 · standing ones alone"] = False
) -> Answer:
    """List what persons decided about values, and what was lifted. 数据审核决定。"""
    rows = ctx.workspace.observations.decisions()
    held = ctx.workspace.stations.frame()["station"].unique().to_list()
    regions = set(monitor_stations.regions_by_name(ctx).values())
    seen = rows.filter(pl.col("station").is_in([*held, *regions]))
    told = standing_decisions(seen) if standing else seen
    return Answer(meta={"contract": "ObservationDecision"}, data=told)
