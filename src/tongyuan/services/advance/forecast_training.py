"""Training of forecasts as jobs: what was learned, tried on hours that it had not seen, kept with a card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.features import LONGEST
from tongyuan.advance.forecast.keeping import tables_of
from tongyuan.advance.forecast.model import trained
from tongyuan.advance.forecast.series import Series, series_of
from tongyuan.advance.forecast.verification import rolled, skill
from tongyuan.services.advance.forecast_hours import (
    WEATHER,
    Item,
    Place,
    Spot,
    hours_of_place,
    place_of,
    weather_hours,
)
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import LARGEST, day, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run

__all__ = ["KIND", "latest_of_each", "retrain", "train"]

KIND = "forecast_model"
COVERAGE = 0.9
STEP = 6  # hours between origins of the trial
FEWEST = 30  # pairs without which nothing is said of a lead
RECIPE = Recipe()
Weather = Annotated[
    str | None, "气象站，缺省为本市第一个，none 为不用 · weather station; none for no weather"
]
First = Annotated[str | None, "起始日，缺省为全部 · first day; all by default"]
Last = Annotated[str | None, "截止日，缺省为全部 · last day; all by default"]
Seed = Annotated[int, "随机种子 · seed"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a model is to be learned."""

    item: str
    weather: str | None
    first: date | None
    last: date | None
    held_days: int
    recipe: Recipe


@service("forecast.train", changes=True, job=True)
def train(
    ctx: Context,
    *,
    place: Spot,
    item: Item = "pm2.5",
    weather: Weather = None,
    first: First = None,
    last: Last = None,
    held_days: Annotated[int, "留作检验的最后天数 · last days kept for the trial"] = 90,
    rounds: Annotated[int, "树的棵数 · number of trees"] = RECIPE.rounds,
    seed: Seed = RECIPE.seed,
) -> Answer:
    """Learn a forecast of 72 hours, try it on the last days, and keep it with its card. 训练预报模型。"""
    require_between(held_days, name="held_days", least=10, most=366)
    require_between(rounds, name="rounds", least=5, most=2000)
    require_between(seed, name="seed", least=1, most=LARGEST)
    found = place_of(ctx, place, item=item)
    begin, end = day(first, name="first"), day(last, name="last")
    asked = _Asked(item, weather, begin, end, held_days, Recipe(rounds=rounds, seed=seed))
    kept = _learned(ctx, found, asked)
    ctx.progress(1.0, kept.id)
    card = ctx.workspace.run_table(kept.id, "forecast_card")
    return Answer(meta={"run": kept.id, "outcome": kept.id, **kept.params}, data=card)


@service("forecast.retrain", changes=True, job=True)
def retrain(
    ctx: Context,
    *,
    place: Annotated[str | None, "点位或城市，缺省为全部已有模型 · place; all by default"] = None,
) -> Answer:
    """Learn each kept model anew from all hours known now, in its own way. 用最新数据重新训练。"""
    models = [one for one in latest_of_each(ctx) if place is None or one.params["place"] == place]
    if not models:
        raise NotFoundError(Problem("forecast.no_model", {"got": place or "—"}))
    cards = []
    for number, old in enumerate(models):
        found = place_of(ctx, old.params["place"], item=old.params["item"])
        recipe = Recipe(**old.params["recipe"])
        begin = day(old.params["first"], name="first")
        asked = _Asked(
            old.params["item"], old.params["weather_asked"], begin, None, old.params["held_days"], recipe
        )
        kept = _learned(ctx, found, asked)
        card = ctx.workspace.run_table(kept.id, "forecast_card")
        cards.append(card.with_columns(run=pl.lit(kept.id), before=pl.lit(old.id)))
        ctx.progress((number + 1) / len(models), f"{old.params['place']} {old.params['item']}")
    rows = pl.concat(cards)
    return Answer(meta={"outcome": f"{rows.height}", "models": rows.height}, data=rows)


def latest_of_each(ctx: Context) -> list[Run]:
    """Give the latest model of each place and item within reach."""
    kept: dict[tuple[str, str], Run] = {}
    for one in kept_runs(ctx.workspace, KIND):
        kept.setdefault((one.params["place"], one.params["item"]), one)
    return list(kept.values())


def _learned(ctx: Context, place: Place, asked: _Asked) -> Run:
    require_reach(ctx, region=place.region)
    own = hours_of_place(ctx, place, item=asked.item, first=asked.first, last=asked.last)
    station, beside = weather_hours(ctx, place, station=asked.weather, first=asked.first, last=asked.last)
    rows = pl.concat([own, beside])
    # An item of weather without a value is none: it would be a column of nothing.
    there = set(rows.drop_nulls("value")["item"])
    names = [one for one in WEATHER if one in there]
    series = series_of(rows, item=asked.item, weather=names)
    ctx.progress(0.05, "检验 · trial")
    pairs, refits = _tried(series, asked)
    ctx.progress(0.7, "训练 · learning")
    model = trained(series, until=series.size, recipe=asked.recipe, coverage=COVERAGE)
    tried = _judged(skill(pairs))
    ctx.progress(0.9, "存档 · keeping")
    tables = {f"forecast_{name}": table for name, table in tables_of(model).items()}
    tables |= {"forecast_skill": tried, "forecast_pairs": pairs}
    tables["forecast_card"] = _card(series, tried, refits, known=model.known)
    return ctx.workspace.record_run(
        KIND,
        params=place.told() | _params(asked, station, names),
        inputs={"forecast_hours": rows.sort("item", "ended_at")},
        tables=tables,
        actor=ctx.actor.id,
        seed=asked.recipe.seed,
        as_of=ctx.workspace.observations.believed_until(),
    )


def _params(asked: _Asked, station: str | None, names: list[str]) -> dict[str, Any]:
    return {
        "item": asked.item,
        "first": None if asked.first is None else str(asked.first),
        "last": None if asked.last is None else str(asked.last),
        "held_days": asked.held_days,
        "weather_asked": asked.weather,
        "weather_station": station,
        "weather": names,
        "recipe": asked.recipe.told(),
        "coverage": COVERAGE,
        "library": f"lightgbm {version('lightgbm')}",
    }


def _tried(series: Series, asked: _Asked) -> tuple[pl.DataFrame, list[Any]]:
    """Forecast the last days as it would have been done then, learned anew half-way."""
    begin = series.ended_at[-1] - timedelta(days=asked.held_days)
    if begin <= series.ended_at[0]:
        got, least = series.size, asked.held_days * 24
        raise InputError(Problem("forecast.too_short", {"got": got, "least": least}))
    refits = [begin, begin + timedelta(hours=asked.held_days * 12)]
    leads = range(1, LONGEST + 1)
    pairs = rolled(
        series,
        refits=refits,
        until=series.ended_at[-1],
        recipe=asked.recipe,
        step=STEP,
        leads=leads,
        coverage=COVERAGE,
    )
    return pairs, refits


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each lead whether it beat persistence on hours not seen; null where too few pairs tell."""
    enough = pl.col("pairs") >= FEWEST
    return rows.with_columns(beats=pl.when(enough).then(pl.col("rmse_ratio") < 1))


def _card(series: Series, tried: pl.DataFrame, refits: list[Any], *, known: int) -> pl.DataFrame:
    worse = tried.filter(~pl.col("beats"))["lead"].to_list()
    untold = LONGEST - tried.filter(pl.col("beats").is_not_null()).height
    verdict = "cannot_tell" if untold else "no" if len(worse) == LONGEST else "partly" if worse else "yes"
    row = {
        "beats_persistence": verdict,
        "worse_leads": " ".join(_spans(worse)) or None,
        "untold_leads": untold,
        "hours": series.size,
        "known_hours": known,
        "first_at": series.ended_at[0],
        "last_at": series.ended_at[-1],
        "held_from": refits[0],
        "refits": len(refits),
        "pairs": int(tried["pairs"].sum()),
        "coverage": _mean(tried, "coverage"),
        "coverage_aim": COVERAGE,
    }
    return pl.DataFrame([row], schema_overrides={"worse_leads": pl.String, "coverage": pl.Float64})


def _mean(tried: pl.DataFrame, name: str) -> float | None:
    """Average over pairs, not over leads."""
    pairs = int(tried["pairs"].sum())
    return float((tried[name] * tried["pairs"]).sum()) / pairs if pairs else None


def _spans(leads: list[int]) -> Iterator[str]:
    """Write leads as spans: 5-24 60-72."""
    begin = None
    for at, lead in enumerate(leads):
        begin = lead if begin is None else begin
        if at + 1 == len(leads) or leads[at + 1] != lead + 1:
            yield str(begin) if begin == lead else f"{begin}-{lead}"
            begin = None
