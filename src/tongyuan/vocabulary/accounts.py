"""Accounts of an inventory: emissions, land beside them, and memo items that stand in no total."""

from __future__ import annotations

from functools import cache
from typing import Literal

import polars as pl

from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["Account", "account", "label", "of_account"]

Account = Literal["emissions", "land", "memo", "with_land"]
"""``with_land`` is emissions and land together; memo items stand in no sum with others."""

TOGETHER = {"with_land": ("emissions", "land")}


@cache
def account(source: str) -> str:
    """Tell in which account a source category stands.

    Parameters
    ----------
    source
        Source category (NFR), or ``none`` of purchased energy.

    Returns
    -------
    str
        ``emissions``, ``land`` or ``memo``.

    Examples
    --------
    >>> account("1A2a"), account("4A"), account("M2")
    ('emissions', 'land', 'memo')
    """
    rows = packaged_table("accounts").drop_nulls("source").filter(pl.col("source") != "*")
    named = [row for row in rows.iter_rows(named=True) if source.startswith(row["source"])]
    return str(named[0]["account"]) if named else "emissions"


def of_account(frame: pl.DataFrame, *, kept: Account) -> pl.DataFrame:
    """Keep the rows whose source stands in an account.

    Parameters
    ----------
    frame
        Rows with ``source``.
    kept
        The account.

    Returns
    -------
    pl.DataFrame
        The rows of that account, in their order.

    Examples
    --------
    >>> rows = pl.DataFrame({"source": ["1A2a", "4A", "M2", "none"]})
    >>> of_account(rows, kept="emissions")["source"].to_list()
    ['1A2a', 'none']
    """
    stands = {code: account(code) for code in frame["source"].cast(pl.String).unique().to_list()}
    told = pl.col("source").cast(pl.String).replace_strict(stands, return_dtype=pl.String, default=None)
    return frame.filter(told.is_in(TOGETHER.get(kept, (kept,))))


def label(code: Account, *, language: str = "zh") -> str:
    """Name an account.

    Parameters
    ----------
    code
        Account.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> label("land", language="en")
    'land use and forestry'
    """
    return str(look_up("accounts", key="account", code=code, column=f"name_{language}"))
