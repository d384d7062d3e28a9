"""How the stations of a kind stand: the latest value of each item, and how much of the clock has one."""

from __future__ import annotations

from datetime import date

import polars as pl

__all__ = ["standing"]

HOURS = 24


def standing(rows: pl.DataFrame, *, stations: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Tell of each station and item when it last had a value, and the share of the clock that has one.

    The clock of hours and of days is regular: an hour without a row is a missing hour. Samples have no clock,
    so no share is told of them.

    Parameters
    ----------
    rows
        Rows of ``Observation`` from ``first`` to ``last``.
    stations
        Rows of ``Station``, one for each time at which a station stood.
    first, last
        Civil days, both within.

    Returns
    -------
    pl.DataFrame
        ``station``, ``item``, ``averaging``, ``ended_at`` and ``value`` of the latest value (null where there
        is none), ``have``, ``expected`` [values; null of samples], ``share`` [%].

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> day, ended = date(2024, 6, 1), datetime(2024, 5, 31, 17, tzinfo=timezone.utc)
    >>> hours = {"station": "S", "item": "ghg_co2", "averaging": "hour", "ended_at": ended, "value": 421.0}
    >>> placed = {"station": ["S"], "valid_from": [date(2020, 1, 1)], "valid_to": [None]}
    >>> found = standing(pl.DataFrame([hours]), stations=pl.DataFrame(placed), first=day, last=day)
    >>> found.select("have", "expected").rows()
    [(1, 24)]
    """
    clock = {"hour": HOURS, "day": 1}
    begun, ended = pl.col("valid_from").clip(lower_bound=first), pl.col("valid_to").fill_null(last)
    stood = (ended.clip(upper_bound=last) - begun).dt.total_days() + 1
    days = stations.group_by("station").agg(days=stood.clip(lower_bound=0).sum())
    known = pl.col("value").is_not_null()
    latest = pl.col("ended_at").filter(known)
    found = rows.group_by("station", "item", "averaging").agg(
        ended_at=latest.max(),
        value=pl.col("value").filter(known).get(latest.arg_max()).first(),
        have=known.sum().cast(pl.Int64),
    )
    ticks = pl.col("averaging").cast(pl.String).replace_strict(clock, default=None, return_dtype=pl.Int64)
    return (
        found.join(days, on="station", how="left")
        .with_columns(expected=pl.col("days") * ticks)
        .with_columns(share=pl.when(pl.col("expected") > 0).then(100 * pl.col("have") / pl.col("expected")))
        .select("station", "item", "averaging", "ended_at", "value", "have", "expected", "share")
        .sort("station", "item", "averaging")
    )
