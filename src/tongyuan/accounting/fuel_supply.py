"""Fuel supply: coal mines and their recovered methane, operations of oil and gas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.recorded import part_node, quantity_node, record_leaf
from tongyuan.accounting.traffic import as_activity
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, CoalMining, Factor, OilGasOperation

__all__ = ["mine_coal", "operate_oil_and_gas"]

MINES, OPERATIONS = "coal_mines", "oil_gas_operations"
COAL = "2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1: mining + post-mining - recovered methane"
RECOVERY = {"used": "methane_used_1e4_m3", "flared": "methane_flared_1e4_m3"}
Row = Mapping[str, Any]


def _explain_mines(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("sector") != MINES:
        return None
    text = records.with_columns(pl.col("mining", "depth", "quality").cast(pl.String)).filter(
        (pl.col("region") == key["region"]) & (pl.col("year") == int(key["year"]))
    )
    if key["fuel"] == "coal_methane":
        column, sign = RECOVERY[str(key["technology"])], "-"
        served = text.filter(pl.col(column) > 0)
    else:
        column, sign = "coal_t", ""
        same_depth = pl.lit(str(key["fuel"]).startswith("coal_post")) | (pl.col("depth") == key["technology"])
        served = text.filter(same_depth & (pl.col("mining") == str(key["fuel"]).rsplit("_", 1)[-1]))
    parts = [
        part_node(
            "part",
            -row[column] if sign else row[column],
            unit=materials.activity_unit(str(key["fuel"])),
            equation=f"{sign}{column}",
            children=[record_leaf(column, row, contract=CoalMining)],
        )
        for row in served.iter_rows(named=True)
    ]
    return quantity_node(parts, unit=materials.activity_unit(str(key["fuel"])), citation=COAL)


@derives("coal_mine.methane", dataset="coal_mines", source=COAL, edition="2006", explain=_explain_mines)
def mine_coal(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive coal mined, coal after mining, and methane recovered: a negative row of its own.

    Source: 2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.1.

    Parameters
    ----------
    records
        CoalMining, of any years [t; 1e4 m3 of pure methane].
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
    >>> mine_coal(CoalMining.create_empty(), factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    rows = records.filter(pl.col("year") == year).with_columns(pl.col("mining", "depth").cast(pl.String))
    mined = _row(rows, pl.col("coal_t"), fuel=pl.lit("coal_") + pl.col("mining"), technology=pl.col("depth"))
    after = _row(
        rows, pl.col("coal_t"), fuel=pl.lit("coal_post_") + pl.col("mining"), technology=pl.lit(UNSTATED)
    )
    recovered = [
        _row(
            rows.filter(pl.col(column) > 0),
            -pl.col(column),
            fuel=pl.lit("coal_methane"),
            technology=pl.lit(use),
            unit=pl.lit("1e4_m3"),
        )
        for use, column in RECOVERY.items()
    ]
    return as_activity(pl.concat([mined, after, *recovered]), sector=MINES, kind="fugitive")


def _row(
    rows: pl.DataFrame, amount: pl.Expr, *, fuel: pl.Expr, technology: pl.Expr, unit: pl.Expr | None = None
) -> pl.DataFrame:
    return rows.select(
        "region",
        "year",
        "quality",
        "citation",
        source=pl.lit("1B1a"),
        fuel=fuel,
        technology=technology,
        unit=pl.lit("t") if unit is None else unit,
        quantity=amount,
    )


def _explain_operations(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("sector") != OPERATIONS:
        return None
    unit = materials.activity_unit(str(key["fuel"]))
    served = records.with_columns(pl.col("quality").cast(pl.String)).filter(
        (pl.col("region") == key["region"])
        & (pl.col("year") == int(key["year"]))
        & (pl.col("operation") == key["fuel"])
        & (pl.col("technology") == key["technology"])
        & pl.col("quantity").is_not_null()
    )
    leaves = [record_leaf("quantity", row, contract=OilGasOperation) for row in served.iter_rows(named=True)]
    parts = [
        part_node("part", leaf.value or 0.0, unit=unit, equation="quantity", children=[leaf])
        for leaf in leaves
    ]
    return quantity_node(parts, unit=unit, citation="oil and gas operations")


@derives(
    "oil_gas.operations",
    dataset="oil_gas",
    source="Provincial guideline 2011, fugitives of oil and gas: activity by operation",
    edition="2011",
    explain=_explain_operations,
)
def operate_oil_and_gas(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the activity of oil and gas operations: each record as it is, by its material.

    Source: provincial guideline 2011, fugitives of oil and gas.

    Parameters
    ----------
    records
        OilGasOperation, of any years [own unit].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``fugitive`` [the material's own unit].

    Raises
    ------
    InputError
        If an operation is no known material.

    Examples
    --------
    >>> none = OilGasOperation.create_empty()
    >>> operate_oil_and_gas(none, factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    rows = records.filter(pl.col("year") == year)
    known = materials.table().select(operation="material", unit="activity_unit", source="source")
    for operation in rows["operation"].unique().to_list():
        materials.activity_unit(operation)
    named = rows.join(known, on="operation", how="left", maintain_order="left")
    return as_activity(named.with_columns(fuel=pl.col("operation")), sector=OPERATIONS, kind="fugitive")
