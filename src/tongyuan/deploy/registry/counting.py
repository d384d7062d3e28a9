"""Entries counted and summed; a value that is not told is counted as missing, never as zero."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from tongyuan.deploy.registry.types import Type

__all__ = ["statistics"]

COUNTED = {
    "region": pl.String,
    "state": pl.String,
    "year": pl.Int32,
    "measure": pl.String,
    "unit": pl.String,
    "value": pl.Float64,
    "entries": pl.Int64,
    "missing": pl.Int64,
}


def statistics(entries: pl.DataFrame, *, kind: Type) -> pl.DataFrame:
    """Count entries and sum their quantities by region, state and year of the state.

    Parameters
    ----------
    entries
        Rows of ``RegistryEntry`` of one type, one an entry.
    kind
        The type.

    Returns
    -------
    pl.DataFrame
        ``region``, ``state``, ``year``, ``measure`` (``count`` or a field), ``unit``, ``value`` (null where
        none tells it), ``entries``, ``missing`` (entries that do not tell it).
    """
    numbers = [field for field in kind.fields if field.kind == "number"]
    rows: list[dict[str, Any]] = []
    dated = entries.with_columns(year=pl.col("since").dt.year())
    for (region, state, year), group in dated.sort("region", "state", "year").group_by(
        "region", "state", "year", maintain_order=True
    ):
        cell = {"region": region, "state": state, "year": year, "entries": group.height}
        rows.append({**cell, "measure": "count", "unit": "1", "value": float(group.height), "missing": 0})
        for field in numbers:
            told = [json.loads(text).get(field.field) for text in group["values_json"]]
            known = [value for value in told if value is not None]
            value = sum(known) if known else None
            missing = len(told) - len(known)
            named = {"measure": field.field, "unit": field.unit, "value": value, "missing": missing}
            rows.append({**cell, **named})
    return pl.DataFrame(rows, schema=COUNTED)
