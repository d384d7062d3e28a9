"""Builders of small energy balances that keep every identity; their figures are made up."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.tables import EnergyBalance

__all__ = ["altered", "balanced", "free_rows", "single_carriers"]

COAL = ("raw_coal", "cleaned_coal", "other_washed_coal", "briquettes")
PETROLEUM = (
    "crude_oil",
    "gasoline",
    "kerosene",
    "diesel_oil",
    "fuel_oil",
    "lpg",
    "refinery_gas",
    "other_petroleum_products",
)
TOTALS = {"coal_total": COAL, "petroleum_total": PETROLEUM}
SUPPLY = (2, 3, 4, 5, 6, 7, 8, 9, 10)
TRANSFORMATION = (12, 13, 14, 15, 16, 17, 19)
FINAL = (22, 23, 25, 26, 27, 28, 31)

Cells = dict[tuple[int, str], float]


def free_rows() -> tuple[int, ...]:
    """List the rows that the other rows do not determine (row 24 may not exceed row 23)."""
    return (*SUPPLY, *TRANSFORMATION, 20, 22, 23, 25, 26, 27, 29, 30, 31)


def single_carriers() -> tuple[str, ...]:
    """List the columns that are no sum of others."""
    return tuple(fuel for fuel in fuels.balance_carriers() if fuel not in TOTALS)


def balanced(
    cells: Mapping[tuple[int, str], float], *, region: str = "990000", year: int = 2020
) -> pl.DataFrame:
    """Complete a balance from the cells that are free; every sum follows, the rest is blank.

    Parameters
    ----------
    cells
        (row, carrier) to quantity, for rows of ``free_rows()``, 18 and 24 [the unit of the column].
    region
        Region code.
    year
        Year.

    Returns
    -------
    pl.DataFrame
        EnergyBalance of 33 rows and 22 carriers, marked synthetic [the unit of each column].

    Examples
    --------
    >>> made = balanced({(2, "raw_coal"): 10.0, (23, "raw_coal"): 9.0})
    >>> made.filter(pl.col("row") == 32, pl.col("fuel") == "raw_coal")["quantity"].item()
    1.0
    """
    complete: Cells = dict(cells)
    for fuel in {fuel for _, fuel in cells}:
        _complete_column(complete, fuel)
    for total, parts in TOTALS.items():
        _complete_total(complete, total, parts)
    rows = [
        (region, year, row, fuel, complete.get((row, fuel)), fuels.balance_unit(fuel), "synthetic", "example")
        for row in range(1, 34)
        for fuel in fuels.balance_carriers()
    ]
    frame = pl.DataFrame(rows, schema=EnergyBalance.column_names(), orient="row", infer_schema_length=None)
    return EnergyBalance.validate(frame, cast=True)


def altered(balance: pl.DataFrame, *, row: int, fuel: str, by: float) -> pl.DataFrame:
    """Change one cell of a balance.

    Parameters
    ----------
    balance
        EnergyBalance.
    row
        Row number.
    fuel
        Carrier.
    by
        What is added; a blank is taken as nothing [the unit of the column].

    Returns
    -------
    pl.DataFrame
        EnergyBalance.

    Examples
    --------
    >>> altered(balanced({}), row=2, fuel="heat", by=1.5)["quantity"].sum()
    1.5
    """
    cell = (pl.col("row") == row) & (pl.col("fuel") == fuel)
    changed = pl.col("quantity").fill_null(0.0) + by
    return balance.with_columns(pl.when(cell).then(changed).otherwise(pl.col("quantity")).alias("quantity"))


def _complete_column(cells: Cells, fuel: str) -> None:
    def add(rows: tuple[int, ...]) -> float:
        return round(sum(cells.get((row, fuel), 0.0) for row in rows), 2)

    inputs = sum(min(0.0, cells.get((row, fuel), 0.0)) for row in TRANSFORMATION)
    cells[1, fuel] = add(SUPPLY)
    cells[11, fuel] = add(TRANSFORMATION)
    cells[28, fuel] = add((29, 30))
    cells[21, fuel] = add(FINAL)
    cells[32, fuel] = round(add((1, 11)) - add((20, 21)), 2)
    cells[33, fuel] = round(add((20, 21)) - inputs, 2)


def _complete_total(cells: Cells, total: str, parts: tuple[str, ...]) -> None:
    for row in range(1, 33):
        printed = [cells[row, part] for part in parts if (row, part) in cells]
        if printed:
            cells[row, total] = round(sum(printed), 2)
    used = [cells.get((row, total), 0.0) for row in (20, 21, 11)]
    if (21, total) in cells:
        cells[33, total] = round(used[0] + used[1] - used[2], 2)
