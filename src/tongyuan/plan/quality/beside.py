"""Statistics beside enterprise reports: what both say of an activity, and what reports leave over."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

__all__ = ["VERDICTS", "beside"]

VERDICTS = ("consistent", "reports_exceed", "reports_alone", "statistics_alone", "unit_differs")
NOISE = 1e-9


def beside(
    statistics: pl.DataFrame,
    *,
    reports: pl.DataFrame,
    by: Sequence[str] = ("region", "year", "sector", "fuel"),
    tolerance: float = 0.05,
) -> pl.DataFrame:
    """Set the sum of enterprise reports beside the statistics of the same activity.

    Enterprises above a size report; statistics cover all. So the reports may be less than the statistics,
    and not more: what exceeds them by more than the tolerance is an error in one of the two.

    Parameters
    ----------
    statistics
        The columns of ``by``, ``quantity`` and ``unit``.
    reports
        The same with ``enterprise``, one row a report.
    by
        What makes an activity.
    tolerance
        By what share the reports may exceed the statistics [1].

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, ``unit``, ``statistics`` and ``reports`` (in ``unit``), ``enterprises`` (how
        many), ``left`` (statistics less reports), ``covered`` (share reported) [1] and ``verdict``.

    Examples
    --------
    >>> place = {"region": "990000", "year": 2020, "sector": "steel", "fuel": "coke", "unit": "t"}
    >>> whole = pl.DataFrame([place | {"quantity": 100.0}])
    >>> works = pl.DataFrame([place | {"enterprise": name, "quantity": 60.0} for name in "ab"])
    >>> beside(whole, reports=works).select("left", "covered", "verdict").row(0)
    (-20.0, 1.2, 'reports_exceed')
    """
    summed = _summed(reports, by, "reports").with_columns(
        enterprises=reports.group_by(by, maintain_order=True)
        .agg(pl.col("enterprise").n_unique().cast(pl.Int64))
        .get_column("enterprise")
    )
    both = _summed(statistics, by, "statistics").join(
        summed, on=list(by), how="full", coalesce=True, suffix="_told", maintain_order="left_right"
    )
    known = pl.col("statistics").is_not_null() & pl.col("reports").is_not_null()
    apart = known & (pl.col("unit") == pl.col("unit_told")).not_().fill_null(value=True)
    left = pl.when(~apart).then(pl.col("statistics") - pl.col("reports"))
    share = pl.when(~apart & (pl.col("statistics") > 0)).then(pl.col("reports") / pl.col("statistics"))
    return both.select(
        *by,
        pl.coalesce("unit", "unit_told").alias("unit"),
        "statistics",
        "reports",
        pl.col("enterprises").fill_null(0),
        left.alias("left"),
        share.alias("covered"),
        _verdict(apart, tolerance).alias("verdict"),
    )


def _summed(rows: pl.DataFrame, by: Sequence[str], name: str) -> pl.DataFrame:
    """Sum quantities of one activity; where units differ among its rows no unit stands."""
    known = pl.col("quantity").count() > 0
    return rows.group_by(by, maintain_order=True).agg(
        pl.when(known).then(pl.col("quantity").sum()).alias(name),
        pl.when(pl.col("unit").n_unique() == 1).then(pl.col("unit").first()).alias("unit"),
    )


def _verdict(apart: pl.Expr, tolerance: float) -> pl.Expr:
    most = pl.col("statistics") * (1 + tolerance) + NOISE
    return (
        pl.when(pl.col("statistics").is_null())
        .then(pl.lit("reports_alone"))
        .when(pl.col("reports").is_null())
        .then(pl.lit("statistics_alone"))
        .when(apart)
        .then(pl.lit("unit_differs"))
        .when(pl.col("reports") > most)
        .then(pl.lit("reports_exceed"))
        .otherwise(pl.lit("consistent"))
    )
