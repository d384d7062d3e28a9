"""Corrections of road factors for the conditions of driving, and the vehicles that they serve."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.citations import with_edition
from tongyuan.reference.files import read_table
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["road_corrections", "road_vehicles"]


@cache
def road_corrections() -> pl.DataFrame:
    """Return the printed corrections by condition; what is not printed is 1.

    Returns
    -------
    pl.DataFrame
        ``correction``, ``condition``, ``species``, ``fuel``, ``vehicles`` and ``technology`` (codes by
        spaces, ``*`` all), ``value`` [1], ``quality``, ``citation``, ``edition``, ``note``.

    Examples
    --------
    >>> cold = road_corrections().filter(condition="below_10", species="CO", fuel="gasoline")
    >>> cold["value"].to_list()
    [1.36]
    """
    return with_edition(read_table("road_corrections")).with_columns(pl.col("value").cast(pl.Float64))


@cache
def road_vehicles() -> pl.DataFrame:
    """Return the vehicles that have a material of their own.

    Returns
    -------
    pl.DataFrame
        ``material``, ``vehicle``, ``fuel``.

    Examples
    --------
    >>> road_vehicles().filter(material="city_bus_gas").row(0)
    ('city_bus_gas', 'city_bus', 'gas')
    """
    vehicles = packaged_table("vehicles")["vehicle"].to_list()
    found = pl.col("material").str.extract_groups(r"^(?<vehicle>.+)_(?<fuel>gasoline|diesel|gas)$")
    named = materials.table().select("material", found.alias("named")).unnest("named")
    return named.filter(pl.col("vehicle").is_in(vehicles))
