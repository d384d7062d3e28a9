"""From where the high values come: conditional probability by wind sector (CPF) and also by speed (CBPF)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["polar", "rose"]


def polar(
    hours: pl.DataFrame,
    *,
    sectors: int = 16,
    speeds: Sequence[float] = (0.0, 2.0, 4.0, 6.0),
    percentile: float = 75.0,
    upper: float | None = None,
    calm: float = 0.5,
    least: int = 5,
) -> pl.DataFrame:
    """Share of hours above a percentile, by wind sector and class of speed.

    One class of speed gives CPF; an upper percentile gives CBPF of an interval. Sector 0 is centred on north.

    Source: Ashbaugh et al. 1985 (CPF); Uria-Tellaetxe and Carslaw, Environ. Model. Softw. 59, 1 (2014)
    (CBPF); both as recalled: unverified.

    Parameters
    ----------
    hours
        ``value``, ``speed`` [m/s], ``direction`` [degrees, from where it blows]; null is missing.
    sectors
        How many.
    speeds
        Lower edges of the classes [m/s]; the last is open.
    percentile
        Of the values of all usable hours; above it a value is high.
    upper
        Up to which percentile a value is still counted; None for no end.
    calm
        Below it the wind has no direction [m/s]; such hours are counted apart, in sector null.
    least
        Fewest hours of a class whose share is told.

    Returns
    -------
    pl.DataFrame
        ``sector`` (null: calm), ``from_degrees``, ``speed_from``, ``hours``, ``high``, ``probability`` (null
        below ``least`` hours), ``threshold``, ``unusable`` (hours with something missing).

    Raises
    ------
    InputError
        When no hour is usable, or the choices make no sense.

    Examples
    --------
    >>> hours = pl.DataFrame(
    ...     {"value": [1.0, 1.0, 1.0, 9.0], "speed": [2.0] * 4, "direction": [90.0, 90.0, 90.0, 355.0]}
    ... )
    >>> told = polar(hours, sectors=4, speeds=[0.0], least=1)
    >>> told.select("sector", "hours", "probability").rows()
    [(0, 1, 1.0), (1, 3, 0.0)]
    """
    edges = sorted({float(edge) for edge in speeds})
    top = 100.0 if upper is None else upper
    if sectors < 1 or not edges or edges[0] < 0 or not 0 <= percentile < top <= 100:
        raise InputError(Problem("tracing.polar", {"got": f"{sectors}, {edges}, {percentile}–{top}"}))
    usable = hours.filter(_usable(calm, edges[0]))
    if usable.is_empty():
        raise InputError(Problem("tracing.no_hours", {"got": len(hours)}))
    low, high = np.percentile(usable["value"].to_numpy(), [percentile, top])
    width = 360 / sectors
    sector = ((pl.col("direction") + width / 2) / width).floor().cast(pl.Int64) % sectors
    is_high = (pl.col("value") > low) & (pl.col("value") <= high)
    return (
        usable.with_columns(
            sector=pl.when(pl.col("speed") >= calm).then(sector),
            speed_from=_lower_edge(edges),
        )
        .group_by("sector", "speed_from")
        .agg(hours=pl.len().cast(pl.Int64), high=is_high.sum().cast(pl.Int64))
        .with_columns(
            from_degrees=pl.col("sector") * width,
            probability=pl.when(pl.col("hours") >= least).then(pl.col("high") / pl.col("hours")),
            threshold=pl.lit(float(low)),
            unusable=pl.lit(len(hours) - len(usable)),
        )
        .select(
            "sector", "from_degrees", "speed_from", "hours", "high", "probability", "threshold", "unusable"
        )
        .sort("sector", "speed_from", nulls_last=True)
    )


def rose(
    hours: pl.DataFrame,
    *,
    sectors: int = 16,
    speeds: Sequence[float] = (0.0, 2.0, 4.0, 6.0),
    calm: float = 0.5,
) -> pl.DataFrame:
    """Count winds by sector and class of speed, with the mean value of each: wind rose and pollution rose.

    Shares are of the hours whose wind is known, calm ones among them; an hour without a value counts for the
    wind and not for the mean. Sector 0 is centred on north.

    Parameters
    ----------
    hours
        ``value``, ``speed`` [m/s], ``direction`` [degrees, from where it blows]; null is missing.
    sectors
        How many.
    speeds
        Lower edges of the classes [m/s], from 0 on; the last is open.
    calm
        Below it the wind has no direction [m/s]; such hours are counted apart, in sector null.

    Returns
    -------
    pl.DataFrame
        ``sector`` (null: calm), ``from_degrees``, ``speed_from``, ``hours``, ``share`` [%], ``valued`` (hours
        with a value), ``mean`` of them (null without any), ``unusable`` (hours without a wind).

    Raises
    ------
    InputError
        When no hour has a wind, or the choices make no sense.

    Examples
    --------
    >>> winds = {"speed": [3.0, 3.0, 3.0, 0.1], "direction": [0.0, 350.0, 90.0, None]}
    >>> hours = pl.DataFrame({"value": [10.0, 30.0, None, 5.0], **winds})
    >>> rose(hours, sectors=4, speeds=[0.0]).select("sector", "hours", "share", "mean").rows()
    [(0, 2, 50.0, 20.0), (1, 1, 25.0, None), (None, 1, 25.0, 5.0)]
    """
    edges = sorted({float(edge) for edge in speeds})
    if sectors < 1 or not edges or edges[0] != 0:
        raise InputError(Problem("tracing.polar", {"got": f"{sectors}, {edges}"}))
    blown = hours.filter(_blows(calm))
    if blown.is_empty():
        raise InputError(Problem("tracing.no_hours", {"got": len(hours)}))
    width = 360 / sectors
    sector = ((pl.col("direction") + width / 2) / width).floor().cast(pl.Int64) % sectors
    there = pl.col("value").is_finite().fill_null(value=False)
    still = pl.col("speed") < calm
    return (
        blown.with_columns(
            sector=pl.when(~still).then(sector),
            speed_from=pl.when(still).then(pl.lit(0.0)).otherwise(_lower_edge(edges)),
        )
        .group_by("sector", "speed_from")
        .agg(
            hours=pl.len().cast(pl.Int64),
            valued=there.sum().cast(pl.Int64),
            mean=pl.col("value").filter(there).mean(),
        )
        .with_columns(
            from_degrees=pl.col("sector") * width,
            share=100 * pl.col("hours") / len(blown),
            unusable=pl.lit(len(hours) - len(blown)),
        )
        .select("sector", "from_degrees", "speed_from", "hours", "share", "valued", "mean", "unusable")
        .sort("sector", "speed_from", nulls_last=True)
    )


def _blows(calm: float) -> pl.Expr:
    """Whether the wind is known; a calm hour needs no direction."""
    speed = pl.col("speed").is_finite() & (pl.col("speed") >= 0)
    way = pl.col("direction").is_between(0, 360) | (pl.col("speed") < calm)
    return (speed & way).fill_null(value=False)


def _usable(calm: float, least_speed: float) -> pl.Expr:
    """Whether value and wind are there; a calm hour needs no direction."""
    blows = pl.col("direction").is_between(0, 360) | (pl.col("speed") < calm)
    there = pl.all_horizontal(
        pl.col("value").is_finite(), pl.col("speed").is_finite(), pl.col("speed") >= least_speed, blows
    )
    return there.fill_null(value=False)


def _lower_edge(edges: Sequence[float]) -> pl.Expr:
    """Lower edge of the class that a speed is in."""
    edge = pl.lit(edges[0])
    for lower in edges[1:]:
        edge = pl.when(pl.col("speed") >= lower).then(pl.lit(lower)).otherwise(edge)
    return edge
