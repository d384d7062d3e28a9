"""How much of each table was seen in the document that it cites: counted from the tables."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import data_folder, read_table

__all__ = ["verification"]

QUALITIES = ("measured", "published", "derived", "unverified")
USE_IS_OURS = r"\b[Oo]urs?\b|stands in|the guide stops at|read as"
RECALLED = "recalled"


def verification() -> pl.DataFrame:
    """Count the rows of each cited table by quality.

    Returns
    -------
    pl.DataFrame
        One row a table: ``table``, ``rows``, one column a quality, and ``use_is_ours``: those unverified rows
        whose note says that the value was seen and only its use is our assignment. The other unverified
        rows were recalled, or their own source is not stated.

    Examples
    --------
    >>> counted = verification()
    >>> counted.filter(table="combustion_ch4_n2o").select("rows", "published").rows()
    [(146, 146)]
    """
    names = sorted(path.name for path in data_folder().iterdir())
    tables = {name.removesuffix(".csv"): name for name in names if name.endswith(".csv")}
    return pl.concat([_count(table) for table in tables if _is_cited(table)])


def _is_cited(table: str) -> bool:
    return {"quality", "citation"} <= set(read_table(table).columns)


def _count(table: str) -> pl.DataFrame:
    rows = read_table(table)
    note = pl.col("note").fill_null("") if "note" in rows.columns else pl.lit("")
    used = note.str.contains(USE_IS_OURS) & ~note.str.contains(RECALLED)
    return rows.select(
        table=pl.lit(table),
        rows=pl.len().cast(pl.Int64),
        **{name: (pl.col("quality") == name).sum().cast(pl.Int64) for name in QUALITIES},
        use_is_ours=((pl.col("quality") == "unverified") & used).sum().cast(pl.Int64),
    )
