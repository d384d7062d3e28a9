"""Years and periods as people write them in cells and headings."""

from __future__ import annotations

import re
from datetime import date, datetime

from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.cells import plain
from tongyuan.workspace.workbooks.grid import Cell

__all__ = ["heading_period", "read_period", "read_year"]

FIRST_YEAR, LAST_YEAR = 1900, 2200

_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4", "1": "1", "2": "2", "3": "3", "4": "4"}
_YEAR = re.compile(r"(\d{4})(?:\.0+)?\s*年?度?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})\s*(?:年\s*第?([一二三四1-4])\s*季度?|[-年]?\s*[Qq]([1-4]))", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s*(?:年|-|/)\s*(\d{1,2})\s*月?", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})\s*日?", re.ASCII)


def read_year(cell: Cell) -> int:
    """Read a year: 2023, ２０２３, 2023年.

    Parameters
    ----------
    cell
        The cell.

    Returns
    -------
    int
        Year.

    Raises
    ------
    InputError
        If the cell is blank, or holds no year between 1900 and 2200 (a date is none).

    Examples
    --------
    >>> from tongyuan.vocabulary.problems import Place
    >>> read_year(Cell("２０２３年", Place(cell="E4")))
    2023
    """
    cell.refuse_fault()
    if cell.blank:
        raise InputError(cell.problem("workbook.missing_year"))
    match = None
    if not isinstance(cell.value, bool | date | datetime):
        match = _YEAR.fullmatch(plain(str(cell.value)))
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise InputError(cell.problem("workbook.bad_year"))
    return int(match[1])


def read_period(cell: Cell) -> str:
    """Read a period: a year, quarter, month or day, also where a spreadsheet made a date of it.

    Parameters
    ----------
    cell
        The cell.

    Returns
    -------
    str
        ``2024``, ``2024Q3``, ``2024-07`` or ``2024-07-31``.

    Raises
    ------
    InputError
        If the cell is blank or no period.

    Examples
    --------
    >>> from tongyuan.vocabulary.problems import Place
    >>> read_period(Cell("2024年第三季度", Place(cell="E4")))
    '2024Q3'
    """
    cell.refuse_fault()
    if cell.blank:
        raise InputError(cell.problem("workbook.missing_year"))
    if isinstance(cell.value, datetime | date):
        return _dated(cell, cell.value)
    period = None if isinstance(cell.value, bool) else _parse(plain(str(cell.value)))
    if period is None:
        raise InputError(cell.problem("workbook.bad_period"))
    return period


def _dated(cell: Cell, value: date) -> str:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise InputError(cell.problem("workbook.bad_period"))
    if value.day == 1 and "d" not in cell.format.casefold():
        return f"{value.year:04d}-{value.month:02d}"
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def heading_period(text: str) -> str | None:
    """Read a period that heads a column of values: ``2024年（万吨）``.

    Parameters
    ----------
    text
        The heading.

    Returns
    -------
    str or None
        The period; None where the heading is none.

    Examples
    --------
    >>> heading_period("2024年（万吨）"), heading_period("口径")
    ('2024', None)
    """
    first = plain(text.strip().split("\n")[0])
    return _parse(re.sub(r"\(.*\)$|\[.*\]$", "", first).strip())


def _parse(text: str) -> str | None:
    if match := _YEAR.fullmatch(text):
        written = match[1]
    elif match := _QUARTER.fullmatch(text):
        written = f"{match[1]}Q{_QUARTERS[match[2] or match[3]]}"
    elif match := _MONTH.fullmatch(text):
        written = f"{match[1]}-{int(match[2]):02d}"
    elif match := _DAY.fullmatch(text):
        written = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    else:
        return None
    if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    try:
        return parse_period(written).text
    except ValueError:
        return None
