"""Tables of tasks as workbooks: written with their heads, read back by rows with each cell's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid

__all__ = ["KEY", "Line", "lines_of", "write_table"]

#: Head of the column of ids; a row without one is none.
KEY = "任务编号"
HEADS_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, by heads.

    Parameters
    ----------
    task
        Its task.
    grid, row, columns
        Where it stands, and which column each head has.
    findings
        Gathers what is wrong.
    """

    task: str
    grid: Grid
    row: int
    columns: Mapping[str, int]
    findings: Findings

    def place(self, head: str) -> Place:
        """Give the place of a cell; that of the id where the table has no such column."""
        return self.grid.place(self.row, self.columns.get(head, self.columns[KEY]))

    def blame(self, code: str, head: str, **values: object) -> None:
        """Note a problem of a cell."""
        self.findings.problems.append(Problem(code, values, self.place(head)))

    def text(self, head: str) -> str | None:
        """Read a cell as words; None where it is blank or cannot be read, which is noted."""
        cell = self._cell(head)
        return None if cell is None else str(cell.value).strip()

    def day(self, head: str) -> date | None:
        """Read a cell as a day; None where it is blank or is none, which is noted."""
        cell = self._cell(head)
        if cell is None:
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        if isinstance(cell.value, date):
            return cell.value
        try:
            return date.fromisoformat(str(cell.value).strip())
        except ValueError:
            self.blame("task.no_day", head, got=str(cell.value)[:40])
            return None

    def percentage(self, head: str) -> float | None:
        """Read a cell as a percentage; None where it is blank or is none, which is noted."""
        text = self.text(head)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            self.blame("task.no_number", head, got=text[:40])
            return None
        if not 0 <= number <= 100:
            self.blame("task.progress", head, got=text[:40])
            return None
        return number

    def _cell(self, head: str) -> Cell | None:
        if head not in self.columns:
            return None
        cell = self.grid.cell(self.row, self.columns[head])
        self.findings.attempt(cell.refuse_fault)
        return None if cell.blank or cell.fault is not None else cell


def lines_of(file: Path, *, heads: Sequence[str], needed: str, findings: Findings) -> list[Line]:
    """Read the rows of a table; a sheet without its heads is passed over, a task that stands twice is noted.

    Parameters
    ----------
    file
        The table, xlsx or csv.
    heads
        Heads that are known.
    needed
        Head that must stand beside that of the ids.
    findings
        Gathers what is wrong.

    Returns
    -------
    list of Line
        Rows that name a task.
    """
    grids = findings.attempt(read_document, file.read_bytes(), file=file.name, findings=findings) or ()
    found: list[Line] = []
    headed = 0
    for grid in grids:
        head, columns = _head(grid, heads, needed)
        if head is None:
            continue
        headed += 1
        for row in (number for number in grid.used_rows() if number > head):
            key = grid.cell(row, columns[KEY])
            if not key.blank and key.fault is None:
                found.append(Line(str(key.value).strip(), grid, row, columns, findings))
    if not headed and not findings.problems:
        findings.problems.append(Problem("task.no_heads", {}, Place(file=file.name)))
    seen: set[str] = set()
    for line in found:
        if line.task in seen:
            line.blame("task.twice", KEY, got=line.task)
        seen.add(line.task)
    return found


def write_table(
    title: str, sheet: str, *, widths: Mapping[str, int], rows: Sequence[Sequence[str]], locked: int
) -> bytes:
    """Write a table of tasks to fill in.

    Parameters
    ----------
    title
        Title of the workbook.
    sheet
        Name of the sheet.
    widths
        Width of each column, by head.
    rows
        Cells; a blank one is empty.
    locked
        Columns from the left that are not filled in.

    Returns
    -------
    bytes
        The workbook.
    """
    book = Book(title)
    page = book.sheet(sheet)
    page.freeze_panes(1, 1)
    for column, (head, width) in enumerate(widths.items()):
        page.set_column(column, column, width)
        page.write_string(0, column, head, book.formats["heading"])
    for place, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            shape = book.formats["locked" if column < locked else "words"]
            if text:
                page.write_string(place, column, text, shape)
            else:
                page.write_blank(place, column, None, shape)
    return book.content()


def _head(grid: Grid, heads: Sequence[str], needed: str) -> tuple[int | None, dict[str, int]]:
    """Find the row of heads; a sheet of explanations has none."""
    used = grid.used_rows()
    for row in sorted(used)[:HEADS_SEARCHED]:
        words = ((str(grid.cell(row, column).value).strip(), column) for column in used[row])
        columns = {word: column for word, column in words if word in heads}
        if KEY in columns and needed in columns:
            return row, columns
    return None, {}
