"""The uncertainty table of IPCC approach 1: level and trend, column by column as the guidelines print it."""

from __future__ import annotations

from math import sqrt

import polars as pl

__all__ = ["COLUMNS", "uncertainty_summary", "uncertainty_table"]

COLUMNS = {
    "base_t": "C",
    "year_t": "D",
    "activity_percent": "E",
    "factor_percent": "F",
    "combined_percent": "G",
    "variance_share": "H",
    "sensitivity_a": "I",
    "sensitivity_b": "J",
    "trend_by_factor": "K",
    "trend_by_activity": "L",
    "trend_variance": "M",
}
"""Letters of the columns in the printed table."""


def uncertainty_table(categories: pl.DataFrame) -> pl.DataFrame:
    """Fill in the table of approach 1.

    Factors are taken as the same in both years (fully correlated), activity as independent: the default of
    the guidelines. What a category does not state is left out of the sums; the summary counts it. A category
    without a figure in one of the years is in no trend.

    Parameters
    ----------
    categories
        One row a category and gas: ``base_t`` and ``year_t`` [t CO2e], ``activity_percent`` and
        ``factor_percent`` [%]; null where unknown.

    Returns
    -------
    pl.DataFrame
        The rows with the columns of ``COLUMNS``: percent, except ``sensitivity_b`` [1], ``variance_share``
        and ``trend_variance`` [%^2].

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 3, section 3.2.3.1, table 3.2, columns C to M.

    Examples
    --------
    One category from 100 to 110, activity 5 %, factor 10 %: the factor drops out of the trend, which moves
    by 1.1 x 5 x sqrt(2) = 7.78 %.

    >>> row = {"base_t": [100.0], "year_t": [110.0], "activity_percent": [5.0], "factor_percent": [10.0]}
    >>> table = uncertainty_table(pl.DataFrame(row))
    >>> table.select(pl.col("variance_share", "trend_by_factor", "trend_by_activity").round(2)).row(0)
    (125.0, 0.0, 7.78)
    """
    base, year = pl.col("base_t"), pl.col("year_t")
    activity, factor = pl.col("activity_percent"), pl.col("factor_percent")
    stated = activity.is_not_null() | factor.is_not_null()
    combined = (activity.fill_null(0.0) ** 2 + factor.fill_null(0.0) ** 2).sqrt()
    both = base.is_not_null() & year.is_not_null()
    before, after = (
        pl.when(both & (base.filter(both).sum() != 0)).then(end.filter(both).sum()) for end in (base, year)
    )
    more = (0.01 * year + after - (0.01 * base + before)) / (0.01 * base + before) * 100
    trend = (after - before) / before * 100
    with_level = categories.with_columns(
        pl.when(stated).then(combined).alias("combined_percent")
    ).with_columns(
        ((pl.col("combined_percent") * year / year.sum()) ** 2).alias("variance_share"),
        (more - trend).abs().alias("sensitivity_a"),
        (year / before).abs().alias("sensitivity_b"),
    )
    with_trend = with_level.with_columns(
        (pl.col("sensitivity_a") * factor).alias("trend_by_factor"),
        (pl.col("sensitivity_b") * activity * sqrt(2)).alias("trend_by_activity"),
    )
    known = pl.col("trend_by_factor").is_not_null() | pl.col("trend_by_activity").is_not_null()
    squares = pl.col("trend_by_factor", "trend_by_activity").fill_null(0.0) ** 2
    return with_trend.with_columns(pl.when(known).then(pl.sum_horizontal(squares)).alias("trend_variance"))


def uncertainty_summary(table: pl.DataFrame) -> dict[str, float | int | None]:
    """Sum up the table: the uncertainty of the total and of its trend.

    Parameters
    ----------
    table
        What `uncertainty_table` gives.

    Returns
    -------
    dict
        ``base_t``, ``year_t`` [t CO2e], ``level_percent``, ``trend_percent`` (of the base year) [%],
        ``change_percent`` of the categories known in both years [%]; ``in_one_year``, how many are not;
        ``unstated``, categories without any range, and ``unstated_share`` of the year's size [1].

    Examples
    --------
    >>> row = {"base_t": [100.0], "year_t": [110.0], "activity_percent": [5.0], "factor_percent": [10.0]}
    >>> told = uncertainty_summary(uncertainty_table(pl.DataFrame(row)))
    >>> round(told["level_percent"], 2), round(told["trend_percent"], 2)
    (11.18, 7.78)
    """
    lacking = table.filter(pl.col("combined_percent").is_null())
    size = float(table["year_t"].abs().sum())
    both = table.drop_nulls(["base_t", "year_t"])
    base, year = float(both["base_t"].sum()), float(both["year_t"].sum())
    return {
        "base_t": float(table["base_t"].sum()) if table["base_t"].count() else None,
        "year_t": float(table["year_t"].sum()),
        "level_percent": _root(table["variance_share"]),
        "trend_percent": _root(table["trend_variance"]),
        "change_percent": (year - base) / base * 100 if base else None,
        "in_one_year": table.height - both.height,
        "unstated": lacking.height,
        "unstated_share": float(lacking["year_t"].abs().sum()) / size if size else None,
    }


def _root(squares: pl.Series) -> float | None:
    return sqrt(float(squares.sum())) if squares.count() else None
