"""Outliers of series and intensities, judged robustly: one odd value does not hide itself or another."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import polars as pl

__all__ = ["FEWEST", "LIMIT", "intensity_outliers", "step_outliers"]

LIMIT = 3.5
SMALLEST = log(1.1)
SHORT = log(2.0)
FEWEST = 4
TO_SIGMA = 0.6745
COLUMNS = ("reason", "value", "beside", "ratio", "score")


def step_outliers(series: pl.DataFrame, *, by: Sequence[str], value: str) -> pl.DataFrame:
    """Find years in which a series steps further than it usually does.

    A step is the logarithm of the ratio to the year before that is known. Its score is 0.6745 times its
    distance from the median step over the median of these distances; more than 3.5, and more than 10 % away
    from the median step, is an outlier. With fewer than four steps, doubling or halving is one. A change of
    sign always is.

    Parameters
    ----------
    series
        ``year``, the columns of ``by`` and ``value`` (any unit); nulls are passed over.
    by
        Columns that name a series.
    value
        Column of values.

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, ``year``, ``reason`` (``step``, ``short_series``, ``sign``), ``value``,
        ``beside`` (the year before), ``ratio`` [1] and ``score`` [1], null where there is no scale.

    Notes
    -----
    Source: the modified score of Iglewicz and Hoaglin (1993), with their limit of 3.5.

    Examples
    --------
    >>> years = {"year": list(range(2015, 2021)), "x": [100.0, 102.0, 104.0, 250.0, 108.0, 110.0]}
    >>> odd = step_outliers(pl.DataFrame(years).with_columns(s=pl.lit("a")), by=["s"], value="x")
    >>> odd.select("year", "reason").rows()
    [(2018, 'step'), (2019, 'step')]
    """
    known = series.select(*by, "year", pl.col(value).cast(pl.Float64).alias("value")).drop_nulls("value")
    before = known.sort(*by, "year").with_columns(pl.col("value").shift(1).over(by).alias("beside"))
    ratio = pl.when(pl.col("beside") != 0).then(pl.col("value") / pl.col("beside"))
    steps = (
        before.drop_nulls("beside")
        .with_columns(ratio=ratio)
        .with_columns(pl.when(pl.col("ratio") > 0).then(pl.col("ratio").log()).alias("step"))
    )
    scored = _scored(steps, by=by, step="step")
    short = pl.col("known") < FEWEST
    reason = (
        pl.when(pl.col("step").is_null())
        .then(pl.lit("sign"))
        .when(short & (pl.col("step").abs() >= SHORT))
        .then(pl.lit("short_series"))
        .when(~short & _is_far())
        .then(pl.lit("step"))
    )
    told = scored.with_columns(reason=reason).drop_nulls("reason")
    return told.filter((pl.col("value") != 0) | (pl.col("beside") != 0)).select(*by, "year", *COLUMNS)


def intensity_outliers(figures: pl.DataFrame, *, by: Sequence[str], among: Sequence[str]) -> pl.DataFrame:
    """Find figures whose emission per unit of activity is far from that of their peers.

    Parameters
    ----------
    figures
        ``mass_t`` [t] and ``quantity`` (activity, one unit a group), the columns of ``by`` and ``among``.
    by
        What makes peers, as source, fuel and species.
    among
        What tells a figure from its peers, as region, year and sector.

    Returns
    -------
    pl.DataFrame
        The columns of ``by`` and ``among``, ``reason`` (``intensity``), ``value`` (its emission per unit),
        ``beside`` (the median of all), ``ratio`` and ``score`` [1].

    Notes
    -----
    Source: as for `step_outliers`; at least five peers.

    Examples
    --------
    >>> rows = {"region": list("abcdef"), "mass_t": [1.0, 1.01, 0.99, 1.02, 1.0, 9.0], "quantity": [1.0] * 6}
    >>> odd = intensity_outliers(pl.DataFrame(rows).with_columns(s=pl.lit("x")), by=["s"], among=["region"])
    >>> odd.select("region", "reason").rows()
    [('f', 'intensity')]
    """
    positive = figures.filter(pl.col("quantity") != 0, pl.col("mass_t") / pl.col("quantity") > 0)
    rates = positive.with_columns(value=pl.col("mass_t") / pl.col("quantity"))
    medians = rates.with_columns(beside=pl.col("value").median().over(by))
    steps = medians.with_columns(ratio=pl.col("value") / pl.col("beside")).with_columns(
        pl.col("ratio").log().alias("step")
    )
    scored = _scored(steps, by=by, step="step")
    odd = scored.filter(pl.col("known") > FEWEST, _is_far())
    return odd.with_columns(reason=pl.lit("intensity")).select(*by, *among, *COLUMNS)


def _scored(steps: pl.DataFrame, *, by: Sequence[str], step: str) -> pl.DataFrame:
    """Score each step by its distance from the median of its group; without any scatter there is no score."""
    away = (pl.col(step) - pl.col(step).median().over(by)).alias("away")
    with_scale = steps.with_columns(away, pl.col(step).count().over(by).alias("known")).with_columns(
        pl.col("away").abs().median().over(by).alias("scale")
    )
    score = pl.when(pl.col("scale") > 0).then(TO_SIGMA * pl.col("away") / pl.col("scale"))
    return with_scale.with_columns(score=score)


def _is_far() -> pl.Expr:
    """Tell whether a step is far from the median: by its score, or at all where the others do not scatter."""
    beyond = (pl.col("score").abs() > LIMIT).fill_null(value=True)
    return beyond & (pl.col("away").abs() > SMALLEST)
