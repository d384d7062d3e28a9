"""Frames of older contracts, read as today's: a column that came later takes what it then meant."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.tables.contract import contracts, key_of

__all__ = ["upcast"]

#: Columns that came with a later version of a contract, and what every row of an earlier one meant by them.
ADDED: dict[str, dict[str, str]] = {
    "Activity": {"technology": UNSTATED},
    "Emission": {"technology": UNSTATED},
    "Factor": {"technology": "*"},
}


def upcast(frame: pl.DataFrame, *, contract: str | None) -> pl.DataFrame:
    """Read a kept frame as the contract of today; one of today, or of another form, stays as it is.

    Parameters
    ----------
    frame
        A frame as it was kept.
    contract
        Name of its contract; None where it has none.

    Returns
    -------
    pl.DataFrame
        The frame with the columns that came later.

    Examples
    --------
    >>> key = {"region": "990000", "year": 2020, "sector": "industry", "source": "1A2", "fuel": "coke"}
    >>> upcast(pl.DataFrame(key | {"activity": "combustion"}), contract="Activity")["technology"].item()
    'unstated'
    """
    added = ADDED.get(contract or "", {})
    if not added or not set(key_of(contracts()[str(contract)])) - set(added) <= set(frame.columns):
        return frame
    lacking = [pl.lit(value).alias(name) for name, value in added.items() if name not in frame.columns]
    return frame.with_columns(lacking) if lacking else frame
