"""Trends by the rank correlation with time (HJ 663-2013, annex B): rising, falling, or none."""

from __future__ import annotations

import polars as pl

__all__ = ["LEAST_PERIODS", "critical_value", "rank_trends"]

#: Fewer values tell no trend.
LEAST_PERIODS = 5


def critical_value(periods: int, *, table: pl.DataFrame) -> float | None:
    """Give the correlation that a trend must reach.

    Parameters
    ----------
    periods
        How many values there are.
    table
        Rows of ``trend_critical_values``.

    Returns
    -------
    float or None
        That of the nearest smaller number in the table, which asks no less; None below the least.

    Examples
    --------
    >>> from tongyuan import reference
    >>> table = reference.trend_critical_values()
    >>> [critical_value(periods, table=table) for periods in (4, 5, 11)]
    [None, 0.9, 0.564]
    """
    reached = table.filter(pl.col("periods") <= periods).sort("periods")
    return float(reached["critical"][-1]) if reached.height else None


def rank_trends(values: pl.DataFrame, *, by: list[str], table: pl.DataFrame) -> pl.DataFrame:
    """Tell the trend of each series.

    Equal values share their mean rank; the coefficient is that of the ranks, which without ties is
    ``1 - 6 sum(d^2) / (n^3 - n)``. A series that rests has none.

    Parameters
    ----------
    values
        ``by``, ``period`` (a whole number, as a year) and ``value``; what lacks or has no value is left out.
    by
        Columns that name a series.
    table
        Rows of ``trend_critical_values``.

    Returns
    -------
    pl.DataFrame
        ``by``, ``periods``, ``first``, ``last``, ``lacking`` (periods between them without a value),
        ``correlation``, ``critical``, ``trend``: ``rising``, ``falling``, ``none``; null below five periods.

    Examples
    --------
    >>> from tongyuan import reference
    >>> series = pl.DataFrame({"at": ["A"] * 5, "period": [1, 2, 3, 4, 5], "value": [9.0, 8, 6, 7, 5]})
    >>> found = rank_trends(series, by=["at"], table=reference.trend_critical_values())
    >>> found.select("correlation", "trend").row(0)
    (-0.9, 'falling')
    """
    there = values.filter(pl.col("value").is_not_null())
    ranks = there.with_columns(
        time_rank=pl.col("period").rank().over(by), value_rank=pl.col("value").rank("average").over(by)
    )
    found = ranks.group_by(by, maintain_order=True).agg(
        periods=pl.len().cast(pl.Int64),
        first=pl.col("period").min(),
        last=pl.col("period").max(),
        correlation=pl.corr("time_rank", "value_rank").round(6),
    )
    told = found.with_columns(
        correlation=pl.when(pl.col("periods") >= LEAST_PERIODS).then(pl.col("correlation").fill_nan(None)),
        lacking=pl.col("last") - pl.col("first") + 1 - pl.col("periods"),
        critical=pl.Series([critical_value(one, table=table) for one in found["periods"]], dtype=pl.Float64),
    )
    enough = pl.col("periods") >= LEAST_PERIODS
    strong = pl.col("correlation").abs() >= pl.col("critical")
    way = pl.when(pl.col("correlation") > 0).then(pl.lit("rising")).otherwise(pl.lit("falling"))
    return told.with_columns(trend=pl.when(enough).then(pl.when(strong).then(way).otherwise(pl.lit("none"))))
