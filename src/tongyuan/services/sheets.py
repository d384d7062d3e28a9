"""Write tables as the sheets of one xlsx file, with labels and units in the heads, and their basis."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

__all__ = ["Sheet", "write_sheets"]

BASIS = {"zh": "依据", "en": "basis"}
SYNTHETIC = {"zh": "（合成数据）", "en": " (synthetic)"}
LONGEST_NAME = 31
MADE = datetime(1980, 1, 1)  # the file's own date is fixed, so that the same figures give the same bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with its name and the labels of its columns."""

    name: str
    frame: pl.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)


def write_sheets(sheets: Sequence[Sheet], *, meta: Mapping[str, Any], language: str = "zh") -> bytes:
    """Write sheets, and a last one that says what they stand on.

    Parameters
    ----------
    sheets
        Tables.
    meta
        Run id, units, family ...; where ``synthetic`` is true every sheet's name says so.
    language
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        An xlsx file.
    """
    stream = io.BytesIO()
    mark = SYNTHETIC[language] if meta.get("synthetic") else ""
    with xlsxwriter.Workbook(stream, {"in_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"author": "Tongyuan", "created": MADE})
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF2", "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _write_table(book.add_worksheet((sheet.name + mark)[:LONGEST_NAME]), sheet, bold=bold, day=day)
        _write_basis(book.add_worksheet(BASIS[language]), meta, bold=bold)
    return stream.getvalue()


def _write_basis(sheet: Worksheet, meta: Mapping[str, Any], *, bold: Format) -> None:
    for row, (key, value) in enumerate(meta.items()):
        sheet.write_string(row, 0, key, bold)
        sheet.write_string(row, 1, str(value))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)


def _write_table(sheet: Worksheet, table: Sheet, *, bold: Format, day: Format) -> None:
    for column, name in enumerate(table.frame.columns):
        sheet.write_string(0, column, table.labels.get(name, name), bold)
    sheet.set_column(0, max(table.frame.width - 1, 0), 16)
    for row, values in enumerate(table.frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            _write_cell(sheet, row, column, value, day=day)
    sheet.freeze_panes(1, 0)
    if table.frame.height:
        sheet.autofilter(0, 0, table.frame.height, table.frame.width - 1)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, *, day: Format) -> None:
    """Write a value; a missing one stays blank, and a text that looks like a formula stays a text."""
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, bool | int | float):
        sheet.write(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
