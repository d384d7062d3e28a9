"""The registered methods of accounting and assessment, as a table."""

from __future__ import annotations

import polars as pl

from tongyuan.accounting import combustion, production, purchase
from tongyuan.assess import gdp
from tongyuan.vocabulary.methods import methods

__all__ = ["registered"]

REGISTERING = (combustion, production, purchase, gdp)
"""Rooms whose import registers their methods."""


def registered() -> pl.DataFrame:
    """List the registered methods.

    Returns
    -------
    pl.DataFrame
        ``method``, ``equation``, ``unit``, ``source``, ``edition``.
    """
    rows = [(found.id, found.equation, found.unit, found.source, found.edition) for found in methods()]
    return pl.DataFrame(rows, schema=["method", "equation", "unit", "source", "edition"], orient="row")
