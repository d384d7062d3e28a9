"""Reports of what is wrong with a workbook: a list of cells, and a copy with the bad cells marked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import polars as pl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tongyuan.vocabulary.problems import InputError, Language, Problem
from tongyuan.workspace.workbooks.book import Book

__all__ = ["marked_copy", "problem_report", "problem_table"]

_HEADS = {
    "zh": ("文件", "工作表", "单元格", "行", "列", "问题", "应为", "处理", "代码"),
    "en": ("file", "sheet", "cell", "row", "column", "problem", "expected", "to go on", "code"),
}
_WIDTHS = (28, 16, 10, 8, 8, 50, 36, 44, 28)
_SHEETS = {"zh": "问题清单", "en": "problems"}


def problem_table(problems: Sequence[Problem], *, language: Language = "zh") -> pl.DataFrame:
    """List problems as a table, one row each.

    Parameters
    ----------
    problems
        Problems.
    language
        ``zh`` or ``en``.

    Returns
    -------
    pl.DataFrame
        File, sheet, cell, row, column, problem, what was expected, how to go on, code.

    Examples
    --------
    >>> problem_table([Problem("workbook.missing_year")], language="en")["problem"].item()
    'the year is missing'
    """
    rows = [
        (
            problem.place.file,
            problem.place.sheet,
            problem.place.cell,
            problem.place.row,
            problem.place.column,
            problem.what(language),
            problem.expected(language),
            problem.remedy(language),
            problem.code,
        )
        for problem in problems
    ]
    types = [pl.String, pl.String, pl.String, pl.Int64, pl.String, *[pl.String] * 4]
    return pl.DataFrame(rows, schema=dict(zip(_HEADS[language], types, strict=True)), orient="row")


def problem_report(problems: Sequence[Problem], *, language: Language = "zh") -> bytes:
    """Write problems as a workbook, one row each.

    Parameters
    ----------
    problems
        Problems.
    language
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        An xlsx file; the same problems give the same bytes.
    """
    table = problem_table(problems, language=language)
    book = Book(_SHEETS[language])
    sheet = book.sheet(_SHEETS[language])
    for column, (name, width) in enumerate(zip(table.columns, _WIDTHS, strict=True)):
        sheet.write_string(0, column, name, book.formats["heading"])
        sheet.set_column(column, column, width)
        for row, value in enumerate(table[name].to_list(), start=1):
            if value is not None:
                sheet.write(row, column, value, book.formats["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.height, 1), table.width - 1)
    return book.content()


def marked_copy(content: bytes, problems: Sequence[Problem], *, language: Language = "zh") -> bytes:
    """Copy a workbook with each bad cell filled and commented.

    Parameters
    ----------
    content
        The xlsx file as it was handed in.
    problems
        Its problems; those without a cell are left to the report.
    language
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        An xlsx file.

    Raises
    ------
    InputError
        If the document is no xlsx (delimited text bears no marks).
    """
    if not content.startswith(b"PK"):
        raise InputError(Problem("workbook.unreadable", {"got": "csv"}))
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        if problem.place.sheet in book.sheetnames and problem.place.cell:
            key = (str(problem.place.sheet), problem.place.cell)
            texts.setdefault(key, []).append(_said(problem, language))
    fill = PatternFill("solid", fgColor="FFF9C4B8")
    for (sheet, address), said in texts.items():
        cell: Any = book[sheet][address]
        if isinstance(cell, openpyxl.cell.MergedCell):
            continue
        cell.fill = fill
        cell.comment = Comment("\n\n".join(said), "Tongyuan", height=140, width=320)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _said(problem: Problem, language: Language) -> str:
    parts = (problem.what(language), problem.expected(language), problem.remedy(language))
    return "\n".join(part for part in parts if part)
