"""Concentration-response functions and published values of a statistical life, each with its source."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.vocabulary.tables import RiskFunction

__all__ = ["health_functions", "health_values", "mortality_example"]


@cache
def health_functions() -> dy.DataFrame[RiskFunction]:
    """Return the concentration-response functions of PM2.5 by cause and age.

    Returns
    -------
    dy.DataFrame[RiskFunction]
        Parameters as published.

    Examples
    --------
    >>> rows = health_functions().filter(function="gemm", age_from=60)
    >>> rows.select("slope", "slope_se", "alpha", "centre", "width").row(0)
    (0.1421, 0.01325, 1.6, 15.5, 36.8)
    """
    return RiskFunction.validate(read_table("health_functions"), cast=True)


@cache
def health_values() -> pl.DataFrame:
    """Return published values of a statistical life and illness; second hand, so unverified.

    Returns
    -------
    pl.DataFrame
        ``value``, ``name_zh``, ``name_en``, ``amount`` [CNY], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> health_values().filter(value="life")["amount"].item()
    5540000.0
    """
    return read_table("health_values").with_columns(pl.col("amount").cast(pl.Float64))


@cache
def mortality_example() -> pl.DataFrame:
    """Return national death rates of all causes, as an example of what a region has to supply.

    Returns
    -------
    pl.DataFrame
        ``cause``, ``age_from`` [a], ``per_100k`` [deaths a year of 100 000 persons], ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> mortality_example().filter(age_from=60)["per_100k"].item()
    1053.44
    """
    numbers = {"age_from": pl.Int32, "per_100k": pl.Float64}
    return read_table("mortality_example").cast(numbers)  # type: ignore[arg-type]  # names to types
