"""What the screening of air rests on: rates, heights of release, and published numbers to lay it beside."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.vocabulary.tables import KernelSpecies

__all__ = ["air_kernel", "national_slopes", "release_heights", "share_ranges"]


@cache
def air_kernel() -> dy.DataFrame[KernelSpecies]:
    """Return how the screening kernel treats each species; assumptions, marked unverified.

    Returns
    -------
    dy.DataFrame[KernelSpecies]
        A row a species and season.

    Examples
    --------
    >>> air_kernel().filter(species="SO2")["product_mass"].unique().item()
    1.4996
    """
    return KernelSpecies.validate(read_table("air_kernel"), cast=True)


@cache
def release_heights() -> pl.DataFrame:
    """Return the height class of release by prefix of the source; the longest prefix serves.

    Returns
    -------
    pl.DataFrame
        ``source``, ``release``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> release_heights().filter(source="1A1a")["release"].item()
    'tall'
    """
    return read_table("release_heights")


@cache
def national_slopes() -> pl.DataFrame:
    """Return the response of China to China's own emissions in a global model, by component and species.

    Returns
    -------
    pl.DataFrame
        ``component``, ``species``, ``ug_m3_per_mt`` [ug/m3 per Mt], ``quality``, ``citation``, ``note``.

    Examples
    --------
    Sulphate, ammonium and the nitrate that sulphate displaces:

    >>> round(national_slopes().filter(species="SO2")["ug_m3_per_mt"].sum(), 4)
    0.2412
    """
    return read_table("national_slopes").with_columns(pl.col("ug_m3_per_mt").cast(pl.Float64))


@cache
def share_ranges() -> pl.DataFrame:
    """Return published ranges of local, regional and outside shares of PM2.5.

    Returns
    -------
    pl.DataFrame
        ``part``, ``low`` and ``high`` [1], ``place_zh``, ``place_en``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> share_ranges().filter(part="outside").select("low", "high").row(0)
    (0.1332, 0.4502)
    """
    return read_table("share_ranges").with_columns(pl.col("low", "high").cast(pl.Float64))
