"""What the air would have been in ordinary weather: trees learn its part, resampling averages it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.advance.boosting import Recipe, fitted
from tongyuan.advance.forecast.series import Series
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from lightgbm import Booster

__all__ = ["Normalised", "normalised"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
LEAST = 365 * 24  # known hours: less than a year of weather cannot tell what is ordinary
WINDOW = 15  # days of the year on either side from which weather is drawn
BLOCK = 14 * 24  # hours that are drawn together: spells of weather stay whole
ALIKE = 45  # days of the year on either side from which errors of fortnights are drawn
FOLDS = 2  # parts of the fortnights, each told by trees that had not seen it
SPLITS = 4  # ways of parting them that the central figure is averaged over


@dataclass(frozen=True, slots=True)
class Normalised:
    """A series by month as measured and in ordinary weather.

    Parameters
    ----------
    months
        ``month``, ``observed``, ``normalised``, ``low``, ``high`` [unit of the item], ``hours`` known [h].
    replicates
        What the whole method gave on drawn hours whose truth is known, replicates x months; NaN for months
        without hours.
    explained
        Share of the variance of hours left out that the trees tell [1]; below zero they tell nothing.
    """

    months: pl.DataFrame
    replicates: Floats
    explained: float


@dataclass(frozen=True, slots=True)
class _Design:
    """What stays the same in every replicate: hours, weather, folds, and the weather drawn for them."""

    rows: Floats
    usable: Places
    among: Places
    chosen: Places
    ordinary: Floats
    month: Places
    recipe: Recipe


def normalised(
    series: Series,
    *,
    recipe: Recipe,
    draws: int = 40,
    replicates: int = 39,
    every: int = 5,
    coverage: float = 0.9,
    progress: Callable[[float], None] | None = None,
) -> Normalised:
    """Average over the weather of other years of the same season and hour, with intervals by drawn errors.

    Parameters
    ----------
    series
        Hours with weather beside.
    recipe
        How trees are grown; its seed draws weather and fortnights too.
    draws
        Weathers drawn for an hour [1].
    replicates
        How often the whole is done anew on drawn hours [1]; 39 bear an interval of 90 %.
    every
        Every how many hours one is put into ordinary weather [h]; prime to 24, so that all hours come.
    coverage
        Share that the intervals are to hold [0-1].
    progress
        Told the share that is done [0-1].

    Returns
    -------
    Normalised
        By month, with an interval.

    Raises
    ------
    InputError
        Less than a year of known hours, or no weather beside.

    Notes
    -----
    Grange et al. 2018 (Atmos. Chem. Phys. 18, 6223), weather resampled within the season and the hour as by
    Vu et al. 2019 (Atmos. Chem. Phys. 19, 11303): the season stays in the series, the weather goes.
    What trees that had not seen an hour missed of it is added to it again: trees flatten a trend, the sum
    does not (Chernozhukov et al. 2018, Econom. J. 21, C1: cross-fitting). The part of the weather, which they
    flatten too, is stretched to what unseen hours of the same month say.

    Intervals: fortnights of errors of the same season are put on what the trees told, the whole method is
    done anew on the sum, and the spread of what comes out is taken. They tell of the hours measured and of
    the fit; they do not tell of weather that was not measured, of errors that last longer than a fortnight,
    nor of another year's ordinary weather.
    """
    finite = [np.isfinite(one) for one in series.weather.values()]
    known = np.isfinite(series.value) & (np.any(finite, axis=0) if finite else False)
    if known.sum() < LEAST:
        raise InputError(Problem("forecast.too_short", {"got": int(known.sum()), "least": LEAST}))
    rng = np.random.default_rng(recipe.seed)
    design, months = _design(rng, series, np.flatnonzero(known), draws, every, recipe)
    value = series.value[design.usable]
    splits = [_told(design, value, _folds(rng, series.size)) for _ in range(SPLITS)]
    told, unseen = (np.mean(part, axis=0) for part in zip(*splits, strict=True))
    trees = fitted(design.rows[design.usable], value, recipe=recipe)
    whole = np.asarray(trees.predict(design.rows[design.usable]))
    spells = _Spells.of(design, series, value - unseen)
    drawn = np.full((replicates, len(months)), np.nan)
    for turn in range(replicates):
        drawn[turn] = _told(design, whole + spells.drawn(rng), _folds(rng, series.size))[0]
        if progress is not None:
            progress((turn + 1) / replicates)
    explained = 1 - ((value - unseen) ** 2).sum() / ((value - value.mean()) ** 2).sum()
    return Normalised(_summed(series, months, told, drawn, coverage), drawn, float(explained))


def _design(
    rng: np.random.Generator, series: Series, usable: Places, draws: int, every: int, recipe: Recipe
) -> tuple[_Design, pl.Series]:
    time, weather = _columns(series)
    among = np.arange(0, usable.size, every)
    chosen = usable[among]
    drawn = _drawn(rng, time, usable, chosen, draws)
    ordinary = np.stack(
        [np.column_stack([time[chosen], weather[drawn[:, at]]]) for at in range(draws)], axis=0
    )
    month = series.local().dt.truncate("1mo").dt.date()
    clock = pl.date_range(month[0], month[-1], "1mo", eager=True).alias("month")
    index = np.searchsorted(clock.to_numpy(), month.to_numpy())
    rows = np.column_stack([time, weather])
    return _Design(rows, usable, among, chosen, ordinary, index, recipe), clock


def _columns(series: Series) -> tuple[Floats, Floats]:
    local = series.local()
    parts = (local.dt.ordinal_day(), local.dt.hour(), local.dt.weekday())
    days = np.arange(series.size) / 24.0
    time = np.column_stack([days, *(part.to_numpy().astype(float) for part in parts)])
    return time, np.column_stack(list(series.weather.values()))


def _drawn(rng: np.random.Generator, time: Floats, pool: Places, chosen: Places, draws: int) -> Places:
    """Draw hours of any year, of the same season and hour of the day; equal hours of years get the same."""
    drawn = np.zeros((chosen.size, draws), dtype=np.int64)
    day, hour = time[:, 1], time[:, 2]
    for season in np.unique(day[chosen]):
        apart = np.abs(day[pool] - season)
        near = pool[np.minimum(apart, 366 - apart) <= WINDOW]
        today = np.flatnonzero(day[chosen] == season)
        for clock in np.unique(hour[chosen[today]]):
            # One draw for all years: what it misses of ordinary weather is no change between them.
            same = rng.choice(near[hour[near] == clock], size=draws)
            drawn[today[hour[chosen[today]] == clock]] = same
    return drawn


def _averaged(trees: Booster, ordinary: Floats) -> Floats:
    draws, size, width = ordinary.shape
    told = np.asarray(trees.predict(ordinary.reshape(-1, width)), dtype=np.float64)
    return np.asarray(told.reshape(draws, size).mean(axis=0))


def _by_month(month: Places, values: Floats, number: int) -> Floats:
    counts = np.bincount(month, minlength=number)
    sums = np.bincount(month, weights=values, minlength=number)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _folds(rng: np.random.Generator, size: int) -> Places:
    """Give each fortnight to a part, at random: how they are parted is part of what may err."""
    number = -(-size // BLOCK)
    return np.repeat(rng.permutation(np.arange(number) % FOLDS), BLOCK)[:size]


def _told(design: _Design, value: Floats, fold_of: Places) -> tuple[Floats, Floats]:
    """Give months in ordinary weather, and hours as told by trees that had not seen their fortnight."""
    number = int(design.month.max()) + 1
    unseen, ordinary = np.zeros(value.size), np.zeros(design.chosen.size)
    own, picked = fold_of[design.usable], fold_of[design.chosen]
    for fold in range(FOLDS):
        rest, held = own != fold, own == fold
        trees = fitted(design.rows[design.usable[rest]], value[rest], recipe=design.recipe)
        unseen[held] = trees.predict(design.rows[design.usable[held]])
        ordinary[picked == fold] = _averaged(trees, design.ordinary[:, picked == fold])
    month = design.month[design.chosen]
    part = unseen[design.among] - ordinary
    share = _untold(month, part, (value - unseen)[design.among], number)
    missed = _by_month(design.month[design.usable], value - unseen, number)
    return _by_month(month, ordinary - share * part, number) + missed, unseen


def _untold(month: Places, part: Floats, missed: Floats, number: int) -> float:
    """Find what share of the weather's part the trees left untold: trees flatten all."""
    # Within months: between them a trend would be taken for weather.
    across = part - _by_month(month, part, number)[month]
    square = float((across**2).sum())
    return float((across * missed).sum()) / square if square else 0.0


@dataclass(frozen=True, slots=True)
class _Spells:
    """Errors by fortnight, and for each one those of its season that have any."""

    errors: Floats
    near: tuple[Places, ...]
    place: Places

    @classmethod
    def of(cls, design: _Design, series: Series, missed: Floats) -> _Spells:
        number = -(-series.size // BLOCK)
        errors = np.full(number * BLOCK, np.nan)
        errors[design.usable] = missed - missed.mean()
        table = errors.reshape(number, BLOCK)
        some = np.isfinite(table).any(axis=1)
        # An hour without an error bears its fortnight's mean: it weighs the same wherever it is put.
        mean = np.nansum(table, axis=1) / np.maximum(np.isfinite(table).sum(axis=1), 1)
        table = np.where(np.isfinite(table), table, mean[:, None])
        day = design.rows[np.minimum(np.arange(number) * BLOCK + BLOCK // 2, series.size - 1), 1]
        apart = np.abs(day[:, None] - day[None, :])
        alike = (np.minimum(apart, 366 - apart) <= ALIKE) & some
        return cls(table, tuple(np.flatnonzero(row if row.any() else some) for row in alike), design.usable)

    def drawn(self, rng: np.random.Generator) -> Floats:
        picked = np.array([rng.choice(near) for near in self.near])
        return np.asarray(self.errors[picked].ravel()[self.place])


def _summed(series: Series, clock: pl.Series, told: Floats, drawn: Floats, coverage: float) -> pl.DataFrame:
    month = series.local().dt.truncate("1mo").dt.date().alias("month")
    observed = pl.DataFrame({"month": month, "value": series.value}).filter(pl.col("value").is_not_nan())
    # In the order of the hours: sums of parts in any order differ in the last bit.
    means = observed.group_by("month", maintain_order=True).agg(
        observed=pl.col("value").mean(), hours=pl.len()
    )
    sides = [(1 - coverage) / 2, (1 + coverage) / 2]
    # Spread alone is taken from the drawn ones: trees as a truth have kinks of their own, the air has not.
    low, high = np.quantile(drawn - drawn.mean(axis=0), sides, axis=0, method="weibull")
    bounds = {"normalised": told, "low": told - high, "high": told - low}
    frame = pl.DataFrame({"month": clock} | bounds).with_columns(pl.col(pl.Float64).fill_nan(None))
    months = frame.join(means, on="month", how="left").sort("month")
    order = ["month", "normalised", "low", "high", "observed", "hours"]
    return months.select(order).with_columns(pl.col("hours").fill_null(0))
