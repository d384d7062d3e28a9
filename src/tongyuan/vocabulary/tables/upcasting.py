"""Frames of older contracts, read as today's: a column that came later takes what it then meant."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.activities import UNSTATED

__all__ = ["upcast"]

#: Columns that came with a later version of a contract, and what every row of an earlier one meant by them.
ADDED: dict[str, dict[str, str]] = {
    "Activity": {"technology": UNSTATED},
    "Emission": {"technology": UNSTATED},
    "Factor": {"technology": "*"},
}


def upcast(frame: pl.DataFrame, *, contract: str | None) -> pl.DataFrame:
    """Read a kept frame as the contract of today; a frame of today stays as it is.

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
    >>> old = pl.DataFrame({"region": ["990000"], "fuel": ["coke"]})
    >>> upcast(old, contract="Activity")["technology"].item()
    'unstated'
    """
    added = ADDED.get(contract or "", {})
    lacking = [pl.lit(value).alias(name) for name, value in added.items() if name not in frame.columns]
    return frame.with_columns(lacking) if lacking else frame
