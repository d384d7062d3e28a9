"""What turns weather into power: published power curves of turbines, and a module's parameters."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["weather_parameters", "wind_power_curves"]


@cache
def wind_power_curves() -> pl.DataFrame:
    """Return the power curve of each kind of wind power, from cut-in to cut-out.

    Returns
    -------
    pl.DataFrame
        ``carrier``, ``wind_m_s`` [m/s], ``share`` of rated power [1], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> wind_power_curves().filter(carrier="wind_onshore", wind_m_s=8.0)["share"].item()
    0.554984127
    """
    numbers = [pl.col(name).cast(pl.Float64) for name in ("wind_m_s", "share")]
    return read_table("wind_power_curves").with_columns(numbers)


@cache
def weather_parameters() -> pl.DataFrame:
    """Return the parameters of wind over height and of photovoltaic modules.

    Returns
    -------
    pl.DataFrame
        ``parameter``, ``value`` [``unit``], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> weather_parameters().filter(parameter="noct_c")["value"].item()
    45.0
    """
    return read_table("weather_power").with_columns(pl.col("value").cast(pl.Float64))
