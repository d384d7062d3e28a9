"""The regular clock of stacks: every hour of a period, with every item's value and mark; absent hours too."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from tongyuan.vocabulary.periods import CIVIL_ZONE

__all__ = ["ITEMS", "civil_day", "laid_out"]

ITEMS = (
    *("flue_pm", "flue_so2", "flue_nox", "flue_no", "flue_no2", "flue_o2", "flue_co2", "flue_flow"),
    *("flue_temperature", "flue_pressure", "flue_humidity", "flue_minutes"),
)
ABSENT = "absent"
NORMAL = "normal"
UNKNOWN = "unknown_mark"


def civil_day(ended_at: pl.Expr) -> pl.Expr:
    """Name the civil day that an hour closes or lies in; 24:00 belongs to its own day."""
    return (ended_at - pl.duration(microseconds=1)).dt.convert_time_zone(CIVIL_ZONE.key).dt.date()


def _ends(first: date, last: date) -> pl.DataFrame:
    start = datetime(first.year, first.month, first.day, tzinfo=CIVIL_ZONE)
    hours = ((last - first).days + 1) * 24
    ends = pl.datetime_range(
        start + timedelta(hours=1), start + timedelta(hours=hours), "1h", time_zone=CIVIL_ZONE.key, eager=True
    )
    return pl.DataFrame({"ended_at": ends.dt.convert_time_zone("UTC").dt.cast_time_unit("us")})


def laid_out(
    observations: pl.DataFrame, *, stations: list[str], marks: pl.DataFrame, first: date, last: date
) -> pl.DataFrame:
    """Lay observations on the clock: one row a stack and hour, an item's value and state in columns.

    Parameters
    ----------
    observations
        Rows of ``Observation``; other averaging, items and stacks are left aside.
    stations
        The stacks.
    marks
        ``mark``, ``state``.
    first, last
        Civil days, both within.

    Returns
    -------
    pl.DataFrame
        ``station``, ``ended_at``, ``day``, and of each item its value under its name and its state under
        ``state_`` and its name: ``normal``, a state of the table, ``unknown_mark``, ``no_value`` or
        ``absent``. No mark is taken as normal.
    """
    seen = observations.filter(
        pl.col("averaging").cast(pl.String) == "hour",
        pl.col("item").is_in(list(ITEMS)),
        pl.col("station").is_in(stations),
    )
    words = pl.col("mark").replace_strict(
        marks["mark"].to_list(), marks["state"].to_list(), default=UNKNOWN, return_dtype=pl.String
    )
    stated = pl.when(pl.col("mark").is_null()).then(pl.lit(NORMAL)).otherwise(words)
    empty = (stated == NORMAL) & pl.col("value").is_null()
    rows = seen.select(
        "station",
        "item",
        "ended_at",
        "value",
        state=pl.when(empty).then(pl.lit("no_value")).otherwise(stated),
    )
    clock = pl.DataFrame({"station": stations}, schema={"station": pl.String}).join(
        _ends(first, last), how="cross"
    )
    for item in ITEMS:
        one = rows.filter(item=item).select(
            "station", "ended_at", pl.col("value").alias(item), pl.col("state").alias(f"state_{item}")
        )
        clock = clock.join(one, on=["station", "ended_at"], how="left", maintain_order="left")
    return clock.with_columns(
        pl.col("^state_.*$").fill_null(ABSENT), civil_day(pl.col("ended_at")).alias("day")
    ).sort("station", "ended_at")
