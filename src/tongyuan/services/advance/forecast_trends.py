"""Trends in ordinary weather as runs, and the effect of a measure against cities without it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.series import series_of
from tongyuan.advance.normalising.effect import effect as effect_of
from tongyuan.advance.normalising.trend import slope_of
from tongyuan.advance.normalising.weather import normalised
from tongyuan.services.advance.forecast_hours import (
    WEATHER,
    Item,
    Place,
    Spot,
    hours_of_place,
    kept_of_place,
    place_of,
    weather_hours,
)
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import LARGEST, day, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.kept_runs import about_run
from tongyuan.services.reach import require_reach

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run

__all__ = ["TREND", "effect", "normalise", "trend"]

TREND = "normalised_trend"
COVERAGE = 0.9
RECIPE = Recipe(rounds=120, leaves=15, rate=0.1, least_in_leaf=30)
TOLD = ("place", "place_kind", "name_zh", "name_en", "item", "weather_station", "weather", "stations")
SEED = 1


@service("forecast.normalise", changes=True, job=True)
def normalise(
    ctx: Context,
    *,
    place: Spot,
    item: Item = "pm2.5",
    weather: Annotated[str | None, "气象站，缺省为本市第一个 · weather station"] = None,
    first: Annotated[str | None, "起始日 · first day"] = None,
    last: Annotated[str | None, "截止日 · last day"] = None,
    replicates: Annotated[int, "重复次数 · replicates"] = 39,
    seed: Annotated[int, "随机种子 · seed"] = RECIPE.seed,
) -> Answer:
    """Put months into ordinary weather, with the trend and its interval, as a run. 气象归一化。"""
    require_between(replicates, name="replicates", least=19, most=999)
    require_between(seed, name="seed", least=1, most=LARGEST)
    found = place_of(ctx, place, item=item)
    require_reach(ctx, region=found.region)
    span = {"first": day(first, name="first"), "last": day(last, name="last")}
    station, rows, names = _hours(ctx, found, item=item, weather=weather, span=span)
    recipe = Recipe(**RECIPE.told() | {"seed": seed})
    made = normalised(
        series_of(rows, item=item, weather=names),
        recipe=recipe,
        replicates=replicates,
        coverage=COVERAGE,
        progress=lambda share: ctx.progress(0.05 + 0.9 * share, "归一化 · normalising"),
    )
    slope = asdict(slope_of(made, coverage=COVERAGE)) | {"explained": made.explained, "coverage": COVERAGE}
    made_by = {"item": item, "weather_station": station, "weather": names, "replicates": replicates}
    kept = ctx.workspace.record_run(
        TREND,
        params=found.told()
        | made_by
        | {"recipe": recipe.told(), "library": f"lightgbm {version('lightgbm')}", "coverage": COVERAGE},
        inputs={"forecast_hours": rows.sort("item", "ended_at")},
        tables={"normalised_months": made.months, "normalised_slope": _row(slope)},
        actor=ctx.actor.id,
        seed=seed,
        as_of=ctx.workspace.observations.believed_until(),
    )
    ctx.progress(1.0, kept.id)
    return Answer(meta={"run": kept.id, "outcome": kept.id, **kept.params, "slope": slope}, data=made.months)


def _hours(
    ctx: Context, place: Place, *, item: str, weather: str | None, span: dict[str, date | None]
) -> tuple[str | None, pl.DataFrame, list[str]]:
    """Read hours with the weather beside; an item of weather without a value is none."""
    first, last = span["first"], span["last"]
    own = hours_of_place(ctx, place, item=item, first=first, last=last)
    station, beside = weather_hours(ctx, place, station=weather, first=first, last=last)
    rows = pl.concat([own, beside])
    there = set(rows.drop_nulls("value")["item"])
    return station, rows, [one for one in WEATHER if one in there]


def _row(slope: dict[str, Any]) -> pl.DataFrame:
    numbers = dict.fromkeys(("yearly", "low", "high", "explained", "coverage"), pl.Float64)
    return pl.DataFrame([slope], schema={**numbers, "verdict": pl.String})


@service("forecast.trend")
def trend(
    ctx: Context,
    *,
    place: Annotated[
        str | None, "点位或城市，缺省为最近一次 · place; that of the latest run by default"
    ] = None,
    item: Annotated[str | None, "项目 · item"] = None,
    run: Annotated[str | None, "运行编号 · run id"] = None,
) -> Answer:
    """Show months as measured and in ordinary weather, with the yearly change. 归一化趋势。"""
    found = kept_of_place(ctx, TREND, place=place, item=item, run=run, absent="forecast.no_trend")
    slope = ctx.workspace.run_table(found.id, "normalised_slope").row(0, named=True)
    rows = ctx.workspace.run_table(found.id, "normalised_months").sort("month")
    return Answer(meta=_about(ctx, found) | {"slope": slope}, data=rows)


def _about(ctx: Context, run: Run) -> dict[str, Any]:
    meta = about_run(ctx.workspace, run) | {name: run.params[name] for name in TOLD}
    made = {name: run.params[name] for name in ("recipe", "library", "replicates")}
    meta["synthetic"] = bool(meta["synthetic"] or run.params["invented"])
    return meta | made | {"seed": run.seed}


@service("forecast.effect")
def effect(
    ctx: Context,
    *,
    place: Annotated[str, "实施措施的点位或城市 · place with the measure"],
    controls: Annotated[str, "对照，以逗号分隔 · places without it, by commas"],
    since: Annotated[str, "措施起始日 · first day with the measure"],
    item: Item = "pm2.5",
) -> Answer:
    """Compare a place with its controls before and after a measure, in ordinary weather. 措施前后对比。"""
    begun = day(since, name="since")
    assert begun is not None  # noqa: S101 - a day that is given is read or refused
    others = [one.strip() for one in controls.split(",") if one.strip()]
    runs = {
        one: kept_of_place(ctx, TREND, place=one, item=item, run=None, absent="forecast.no_trend")
        for one in dict.fromkeys((place, *others))
    }
    months = pl.concat(
        [
            ctx.workspace.run_table(kept.id, "normalised_months").select(
                "month", "normalised", place=pl.lit(one)
            )
            for one, kept in runs.items()
        ]
    )
    # A month in which the measure began is neither before nor after.
    since_month = begun if begun.day == 1 else _next_month(begun)
    kept_months = months.filter(pl.col("month") != begun.replace(day=1)) if begun.day != 1 else months
    found = effect_of(kept_months, treated=place, controls=others, since=since_month, seed=SEED)
    told = asdict(found)
    placebos = told.pop("placebo_places")
    meta = _about(ctx, runs[place]) | told
    meta |= {
        "since": str(begun),
        "controls": others,
        "runs": {one: kept.id for one, kept in runs.items()},
        "placebo_places": dict(placebos),
        "synthetic": any(_about(ctx, kept)["synthetic"] for kept in runs.values()),
    }
    return Answer(meta=meta, data=months.sort("place", "month"))


def _next_month(begun: date) -> date:
    return date(begun.year + begun.month // 12, begun.month % 12 + 1, 1)
