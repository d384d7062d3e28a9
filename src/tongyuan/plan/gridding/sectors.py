"""Sectors of gridded emissions (GNFR of the reporting guidelines), by the longest prefix of a source."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["sector_of"]


def sector_of(source: pl.Expr) -> pl.Expr:
    """Name the sector of a column of sources.

    Parameters
    ----------
    source
        Source categories (NFR).

    Returns
    -------
    pl.Expr
        Sector (GNFR letter); null for what belongs on no grid: memo items, purchases, discharge to water.

    Examples
    --------
    >>> rows = pl.DataFrame({"source": ["1A4cii", "1A4b", "M1"]})
    >>> rows.select(sector_of(pl.col("source")))["sector"].to_list()
    ['I', 'C', None]
    """
    return source.map_elements(_sector, return_dtype=pl.String).alias("sector")


@cache
def _sector(source: str) -> str | None:
    fits = [(len(prefix), sector) for prefix, sector in _prefixes() if source.startswith(prefix)]
    return max(fits)[1] if fits else None


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    rows = packaged_table("grid_sectors").select("sector", "prefixes").iter_rows()
    return tuple((prefix, sector) for sector, prefixes in rows for prefix in prefixes.split(" "))
