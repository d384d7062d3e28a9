"""Greenhouse gases above background: hour beside hour, never mean beside mean of other hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tongyuan.vocabulary.periods import CIVIL_ZONE

__all__ = ["Excess", "daily_excess", "excess"]

#: Days below which no interval is told.
LEAST_DAYS = 10
BLOCK = 5  # days drawn together: one day's air is like the next day's
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Excess:
    """Mean of a station above its background, with its interval.

    Parameters
    ----------
    pairs
        Hours in which both have a value.
    days
        Civil days that have such an hour.
    mean
        Mean of the daily means of the difference [unit of the item]; None without a pair.
    low, high
        Its 90 % interval; None below ten days.
    """

    pairs: int
    days: int
    mean: float | None
    low: float | None
    high: float | None


def daily_excess(own: pl.DataFrame, background: pl.DataFrame) -> pl.DataFrame:
    """Subtract a background from a station, hour by hour, and average by civil day.

    Parameters
    ----------
    own, background
        ``ended_at``, ``value`` of hours; an hour that either lacks is left out.

    Returns
    -------
    pl.DataFrame
        ``day``, ``pairs`` [h], ``own``, ``background``, ``excess`` [unit of the item].

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = [datetime(2024, 6, 1, hour, tzinfo=timezone.utc) for hour in (1, 2)]
    >>> town = pl.DataFrame({"ended_at": at, "value": [440.0, 450.0]})
    >>> hill = pl.DataFrame({"ended_at": at, "value": [420.0, None]})
    >>> daily_excess(town, hill).select("pairs", "excess").rows()
    [(1, 20.0)]
    """
    beside = background.select("ended_at", background="value")
    pairs = own.select("ended_at", own="value").join(beside, on="ended_at").drop_nulls()
    day = (pl.col("ended_at") - pl.duration(microseconds=1)).dt.convert_time_zone(CIVIL_ZONE.key).dt.date()
    return (
        pairs.group_by(day=day)
        .agg(pairs=pl.len().cast(pl.Int64), own=pl.col("own").mean(), background=pl.col("background").mean())
        .with_columns(excess=pl.col("own") - pl.col("background"))
        .sort("day")
    )


def excess(days: pl.DataFrame, *, seed: int = 1) -> Excess:
    """Average the days' excess, with an interval by drawing blocks of days.

    Parameters
    ----------
    days
        What :func:`daily_excess` gave.
    seed
        Of the draws.

    Returns
    -------
    Excess
        Mean and 90 % interval.

    Notes
    -----
    Circular blocks of five days (Politis and Romano 1992, Exploring the limits of bootstrap) of the days that
    have a pair. The interval holds what days vary, not an error of either station's scale.

    Examples
    --------
    >>> from datetime import date
    >>> told = {"day": [date(2024, 6, 1)], "pairs": [24], "excess": [20.0]}
    >>> excess(pl.DataFrame(told)).mean
    20.0
    """
    values = days["excess"].to_numpy()
    if values.size == 0:
        return Excess(0, 0, None, None, None)
    pairs, mean = int(days["pairs"].sum()), float(values.mean())
    if values.size < LEAST_DAYS:
        return Excess(pairs, int(values.size), mean, None, None)
    rng = np.random.default_rng(seed)
    blocks = -(-values.size // BLOCK)
    starts = rng.integers(0, values.size, size=(DRAWS, blocks))
    drawn = values[(starts[:, :, None] + np.arange(BLOCK)) % values.size].reshape(DRAWS, -1)[:, : values.size]
    low, high = np.quantile(drawn.mean(axis=1), [0.05, 0.95])
    return Excess(pairs, int(values.size), mean, float(low), float(high))
