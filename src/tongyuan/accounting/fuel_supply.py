"""Fuel supply: coal mines and their recovered methane, operations of oil and gas."""

from __future__ import annotations

from collections.abc import Iterator

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import summed
from tongyuan.accounting.workings import (
    Record,
    Working,
    computed,
    derived_by,
    reported,
)
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.tables import Factor

__all__ = ["mine_coal", "operate_oil_and_gas", "tell_mines", "tell_operations"]

COAL = "2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1: mining + post-mining - recovered methane"


def tell_mines(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell coal mined, coal after mining, and methane recovered: a negative row of its own.

    Source: 2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1.

    Parameters
    ----------
    records
        Contract CoalMining.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``fugitive`` [t, 1e4_m3].

    Examples
    --------
    >>> tell_mines(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    return summed((part for row in rows for part in _mined(row)), activity="fugitive")


def _mined(row: Record) -> Iterator[tuple[Record, Node]]:
    """List what one mine gives: coal as mined, coal after mining, methane taken out."""
    way, mine = row["mining"], {**row, "sector": "coal_mines", "source": "1B1a"}
    coal = reported("coal", row, column="coal_t", unit="t")
    yield {**mine, "fuel": f"coal_{way}", "technology": row["depth"]}, coal
    yield {**mine, "fuel": f"coal_post_{way}", "technology": UNSTATED}, coal
    for use in ("used", "flared"):
        taken = reported(f"methane_{use}", row, column=f"methane_{use}_1e4_m3", unit="1e4_m3")
        if taken.value:
            words = {"zh": "回收甲烷（扣减）", "en": "methane recovered, deducted"}
            out = computed("coal", f"-{taken.name}", [taken], unit="1e4_m3", citation=COAL, **words)
            yield {**mine, "fuel": "coal_methane", "technology": use}, out


mine_coal = derived_by(
    tell_mines,
    "coal_mine.methane",
    dataset="coal_mines",
    source=COAL,
    edition="2006",
    span="year",
)


def tell_operations(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the activity of oil and gas operations: each record as it is, by its material.

    Source: provincial guideline 2011, fugitives of oil and gas.

    Parameters
    ----------
    records
        Contract OilGasOperation.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``fugitive`` [the material's own unit].

    Examples
    --------
    >>> tell_operations(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    parts = (
        (
            {**row, "sector": "oil_gas_operations", "fuel": what, "source": _source(what)},
            reported("operated", row, column="quantity", unit=materials.activity_unit(what)),
        )
        for row in rows
        for what in [row["operation"]]
    )
    return summed(parts, activity="fugitive")


def _source(material: str) -> str:
    return str(look_up("materials", key="material", code=material, column="source"))


operate_oil_and_gas = derived_by(
    tell_operations,
    "oil_gas.operations",
    dataset="oil_gas",
    source="Provincial guideline 2011, fugitives of oil and gas: activity by operation",
    edition="2011",
    span="year",
)
