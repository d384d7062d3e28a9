"""What the methods' terms have in common: the kinds of number they take, and where their values stand."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.vocabulary.methods import Term

__all__ = ["QUANTITY", "REMOVAL", "Amount", "factor"]

Amount = TypeVar("Amount", float, NDArray[np.float64], pl.Expr)

QUANTITY = Term("activity", "quantity", "own unit")
REMOVAL = Term("control", "removal", "1")


def factor(parameter: str, unit: str, *, species: str | None = None) -> Term:
    """Say that a term is a factor's parameter, of another species where that is named."""
    return Term("factor", parameter, unit, species)
