"""What ozone seems limited by, as ratios of what was measured: an indicator, not a proof.

A day's ratio is of the means of the same hours. A regime is told only where the whole interval of the median
of the days lies on one side; few days, or few species, tell nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tongyuan.advance.sites.reactivity import MOLAR_VOLUME
from tongyuan.vocabulary.periods import CIVIL_ZONE

__all__ = ["Regime", "daily_ratio", "hourly_parts", "regime"]

#: Days, and hours of a day, below which nothing is told.
LEAST_DAYS, LEAST_HOURS = 20, 2
DRAWS = 2000
#: Mass of a mole of NO2, as which NOx is weighed in ambient air [g/mol].
NO2 = 46.006
MICROSECOND = pl.duration(microseconds=1)


@dataclass(frozen=True, slots=True)
class Regime:
    """What the ratios of days tell.

    Parameters
    ----------
    days
        Days with a ratio.
    median, low, high
        Median of the days and its 90 % interval; None below twenty days.
    verdict
        ``voc``, ``nox``, ``transition`` or ``cannot_tell``.
    """

    days: int
    median: float | None
    low: float | None
    high: float | None
    verdict: str


def hourly_parts(
    voc: pl.DataFrame, air: pl.DataFrame, *, indicator: str, species: pl.DataFrame
) -> pl.DataFrame:
    """Give both parts of a ratio of each hour.

    Parameters
    ----------
    voc
        ``ended_at``, ``item``, ``value`` [ppb] of a VOC station.
    air
        ``ended_at``, ``item``, ``value`` [ug/m3] of the station of air beside it: ``nox`` (as NO2), ``no2``.
    indicator
        ``voc_nox`` or ``hcho_no2``.
    species
        ``item``, ``family``, ``carbon``: atoms of a molecule. Carbonyls are not hydrocarbons and are not in
        the sum of ``voc_nox``.

    Returns
    -------
    pl.DataFrame
        ``ended_at``, ``above`` [ppbC, or ppb], ``below`` [ppb], ``species``: how many ``above`` is a sum of.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2024, 6, 1, 1, tzinfo=timezone.utc)
    >>> voc = pl.DataFrame({"ended_at": [at], "item": ["voc_toluene"], "value": [2.0]})
    >>> air = pl.DataFrame({"ended_at": [at], "item": ["nox"], "value": [46.006]})
    >>> table = pl.DataFrame({"item": ["voc_toluene"], "family": ["aromatic"], "carbon": [7]})
    >>> found = hourly_parts(voc, air, indicator="voc_nox", species=table)
    >>> found["above"].item(), round(found["below"].item(), 3)
    (14.0, 24.465)
    """
    known = voc.drop_nulls("value").join(species.select("item", "family", "carbon"), on="item")
    parts = {"voc_nox": pl.col("family") != "carbonyl", "hcho_no2": pl.col("item") == "voc_formaldehyde"}
    weighed = known.filter(parts[indicator])
    above = weighed.group_by("ended_at").agg(
        above=(pl.col("value") * pl.col("carbon")).sum(), species=pl.len().cast(pl.Int64)
    )
    wanted = {"voc_nox": "nox", "hcho_no2": "no2"}[indicator]
    below = air.drop_nulls("value").filter(pl.col("item") == wanted)
    ppb = pl.col("value") * MOLAR_VOLUME / NO2
    return (
        above.join(below.select("ended_at", below=ppb), on="ended_at")
        .sort("ended_at")
        .select("ended_at", "above", "below", "species")
    )


def daily_ratio(hours: pl.DataFrame, *, first_hour: int, last_hour: int, least_species: int) -> pl.DataFrame:
    """Give the ratio of each day over its telling hours.

    Parameters
    ----------
    hours
        What :func:`hourly_parts` gave.
    first_hour, last_hour
        The hours between them, of the civil clock.
    least_species
        An hour of fewer species is left out.

    Returns
    -------
    pl.DataFrame
        ``day``, ``hours``, ``species`` (fewest of an hour), ``ratio``; days of fewer than two hours, and of
        no NOx at all, are left out.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = [datetime(2024, 5, 31, hour, tzinfo=timezone.utc) for hour in (23, 22)]
    >>> parts = {"ended_at": at, "above": [30.0, 50.0], "below": [4.0, 4.0], "species": [1, 1]}
    >>> daily_ratio(pl.DataFrame(parts), first_hour=5, last_hour=9, least_species=1)["ratio"].to_list()
    [10.0]
    """
    local = (pl.col("ended_at") - MICROSECOND).dt.convert_time_zone(CIVIL_ZONE.key)
    telling = local.dt.hour().is_between(first_hour, last_hour - 1) & (pl.col("species") >= least_species)
    days = (
        hours.filter(telling)
        .group_by(day=local.dt.date())
        .agg(
            hours=pl.len().cast(pl.Int64),
            species=pl.col("species").min(),
            above=pl.col("above").mean(),
            below=pl.col("below").mean(),
        )
    )
    enough = (pl.col("hours") >= LEAST_HOURS) & (pl.col("below") > 0)
    ratio = pl.col("above") / pl.col("below")
    return days.filter(enough).select("day", "hours", "species", ratio=ratio).sort("day")


def regime(
    days: pl.DataFrame, *, low: float, high: float, unseen_factor: float = 1.0, seed: int = 1
) -> Regime:
    """Tell on which side of two bounds the median of the days lies.

    Parameters
    ----------
    days
        What :func:`daily_ratio` gave.
    low, high
        Below ``low`` VOC limits ozone, above ``high`` NOx does.
    unseen_factor
        By which what was not measured may raise the ratio: both ends of that range must lie on one side.
    seed
        Of the draws of the interval.

    Returns
    -------
    Regime
        A side only where the whole 90 % interval lies on it.

    Examples
    --------
    >>> regime(pl.DataFrame({"ratio": [5.0] * 20}), low=10, high=20).verdict
    'voc'
    >>> regime(pl.DataFrame({"ratio": [5.0] * 20}), low=10, high=20, unseen_factor=2).verdict
    'cannot_tell'
    """
    values = days["ratio"].to_numpy()
    if values.size < LEAST_DAYS:
        return Regime(int(values.size), None, None, None, "cannot_tell")
    rng = np.random.default_rng(seed)
    drawn = np.median(values[rng.integers(0, values.size, size=(DRAWS, values.size))], axis=1)
    least, most = (float(one) for one in np.quantile(drawn, [0.05, 0.95]))
    top = most * unseen_factor
    sides = {"voc": top < low, "nox": least > high, "transition": low <= least and top <= high}
    verdict = next((name for name, holds in sides.items() if holds), "cannot_tell")
    return Regime(int(values.size), float(np.median(values)), least, most, verdict)
