"""Putting rows into a frame with the columns of a contract; the builders of every area begin with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.tables import Contract

__all__ = ["frame_of"]


def frame_of(contract: type[Contract], rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Put rows into a frame that has a contract's columns and types; it is not checked yet."""
    return pl.DataFrame(list(rows), schema=contract.create_empty().schema, orient="row")
