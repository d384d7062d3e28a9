"""Rows of records as a table: heads of their contract, states and codes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.records import RecordKind
from tongyuan.web.figures import DASH, exact
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_records"]

LEFT_OUT = "region"


Names = Mapping[str, Mapping[str, tuple[str, str]]]


def draw_records(view: View, rows: pl.DataFrame, *, kind: RecordKind, names: Names) -> None:
    """Draw the rows of a kind of record.

    Parameters
    ----------
    view
        What is shown.
    rows
        Rows by the kind's contract, of one region.
    kind
        The kind.
    names
        Codes of each column, in Chinese and English.
    """
    labels = {name: _head(view, column.metadata or {}) for name, column in kind.schema.columns().items()}
    numbers = {name for name, dtype in rows.schema.items() if dtype.is_float()}
    columns = [Column(name, labels[name], right=name in numbers) for name in rows.columns if name != LEFT_OUT]
    lines = [_line(view, row, names) for row in rows.iter_rows(named=True)]
    draw_table(view, columns, lines, name="record-rows", page=15, classes="ty-nowrap")


def _head(view: View, metadata: Mapping[str, Any]) -> str:
    return view.measure(view.of(metadata, "label"), view.unit(metadata.get("unit")))


def _line(view: View, row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    return {
        name: _cell(view, name, value, names.get(name, {})) for name, value in row.items() if name != LEFT_OUT
    }


def _cell(view: View, name: str, value: Any, names: Mapping[str, tuple[str, str]]) -> Any:
    if value is None:
        return DASH
    if name == "state":
        return view.pick(Missing(value).label_zh, Missing(value).label_en)
    if name == "quality":
        return view.term("quality", value)
    if value in names:
        return view.pick(*names[value])
    if isinstance(value, bool):
        return view.pick("是", "yes") if value else view.pick("否", "no")
    if isinstance(value, float):
        return cell(exact(value), raw=value)
    return value if name == "year" else str(value)
