"""Finding the table in a sheet: its row of headings, wherever rows and columns were inserted or moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.workspace.workbooks.cells import plain
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid, column_letter
from tongyuan.workspace.workbooks.headings import Headings
from tongyuan.workspace.workbooks.when import heading_period, read_period

__all__ = ["Line", "Table", "find_tables", "no_table", "note_unread"]

_ROWS_SEARCHED = 60
_FEWEST_HEADINGS = 3
_FOOT = re.compile(r"(注|备注|说明|填表|制表|审核|复核|单位负责人|联系)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a sheet: which column holds which field, and which columns are headed by a period."""

    grid: Grid
    headings: Headings
    head: int
    fields: dict[str, int]
    periods: dict[str, int]
    used: dict[int, list[int]]

    def cell(self, row: int, field: str) -> Cell:
        """Return the cell of a field; a blank one where the table has no such column."""
        column = self.fields.get(field)
        return Cell(None, self.grid.place(row, 1)) if column is None else self.at(row, column)

    def at(self, row: int, column: int) -> Cell:
        """Return a cell; one that is merged with others bears that fault."""
        cell = self.grid.cell(row, column)
        area = self.grid.merged.get((row, column))
        return cell if area is None else Cell(None, cell.place, cell.format, "workbook.merged", area)

    def lines(self) -> Iterator[Line]:
        """Give the rows of data below the headings; blank rows, repeated headings and footnotes are none."""
        columns = {*self.fields.values(), *self.periods.values()}
        for row, used in self.used.items():
            if row > self.head and columns & set(used) and not self._is_no_data(row, used):
                yield Line(self, row)

    def _is_no_data(self, row: int, used: list[int]) -> bool:
        first = self.grid.cell(row, used[0])
        if len(used) == 1 and _FOOT.match(plain(str(first.value))):
            return True
        heads = [self.grid.cell(self.head, column).value for column in used]
        return [self.grid.cell(row, column).value for column in used] == heads


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data."""

    table: Table
    row: int

    def cell(self, field: str) -> Cell:
        """Return the cell of a field."""
        return self.table.cell(self.row, field)

    def labels(self, field: str) -> tuple[str, str]:
        """Return the heading of a field in Chinese and English."""
        return self.table.headings.labels[field]

    def blank(self, field: str) -> Problem:
        """State that the cell of a field is blank and must not be."""
        labels = self.labels(field)
        return self.cell(field).problem("workbook.blank", label_zh=labels[0], label_en=labels[1])

    def period_cells(self) -> list[tuple[str, Cell]]:
        """List the cells below headings that are periods."""
        return [(period, self.table.at(self.row, column)) for period, column in self.table.periods.items()]


def find_tables(
    grids: Sequence[Grid],
    *,
    headings: Headings,
    needed: Sequence[tuple[str, ...]],
    findings: Findings,
) -> list[Table]:
    """Find the tables of a kind in the sheets of a document.

    Parameters
    ----------
    grids
        The sheets.
    headings
        Which headings are looked for.
    needed
        Fields that must be there; of each tuple one is enough.
    findings
        Gathers what is wrong: a heading that is missing or stands twice.

    Returns
    -------
    list of Table
        At most one a sheet; sheets that hold no such headings are passed over.
    """
    return [table for grid in grids if (table := _find(grid, headings, needed, findings)) is not None]


def no_table(file: str, *, headings: Headings, needed: Sequence[tuple[str, ...]]) -> Problem:
    """State that no sheet holds the headings that are looked for.

    Parameters
    ----------
    file
        The document's name.
    headings
        Which headings are looked for.
    needed
        Fields that must be there.

    Returns
    -------
    Problem
        The problem.
    """
    return Problem("workbook.no_table", {"expected": headings.listed(needed)}, Place(file=file))


def _find(
    grid: Grid, headings: Headings, needed: Sequence[tuple[str, ...]], findings: Findings
) -> Table | None:
    used = grid.used_rows()
    rows = list(used)[:_ROWS_SEARCHED]
    head = max(rows, key=lambda row: (_recognised(grid, headings, row, used[row]), -row), default=0)
    if head == 0 or _recognised(grid, headings, head, used[head]) < _FEWEST_HEADINGS:
        return None
    table = Table(grid, headings, head, {}, {}, used)
    twice = Findings()
    for column in used[head]:
        _take(table, column, twice)
    missing = [fields for fields in needed if not _has(table, fields)]
    if 2 * len(missing) > len(needed):
        return None
    findings.problems.extend(twice.problems)
    if missing:
        place = Place(file=grid.file, sheet=grid.sheet, row=head)
        findings.problems.append(Problem("workbook.missing_column", {"got": headings.listed(missing)}, place))
        return None
    note_unread(grid, head, {*table.fields.values(), *table.periods.values()}, findings)
    return table


def note_unread(grid: Grid, head: int, read: set[int], findings: Findings) -> None:
    """Note each column below the headings that holds something and is not read.

    Parameters
    ----------
    grid
        The sheet.
    head
        Row of the headings.
    read
        Columns that are read.
    findings
        Gathers the notes.
    """
    below = {column for row, used in grid.used_rows().items() if row > head for column in used}
    footnotes = {1} if 1 not in read else set()
    for column in sorted(below - read - footnotes):
        cell = grid.cell(head, column)
        findings.notes.append(cell.problem("workbook.note_unread_column", letter=column_letter(column)))


def _has(table: Table, fields: tuple[str, ...]) -> bool:
    return any(field in table.fields or (field == "period" and table.periods) for field in fields)


def _recognised(grid: Grid, headings: Headings, row: int, columns: list[int]) -> int:
    return len({field for column in columns if (field := headings.field(grid.cell(row, column))) is not None})


def _take(table: Table, column: int, findings: Findings) -> None:
    cell = table.grid.cell(table.head, column)
    field = table.headings.field(cell)
    if field is not None:
        _claim(table.fields, field, cell, column, findings)
        return
    period = _period(cell) if table.headings.periods else None
    if period is not None:
        _claim(table.periods, period, cell, column, findings)


def _period(cell: Cell) -> str | None:
    if isinstance(cell.value, str):
        return heading_period(cell.value)
    return Findings().attempt(read_period, cell)


def _claim(taken: dict[str, int], key: str, cell: Cell, column: int, findings: Findings) -> None:
    if key not in taken:
        taken[key] = column
        return
    first = f"{column_letter(taken[key])}{cell.place.row}"
    findings.problems.append(cell.problem("workbook.column_twice", first=first))
