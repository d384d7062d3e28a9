"""Delimited text (csv) as a grid: UTF-8 or UTF-16 as marked, else GBK with a word about it."""

from __future__ import annotations

import csv
import io

from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid

__all__ = ["read_delimited"]


def read_delimited(content: bytes, *, file: str, findings: Findings) -> Grid:
    r"""Read delimited text as a grid.

    Parameters
    ----------
    content
        The file.
    file
        Its name, for messages.
    findings
        Gathers a note where the text is not UTF-8.

    Returns
    -------
    Grid
        One grid without a sheet name; every cell is text.

    Raises
    ------
    InputError
        If the bytes are no text in one of the encodings.

    Examples
    --------
    >>> grid = read_delimited("年份,数量\n2023,１２".encode(), file="a.csv", findings=Findings())
    >>> grid.cell(2, 2).value
    '１２'
    """
    text = _decode(content, file, findings)
    separator = _separator(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError(Problem("workbook.unreadable", {"got": str(error)}, Place(file=file))) from error
    grid = Grid(file, None, {})
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value != "":
                grid.cells[(row, column)] = Cell(value, grid.place(row, column))
    return grid


def _decode(content: bytes, file: str, findings: Findings) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if encoding == "gb18030":
            findings.notes.append(Problem("workbook.note_gbk", {}, Place(file=file)))
        return text
    raise InputError(Problem("workbook.encoding", {}, Place(file=file)))


def _separator(text: str) -> str:
    head = "\n".join(text.splitlines()[:10])
    return max((",", "\t", ";"), key=head.count)
