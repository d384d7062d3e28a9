"""Kept models: finding one, what is told with it, and the hours to come that it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tongyuan.advance.forecast.keeping import model_of
from tongyuan.advance.forecast.model import forecast
from tongyuan.advance.forecast.series import Series, series_of
from tongyuan.services.advance.forecast_hours import Place, hours_of_place, kept_of_place, weather_hours
from tongyuan.services.advance.forecast_training import KIND
from tongyuan.services.plan.kept_runs import about_run
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.runs import Run

__all__ = ["Told", "about_model", "card_of", "found_model", "told_hours"]

PARTS = ("trees", "bands", "usual", "damping", "names", "scalars")
TOLD = ("place", "place_kind", "name_zh", "name_en", "item", "weather_station", "weather", "stations")
BACK = timedelta(days=12)  # as far as features look back, and more
SHOWN = 72  # hours measured that are shown before the forecast
SAID = {
    "yes": None,
    "partly": {
        "zh": "注意：对没有学过的数据，该模型在部分时效上不比“维持现状”（持续性预报）准：{leads} 小时。",
        "en": "Note: on data that it had not seen, the model does not beat persistence {leads} hours ahead.",
    },
    "no": {
        "zh": "注意：对没有学过的数据，该模型在所有时效上都不比“维持现状”（持续性预报）准，不宜采用。",
        "en": "Note: on data that it had not seen, the model is no better than persistence at any lead: "
        "do not rely on it.",
    },
    "cannot_tell": {
        "zh": "注意：没有学过的数据太少，无法判断该模型是否比“维持现状”（持续性预报）准。",
        "en": "Note: too few data that it had not seen tell whether the model is better than persistence.",
    },
}


@dataclass(frozen=True, slots=True)
class Told:
    """Hours measured and hours to come, and from when they are told.

    Parameters
    ----------
    rows
        ``lead`` (zero and below are measured), ``ended_at``, ``observed``, ``value``, ``low``, ``high``,
        ``persistence``, ``climatology``, ``beats``, ``rmse``.
    origin_at
        End of the latest hour of the place.
    missing
        Hours of the last 72 that are missing.
    """

    rows: pl.DataFrame
    origin_at: datetime
    missing: int


def found_model(ctx: Context, *, place: str | None, item: str | None, run: str | None) -> Run:
    """Find a kept model within reach: the one named, else the latest of the place and item.

    Parameters
    ----------
    ctx
        Who asks.
    place, item
        Of what; any by default.
    run
        Id of the model's run.

    Returns
    -------
    Run
        The run.
    """
    return kept_of_place(ctx, KIND, place=place, item=item, run=run, absent="forecast.no_model")


def card_of(ctx: Context, run: Run) -> dict[str, Any]:
    """Read the one row of a model's card."""
    return ctx.workspace.run_table(run.id, "forecast_card").row(0, named=True)


def about_model(ctx: Context, run: Run, card: dict[str, Any]) -> dict[str, Any]:
    """Say what every answer of a model says: whose it is, what it is worth, what it was learned from.

    Parameters
    ----------
    ctx
        Who asks.
    run
        The model's run.
    card
        The row of its card.

    Returns
    -------
    dict
        ``said`` is a warning in both languages, None where the model beat persistence at every lead.
    """
    meta = about_run(ctx.workspace, run) | {name: run.params[name] for name in TOLD}
    said = SAID[card["beats_persistence"]]
    leads = card["worse_leads"] or ""
    return meta | {
        "synthetic": bool(meta["synthetic"] or run.params["invented"]),
        "beats_persistence": card["beats_persistence"],
        "worse_leads": card["worse_leads"],
        "said": None if said is None else {lang: text.format(leads=leads) for lang, text in said.items()},
        "trained_at": run.finished_at.isoformat(timespec="seconds"),
        "coverage": card["coverage"],
        "coverage_aim": card["coverage_aim"],
    }


def told_hours(ctx: Context, run: Run) -> Told:
    """Forecast the 72 hours after the latest hour that is stored of the model's place.

    Parameters
    ----------
    ctx
        Who asks.
    run
        The model's run.

    Returns
    -------
    Told
        The hours; nothing that is missing is filled.
    """
    params = run.params
    names = ("place", "name_zh", "name_en", "region")
    place = Place(
        kind=params["place_kind"],
        stations=tuple(params["stations"]),
        synthetic=params["invented"],
        **{name: params[name] for name in names},
    )
    series = _latest(ctx, place, run)
    tables = {name: ctx.workspace.run_table(run.id, f"forecast_{name}") for name in PARTS}
    told = forecast(model_of(tables), series, origin=series.size - 1)
    tried = ctx.workspace.run_table(run.id, "forecast_skill").select("lead", "beats", "rmse")
    ahead = told.join(tried, on="lead", how="left").drop("origin_at")
    before = _measured(series)
    rows = pl.concat([before, ahead], how="diagonal_relaxed").sort("lead")
    order = ["lead", "ended_at", "observed", "value", "low", "high", "persistence", "climatology"]
    missing = int(before["observed"].null_count())
    return Told(rows.select(*order, "beats", "rmse"), series.ended_at[-1], missing)


def _latest(ctx: Context, place: Place, run: Run) -> Series:
    """Read the latest hours, with a column for every item of weather that the model was learned with."""
    params = run.params
    card = card_of(ctx, run)
    # From where the model's hours ended on: what came in since is read too.
    since = (card["last_at"] - BACK).astimezone(CIVIL_ZONE).date()
    own = hours_of_place(ctx, place, item=params["item"], first=since, last=None)
    if own.drop_nulls("value").is_empty():
        raise InputError(Problem("forecast.none", {"item": params["item"]}))
    end = own["ended_at"].max()
    assert isinstance(end, datetime)  # noqa: S101 - ends of hours are instants
    station = params["weather_station"] or "none"
    _, beside = weather_hours(ctx, place, station=station, first=since, last=None)
    late = pl.col("ended_at") > end - BACK
    rows = pl.concat([own, beside]).filter(late)
    if rows.filter(pl.col("item") == params["item"]).drop_nulls("value").is_empty():
        raise InputError(Problem("forecast.none", {"item": params["item"]}))
    return series_of(rows, item=params["item"], weather=params["weather"])


def _measured(series: Series) -> pl.DataFrame:
    count = min(SHOWN, series.size)
    value = np.asarray(series.value[-count:])
    frame = pl.DataFrame(
        {"lead": np.arange(1 - count, 1), "ended_at": series.ended_at[-count:], "observed": value}
    )
    return frame.with_columns(pl.col("observed").fill_nan(None))
