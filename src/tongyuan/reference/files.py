"""Reading the packaged tables of reference, and opening their lists of fuels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import polars as pl

from tongyuan.vocabulary.quality import QUALITY

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
    the document does not make) joins the note of the row, and whose quality bounds the row's.

    Parameters
    ----------
    rows
        Rows with ``fuel`` (a code, or ``list:`` and the list's name), ``quality`` and ``note``.

    Returns
    -------
    pl.DataFrame
        The same columns, only codes in ``fuel``.

    Examples
    --------
    >>> rows = pl.DataFrame({"fuel": ["list:raw_or_bituminous"], "quality": "published", "note": None})
    >>> expand_fuels(rows).select("fuel", "quality").rows()
    [('raw_coal', 'unverified'), ('bituminous_coal', 'published')]
    """
    lists = read_table("fuel_lists").select(
        fuel=LIST_MARK + pl.col("list"), member="fuel", assigned="quality", assignment="note"
    )
    both = pl.concat_str("note", "assignment", separator="; ", ignore_nulls=True)
    joined = rows.join(lists, on="fuel", how="left", maintain_order="left_right")
    qualities = {name: _no_better(name) for name in ("quality", "range_quality") if name in rows.columns}
    return joined.with_columns(
        **qualities,
        fuel=pl.coalesce("member", "fuel"),
        note=pl.when(both.str.len_chars() > 0).then(both),
    ).select(rows.columns)


def _no_better(quality: str) -> pl.Expr:
    """Bound a quality by that of the assignment; what has none keeps none."""
    bounded = pl.max_horizontal(pl.col(quality, "assigned").cast(QUALITY)).cast(pl.String)
    return pl.when(pl.col(quality).is_not_null()).then(bounded)
