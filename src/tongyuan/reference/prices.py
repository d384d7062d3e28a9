"""Money of other years and currencies: exchange rates, growth of prices, rates of discount."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["discount_rates", "exchange_rates", "price_growth"]


def exchange_rates() -> pl.DataFrame:
    """Return exchange rates, averages of the year.

    Returns
    -------
    pl.DataFrame
        ``currency``, ``year``, ``per_usd`` [units of the currency a US dollar], ``quality``, ``citation``.

    Examples
    --------
    >>> exchange_rates().filter(currency="CNY", year=2020)["per_usd"].item()
    6.9042
    """
    return _typed("exchange_rates", "per_usd")


def price_growth() -> pl.DataFrame:
    """Return the growth of prices by the deflator of GDP on the year before.

    Returns
    -------
    pl.DataFrame
        ``currency`` (EUR: the euro area), ``year``, ``growth_percent`` [%], ``quality``, ``citation``; the
        last two years are recalled.

    Examples
    --------
    >>> price_growth().filter(currency="USD", year=2000)["growth_percent"].item()
    3.376857
    """
    return _typed("price_growth", "growth_percent")


def discount_rates() -> pl.DataFrame:
    """Return rates of discount by name.

    Returns
    -------
    pl.DataFrame
        ``rate``, ``name_zh``, ``name_en``, ``value`` [1 a year], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> discount_rates().filter(rate="social")["value"].item()
    0.08
    """
    return read_table("discount_rates").with_columns(pl.col("value").cast(pl.Float64))


def _typed(name: str, value: str) -> pl.DataFrame:
    return read_table(name).with_columns(pl.col(value).cast(pl.Float64), pl.col("year").cast(pl.Int32))
