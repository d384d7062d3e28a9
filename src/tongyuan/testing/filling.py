"""Builders of templates as people fill them in: rows by heading, in the workbook that a service made."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openpyxl

__all__ = ["Sheet", "opened", "saved"]


class Sheet:
    """A sheet of a template, by the first line of its headings.

    Parameters
    ----------
    book
        The workbook.
    name
        Sheet.
    first
        First line of its first heading.
    """

    def __init__(self, book: Any, name: str, *, first: str) -> None:
        self.sheet = book[name]
        head = next(line for line in self.sheet.iter_rows(max_row=20) if _first_line(line[0]) == first)
        self.columns = {_first_line(cell): cell.column_letter for cell in head if cell.value}
        self.start = head[0].row + 1

    def address(self, row: int, heading: str) -> str:
        """Return the address of a cell; the first row below the headings is 0."""
        return f"{self.columns[heading]}{self.start + row}"

    def read(self, row: int, heading: str) -> Any:
        """Return what stands in a cell."""
        return self.sheet[self.address(row, heading)].value

    def write(self, row: int, values: Mapping[str, object]) -> None:
        """Type a row, by heading."""
        for heading, value in values.items():
            self.sheet[self.address(row, heading)].value = value

    def filled(self, heading: str) -> Iterator[int]:
        """List the rows in which something stands below a heading."""
        rows = range(self.sheet.max_row - self.start + 1)
        return (row for row in rows if self.read(row, heading) not in (None, ""))

    def append(self, rows: Sequence[Mapping[str, object]], *, below: str) -> list[int]:
        """Type rows below the last one that has something below a heading; return their numbers."""
        first = max(self.filled(below), default=-1) + 1
        for number, values in enumerate(rows, start=first):
            self.write(number, values)
        return list(range(first, first + len(rows)))


def opened(content: bytes) -> Any:
    """Open a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:
    """Save a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _first_line(cell: Any) -> str:
    return str(cell.value or "").split("\n")[0]
