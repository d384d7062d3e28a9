"""Hours of a year, or weeks that stand for it, as a table of one row an hour."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.plan.power.case import HOURS_A_WEEK
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["hours_of", "spread_weeks"]

MWH_PER_TWH = 1e6


def hours_of(
    profiles: pl.DataFrame, *, weeks: Mapping[int, float] | None = None, load_twh: float | None = None
) -> pl.DataFrame:
    """Lay profiles side by side, an hour a row.

    Parameters
    ----------
    profiles
        Contract ``PowerProfile`` of one region and year.
    weeks
        Weeks of the year (from 1) and how many weeks each stands for; the whole year by default.
    load_twh
        Power demand of the year to which the load is scaled [TWh]; as it stands by default.

    Returns
    -------
    pl.DataFrame
        ``hour``, ``block``, ``hours_stood_for``, ``load``, ``heat`` [MW; no heat where none is given] and the
        profiles that are given [share of capacity].

    Raises
    ------
    InputError
        Without a load, if a profile has other hours than the load, or if a week lies outside of it.

    Notes
    -----
    The load is scaled over the whole profile before weeks are taken, and not again after: what the weeks make
    of the year's demand is told by the dispatch.

    Examples
    --------
    >>> rows = {"profile": ["load"] * 2, "hour": [1, 2], "value": [30.0, 10.0]}
    >>> hours_of(pl.DataFrame(rows), load_twh=0.00008)["load"].to_list()
    [60.0, 20.0]
    """
    load = profiles.filter(pl.col("profile") == "load").sort("hour")
    if load.is_empty():
        raise InputError(Problem("power.no_load", {}))
    _require_same_hours(profiles, hours=load["hour"])
    wide = profiles.sort("hour").pivot(on="profile", index="hour", values="value", aggregate_function="first")
    if "heat" not in wide.columns:
        wide = wide.with_columns(heat=pl.lit(0.0))
    if load_twh is not None:
        wide = wide.with_columns(load=pl.col("load") * (load_twh * MWH_PER_TWH / float(load["value"].sum())))
    wide = wide.with_columns(pl.col("hour").cast(pl.Int32))
    if weeks is None:
        return wide.with_columns(block=pl.lit(1, pl.Int32), hours_stood_for=pl.lit(1.0))
    week = ((pl.col("hour") - 1) // HOURS_A_WEEK + 1).cast(pl.Int32)
    taken = wide.with_columns(block=week).filter(pl.col("block").is_in(list(weeks)))
    short = [one for one in weeks if taken.filter(pl.col("block") == one).height != HOURS_A_WEEK]
    if short:
        raise InputError(Problem("power.no_week", {"got": "、".join(map(str, short))}))
    return taken.with_columns(
        hours_stood_for=pl.col("block").replace_strict(dict(weeks), return_dtype=pl.Float64)
    )


def _require_same_hours(profiles: pl.DataFrame, *, hours: pl.Series) -> None:
    wrong = [
        str(name[0])
        for name, rows in profiles.group_by("profile", maintain_order=True)
        if sorted(rows["hour"]) != hours.to_list()
    ]
    if wrong:
        raise InputError(Problem("power.hours", {"got": "、".join(wrong), "count": hours.len()}))


def spread_weeks(number: int, *, hours: int) -> dict[int, float]:
    """Spread a number of weeks evenly over a year, of equal weight.

    Parameters
    ----------
    number
        Number of weeks.
    hours
        Hours of the year.

    Returns
    -------
    dict
        Week (from 1) and the weeks it stands for; weights sum to the hours of the year.

    Examples
    --------
    >>> spread_weeks(4, hours=8736)
    {7: 13.0, 20: 13.0, 33: 13.0, 46: 13.0}
    """
    whole = hours // HOURS_A_WEEK
    taken = [int((place + 0.5) * whole / number) + 1 for place in range(number)]
    return dict.fromkeys(taken, hours / HOURS_A_WEEK / len(taken))
