"""An xlsx file as grids: kept results of formulas, error values, merged cells and what is hidden."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid, column_letter

__all__ = ["read_xlsx"]

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_LARGEST_UNPACKED = 80_000_000


def read_xlsx(content: bytes, *, file: str, findings: Findings) -> tuple[Grid, ...]:
    """Read the worksheets of an xlsx file as grids.

    Parameters
    ----------
    content
        The file.
    file
        Its name, for messages.
    findings
        Gathers notes about hidden sheets, rows and columns.

    Returns
    -------
    tuple of Grid
        One a worksheet, in their order. A formula shows its kept result, or has a fault where there is none.

    Raises
    ------
    InputError
        If the file is no xlsx, is encrypted, damaged or far too large.
    """
    _refuse_foreign(content, file)
    try:
        written = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
        kept = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        return tuple(_grid(sheet, kept[sheet.title], file, findings) for sheet in written.worksheets)
    except InputError:
        raise
    except Exception as error:  # a damaged file fails anywhere in the parser, with any exception
        got = f"{type(error).__name__}: {error}"[:200]
        raise InputError(Problem("workbook.unreadable", {"got": got}, Place(file=file))) from error


def _refuse_foreign(content: bytes, file: str) -> None:
    place = Place(file=file)
    if content.startswith(_OLD_FORMAT):
        raise InputError(Problem("workbook.old_format", {}, place))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError(Problem("workbook.unreadable", {"got": str(error)}, place)) from error
    if unpacked > _LARGEST_UNPACKED:
        raise InputError(Problem("workbook.too_large", {"got": f"{unpacked / 1e6:.0f} MB"}, place))


def _grid(written: Any, kept: Any, file: str, findings: Findings) -> Grid:
    grid = Grid(file, written.title, {})
    for (row, column), source in written._cells.items():  # the cells that exist, without making blank ones
        if source.value is not None:
            grid.cells[(row, column)] = _cell(source, kept, grid.place(row, column))
    last_row = max((row for row, _ in grid.cells), default=0)
    last_column = max((column for _, column in grid.cells), default=0)
    for area in written.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            for column in range(area.min_col, min(area.max_col, last_column) + 1):
                grid.merged[(row, column)] = str(area.coord)
    _note_hidden(written, grid, findings)
    return grid


def _cell(source: Any, kept: Any, place: Place) -> Cell:
    shape = str(source.number_format or "General")
    value = source.value
    if source.data_type == "f":
        formula = getattr(value, "text", None) or str(value)
        result = kept.cell(source.row, source.column)
        if result.value is None:
            return Cell(None, place, shape, "workbook.formula_without_value", str(formula)[:60])
        if result.data_type == "e":
            return Cell(None, place, shape, "workbook.error_value", str(result.value))
        value = result.value
    if source.data_type == "e":
        return Cell(None, place, shape, "workbook.error_value", str(value))
    known = (str, int, float, bool, datetime, date, time, timedelta)
    return Cell(value if isinstance(value, known) else str(value), place, shape)


def _note_hidden(sheet: Any, grid: Grid, findings: Findings) -> None:
    if sheet.sheet_state != "visible":
        findings.notes.append(
            Problem("workbook.note_hidden_sheet", {}, Place(file=grid.file, sheet=grid.sheet))
        )
    used_rows = {row for row, _ in grid.cells}
    hidden = sorted(row for row, shape in sheet.row_dimensions.items() if shape.hidden and row in used_rows)
    for row in hidden:
        findings.notes.append(
            Problem("workbook.note_hidden_row", {"row": row}, Place(grid.file, grid.sheet, row))
        )
    used_columns = sorted({column for _, column in grid.cells})
    hidden_columns = [shape for shape in sheet.column_dimensions.values() if shape.hidden]
    for column in used_columns:
        if any((shape.min or 0) <= column <= (shape.max or 0) for shape in hidden_columns):
            place = Place(grid.file, grid.sheet, None, column_letter(column))
            findings.notes.append(Problem("workbook.note_hidden_column", {}, place))
