"""Validity of days and quarters, and the share of hours in which a stack's mass was measured."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tongyuan.advance.stacks.facts import Facts, rule_values

__all__ = ["days_of", "month_of", "quarter_of", "quarters_of", "valid_hour"]


def valid_hour(minutes: float, *, least: float) -> bool:
    """Judge an hour by the minutes that were measured.

    Source: HJ 75-2017, clause 12, as recalled (unverified).

    Parameters
    ----------
    minutes
        Valid minutes [min].
    least
        Fewest [min].

    Returns
    -------
    bool
        Whether the hour is valid.

    Examples
    --------
    >>> valid_hour(44, least=45), valid_hour(45, least=45)
    (False, True)
    """
    return minutes >= least


def quarter_of(day: pl.Expr) -> pl.Expr:
    """Name the quarter of a civil day, as ``2024Q1``."""
    return day.dt.year().cast(pl.String) + "Q" + day.dt.quarter().cast(pl.String)


def month_of(day: pl.Expr) -> pl.Expr:
    """Name the month of a civil day, as ``2024-01``."""
    return day.dt.strftime("%Y-%m")


def days_of(hours: pl.DataFrame, *, facts: Facts) -> pl.DataFrame:
    """Judge days: enough valid hours, or out of operation all day long.

    Source: HJ 75-2017, clause 12, as recalled (unverified).

    Parameters
    ----------
    hours
        Rows of ``StackHour``.
    facts
        The tables.

    Returns
    -------
    pl.DataFrame
        ``station``, ``pollutant``, ``day``, ``valid_hours``, ``outage_hours``, ``missing_hours``, ``state``
        (``valid``, ``idle``, ``not_valid``), ``mean_corrected_mg_m3`` (null where the day is not valid).
    """
    if hours.is_empty():
        least = 0.0
    else:
        least = rule_values(facts.rules, first=_first(hours), last=_last(hours))["day_hours"]
    valid, out = pl.col("reading") == "valid", pl.col("operation").cast(pl.String) == "outage"
    rows = hours.group_by("station", "pollutant", "day", maintain_order=True).agg(
        valid_hours=valid.sum().cast(pl.Int64),
        outage_hours=out.sum().cast(pl.Int64),
        missing_hours=(~valid & ~out).sum().cast(pl.Int64),
        mean=pl.col("corrected_mg_m3").mean(),
        corrected_hours=pl.col("corrected_mg_m3").count().cast(pl.Int64),
        hours=pl.len().cast(pl.Int64),
    )
    state = (
        pl.when(pl.col("outage_hours") == pl.col("hours"))
        .then(pl.lit("idle"))
        .when(pl.col("valid_hours") >= least)
        .then(pl.lit("valid"))
        .otherwise(pl.lit("not_valid"))
    )
    enough = pl.col("corrected_hours") >= least
    return rows.with_columns(
        state=state, mean_corrected_mg_m3=pl.when((state == "valid") & enough).then("mean")
    ).drop("mean", "hours")


def quarters_of(hours: pl.DataFrame, *, facts: Facts) -> pl.DataFrame:
    """Judge quarters by the share of operating hours in which mass was measured.

    Source: HJ 75-2017, clause 12, as recalled (unverified).

    Parameters
    ----------
    hours
        Rows of ``StackHour``.
    facts
        The tables.

    Returns
    -------
    pl.DataFrame
        ``station``, ``pollutant``, ``quarter``, ``operating_hours``, ``measured_hours``, ``capture`` [1],
        (null without an hour of operation), ``whole`` (the hours span the quarter), ``state`` (``valid``,
        ``not_valid``, ``idle``, ``cannot_tell`` while the quarter is not whole).
    """
    least = (
        0.0
        if hours.is_empty()
        else rule_values(facts.rules, first=_first(hours), last=_last(hours))["quarter_capture"]
    )
    runs = pl.col("operation").cast(pl.String) != "outage"
    rows = hours.group_by(
        "station", "pollutant", quarter_of(pl.col("day")).alias("quarter"), maintain_order=True
    ).agg(
        operating_hours=runs.sum().cast(pl.Int64),
        measured_hours=(runs & pl.col("mass_kg").is_not_null()).sum().cast(pl.Int64),
        hours=pl.len(),
        some=pl.col("day").first(),
    )
    span = pl.col("some").map_elements(_hours_of_quarter, return_dtype=pl.Int64)
    capture = pl.when(pl.col("operating_hours") > 0).then(
        pl.col("measured_hours") / pl.col("operating_hours")
    )
    rows = rows.with_columns(capture=capture, whole=pl.col("hours").cast(pl.Int64) == span)
    state = (
        pl.when(~pl.col("whole"))
        .then(pl.lit("cannot_tell"))
        .when(pl.col("capture").is_null())
        .then(pl.lit("idle"))
        .when(pl.col("capture") >= least)
        .then(pl.lit("valid"))
        .otherwise(pl.lit("not_valid"))
    )
    return rows.with_columns(state=state).drop("hours", "some")


def _hours_of_quarter(day: date) -> int:
    month = (day.month - 1) // 3 * 3 + 1
    begin = date(day.year, month, 1)
    after = date(day.year + month // 10, (month + 2) % 12 + 1, 1)
    return (after - begin) // timedelta(hours=1)


def _first(hours: pl.DataFrame) -> date:
    day: date = hours["day"].dt.min()  # type: ignore[assignment]
    return day


def _last(hours: pl.DataFrame) -> date:
    day: date = hours["day"].dt.max()  # type: ignore[assignment]
    return day
