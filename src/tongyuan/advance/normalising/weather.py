"""What the air would have been in ordinary weather: trees learn its part, resampling averages it out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.advance.boosting import Recipe, fitted
from tongyuan.advance.forecast.series import Series
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Normalised", "normalised"]

Floats = npt.NDArray[np.float64]
LEAST = 365 * 24  # known hours: less than a year of weather cannot tell what is ordinary
WINDOW = 15  # days of the year on either side from which weather is drawn
BLOCK = 7 * 24  # hours that are drawn together: spells of weather stay whole


@dataclass(frozen=True, slots=True)
class Normalised:
    """A series by month as measured and in ordinary weather.

    Parameters
    ----------
    months
        ``month``, ``observed``, ``normalised``, ``low``, ``high`` [unit of the item], ``hours`` known [h].
    replicates
        Normalised months of each bootstrap, replicates x months; NaN for months without hours.
    explained
        Share of the variance of hours left out that the trees tell [1]; below zero they tell nothing.
    """

    months: pl.DataFrame
    replicates: Floats
    explained: float


def normalised(
    series: Series,
    *,
    recipe: Recipe,
    draws: int = 40,
    replicates: int = 20,
    every: int = 5,
    coverage: float = 0.9,
) -> Normalised:
    """Average over the weather of other years of the same season and hour, with intervals by blocks of weeks.

    Parameters
    ----------
    series
        Hours with weather beside.
    recipe
        How trees are grown; its seed draws weather and blocks too.
    draws
        Weathers drawn for an hour [1].
    replicates
        How often weeks are drawn anew and trees grown anew [1].
    every
        Every how many hours one is normalised [h]; prime to 24, so that all hours of the day come.
    coverage
        Share that the intervals are to hold [0-1].

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
    Intervals tell what drawing weeks anew does; they do not tell of weather that was not measured.
    """
    usable = np.isfinite(series.value) & np.any([np.isfinite(one) for one in series.weather.values()], axis=0)
    if not series.weather or usable.sum() < LEAST:
        raise InputError(Problem("forecast.too_short", {"got": int(usable.sum()), "least": LEAST}))
    rng = np.random.default_rng(recipe.seed)
    time, weather = _columns(series)
    chosen = np.flatnonzero(usable)[::every]
    drawn = _drawn(rng, time, np.flatnonzero(usable), chosen, draws)
    month = series.local().dt.truncate("1mo").dt.date()
    groups, index = np.unique(month.to_numpy()[chosen], return_inverse=True)
    told = []
    for turn in range(replicates + 1):
        rows = np.flatnonzero(usable) if turn == 0 else _blocks(rng, usable)
        trees = fitted(np.column_stack([time, weather])[rows], series.value[rows], recipe=recipe)
        ordinary = np.zeros(chosen.size)
        for at in range(draws):
            ordinary += np.asarray(trees.predict(np.column_stack([time[chosen], weather[drawn[:, at]]])))
        told.append(np.bincount(index, weights=ordinary / draws) / np.bincount(index))
    return _summed(series, month, groups, np.array(told), coverage, _explained(time, weather, series, recipe))


def _columns(series: Series) -> tuple[Floats, Floats]:
    local = series.local()
    parts = (local.dt.ordinal_day(), local.dt.hour(), local.dt.weekday())
    days = np.arange(series.size) / 24.0
    time = np.column_stack([days, *(part.to_numpy().astype(float) for part in parts)])
    return time, np.column_stack(list(series.weather.values()))


def _drawn(
    rng: np.random.Generator,
    time: Floats,
    pool: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
    draws: int,
) -> npt.NDArray[np.int64]:
    """Draw for each hour hours of any year, of the same season and the same hour of the day."""
    drawn = np.zeros((chosen.size, draws), dtype=np.int64)
    day, hour = time[:, 1], time[:, 2]
    for season in np.unique(day[chosen]):
        apart = np.abs(day[pool] - season)
        near = pool[np.minimum(apart, 366 - apart) <= WINDOW]
        for at in np.flatnonzero(day[chosen] == season):
            same = near[hour[near] == hour[chosen[at]]]
            drawn[at] = rng.choice(same, size=draws)
    return drawn


def _blocks(rng: np.random.Generator, usable: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Draw weeks with repetition, in their order, so that equal seeds grow equal trees."""
    week = np.arange(usable.size) // BLOCK
    number = int(week[-1]) + 1
    picked = np.sort(rng.integers(number, size=number))
    places = np.arange(BLOCK)
    rows = (picked[:, None] * BLOCK + places).ravel()
    rows = rows[rows < usable.size]
    return np.asarray(rows[usable[rows]])


def _explained(time: Floats, weather: Floats, series: Series, recipe: Recipe) -> float:
    """Try the trees on every fifth fortnight, left out of the growing."""
    fortnight = np.arange(series.size) // (2 * BLOCK)
    known, held = np.isfinite(series.value), fortnight % 5 == 4
    rows = np.column_stack([time, weather])
    trees = fitted(rows[known & ~held], series.value[known & ~held], recipe=recipe)
    truth = series.value[known & held]
    away = truth - np.asarray(trees.predict(rows[known & held]))
    return float(1 - (away**2).sum() / ((truth - truth.mean()) ** 2).sum())


def _summed(
    series: Series, month: pl.Series, groups: Floats, told: Floats, coverage: float, explained: float
) -> Normalised:
    observed = pl.DataFrame({"month": month, "value": series.value}).filter(pl.col("value").is_not_nan())
    # In the order of the hours: sums of parts in any order differ in the last bit.
    means = observed.group_by("month", maintain_order=True).agg(
        observed=pl.col("value").mean(), hours=pl.len()
    )
    tails = np.quantile(told[1:], [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)
    # An interval lies about its central value: bootstrap tells the spread, the whole series the place.
    centre = told[0] - told[1:].mean(axis=0)
    frame = pl.DataFrame(
        {"month": groups, "normalised": told[0], "low": tails[0] + centre, "high": tails[1] + centre},
        schema_overrides={"month": pl.Date},
    )
    ordered = month.sort()
    clock = pl.date_range(ordered[0], ordered[-1], "1mo", eager=True)
    months = pl.DataFrame({"month": clock})
    whole = months.join(frame, on="month", how="left").join(means, on="month", how="left").sort("month")
    replicates = np.full((told.shape[0] - 1, whole.height), np.nan)
    replicates[:, whole["normalised"].is_not_null().to_numpy()] = told[1:] + centre
    return Normalised(whole.with_columns(pl.col("hours").fill_null(0)), replicates, explained)
