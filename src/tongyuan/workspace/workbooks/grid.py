"""A sheet as it was handed in: cells with their addresses, faults and formats, whatever file it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["Cell", "Findings", "Grid", "column_letter"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Parameters
    ----------
    value
        What stands in it: None, text, number, truth value, date; for a formula its kept result.
    place
        File, sheet, row, column and address.
    format
        The display format of a spreadsheet; ``General`` where there is none.
    fault
        Code of the problem that forbids reading it (formula without a result, error value, merged).
    got
        What the fault's sentence shows.
    """

    value: object
    place: Place
    format: str = "General"
    fault: str | None = None
    got: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing readable stands in it."""
        return self.fault is None and (self.value is None or str(self.value).strip(_INVISIBLE) == "")

    def problem(self, code: str, /, **values: object) -> Problem:
        """State a problem of this cell; ``got`` is what stands in it."""
        return Problem(code, {"got": shown(self.value), **values}, self.place)

    def refuse_fault(self) -> None:
        """Raise the problem that forbids reading the cell, if there is one."""
        if self.fault is not None:
            raise InputError(Problem(self.fault, {"got": self.got}, self.place))


_INVISIBLE = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u2060\ufeff'"


def shown(value: object) -> str:
    """Write a cell's content as a message shows it: one line, not too long."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    text = re.sub(r"\s+", " ", str(value)).strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, by row and column number (both from 1); blank cells may be absent."""

    file: str
    sheet: str | None
    cells: dict[tuple[int, int], Cell]
    merged: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; a blank one where nothing stands.

        Parameters
        ----------
        row, column
            Numbers, from 1.

        Returns
        -------
        Cell
            The cell.

        Examples
        --------
        >>> Grid("a.csv", None, {}).cell(7, 4).place.cell
        'D7'
        """
        found = self.cells.get((row, column))
        return found if found is not None else Cell(None, self.place(row, column))

    def place(self, row: int, column: int) -> Place:
        """Give the place of a cell."""
        letter = column_letter(column)
        return Place(file=self.file, sheet=self.sheet, row=row, column=letter, cell=f"{letter}{row}")

    def used_rows(self) -> dict[int, list[int]]:
        """List the columns in which something stands, by row, both in rising order."""
        used: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            if not self.cells[(row, column)].blank:
                used.setdefault(row, []).append(column)
        return used


def column_letter(column: int) -> str:
    """Write a column's number as a spreadsheet does.

    Parameters
    ----------
    column
        Number, from 1.

    Returns
    -------
    str
        Letters.

    Examples
    --------
    >>> column_letter(28)
    'AB'
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(slots=True)
class Findings:
    """All problems and notes of a document, gathered until the end so that one report names every cell."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def attempt(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Call a reader; keep its problems and return None where it refuses.

        Parameters
        ----------
        read
            A function that raises InputError.
        *args, **kwargs
            Its arguments.

        Returns
        -------
        object or None
            What it read.

        Examples
        --------
        >>> Findings().attempt(len, "abc")
        3
        """
        try:
            return read(*args, **kwargs)
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def finish(self) -> tuple[Problem, ...]:
        """Return the notes, or raise everything that is wrong.

        Returns
        -------
        tuple of Problem
            The notes, in the order of sheets and cells.

        Raises
        ------
        InputError
            With every problem, in the order of sheets, rows and columns.
        """
        if self.problems:
            raise InputError(sorted(_once(self.problems), key=_position))
        return tuple(sorted(self.notes, key=_position))


def _once(problems: list[Problem]) -> list[Problem]:
    """Keep one problem of each merged area, which many cells would report."""
    kept: dict[object, Problem] = {}
    for problem in problems:
        merged = problem.code == "workbook.merged"
        area = (problem.place.sheet, problem.values.get("got"))
        kept.setdefault(area if merged else id(problem), problem)
    return list(kept.values())


def _position(problem: Problem) -> tuple[str, str, int, int, str]:
    place = problem.place
    letters = place.column or ""
    return (place.file or "", place.sheet or "", place.row or 0, len(letters), letters)
