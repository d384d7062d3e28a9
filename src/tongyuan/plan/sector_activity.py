"""Activity from a sector x fuel table in the 47 CEADs sectors: each row is given its source category."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.balance_activity import uses
from tongyuan.vocabulary import concordance
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["with_sources"]

TRANSPORT = "transport"


def with_sources(table: pl.DataFrame) -> pl.DataFrame:
    """Give each sector and fuel its source category; transport is divided by fuel, as in a balance.

    Parameters
    ----------
    table
        ``sector`` (code of ``vocabulary/data/ceads_sectors.csv``), ``fuel`` and any other column.

    Returns
    -------
    pl.DataFrame
        The table with ``source`` (NFR); no row is added, dropped or changed, so that totals survive.

    Raises
    ------
    InputError
        If a sector is not in the list; all at once.

    Examples
    --------
    >>> table = pl.DataFrame({"sector": ["ferrous_metals", "transport"], "fuel": ["coke", "kerosene"]})
    >>> with_sources(table)["source"].to_list()
    ['1A2a', '1A3a']
    """
    mapping = concordance.read("ceads_nfr")
    unknown = table.filter(~pl.col("sector").is_in(mapping["code"].to_list()))["sector"]
    if unknown.len():
        raise InputError(
            Problem("concordance.unmapped", {"table": "ceads_nfr", "got": got})
            for got in unknown.unique(maintain_order=True).to_list()
        )
    by_mode = uses().filter(sector=TRANSPORT).select("fuel", by_fuel="source", sector=pl.lit(TRANSPORT))
    placed = table.join(mapping, left_on="sector", right_on="code", how="left", maintain_order="left").join(
        by_mode, on=["sector", "fuel"], how="left", maintain_order="left"
    )
    return placed.with_columns(pl.coalesce("by_fuel", "counterpart").alias("source")).drop(
        "by_fuel", "counterpart", "share"
    )
