"""Conversions: warming and ozone-depleting potentials, standard coal, densities."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["densities", "gwp", "ozone_potentials", "standard_coal", "standard_coal_heat"]


def gwp() -> pl.DataFrame:
    """Return the warming potentials over 100 years by set (SAR, AR4, AR5, AR6).

    Returns
    -------
    pl.DataFrame
        ``set``, ``species``, ``value`` [t CO2e per t], ``quality``, ``citation``, ``note``; what a set does
        not print has no row.

    Examples
    --------
    >>> gwp().filter(species="CH4")["value"].to_list()
    [21.0, 25.0, 28.0, 27.9]
    """
    table = read_table("gwp").rename({"gwp_set": "set", "gwp_100": "value"})
    return table.with_columns(pl.col("value").cast(pl.Float64))


def ozone_potentials() -> pl.DataFrame:
    """Return the ozone-depleting potentials of the Montreal Protocol's annexes A, B, C and E.

    Returns
    -------
    pl.DataFrame
        ``substance``, ``name_zh``, ``formula``, ``annex``, ``odp`` (CFC-11 = 1), ``quality``, ``citation``.

    Examples
    --------
    >>> ozone_potentials().filter(substance="HCFC-22")["odp"].item()
    0.055
    """
    return read_table("ozone_depletion").with_columns(pl.col("odp").cast(pl.Float64))


def standard_coal() -> pl.DataFrame:
    """Return the factors to standard coal by heat content (当量值); carriers without a factor have no row.

    A yearly primary-energy value of electricity (等价值) is not at hand: it is user input, else unknown.

    Returns
    -------
    pl.DataFrame
        ``fuel``, ``printed``, ``printed_unit``, ``tce_per_unit`` [tce per ``unit``], ``unit`` (the fuel's
        activity unit), ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> standard_coal().filter(fuel="natural_gas")["tce_per_unit"][0]
    12.143
    """
    return read_table("standard_coal").with_columns(pl.col("printed", "tce_per_unit").cast(pl.Float64))


def standard_coal_heat() -> float:
    """Return the heat of standard coal [GJ/tce].

    Returns
    -------
    float
        Heat [GJ/tce].

    Examples
    --------
    >>> standard_coal_heat()
    29.3076
    """
    return float(read_table("constants").filter(constant="standard_coal_heat")["value"][0])


def densities() -> pl.DataFrame:
    """Return the densities of fuels, for readings in litres or cubic metres.

    Returns
    -------
    pl.DataFrame
        ``fuel``, ``density``, ``unit`` (kg/L or kg/m3), ``quality``, ``citation``, ``note``.
    """
    return read_table("fuel_density").with_columns(pl.col("density").cast(pl.Float64))
