"""The balance as the yearbook prints it: 33 rows, 22 columns."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary import balance as balance_rows
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import EnergyBalance

__all__ = ["pivot", "unpivot"]

HEAD = ("row", "item_zh", "item_en")


def pivot(balance: pl.DataFrame) -> pl.DataFrame:
    """Lay one balance out in the yearbook's rows and columns.

    Parameters
    ----------
    balance
        EnergyBalance of one region and year; each column in its own physical unit.

    Returns
    -------
    pl.DataFrame
        33 rows: ``row``, ``item_zh``, ``item_en`` and the 22 carriers in the yearbook's order, each in
        the unit of its column [1e4_t, 1e8_m3, 1e10_kJ, 1e8_kWh, 1e4_tce]; null is a blank.

    Raises
    ------
    InputError
        If there are several balances, or a cell appears twice.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> pivot(balanced({(2, "raw_coal"): 5.0, (23, "raw_coal"): 5.0})).item(20, "raw_coal")
    5.0
    """
    _demand_one(balance)
    _demand_distinct(balance)
    wide = balance.select("row", "fuel", "quantity").pivot(on="fuel", index="row", values="quantity")
    names = balance_rows.rows().select(
        "row", pl.col("name_zh").alias("item_zh"), pl.col("name_en").alias("item_en")
    )
    laid = names.join(wide, on="row", how="left", maintain_order="left")
    absent = [carrier for carrier in fuels.balance_carriers() if carrier not in laid.columns]
    filled = laid.with_columns(pl.lit(None, dtype=pl.Float64).alias(carrier) for carrier in absent)
    return filled.select(*HEAD, *fuels.balance_carriers())


def unpivot(
    laid_out: pl.DataFrame, *, region: str, year: int, citation: str, quality: Quality = Quality.PUBLISHED
) -> pl.DataFrame:
    """Read a balance from the yearbook's layout.

    Parameters
    ----------
    laid_out
        ``row`` and any of the 22 carriers, each in the unit of its column; ``item_zh`` and ``item_en``
        are not read.
    region
        Region code.
    year
        Year.
    citation
        Citation key.
    quality
        Quality of every cell.

    Returns
    -------
    pl.DataFrame
        EnergyBalance; the cells in the units of their columns.

    Raises
    ------
    InputError
        If a column is no carrier of the balance.

    Examples
    --------
    >>> laid = pl.DataFrame({"row": [2], "raw_coal": [5.0]})
    >>> unpivot(laid, region="990000", year=2020, citation="example")["unit"].item()
    '1e4_t'
    """
    carriers = [name for name in laid_out.columns if name not in HEAD]
    known = ", ".join(fuels.balance_carriers())
    unknown = [name for name in carriers if name not in fuels.balance_carriers()]
    if unknown:
        raise InputError(
            Problem("energy.unknown_column", {"column": name, "expected": known}, Place(column=name))
            for name in unknown
        )
    units = {carrier: fuels.balance_unit(carrier) for carrier in carriers}
    long = laid_out.unpivot(on=carriers, index="row", variable_name="fuel", value_name="quantity")
    cells = long.with_columns(
        pl.lit(region).alias("region"),
        pl.lit(year).alias("year"),
        pl.col("fuel").replace_strict(units, return_dtype=pl.String).alias("unit"),
        pl.lit(quality.value).alias("quality"),
        pl.lit(citation).alias("citation"),
    )
    return EnergyBalance.validate(cells.select(EnergyBalance.column_names()), cast=True)


def _demand_one(balance: pl.DataFrame) -> None:
    count = balance.select("region", "year").n_unique()
    if count != 1:
        raise InputError(Problem("energy.one_balance", {"count": count}))


def _demand_distinct(balance: pl.DataFrame) -> None:
    counts = balance.group_by("row", "fuel", maintain_order=True).len().filter(pl.col("len") > 1)
    if counts.height:
        raise InputError(
            Problem(
                "energy.repeated_cell",
                {"row": row, "fuel": fuel, "count": count},
                Place(row=row, column=fuel),
            )
            for row, fuel, count in counts.rows()
        )
