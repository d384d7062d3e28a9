"""Hours of a year, or weeks that stand for it, as a table of one row an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.plan.power.case import HOURS_A_WEEK, HOURS_A_YEAR
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["hours_of", "spread_weeks"]

MWH_PER_TWH = 1e6
#: Profiles that are amounts [MW]; all others are shares of capacity.
AMOUNTS = ("load", "heat")
#: Rounds of scaling where hours reach the whole of their capacity, and how near is enough [1].
ROUNDS, CLOSE = 100, 1e-9
Floats = npt.NDArray[np.float64]


def hours_of(
    profiles: pl.DataFrame, *, weeks: Mapping[int, float] | None = None, load_twh: float | None = None
) -> pl.DataFrame:
    """Lay profiles side by side, an hour a row.

    Parameters
    ----------
    profiles
        Contract ``PowerProfile`` of one region and year.
    weeks
        Weeks of the year (from 1) and how many weeks each stands for, brought to a year of 8760 hours; load,
        heat and shares of capacity are scaled to what all hours that are given come to in a year, so that a
        week with much wind does not make a windy year. By default all hours that are given, each as often as
        makes a year of them.
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
        Without a load, if a profile has other hours than the load, or if a week is not given whole.

    Examples
    --------
    >>> rows = {"profile": ["load"] * 2, "hour": [1, 2], "value": [30.0, 10.0]}
    >>> hours = hours_of(pl.DataFrame(rows), load_twh=0.1752)
    >>> hours.select("load", "hours_stood_for").rows()
    [(30.0, 4380.0), (10.0, 4380.0)]
    """
    load = profiles.filter(pl.col("profile") == "load").sort("hour")
    if load.is_empty():
        raise InputError(Problem("power.no_load", {}))
    _require_same_hours(profiles, hours=load["hour"])
    named = profiles.with_columns(pl.col("profile").cast(pl.String), pl.col("hour").cast(pl.Int32))
    wide = named.sort("hour").pivot(on="profile", index="hour", values="value", aggregate_function="first")
    if "heat" not in wide.columns:
        wide = wide.with_columns(heat=pl.lit(0.0))
    taken = _every_hour(wide) if weeks is None else _of_weeks(wide, weeks)
    if load_twh is None:
        return taken
    demand = float((taken["load"] * taken["hours_stood_for"]).sum())
    return taken.with_columns(load=pl.col("load") * (load_twh * MWH_PER_TWH / demand))


def _every_hour(wide: pl.DataFrame) -> pl.DataFrame:
    """Take all hours; hours that do not follow each other are of different blocks."""
    gaps = (pl.col("hour").diff().fill_null(1) != 1).cum_sum() + 1
    weight = max(HOURS_A_YEAR / wide.height, 1.0)
    return wide.with_columns(block=gaps.cast(pl.Int32), hours_stood_for=pl.lit(weight))


def _of_weeks(wide: pl.DataFrame, weeks: Mapping[int, float]) -> pl.DataFrame:
    week = ((pl.col("hour") - 1) // HOURS_A_WEEK + 1).cast(pl.Int32)
    taken = wide.with_columns(block=week).filter(pl.col("block").is_in(list(weeks)))
    short = [one for one in weeks if taken.filter(pl.col("block") == one).height != HOURS_A_WEEK]
    if short:
        raise InputError(Problem("power.no_week", {"got": "、".join(map(str, short))}))
    # Weeks chosen by hand come near a year: brought to it, so that energy and cost are of the same year.
    whole = HOURS_A_YEAR / (sum(weeks.values()) * HOURS_A_WEEK)
    weight = pl.col("block").replace_strict(dict(weeks), return_dtype=pl.Float64) * whole
    return _like_the_year(taken.with_columns(hours_stood_for=weight), wide)


def _like_the_year(taken: pl.DataFrame, wide: pl.DataFrame) -> pl.DataFrame:
    """Scale what weeks hold so that each profile comes to what all its hours come to."""
    weights = taken["hours_stood_for"].to_numpy()
    scaled = []
    for name in wide.drop("hour").columns:
        values, whole = taken[name].to_numpy(), float(wide[name].mean() or 0.0) * HOURS_A_YEAR  # type: ignore[arg-type]
        most = np.inf if name in AMOUNTS else 1.0
        scaled.append(pl.Series(name, _scaled(values, weights=weights, whole=whole, most=most)))
    return taken.with_columns(scaled)


def _scaled(values: Floats, *, weights: Floats, whole: float, most: float) -> Floats:
    """Scale values, none above the most, until their weighted sum is the whole; nothing stays nothing."""
    if not float(values @ weights) > 0:
        return values
    factor = whole / float(values @ weights)
    for _ in range(ROUNDS):
        found = np.minimum(values * factor, most)
        if abs(float(found @ weights) - whole) <= CLOSE * whole:
            break
        factor *= whole / float(found @ weights)
    return np.asarray(np.minimum(values * factor, most))


def _require_same_hours(profiles: pl.DataFrame, *, hours: pl.Series) -> None:
    wrong = [
        str(name[0])
        for name, rows in profiles.group_by("profile", maintain_order=True)
        if sorted(rows["hour"]) != hours.to_list()
    ]
    if wrong:
        raise InputError(Problem("power.hours", {"got": "、".join(wrong), "count": hours.len()}))


def spread_weeks(number: int, *, held: Sequence[int]) -> dict[int, float]:
    """Spread a number of weeks evenly over those that are held, of equal weight.

    Parameters
    ----------
    number
        Number of weeks; as many as are held at most.
    held
        Weeks (from 1) of which every hour is given, in order.

    Returns
    -------
    dict
        Week and the weeks it stands for; they make a year of 8,760 hours.

    Examples
    --------
    >>> {week: round(weight, 2) for week, weight in spread_weeks(4, held=range(1, 53)).items()}
    {7: 13.04, 20: 13.04, 33: 13.04, 46: 13.04}
    """
    wanted = min(number, len(held))
    taken = [held[int((place + 0.5) * len(held) / wanted)] for place in range(wanted)]
    return dict.fromkeys(taken, HOURS_A_YEAR / HOURS_A_WEEK / max(len(taken), 1))
