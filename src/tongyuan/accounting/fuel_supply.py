"""Fuel supply: coal mines and their recovered methane, operations of oil and gas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.workings import (
    Record,
    Working,
    activity_from,
    added,
    computed,
    explained_by,
    reported,
)
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.tables import Activity, Factor

__all__ = ["mine_coal", "operate_oil_and_gas", "tell_mines", "tell_operations"]

COAL = "2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1: mining + post-mining - recovered methane"
Place = tuple[str, str, str, str]


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
    parts = [(place, row, amount) for row in rows for place, amount in _mined(row)]
    return _summed(parts, sector="coal_mines", year=year)


def _mined(row: Record) -> Iterator[tuple[Place, Node]]:
    """List what one mine gives: coal as mined, coal after mining, methane taken out."""
    region, way = str(row["region"]), row["mining"]
    coal = reported("coal", row, column="coal_t", unit="t")
    yield (region, "1B1a", f"coal_{way}", row["depth"]), coal
    yield (region, "1B1a", f"coal_post_{way}", UNSTATED), coal
    for use in ("used", "flared"):
        taken = reported(f"methane_{use}", row, column=f"methane_{use}_1e4_m3", unit="1e4_m3")
        if taken.value:
            words = {"zh": "回收甲烷（扣减）", "en": "methane recovered, deducted"}
            out = computed("coal", f"-{taken.name}", [taken], unit="1e4_m3", citation=COAL, **words)
            yield (region, "1B1a", "coal_methane", use), out


def _summed(parts: Sequence[tuple[Place, Record, Node]], *, sector: str, year: int) -> list[Working]:
    """Sum the parts of each place to one working."""
    places: dict[Place, list[tuple[Record, Node]]] = {}
    for place, row, amount in parts:
        places.setdefault(place, []).append((row, amount))
    return [
        Working(
            region=region,
            year=year,
            sector=sector,
            source=source,
            fuel=material,
            technology=technology,
            activity="fugitive",
            unit=materials.activity_unit(material),
            tree=added(
                "quantity",
                [amount for _, amount in found],
                unit=materials.activity_unit(material),
                zh=materials.label(material),
                en=materials.label(material, language="en"),
            ),
            citation="; ".join(dict.fromkeys(str(row["citation"]) for row, _ in found)),
        )
        for (region, source, material, technology), found in places.items()
    ]


@derives(
    "coal_mine.methane",
    dataset="coal_mines",
    source=COAL,
    edition="2006",
    explain=explained_by(tell_mines),
    span="year",
)
def mine_coal(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive coal mined, coal after mining, and methane recovered.

    Source: 2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1.

    Parameters
    ----------
    records
        Contract CoalMining, of any years [t; 1e4 m3 of pure methane].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``fugitive`` [t, 1e4_m3].

    Examples
    --------
    >>> mine_coal(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020).height
    0
    """
    return activity_from(tell_mines(records, factors=factors, family=family, year=year))


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
    parts = [
        (
            (str(row["region"]), _source(row["operation"]), row["operation"], row["technology"]),
            row,
            reported("operated", row, column="quantity", unit=materials.activity_unit(row["operation"])),
        )
        for row in rows
    ]
    return _summed(parts, sector="oil_gas_operations", year=year)


def _source(material: str) -> str:
    return str(look_up("materials", key="material", code=material, column="source"))


@derives(
    "oil_gas.operations",
    dataset="oil_gas",
    source="Provincial guideline 2011, fugitives of oil and gas: activity by operation",
    edition="2011",
    explain=explained_by(tell_operations),
    span="year",
)
def operate_oil_and_gas(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the activity of oil and gas operations.

    Source: provincial guideline 2011, fugitives of oil and gas.

    Parameters
    ----------
    records
        Contract OilGasOperation, of any years [own unit].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``fugitive`` [the material's own unit].

    Examples
    --------
    >>> operate_oil_and_gas(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020).height
    0
    """
    return activity_from(tell_operations(records, factors=factors, family=family, year=year))
