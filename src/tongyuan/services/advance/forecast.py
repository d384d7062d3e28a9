"""Forecasts of 72 hours: models with their cards, hours to come with intervals, trials, warnings, trends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import polars as pl

from tongyuan import reference
from tongyuan.services.advance import forecast_training, forecast_trends, forecast_warning
from tongyuan.services.advance.forecast_models import about_model, card_of, found_model, told_hours
from tongyuan.services.advance.forecast_training import latest_of_each
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["card", "list_models", "past", "show"]

#: Its services belong to the same noun.
PARTS = (forecast_training, forecast_trends, forecast_warning)
Spot = Annotated[str | None, "点位或城市，缺省为最近训练的 · place; that trained latest by default"]
Item = Annotated[str | None, "项目，如 pm2.5 · item"]
Run = Annotated[str | None, "模型的运行编号，缺省为最近一次 · run id of the model; the latest by default"]
BRIEF = ("run", "place", "item", "beats_persistence", "worse_leads", "coverage", "trained_at")
HOURS_BRIEF = ("lead", "ended_at", "observed", "value", "low", "high", "beats")
TRIED_BRIEF = ("lead", "pairs", "rmse", "rmse_ratio", "rmse_ratio_climatology", "coverage", "beats")


@service("forecast.list")
def list_models(ctx: Context) -> Answer:
    """List the latest model of each place and item with what it is worth. 预报模型一览。"""
    rows: list[dict[str, Any]] = []
    for one in latest_of_each(ctx):
        found = card_of(ctx, one)
        names = ("place", "place_kind", "name_zh", "name_en", "region", "item")
        head = {"run": one.id} | {name: one.params[name] for name in names}
        rows.append(head | {"invented": one.params["invented"], "trained_at": one.finished_at} | found)
    data = pl.DataFrame(rows, infer_schema_length=None)
    meta = {"models": len(rows), "synthetic": any(row["invented"] for row in rows)}
    return Answer(meta=meta, data=data, brief=BRIEF)


@service("forecast.card")
def card(ctx: Context, *, place: Spot = None, item: Item = None, run: Run = None) -> Answer:
    """Show a model's card: data, period, skill on hours not seen by lead, coverage, library. 模型卡。"""
    found = found_model(ctx, place=place, item=item, run=run)
    told = card_of(ctx, found)
    names = ("first", "last", "held_days", "recipe", "library", "place_kind")
    made = {name: found.params[name] for name in names} | {"seed": found.seed}
    tried = ctx.workspace.run_table(found.id, "forecast_skill").sort("lead")
    meta = about_model(ctx, found, told) | made | {"card": _plain(told), "inputs": dict(found.inputs)}
    return Answer(meta=meta, data=tried, brief=TRIED_BRIEF)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Write instants as text."""
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in row.items()
    }


@service("forecast.show")
def show(ctx: Context, *, place: Spot = None, item: Item = None, run: Run = None) -> Answer:
    """Forecast 72 hours from the latest stored hour, beside the last 72 measured ones. 未来 72 小时预报。"""
    found = found_model(ctx, place=place, item=item, run=run)
    told = told_hours(ctx, found)
    meta = about_model(ctx, found, card_of(ctx, found)) | _dated(ctx, told.origin_at)
    unit = reference.monitored_items().filter(pl.col("item") == found.params["item"])["unit"].item()
    return Answer(
        meta=meta | {"missing_of_72": told.missing, "unit": unit}, data=told.rows, brief=HOURS_BRIEF
    )


def _dated(ctx: Context, origin: datetime) -> dict[str, Any]:
    age = ctx.now - origin
    return {
        "origin_at": origin.isoformat(timespec="minutes"),
        # A forecast from old hours is about days that are over: the reader must see that.
        "over": age > timedelta(hours=72),
        "age_hours": round(age / timedelta(hours=1)),
    }


@service("forecast.past")
def past(
    ctx: Context,
    *,
    place: Spot = None,
    item: Item = None,
    origin: Annotated[
        str | None, "起报时刻（UTC），缺省为检验期最后一次 · origin; the last of the trial by default"
    ] = None,
    run: Run = None,
) -> Answer:
    """Show a forecast of the trial beside what came: hours that the model had not seen. 检验期对照。"""
    found = found_model(ctx, place=place, item=item, run=run)
    pairs = ctx.workspace.run_table(found.id, "forecast_pairs").sort("origin_at", "lead")
    whole = pairs.group_by("origin_at", maintain_order=True).len().sort("origin_at")
    origins = [at.isoformat(timespec="minutes") for at in whole["origin_at"]]
    chosen = origin or (origins[-1] if origins else "")
    if chosen not in origins:
        raise InputError(Problem("forecast.origin", {"got": chosen[:40]}))
    rows = pairs.filter(pl.col("origin_at") == whole["origin_at"][origins.index(chosen)])
    meta = about_model(ctx, found, card_of(ctx, found)) | {"origin_at": chosen, "origins": origins}
    return Answer(meta=meta, data=rows)
