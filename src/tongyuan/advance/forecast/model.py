"""A forecast of 72 hours: trees correct a fading departure; quantiles are widened by what they missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.advance.boosting import Recipe, fitted
from tongyuan.advance.forecast.features import LONGEST, Climate, anchor, climate_of, features, named, usual
from tongyuan.advance.forecast.series import Series
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from lightgbm import Booster

__all__ = ["LEARNED", "Model", "forecast", "pairs_of", "trained"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LEARNED = (1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36, 48, 60, 72)  # leads that trees learn from
BANDS = (1, 3, 6, 24, 72)  # leads up to which trees and widening are common
EVERY = 2  # hours between origins that are learned from
FOLDS, FOLD_HOURS = 3, 14 * 24  # intervals are tried on fortnights that trees had not seen
LEAST = 180 * 24  # known hours without which nothing is learned


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned from the hours before ``until``.

    Parameters
    ----------
    climate
        Usual values and how departures fade.
    boosters
        For each band of leads, trees for the ``mean``, the ``low`` and the ``high`` bound.
    widening
        For each band of leads, what both bounds are moved outwards by [share of the distance of the bounds].
    shares
        For each band, how far to go from the hour now to the anchor, and from there along the trees [0-1].
    coverage
        Share of values that the interval is to hold [0-1].
    future
        Whether weather of the hours to come is asked for.
    known
        Hours with a value that it was learned from.
    until
        First position that it had not seen.
    names
        Features in their order.
    """

    climate: Climate
    boosters: tuple[Mapping[str, Booster], ...]
    widening: Floats
    shares: Floats
    coverage: float
    future: bool
    known: int
    until: int
    names: tuple[str, ...]


def trained(
    series: Series, *, until: int, recipe: Recipe, coverage: float = 0.9, future: bool = False
) -> Model:
    """Learn from the hours before a position and from no other.

    Parameters
    ----------
    series
        Hours of a place.
    until
        First position that is not looked at, neither as a feature nor as a target.
    recipe
        How trees are grown.
    coverage
        Share of values that the interval is to hold [0-1].
    future
        Look at the weather of the hour to come.

    Returns
    -------
    Model
        Trees and widening.

    Raises
    ------
    InputError
        Fewer than 180 days of known hours.

    Notes
    -----
    Quantile trees conformally widened (Romano, Patterson and Candes 2019, NeurIPS 32), scores taken from
    fortnights left out in turn with 72 h kept apart on both sides. Hours are not exchangeable, so the
    nominal coverage is an aim: the measured one stands in the model card.
    """
    known = int(np.isfinite(series.value[:until]).sum())
    if known < LEAST:
        raise InputError(Problem("forecast.too_short", {"got": known, "least": LEAST}))
    climate = climate_of(series, until=until)
    origin, lead = _learned_from(series, until)
    rows = features(series, climate, origin=origin, lead=lead, future=future)
    target = series.value[origin + lead] - anchor(series, climate, origin=origin, lead=lead)
    tails = {"low": (1 - coverage) / 2, "high": (1 + coverage) / 2}
    step = np.nan_to_num(anchor(series, climate, origin=origin, lead=lead) - series.value[origin])
    boosters, widening, shares = [], [], []
    for at in range(len(BANDS)):
        own = np.searchsorted(BANDS, lead) == at
        # The next hours and the last ones err by another order: common trees would serve the latter.
        part = (rows[own], target[own])
        boosters.append(
            {"mean": fitted(*part, recipe=recipe)}
            | {name: fitted(*part, recipe=recipe, quantile=tail) for name, tail in tails.items()}
        )
        scores, unseen = _left_out(*part, origin[own], tails, recipe)
        widening.append(_widening(scores, coverage))
        shares.append(_shares(step[own], unseen, target[own]))
    names = tuple(named(series, future=future))
    return Model(
        climate, tuple(boosters), np.array(widening), np.array(shares), coverage, future, known, until, names
    )


def _learned_from(series: Series, until: int) -> tuple[Places, Places]:
    first = np.arange(0, until, EVERY)
    origin, lead = (part.ravel() for part in np.meshgrid(first, np.array(LEARNED), indexing="ij"))
    inside = origin + lead < until
    known = inside & np.isfinite(series.value[np.minimum(origin + lead, until - 1)])
    return origin[known], lead[known]


def _left_out(
    rows: Floats, target: Floats, origin: Places, tails: Mapping[str, float], recipe: Recipe
) -> tuple[Floats, Floats]:
    """Tell values by trees that had not seen their fortnight: distance from the bounds, and the mean."""
    scores, unseen = np.full(target.size, np.nan), np.full(target.size, np.nan)
    for fold in range(FOLDS):
        held = origin // FOLD_HOURS % FOLDS == fold
        beside = (origin - LONGEST, origin, origin + LONGEST)
        rest = ~np.any([part // FOLD_HOURS % FOLDS == fold for part in beside], axis=0)
        if not held.any() or not rest.any():
            continue
        wanted: dict[str, float | None] = {"mean": None, **tails}
        told = {
            name: np.asarray(
                fitted(rows[rest], target[rest], recipe=recipe, quantile=tail).predict(rows[held])
            )
            for name, tail in wanted.items()
        }
        width = np.maximum(told["high"] - told["low"], 1e-6)
        scores[held] = np.maximum(told["low"] - target[held], target[held] - told["high"]) / width
        unseen[held] = told["mean"]
    return scores, unseen


def _shares(step: Floats, unseen: Floats, target: Floats) -> Floats:
    """Weigh persistence, anchor and trees by what they told of fortnights that the trees had not seen."""
    known = np.isfinite(unseen)
    if not known.any():
        return np.ones(2)
    sides = np.column_stack([step, unseen])[known]
    weights, *_ = np.linalg.lstsq(sides, (step + target)[known], rcond=None)
    return np.clip(weights, 0.0, 1.0)


def _widening(scores: Floats, coverage: float) -> float:
    held = scores[np.isfinite(scores)]
    if not held.size:
        return 0.0
    # Never inwards: bounds that held too much once are no reason to promise more.
    return max(0.0, float(np.quantile(held, min(1.0, coverage * (1 + 1 / held.size)))))


def pairs_of(model: Model, series: Series, *, origin: Places, lead: Places) -> pl.DataFrame:
    """Forecast pairs of an origin and a lead, with what simple forecasts say of the same pairs.

    Parameters
    ----------
    model
        What was learned.
    series
        Hours of the place; no value after an origin is looked at.
    origin
        Positions of the latest known hours.
    lead
        Hours ahead, 1 to 72.

    Returns
    -------
    pl.DataFrame
        ``origin_at``, ``lead``, ``ended_at``, ``value``, ``low``, ``high``, ``persistence``, ``climatology``
        [unit of the item]; null where it cannot be told: without a value at the origin nothing persists.
    """
    rows = features(series, model.climate, origin=origin, lead=lead, future=model.future)
    base = anchor(series, model.climate, origin=origin, lead=lead)
    told = {name: base + _by_band(model, name, rows, lead) for name in ("mean", "low", "high")}
    wide = model.widening[np.searchsorted(BANDS, lead)] * np.maximum(told["high"] - told["low"], 0.0)
    now, share = series.value[origin], model.shares[np.searchsorted(BANDS, lead)]
    mixed = now + share[:, 0] * (base - now) + share[:, 1] * (told["mean"] - base)
    value = np.maximum(np.where(np.isfinite(now), mixed, told["mean"]), 0.0)
    # What has no hour known in three days is not forecast by a number that looks like the others.
    blind = np.isnan(rows[:, model.names.index("mean_72h")]) & np.isnan(rows[:, model.names.index("now")])
    columns = {
        "value": value,
        "low": np.clip(told["low"] - wide, 0.0, value),
        "high": np.maximum(told["high"] + wide, value),
        "persistence": series.value[origin],
        "climatology": usual(series, model.climate)[origin + lead],
    }
    clock = series.ended_at
    frame = pl.DataFrame(
        {"origin_at": clock[origin.tolist()], "lead": lead, "ended_at": clock[(origin + lead).tolist()]}
        | {
            name: np.where(blind, np.nan, held) if name in ("value", "low", "high") else held
            for name, held in columns.items()
        }
    )
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def _by_band(model: Model, name: str, rows: Floats, lead: Places) -> Floats:
    band, told = np.searchsorted(BANDS, lead), np.zeros(lead.size)
    for at, boosters in enumerate(model.boosters):
        if (band == at).any():
            told[band == at] = boosters[name].predict(rows[band == at])
    return told


def forecast(model: Model, series: Series, *, origin: int) -> pl.DataFrame:
    """Forecast the 72 hours after an origin.

    Parameters
    ----------
    model
        What was learned.
    series
        Hours up to the origin, or beyond it.
    origin
        Position of the latest known hour.

    Returns
    -------
    pl.DataFrame
        A row a lead, in the columns of ``pairs_of``.
    """
    reaching = _reaching(series, origin + LONGEST + 1)
    lead = np.arange(1, LONGEST + 1)
    return pairs_of(model, reaching, origin=np.full(LONGEST, origin), lead=lead)


def _reaching(series: Series, size: int) -> Series:
    """Let the clock reach to hours to come, about which nothing is known."""
    more = size - series.size
    if more <= 0:
        return series
    clock = pl.datetime_range(
        series.ended_at[0], series.ended_at[0] + pl.duration(hours=size - 1), "1h", eager=True
    ).alias("ended_at")
    unknown = np.full(more, np.nan)
    weather = {name: np.concatenate([held, unknown]) for name, held in series.weather.items()}
    return Series(clock, np.concatenate([series.value, unknown]), weather)
