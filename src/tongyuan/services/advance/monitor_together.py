"""Years beside years and PM2.5 beside ozone: what evaluations that were kept tell together."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.joint import joint_days, seasons_of
from tongyuan.advance.ambient.joint import weekends as weekends_of
from tongyuan.advance.trends import rank_trends
from tongyuan.services.advance.monitor_evaluating import KIND
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.kept_runs import about_run, kept_run, kept_runs
from tongyuan.vocabulary.problems import NotFoundError, Problem

__all__ = ["joint", "trends", "weekends"]

#: Items whose year is judged by its percentile.
BY_PERCENTILE = ("co", "o3")
TOLD = ("year", "kind", "editions", "quality", "synthetic")
Year = Annotated[int | None, "年份，缺省为最近一次评价 · year; that of the latest evaluation by default"]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Where = Annotated[str | None, "地区或点位 · region or station"]


@service("monitor.trends")
def trends(
    ctx: Context,
    *,
    place: Where = None,
    item: Annotated[str | None, "项目 · item"] = None,
    kind: Annotated[Literal["air", "city"], "点位小时值或城市日报 · of hours, or of days of cities"] = "air",
) -> Answer:
    """Tell yearly levels and their trends by rank; years that are not valid are left out. 年际变化趋势。"""
    latest: dict[int, Any] = {}
    for run in kept_runs(ctx.workspace, KIND):
        if run.params.get("kind") == kind:
            latest.setdefault(int(run.params["year"]), run)
    if not latest:
        raise NotFoundError(Problem("monitoring.no_evaluation", {"got": kind}))
    rows = pl.concat([_yearly(ctx, run) for _, run in sorted(latest.items())])
    for column, wanted in (("place", place), ("item", item)):
        if wanted is not None:
            rows = rows.filter(pl.col(column) == wanted)
    table = reference.trend_critical_values()
    valid = rows.filter("valid").rename({"year": "period"})
    told = rank_trends(valid, by=["place", "item"], table=table)
    found = rows.join(told, on=["place", "item"], how="left", maintain_order="left")
    runs = {str(year): run.id for year, run in sorted(latest.items())}
    quality = sorted({*table["quality"], *(str(run.params.get("quality")) for run in latest.values())})
    synthetic = any(run.params.get("synthetic") for run in latest.values())
    meta = {"kind": kind, "runs_by_year": runs, "qualities": quality, "synthetic": synthetic}
    return Answer(meta=meta, data=found.sort("place", "item", "year"))


def _yearly(ctx: Context, run: Any) -> pl.DataFrame:
    """Give of each place and item the statistic by which its year is judged."""
    periods = ctx.workspace.run_table(run.id, "air_periods")
    years = periods.filter((pl.col("month") == 0) & (pl.col("quarter") == 0))
    by_percentile = pl.col("item").is_in(list(BY_PERCENTILE))
    statistic = pl.when(by_percentile).then(pl.lit("percentile")).otherwise(pl.lit("mean"))
    value = pl.when(by_percentile).then(pl.col("percentile")).otherwise(pl.col("mean"))
    return years.select("place", "item", "year", "edition", "valid", statistic=statistic, value=value)


def _evaluation(ctx: Context, year: int | None, run: str | None) -> tuple[pl.DataFrame, dict[str, Any]]:
    found = kept_run(ctx.workspace, KIND, run=run, year=year, absent="monitoring.no_evaluation")
    days = ctx.workspace.run_table(found.id, "air_days")
    return days, {**about_run(ctx.workspace, found), **{name: found.params.get(name) for name in TOLD}}


def _joint(days: pl.DataFrame) -> pl.DataFrame:
    """Class days by the limits of each day's own edition."""
    limits = reference.ambient_limits()
    return joint_days(days, pm2_5=_limit(limits, "pm2.5", "24h"), o3=_limit(limits, "o3", "8h"))


def _limit(limits: pl.DataFrame, item: str, averaging: str) -> pl.Expr:
    """Give the second grade's limit of the edition, as it stands on the day."""
    rows = limits.filter((pl.col("item") == item) & (pl.col("averaging") == averaging))
    chosen = pl.lit(None, pl.Float64)
    for row in rows.sort("valid_from", nulls_last=False).iter_rows(named=True):
        meant = pl.col("edition") == row["edition"]
        begun = pl.lit(value=True) if row["valid_from"] is None else pl.col("day") >= row["valid_from"]
        # An edition asked for before its time brings the limit that it sets first.
        chosen = pl.when(meant & (begun | chosen.is_null())).then(row["grade_2"]).otherwise(chosen)
    return chosen


@service("monitor.joint")
def joint(ctx: Context, *, year: Year = None, place: Where = None, run: Run = None) -> Answer:
    """Count days on which PM2.5 and ozone exceed, together or alone, by season. PM2.5 与臭氧协同评价。"""
    days, meta = _evaluation(ctx, year, run)
    joined = _joint(days if place is None else days.filter(pl.col("place") == place))
    found = seasons_of(joined, year=int(meta["year"]))
    return Answer(meta=meta, data=found)


@service("monitor.weekends")
def weekends(ctx: Context, *, year: Year = None, place: Where = None, run: Run = None) -> Answer:
    """Compare ozone and NO2 of weekends with weekdays: an indicator of VOC or NOx limits. 周末效应。"""
    days, meta = _evaluation(ctx, year, run)
    found = weekends_of(_joint(days if place is None else days.filter(pl.col("place") == place)))
    return Answer(meta=meta, data=found)
