"""A handed-in document as grids, by what its bytes are: xlsx, or delimited text."""

from __future__ import annotations

from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.delimited import read_delimited
from tongyuan.workspace.workbooks.grid import Findings, Grid
from tongyuan.workspace.workbooks.xlsx import read_xlsx

__all__ = ["read_document"]

_SPREADSHEET = (b"PK", b"\xd0\xcf\x11\xe0")


def read_document(content: bytes, *, file: str, findings: Findings) -> tuple[Grid, ...]:
    """Read a document as grids.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages.
    findings
        Gathers notes (hidden rows, an encoding that was guessed).

    Returns
    -------
    tuple of Grid
        One a sheet; delimited text is one grid.

    Raises
    ------
    InputError
        If the file cannot be read.

    Examples
    --------
    >>> len(read_document("年份,数量".encode(), file="a.csv", findings=Findings()))
    1
    """
    if not content.strip():
        raise InputError(Problem("workbook.unreadable", {"got": "0 B"}, Place(file=file)))
    if content.startswith(_SPREADSHEET):
        return read_xlsx(content, file=file, findings=findings)
    return (read_delimited(content, file=file, findings=findings),)
