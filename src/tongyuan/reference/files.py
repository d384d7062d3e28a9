"""Reading the packaged tables of reference, and opening their lists of fuels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import polars as pl

__all__ = ["FIRST_YEAR", "LAST_YEAR", "LIST_MARK", "data_folder", "expand_fuels", "read_table"]

LIST_MARK = "list:"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def data_folder() -> Traversable:
    """Return the folder of the packaged tables."""
    return files("tongyuan.reference") / "data"


@cache
def read_table(name: str) -> pl.DataFrame:
    """Read a packaged table; every column is text, a blank is null.

    Parameters
    ----------
    name
        File name in ``data`` without its ending.

    Returns
    -------
    pl.DataFrame
        The table, in the order of the file.

    Raises
    ------
    FileNotFoundError
        If there is no such table.

    Examples
    --------
    >>> read_table("gwp").columns[:3]
    ['gwp_set', 'species', 'gwp_100']
    """
    return pl.read_csv((data_folder() / f"{name}.csv").read_bytes(), infer_schema=False)


def expand_fuels(rows: pl.DataFrame) -> pl.DataFrame:
    """Write one row for each fuel of a list; other rows stay as they are.

    A document's fuel group becomes our fuels by ``fuel_lists.csv``, whose note (an assignment of ours that
    the document does not make) joins the note of the row.

    Parameters
    ----------
    rows
        Rows with ``fuel`` (a code, or ``list:`` and the list's name) and ``note``.

    Returns
    -------
    pl.DataFrame
        The same columns, only codes in ``fuel``.

    Examples
    --------
    >>> rows = pl.DataFrame({"fuel": ["list:ipcc_kerosene", "coke"], "note": [None, "dry"]})
    >>> expand_fuels(rows)["fuel"].to_list()
    ['kerosene', 'jet_kerosene', 'coke']
    """
    lists = read_table("fuel_lists").select(
        fuel=LIST_MARK + pl.col("list"), member=pl.col("fuel"), assignment=pl.col("note")
    )
    both = pl.concat_str("note", "assignment", separator="; ", ignore_nulls=True)
    joined = rows.join(lists, on="fuel", how="left", maintain_order="left_right")
    return joined.with_columns(
        fuel=pl.coalesce("member", "fuel"),
        note=pl.when(both.str.len_chars() > 0).then(both),
    ).select(rows.columns)
