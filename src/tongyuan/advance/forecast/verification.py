"""Rolling origin: forecasts as they would have been made, and their errors beside simple ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
import polars as pl

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.features import LONGEST
from tongyuan.advance.forecast.model import pairs_of, trained
from tongyuan.advance.forecast.series import Series

__all__ = ["rolled", "skill"]

LEADS = (1, 3, 6, 12, 24, 36, 48, 60, 72)


def rolled(
    series: Series,
    *,
    refits: Sequence[datetime],
    until: datetime,
    recipe: Recipe,
    step: int = 6,
    leads: Sequence[int] = LEADS,
    coverage: float = 0.9,
    future: bool = False,
) -> pl.DataFrame:
    """Learn anew at each date from what was known then, forecast until the next, and set the truth beside.

    Parameters
    ----------
    series
        Hours of a place.
    refits
        Dates at which it is learned anew, rising; the first is the first origin.
    until
        No origin after it.
    recipe
        How trees are grown.
    step
        Hours between origins.
    leads
        Hours ahead, 1 to 72.
    coverage
        Share of values that the interval is to hold [0-1].
    future
        Measured weather of the hour to come is looked at: a hindcast in perfect weather.

    Returns
    -------
    pl.DataFrame
        Columns of ``pairs_of`` and ``observed``; only hours whose value became known.
    """
    edges = [series.at(instant) for instant in (*refits, until)]
    parts = []
    for begin, end in pairwise(edges):
        # What ended at the origin is known at the origin, what ends later is not.
        model = trained(series, until=begin + 1, recipe=recipe, coverage=coverage, future=future)
        first = np.arange(begin, min(end, series.size - LONGEST), step)
        origin, lead = (part.ravel() for part in np.meshgrid(first, np.array(leads), indexing="ij"))
        told = pairs_of(model, series, origin=origin, lead=lead)
        parts.append(told.with_columns(observed=pl.Series(series.value[origin + lead])))
    return pl.concat(parts).filter(pl.col("observed").is_not_nan())


def skill(pairs: pl.DataFrame) -> pl.DataFrame:
    """Sum errors by lead, on the pairs that every forecast could tell.

    Parameters
    ----------
    pairs
        ``lead``, ``value``, ``low``, ``high``, ``persistence``, ``climatology``, ``observed``.

    Returns
    -------
    pl.DataFrame
        By lead: number of pairs, RMSE and MAE of each forecast [unit of the item], ratios to persistence
        and climatology [1], skill against persistence (1 - ratio of squared errors) [1], coverage [0-1], mean
        width of the interval.

    Examples
    --------
    >>> held = {"lead": [1, 1], "value": [9.0, 11.0], "low": [8.0, 8.0], "high": [9.5, 12.0]}
    >>> held |= {"persistence": [8.0, 12.0], "climatology": [10.0, 15.0], "observed": [10.0, 10.0]}
    >>> row = skill(pl.DataFrame(held)).row(0, named=True)
    >>> row["rmse"], row["rmse_persistence"], row["rmse_ratio"], row["skill"], row["coverage"]
    (1.0, 2.0, 0.5, 0.75, 0.5)
    """
    names = ["value", "persistence", "climatology"]
    common = pairs.drop_nulls([*names, "observed"])
    suffix = {"value": "", "persistence": "_persistence", "climatology": "_climatology"}
    away = {name: pl.col(name) - pl.col("observed") for name in names}
    inside = pl.col("observed").is_between(pl.col("low"), pl.col("high"))
    summed = common.group_by("lead", maintain_order=True).agg(
        pl.len().alias("pairs"),
        *((away[name] ** 2).mean().sqrt().alias(f"rmse{suffix[name]}") for name in names),
        *(away[name].abs().mean().alias(f"mae{suffix[name]}") for name in names),
        away["value"].mean().alias("bias"),
        inside.mean().alias("coverage"),
        (pl.col("high") - pl.col("low")).mean().alias("width"),
    )
    ratios = [
        (pl.col(error) / pl.col(f"{error}_{other}")).alias(name)
        for error in ("rmse", "mae")
        for other, name in (
            ("persistence", f"{error}_ratio"),
            ("climatology", f"{error}_ratio_climatology"),
        )
    ]
    return summed.with_columns(ratios).with_columns(skill=1 - pl.col("rmse_ratio") ** 2).sort("lead")
