"""Cells of a grid that are hot, how long they have been, and a warning of three levels."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Screening", "hot_cells"]


@dataclass(frozen=True, slots=True)
class Screening:
    """Parameters of the screening; none is from a standard: the defaults are ours, the user states others.

    Parameters
    ----------
    percentile
        A period is hot in a cell above this percentile of all cells in that period [%].
    limit
        And, where stated, only above this value [the item's unit].
    shares
        Least share of measured periods that are hot, for levels 3 (blue), 2 (yellow), 1 (red) [1].
    least_periods
        Fewest measured periods; below it the level cannot be told.
    """

    percentile: float = 90.0
    limit: float | None = None
    shares: tuple[float, float, float] = (0.25, 0.5, 0.75)
    least_periods: int = 10


def hot_cells(values: pl.DataFrame, *, choices: Screening | None = None) -> pl.DataFrame:
    """Screen cells by how often they are among the highest, and warn in three levels (1 is gravest).

    Parameters
    ----------
    values
        ``cell``, ``period``, ``value`` (null: missing), one row a cell and period.
    choices
        Parameters.

    Returns
    -------
    pl.DataFrame
        ``cell``, ``measured``, ``missing`` (periods), ``hot``, ``share``, ``longest`` (hot periods in a row;
        a missing period ends a row), ``mean``, ``level`` (1-3, 0: none, null: cannot be told), gravest first.

    Raises
    ------
    InputError
        When a cell and period stands twice, or the choices make no sense.

    Examples
    --------
    >>> periods = [1, 1, 2, 2, 3, 3, 4, 4]
    >>> values = pl.DataFrame({"cell": ["a", "b"] * 4, "period": periods, "value": [9.0, 1.0] * 4})
    >>> told = hot_cells(values, choices=Screening(percentile=50, least_periods=4))
    >>> told.select("cell", "share", "longest", "level").rows()
    [('a', 1.0, 4, 1), ('b', 0.0, 0, 0)]
    """
    chosen = choices or Screening()
    blue, yellow, red = chosen.shares
    if not 0 <= chosen.percentile < 100 or not 0 < blue <= yellow <= red <= 1:
        raise InputError(Problem("tracing.warning", {"got": f"{chosen.percentile}, {chosen.shares}"}))
    twice = values.filter(pl.struct("cell", "period").is_duplicated())
    if len(twice):
        cell, period = twice.select("cell", "period").row(0)
        raise InputError(Problem("tracing.cell_twice", {"cell": str(cell), "period": str(period)}))
    marked = _complete(values).with_columns(hot=_is_hot(chosen)).sort("cell", "period")
    stretch = (pl.col("hot").fill_null(value=False) == False).cum_sum().over("cell")  # noqa: E712
    runs = marked.with_columns(stretch=stretch).group_by("cell", "stretch").agg(pl.col("hot").sum())
    share = pl.col("hot") / pl.col("measured")
    level = (
        pl.when(pl.col("measured") < chosen.least_periods)
        .then(None)
        .when(share >= red)
        .then(1)
        .when(share >= yellow)
        .then(2)
        .when(share >= blue)
        .then(3)
        .otherwise(0)
    )
    return (
        marked.group_by("cell")
        .agg(
            measured=pl.col("value").count().cast(pl.Int64),
            missing=pl.col("value").null_count().cast(pl.Int64),
            hot=pl.col("hot").sum().cast(pl.Int64),
            mean=pl.col("value").mean(),
        )
        .join(runs.group_by("cell").agg(longest=pl.col("hot").max().cast(pl.Int64)), on="cell")
        .with_columns(share=pl.when(pl.col("measured") > 0).then(share), level=level.cast(pl.Int64))
        .select("cell", "measured", "missing", "hot", "share", "longest", "mean", "level")
        .sort(pl.col("level").replace(0, 4), -pl.col("share"), "cell", nulls_last=True)
    )


def _complete(values: pl.DataFrame) -> pl.DataFrame:
    """Give each cell every period: an absent row is a missing value, which ends a run."""
    values = values.with_columns(pl.col("value").cast(pl.Float64).fill_nan(None))
    grid = values.select("cell").unique().join(values.select("period").unique(), how="cross")
    return grid.join(values.select("cell", "period", "value"), on=["cell", "period"], how="left")


def _is_hot(chosen: Screening) -> pl.Expr:
    """Above the percentile of its period, and above the limit where there is one; null where missing."""
    border = pl.col("value").quantile(chosen.percentile / 100, "linear").over("period")
    hot = pl.col("value") > border
    return hot if chosen.limit is None else hot & (pl.col("value") > chosen.limit)
