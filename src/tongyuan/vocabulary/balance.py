"""Rows of the regional energy balance (地区能源平衡表), by the yearbook's numbers."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["rows"]


def rows() -> pl.DataFrame:
    """Return the 33 rows of the balance.

    Returns
    -------
    pl.DataFrame
        ``row`` (integer), names, ``level`` (integer: 1 heading, 2 item, 3 of which), ``source`` and
        ``sector`` (null: the row is no activity of its own).

    Examples
    --------
    >>> rows().filter(pl.col("row") == 21)["name_en"].item()
    'Final consumption'
    """
    return packaged_table("balance_rows").with_columns(
        pl.col("row").cast(pl.Int32), pl.col("level").cast(pl.Int32)
    )
