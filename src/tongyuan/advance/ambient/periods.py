"""Months, quarters and years of places: means, percentiles, validity, limits (HJ 663, 4.3 and annex A)."""

from __future__ import annotations

from calendar import isleap, monthrange
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.advance.ambient.standards import ITEMS, Standard

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["MONTHS", "days_of", "judged", "period_days", "summed"]

#: Months of a period by its last letters: ``2024-02``, ``2024Q1``, ``2024``.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DIGITS = 12  # of the binary noise in a mean; far beyond what instruments tell


def summed(days: ir.Table, *, standard: Standard) -> ir.Table:
    """Sum up days to months, quarters and years.

    The percentile is the value at rank ``1 + (n - 1) p``, straight between its neighbours (annex A).

    Parameters
    ----------
    days
        ``place``, ``item``, ``day`` (number from 1970), ``value`` [ug/m3; CO mg/m3], ``valid``; what was
        deducted for dust is not valid, and bears ``dust``.
    standard
        The edition.

    Returns
    -------
    ir.Table
        ``place``, ``item``, ``year``, ``month`` (0: of the quarter or year), ``quarter`` (0: of the year or a
        month), ``mean`` and ``percentile`` [ug/m3; CO mg/m3], ``days`` (valid), ``dust`` (days deducted).
    """
    import ibis

    at = (days.day * 86400).as_timestamp("s")
    rows = days.mutate(year=at.year().cast("int64"), of=at.month().cast("int64"))
    of_month = rows.mutate(month=rows.of, quarter=ibis.literal(0).cast("int64"))
    third = ((rows.of + 2) / 3).floor().cast("int64")
    of_quarter = rows.mutate(month=ibis.literal(0).cast("int64"), quarter=third)
    zero = ibis.literal(0).cast("int64")
    of_year = rows.mutate(month=zero, quarter=zero)
    whole = ibis.union(of_month, of_quarter, of_year)
    shares = [(whole.item == item, standard.rule("percentile", item) / 100) for item in ITEMS]
    groups = [
        whole.filter(condition)
        .group_by("place", "item", "year", "quarter", "month")
        .agg(
            mean=lambda t: t.value.mean(where=t.valid),
            percentile=lambda t, share=share: t.value.quantile(share, where=t.valid),
            days=lambda t: t.value.count(where=t.valid),
            dust=lambda t: t.dust.ifelse(1, 0).sum(),
        )
        for condition, share in shares
    ]
    return ibis.union(*groups)


def days_of(year: int, *, quarter: int = 0, month: int = 0) -> int:
    """Count the days of a period.

    Parameters
    ----------
    year
        The year.
    quarter, month
        Of the year; 0 for the whole.

    Returns
    -------
    int
        Days.

    Examples
    --------
    >>> days_of(2024), days_of(2024, quarter=1), days_of(2023, month=2)
    (366, 91, 28)
    """
    if month:
        return monthrange(year, month)[1]
    if quarter:
        return sum(monthrange(year, one)[1] for one in range(quarter * 3 - 2, quarter * 3 + 1))
    return 366 if isleap(year) else 365


def period_days(rows: pl.DataFrame) -> pl.Series:
    """Count the days of each row's period.

    Parameters
    ----------
    rows
        ``year``, ``quarter``, ``month``.

    Returns
    -------
    pl.Series
        Days.
    """
    told = rows.select("year", "quarter", "month").iter_rows()
    counted = [days_of(year, quarter=quarter, month=month) for year, quarter, month in told]
    return pl.Series("expected", counted, dtype=pl.Int64)


def judged(sums: pl.DataFrame, *, standard: Standard) -> pl.DataFrame:
    """Tell which sums are valid, and how they stand to the limits.

    A year needs enough days as a whole and in each of its months. A period that is not valid is not judged,
    neither for nor against; days deducted for dust were measured, and count as such.

    Parameters
    ----------
    sums
        What :func:`summed` gave.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        The same with ``expected`` days, ``valid``, ``limit`` and ``percentile_limit`` (null where none),
        ``complies`` (null: cannot be told).
    """
    rows = sums.with_columns(period_days(sums))
    measured = pl.col("days") + pl.col("dust")
    least = pl.Series("least", [_least(row, standard) for row in rows.iter_rows(named=True)])
    rows = rows.with_columns(enough=measured >= least)
    months = rows.filter(pl.col("month") > 0).group_by("place", "item", "year")
    whole = months.agg(months_enough=pl.col("enough").sum() == MONTHS["year"])
    rows = rows.join(whole, on=["place", "item", "year"], how="left", maintain_order="left")
    of_year = (pl.col("month") == 0) & (pl.col("quarter") == 0)
    valid = pl.col("enough") & (~of_year | pl.col("months_enough").fill_null(False))
    limited = _limits(standard)
    rows = rows.with_columns(valid=valid).join(limited, on="item", how="left", maintain_order="left")
    means = pl.col("limit").is_null() | (_as_told("mean", standard) <= pl.col("limit"))
    tops = _as_told("percentile", standard) <= pl.col("percentile_limit")
    # A month or a quarter has no limit of its own: only years are judged.
    complies = pl.when(pl.col("valid") & of_year).then(means & tops)
    return rows.with_columns(complies=complies).drop("enough", "months_enough")


def _as_told(name: str, standard: Standard) -> pl.Expr:
    """Round a statistic as it is told: limits are compared with what is published."""
    rounded = pl.lit(None, pl.Float64)
    for item in ITEMS:
        digits = int(standard.rule("decimals", item))
        one = pl.col(name).round(DIGITS).round(digits, mode="half_to_even")
        rounded = pl.when(pl.col("item") == item).then(one).otherwise(rounded)
    return rounded


def _least(row: dict[str, object], standard: Standard) -> float:
    if row["month"]:
        rule = "days_a_february" if row["month"] == 2 else "days_a_month"
        return standard.rule(rule)
    if row["quarter"]:
        return standard.rule("days_a_quarter") * float(str(row["expected"]))
    return standard.rule("days_a_year")


def _limits(standard: Standard) -> pl.DataFrame:
    """Give of each item the limit of its yearly mean and that of its percentile."""
    rows = [
        {
            "item": item,
            "limit": standard.limit(item, "annual"),
            "percentile_limit": standard.limit(item, "8h" if item == "o3" else "24h"),
        }
        for item in ITEMS
    ]
    schema = {"item": pl.String(), "limit": pl.Float64(), "percentile_limit": pl.Float64()}
    return pl.DataFrame(rows, schema=schema)
