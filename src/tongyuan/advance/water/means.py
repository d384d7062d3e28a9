"""From samples, hours or days to means of months and years, with how much each rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from tongyuan.vocabulary.periods import CIVIL_ZONE

__all__ = ["BELOW", "monthly_means", "yearly_means"]

#: Mark of a value below detection; the value beside it is the limit of detection.
BELOW = "L"
#: Means are compared after this many decimals, so that three times 0.2 is no more than 0.2.
DECIMALS = 10


def monthly_means(
    observed: pl.DataFrame,
    *,
    averaging: str,
    rules: Mapping[str, float],
    void: Collection[str] = (),
) -> pl.DataFrame:
    """Average the values of each section, item and civil month.

    Parameters
    ----------
    observed
        Rows of ``Observation``.
    averaging
        ``sample``, ``hour`` or ``day``: one of them makes the means, they are not mixed.
    rules
        Of which ``detection_share`` [1] and ``least_day_share`` [1] are used.
    void
        Marks of values that do not count.

    Returns
    -------
    pl.DataFrame
        ``station``, ``item``, ``year``, ``month``, ``mean`` (null: no value counts), ``values``, ``days``
        (with values), ``below`` (values below detection), ``enough`` (automatic values cover enough days).

    Notes
    -----
    Source: 环办〔2011〕22号, arithmetic means. A value below detection (mark ``L``) counts as a share of the
    limit of detection that stands as its value.
    """
    counts = pl.col("value").is_not_null() & ~pl.col("mark").is_in(list(void)).fill_null(value=False)
    below = (pl.col("mark") == BELOW).fill_null(value=False)
    figure = pl.when(below).then(pl.col("value") * rules["detection_share"]).otherwise("value")
    moment = (pl.col("ended_at") - pl.duration(microseconds=1)).dt.convert_time_zone(CIVIL_ZONE.key)
    rows = observed.filter(pl.col("averaging").cast(pl.String) == averaging).with_columns(
        figure=pl.when(counts).then(figure), below=counts & below, day=moment.dt.date()
    )
    year, month = pl.col("day").dt.year().cast(pl.Int64), pl.col("day").dt.month().cast(pl.Int64)
    made = rows.group_by("station", "item", year.alias("year"), month.alias("month")).agg(
        mean=pl.col("figure").mean().round(DECIMALS),
        values=pl.col("figure").count().cast(pl.Int64),
        days=pl.col("day").filter(pl.col("figure").is_not_null()).n_unique().cast(pl.Int64),
        below=pl.col("below").sum().cast(pl.Int64),
    )
    length = pl.date("year", "month", 1).dt.month_end().dt.day()
    enough = pl.lit(averaging == "sample") | (pl.col("days") >= rules["least_day_share"] * length)
    return made.with_columns(enough=enough).sort("station", "item", "year", "month")


def yearly_means(monthly: pl.DataFrame, *, months: float) -> pl.DataFrame:
    """Average the months of each section, item and year.

    Parameters
    ----------
    monthly
        Of :func:`monthly_means`.
    months
        Months that make a year.

    Returns
    -------
    pl.DataFrame
        As :func:`monthly_means`, ``month`` 0; ``enough`` where as many months as make a year have a mean that
        rests on enough.

    Examples
    --------
    Eleven months are no year:

    >>> rows = [{"station": "S", "item": "water_cod", "year": 2024, "month": month, "mean": 10.0 + month,
    ...          "values": 1, "days": 1, "below": 0, "enough": True} for month in range(1, 12)]
    >>> yearly_means(pl.DataFrame(rows), months=12).select("mean", "enough").row(0)
    (16.0, False)
    """
    sound = pl.col("enough") & pl.col("mean").is_not_null()
    rows = monthly.group_by("station", "item", "year").agg(
        month=pl.lit(0, pl.Int64),
        mean=pl.col("mean").mean().round(DECIMALS),
        values=pl.col("values").sum(),
        days=pl.col("days").sum(),
        below=pl.col("below").sum(),
        enough=sound.sum() >= months,
    )
    return rows.select(monthly.columns).sort("station", "item", "year")


def months_between(first: date, last: date) -> pl.DataFrame:
    """List the months that lie whole within a period, and the years that have one.

    Parameters
    ----------
    first, last
        Days, both within.

    Returns
    -------
    pl.DataFrame
        ``year`` and ``month``; month 0 is the year.

    Examples
    --------
    >>> months_between(date(2024, 1, 1), date(2024, 2, 29)).rows()
    [(2024, 0), (2024, 1), (2024, 2)]
    >>> months_between(date(2024, 1, 2), date(2024, 2, 29)).rows()
    [(2024, 0), (2024, 2)]
    """
    days = pl.date_range(first.replace(day=1), last, "1mo", eager=True).alias("start")
    whole = pl.DataFrame({"start": days}).filter(
        (pl.col("start") >= first) & (pl.col("start").dt.month_end() <= last)
    )
    year, month = pl.col("start").dt.year().cast(pl.Int64), pl.col("start").dt.month().cast(pl.Int64)
    months = whole.select(year=year, month=month)
    years = months.select("year", month=pl.lit(0, pl.Int64)).unique()
    return pl.concat([months, years]).sort("year", "month")
