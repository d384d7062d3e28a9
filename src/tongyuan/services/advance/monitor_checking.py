"""Automatic checks of hours as a run, and its flags beside what persons decided about the same values."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.checks import checked
from tongyuan.services.advance.monitor_evaluating import standing_decisions
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import ObservationFlag, Station

__all__ = ["KIND", "check", "flags"]

KIND = "air_check"


@service("monitor.check", changes=True, job=True)
def check(
    ctx: Context,
    *,
    first: Annotated[str, "起始日 · first day"],
    last: Annotated[str, "截止日 · last day"],
) -> Answer:
    """Check hours automatically: flags stand beside values, nothing is taken out. 监测数据自动审核。"""
    begin, end = day(first, name="first"), day(last, name="last")
    if begin is None or end is None or begin > end:
        raise InputError(Problem("monitoring.interval", {"got": f"{first} – {last}"}))
    hours = ctx.workspace.observations.frame(kind="air", first=begin, last=end)
    if hours.is_empty():
        raise NotFoundError(Problem("monitoring.none", {"kind": f"air {first} – {last}"}))
    ctx.progress(0.3, "检查 · checking")
    stations = ctx.workspace.stations.frame(kind="air")
    bounds = reference.monitoring_checks()
    found = checked(hours, stations=stations, items=reference.monitored_items(), bounds=bounds)
    kept = ctx.workspace.record_run(
        KIND,
        params=_params(ctx, begin, end, hours, stations),
        inputs={"station": Station.validate(stations, cast=True), "air_hours": hours},
        tables={"air_flags": ObservationFlag.validate(_with_region(found, stations), cast=True)},
        actor=ctx.actor.id,
        as_of=ctx.workspace.observations.believed_until(),
        sensitivity=Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    counted = found.group_by("check", "item").agg(flags=pl.len()).sort("check", "item")
    return Answer(meta={"run": kept.id, "outcome": kept.id, **kept.params}, data=counted)


def _with_region(found: pl.DataFrame, stations: pl.DataFrame) -> pl.DataFrame:
    """Say of each flag where its station stands, so that whoever sees that region sees it."""
    regions = stations.unique("station", keep="last").select("station", "region")
    return found.join(regions, on="station", how="left", maintain_order="left")


def _params(
    ctx: Context, begin: date, end: date, hours: pl.DataFrame, stations: pl.DataFrame
) -> dict[str, Any]:
    return {
        "region": ctx.workspace.meta.region,
        "units": stations["region"].unique().sort().to_list(),
        "year": begin.year,
        "first": str(begin),
        "last": str(end),
        "values": hours.height,
        "batches": ctx.workspace.observations.batches().height,
        "quality": "unverified",
        "synthetic": bool((stations["origin"] == "synthetic").any()),
    }


@service("monitor.flags")
def flags(
    ctx: Context,
    *,
    station: Annotated[str | None, "点位 · station"] = None,
    check: Annotated[str | None, "检查 · check"] = None,
    run: Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"] = None,
) -> Answer:
    """List flags with what a person decided of the same hours. 待审核数据。"""
    found = kept_run(ctx.workspace, KIND, run=run, year=None, absent="monitoring.no_check")
    rows = ctx.workspace.run_table(found.id, "air_flags")
    seen = ctx.workspace.stations.frame(kind="air")["station"].unique().to_list()
    rows = rows.filter(pl.col("station").is_in(seen))
    for column, wanted in (("station", station), ("check", check)):
        if wanted is not None:
            rows = rows.filter(pl.col(column) == wanted)
    decided = standing_decisions(ctx.workspace.observations.decisions())
    told = rows.with_columns(decision=_decision(rows, decided))
    meta = {**about_run(ctx.workspace, found), **found.params, "flags": told.height}
    return Answer(meta=meta | {"open": told["decision"].null_count()}, data=told)


def _decision(rows: pl.DataFrame, decided: pl.DataFrame) -> pl.Series:
    """Name the last standing decision on each value; null where nobody decided."""
    words: list[str | None] = []
    held = [row for row in decided.iter_rows(named=True) if row["decision"] in ("void", "keep")]
    for row in rows.iter_rows(named=True):
        said = [
            one["decision"]
            for one in held
            if one["station"] == row["station"]
            and one["item"] in (None, row["item"])
            and one["first"] <= row["ended_at"] <= one["last"]
        ]
        words.append(said[-1] if said else None)
    return pl.Series("decision", words, dtype=pl.String)
