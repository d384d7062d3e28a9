"""PM2.5 and ozone looked at together: days by who exceeds, by season; what weekends say of VOC and NOx.

The two share precursors. Counts are of days on which both can be told; a day that cannot is counted apart.
"""

from __future__ import annotations

from statistics import NormalDist

import polars as pl

from tongyuan.advance.ambient.periods import days_of

__all__ = ["CLASSES", "SEASONS", "joint_days", "seasons_of", "weekends"]

CLASSES = ("both", "pm2_5_only", "o3_only", "neither")
#: Season of each month.
SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
#: Months in which ozone is made strongly enough for weekends to tell something.
WARM = (4, 5, 6, 7, 8, 9)
#: A difference is told with this level of confidence, from at least so many days of either sort.
LEVEL, LEAST_DAYS = 0.95, 20
SATURDAY = 6
#: A correlation is told of at least so many days.
LEAST_PAIRS = 10


def joint_days(days: pl.DataFrame, *, pm2_5: pl.Expr, o3: pl.Expr) -> pl.DataFrame:
    """Tell of each day which of the two exceeds its limit.

    Parameters
    ----------
    days
        Rows of ``AirDay``.
    pm2_5, o3
        Limits of the day [ug/m3]: of 24 hours, and of the greatest mean of eight hours.

    Returns
    -------
    pl.DataFrame
        ``place``, ``day``, ``season``, ``pm2_5``, ``o3``, ``no2`` [ug/m3], ``joint``: one of ``CLASSES``,
        null where either lacks.

    Examples
    --------
    >>> from datetime import date
    >>> rows = {"place": ["A"], "day": [date(2024, 6, 1)], "pm2_5": [80.0], "o3": [150.0], "no2": [20.0]}
    >>> joint_days(pl.DataFrame(rows), pm2_5=pl.lit(75.0), o3=pl.lit(160.0))["joint"].to_list()
    ['pm2_5_only']
    """
    month = {month: season for season, months in SEASONS.items() for month in months}
    high_pm, high_o3 = pl.col("pm2_5").round(0) > pm2_5, pl.col("o3").round(0) > o3
    joint = (
        pl.when(high_pm & high_o3)
        .then(pl.lit("both"))
        .when(high_pm)
        .then(pl.lit("pm2_5_only"))
        .when(high_o3)
        .then(pl.lit("o3_only"))
        .otherwise(pl.lit("neither"))
    )
    told = pl.col("pm2_5").is_not_null() & pl.col("o3").is_not_null()
    season = pl.col("day").dt.month().replace_strict(month, return_dtype=pl.String)
    return days.select("place", "day", "pm2_5", "o3", "no2", season=season, joint=pl.when(told).then(joint))


def seasons_of(days: pl.DataFrame, *, year: int) -> pl.DataFrame:
    """Count days by class, season and place, and how the two go together.

    Parameters
    ----------
    days
        What :func:`joint_days` gave of a year.
    year
        The year: a day of its calendar without a row cannot be told, like one without a value.

    Returns
    -------
    pl.DataFrame
        ``place``, ``season`` (``year`` for the whole), ``days`` that can be told, ``untold``, days of each
        class, ``share_both`` [%], means [ug/m3], ``correlation`` of ranks (null below ten days).
    """
    whole = pl.concat([days, days.with_columns(season=pl.lit("year"))])
    told = pl.col("joint").is_not_null()
    pairs = pl.corr(pl.col("pm2_5").filter(told), pl.col("o3").filter(told), method="spearman")
    counts = {name: (pl.col("joint") == name).sum().cast(pl.Int64) for name in CLASSES}
    found = whole.group_by("place", "season", maintain_order=True).agg(
        days=told.sum().cast(pl.Int64),
        **counts,
        pm2_5=pl.col("pm2_5").filter(told).mean(),
        o3=pl.col("o3").filter(told).mean(),
        correlation=pl.when(told.sum() >= LEAST_PAIRS).then(pairs),
    )
    long = {season: sum(days_of(year, month=month) for month in months) for season, months in SEASONS.items()}
    expected = pl.col("season").replace_strict(long | {"year": days_of(year)}, return_dtype=pl.Int64)
    order = [*SEASONS, "year"]
    rank = pl.col("season").replace_strict({name: at for at, name in enumerate(order)}, return_dtype=pl.Int64)
    share = pl.when(pl.col("days") > 0).then(100 * pl.col("both") / pl.col("days"))
    return (
        found.with_columns(
            untold=expected - pl.col("days"),
            share_both=share,
            correlation=pl.col("correlation").fill_nan(None),
        )
        .sort("place", rank)
        .select("place", "season", "days", "untold", *CLASSES, "share_both", "pm2_5", "o3", "correlation")
    )


def weekends(days: pl.DataFrame) -> pl.DataFrame:
    """Compare weekends with weekdays of the warm months: whether ozone rises or falls with less NO2.

    An indicator, not a proof: weather differs between few weekends, and public holidays count as weekdays.
    Ozone that rises as NO2 falls points to a regime limited by VOC, ozone that falls to one limited by NOx.

    Parameters
    ----------
    days
        What :func:`joint_days` gave.

    Returns
    -------
    pl.DataFrame
        ``place``, ``weekends`` and ``weekdays`` (days), differences weekend less weekday ``no2``, ``o3`` with
        their intervals of 95 % ``*_low``, ``*_high`` [ug/m3], ``regime``: ``voc_limited``, ``nox_limited``,
        ``cannot_tell`` (null below twenty days of either sort).
    """
    warm = days.filter(
        pl.col("day").dt.month().is_in(list(WARM)), pl.col("o3").is_not_null(), pl.col("no2").is_not_null()
    )
    free = pl.col("day").dt.weekday() >= SATURDAY
    counts = {"weekends": free.sum().cast(pl.Int64), "weekdays": (~free).sum().cast(pl.Int64)}
    apart = {name: value for item in ("no2", "o3") for name, value in _apart(item, free).items()}
    found = warm.group_by("place", maintain_order=True).agg(**counts, **apart).sort("place")
    enough = pl.min_horizontal("weekends", "weekdays") >= LEAST_DAYS
    less = pl.col("no2_high") < 0
    regime = (
        pl.when(less & (pl.col("o3_low") > 0))
        .then(pl.lit("voc_limited"))
        .when(less & (pl.col("o3_high") < 0))
        .then(pl.lit("nox_limited"))
        .otherwise(pl.lit("cannot_tell"))
    )
    return found.with_columns(regime=pl.when(enough).then(regime))


def _apart(item: str, free: pl.Expr) -> dict[str, pl.Expr]:
    """Give the difference of means and its interval, variances of both sorts apart (Welch)."""
    value = pl.col(item)
    gap = value.filter(free).mean() - value.filter(~free).mean()
    spread = value.filter(free).var() / free.sum() + value.filter(~free).var() / (~free).sum()
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * spread.sqrt()
    return {item: gap, f"{item}_low": gap - reach, f"{item}_high": gap + reach}
