"""Reading back a workbook that recomputes: its rows by their heads, and what of them is still a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl

from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid
from tongyuan.workspace.workbooks.xlsx import read_xlsx

__all__ = ["Row", "read_recomputed"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its cells by head, and the heads under which a formula stands."""

    cells: Mapping[str, Cell]
    formulas: frozenset[str]

    def value(self, head: str) -> Any:
        """Return what stands under a head; None where the cell is blank or there is no such head."""
        cell = self.cells.get(head)
        return None if cell is None or cell.blank else cell.value


def read_recomputed(content: bytes, *, file: str, sheets: Sequence[str]) -> dict[str, tuple[Row, ...]]:
    """Read the sheets of a workbook that recomputes, as a spreadsheet program saved it.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages.
    sheets
        Beginnings of the names of the sheets that it must have.

    Returns
    -------
    dict
        For each beginning the rows below the heads of that sheet.

    Raises
    ------
    InputError
        If it cannot be read, lacks a sheet, or holds formulas that nobody computed; every cell is named.
    """
    findings = Findings()
    grids = read_xlsx(content, file=file, findings=findings)
    formulas = _formulas(content)
    found: dict[str, tuple[Row, ...]] = {}
    for name in sheets:
        grid = next((one for one in grids if (one.sheet or "").startswith(name)), None)
        if grid is None:
            findings.problems.append(Problem("quality.no_sheet", {"got": name}, Place(file=file)))
        else:
            found[name] = _rows(grid, formulas[grid.sheet or ""], findings)
    findings.finish()
    return found


def _formulas(content: bytes) -> dict[str, set[tuple[int, int]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    return {
        sheet.title: {place for place, cell in sheet._cells.items() if cell.data_type == "f"}
        for sheet in book.worksheets
    }


def _rows(grid: Grid, formulas: set[tuple[int, int]], findings: Findings) -> tuple[Row, ...]:
    used = grid.used_rows()
    if not used:
        return ()
    head = min(used)
    heads = {column: str(grid.cell(head, column).value).strip() for column in used[head]}
    rows = []
    for number in (row for row in used if row > head):
        cells = {name: grid.cell(number, column) for column, name in heads.items()}
        for cell in cells.values():
            try:
                cell.refuse_fault()
            except InputError as error:
                findings.problems.extend(error.problems)
        held = frozenset(name for column, name in heads.items() if (number, column) in formulas)
        rows.append(Row(cells, held))
    return tuple(rows)
