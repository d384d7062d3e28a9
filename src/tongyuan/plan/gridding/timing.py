"""Profiles in time: how a year's mass falls on months, days of the week and hours of the civil day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["FLAT", "hours_of", "months_of", "normalised"]

FLAT = "flat"
STEPS = {"month": 12, "weekday": 7, "hour": 24}


def normalised(profiles: pl.DataFrame, *, profile: str, sector: str, kind: str) -> npt.NDArray[np.float64]:
    """Return the factors of a sector with a mean of exactly one; flat where no profile is known.

    Parameters
    ----------
    profiles
        TimeProfile.
    profile
        Set of profiles, or ``flat``.
    sector
        Sector (GNFR letter).
    kind
        ``month``, ``weekday`` or ``hour``.

    Returns
    -------
    ndarray
        12, 7 or 24 factors [1]; the first is January, Monday, the hour that ends at 1.

    Examples
    --------
    >>> normalised(pl.DataFrame(), profile="flat", sector="C", kind="weekday").tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    steps = STEPS[kind]
    if profile == FLAT or not profiles.height:
        return np.ones(steps)
    held = profiles.filter(profile=profile, sector=sector, kind=kind).sort("step")
    if held.height != steps:
        return np.ones(steps)
    values = held["value"].to_numpy()
    return np.asarray(values / values.mean(), dtype=np.float64)


def hours_of(profiles: pl.DataFrame, *, profile: str, sector: str, year: int) -> npt.NDArray[np.float64]:
    """Divide a year over its hours: months keep their part of the year, days and hours theirs of the month.

    Parameters
    ----------
    profiles
        TimeProfile.
    profile
        Set of profiles, or ``flat``.
    sector
        Sector (GNFR letter).
    year
        Year.

    Returns
    -------
    ndarray
        Share of the year's mass in each civil hour, 8,760 or 8,784 of them [1]; they add up to one.

    Examples
    --------
    >>> shares = hours_of(pl.DataFrame(), profile="flat", sector="C", year=2020)
    >>> shares.size, round(float(shares.sum()), 12)
    (8784, 1.0)
    """
    month, weekday, hour = (
        normalised(profiles, profile=profile, sector=sector, kind=kind)
        for kind in ("month", "weekday", "hour")
    )
    if profile == FLAT:
        return np.full(_days(year) * 24, 1 / (_days(year) * 24))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(_days(year))]
    in_month = np.array([day.month - 1 for day in days])
    weights = np.array([weekday[day.weekday()] for day in days])
    totals = np.bincount(in_month, weights=weights, minlength=12)
    daily = month[in_month] / 12 * weights / totals[in_month]
    return np.asarray(np.outer(daily, hour / 24).ravel(), dtype=np.float64)


def months_of(profiles: pl.DataFrame, *, profile: str, sector: str, year: int) -> npt.NDArray[np.float64]:
    """Add the hours of each month up, so that files by the month and by the hour agree.

    Parameters
    ----------
    profiles
        TimeProfile.
    profile
        Set of profiles, or ``flat``.
    sector
        Sector (GNFR letter).
    year
        Year.

    Returns
    -------
    ndarray
        Twelve factors with a mean of one: the month's share of the year's mass times twelve [1].

    Examples
    --------
    >>> months = months_of(pl.DataFrame(), profile="flat", sector="C", year=2021)
    >>> round(float(months[0]) / 12 * 365, 9)
    31.0
    """
    days = (
        hours_of(profiles, profile=profile, sector=sector, year=year).reshape(-1, STEPS["hour"]).sum(axis=1)
    )
    first = date(year, 1, 1)
    in_month = [(first + timedelta(days=n)).month - 1 for n in range(days.size)]
    return np.asarray(np.bincount(in_month, weights=days, minlength=12) * 12, dtype=np.float64)


def _days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
