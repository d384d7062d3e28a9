"""Files of observations read as text: csv in any encoding in use, xlsx, json; each row keeps its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tongyuan.advance.ambient.records import Record, Unread, records_of
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.grid import Findings
from tongyuan.workspace.workbooks.marking import TITLE
from tongyuan.workspace.workbooks.xlsx import read_xlsx

__all__ = ["Leaf", "leaf_of", "read_leaves"]

ROW = "\x00row"  # a name that no file's column can have
#: Largest file [MB]; a year of a province's hours passes.
MOST_MB = 4000


class Leaf:
    """A table of a file as text.

    Parameters
    ----------
    rows
        Columns as headed, all text.
    numbers
        Number of each row in the file.
    file, sheet
        Where it is from; no sheet for a csv.
    """

    def __init__(
        self, rows: pl.DataFrame, numbers: pl.Series, *, file: str, sheet: str | None = None
    ) -> None:
        self.rows = rows
        self.numbers = numbers
        self.file = file
        self.sheet = sheet

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Name a place in the file."""
        return Place(file=self.file, sheet=self.sheet, row=row, column=column)


def read_leaves(content: bytes, *, file: str) -> list[Leaf]:
    """Read the tables of a file.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name; the ending tells what it is.

    Returns
    -------
    list of Leaf
        One for a csv or json, one a sheet for an xlsx.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if len(content) > MOST_MB * 1_000_000:
        raise InputError(
            Problem(
                "monitoring.too_large", {"got": len(content) // 1_000_000, "most": MOST_MB}, Place(file=file)
            )
        )
    if Path(file).suffix.lower() == ".xlsx":
        return list(_sheets(content, file))
    if Path(file).suffix.lower() == ".json":
        return [_recorded(content, file)]
    return [_delimited(content, file)]


def _recorded(content: bytes, file: str) -> Leaf:
    """Lay out a document of records; the number of a record stands for that of a row."""
    try:
        records = records_of(_text(content, file).decode())
    except Unread as error:
        raise InputError(Problem("feed.document", {"got": str(error)}, Place(file=file))) from error
    nested = [record.number for record in records if record.fields is None]
    if nested:
        raise InputError(
            [Problem("feed.record", {}, Place(file=file, row=number)) for number in nested[:200]]
        )
    return leaf_of(records, file=file)


def leaf_of(records: Sequence[Record], *, file: str) -> Leaf:
    """Lay flat records out as a table of text.

    Parameters
    ----------
    records
        Records whose fields are known.
    file
        Where they are from.

    Returns
    -------
    Leaf
        A column a field, a row a record.
    """
    fields = [record.fields or {} for record in records]
    names = dict.fromkeys(name for one in fields for name in one)
    columns = {name: pl.Series([one.get(name) for one in fields], dtype=pl.String) for name in names}
    numbers = pl.Series([record.number for record in records], dtype=pl.UInt32)
    return Leaf(pl.DataFrame(columns), numbers, file=file)


def _delimited(content: bytes, file: str) -> Leaf:
    text = _text(content, file)
    head = text[: text.find(b"\n") + 1 or None].decode()
    separator = max((",", "\t", ";"), key=head.count)
    try:
        rows = pl.read_csv(
            text,
            infer_schema=False,
            separator=separator,
            row_index_name=ROW,
            row_index_offset=2,
        )
    except pl.exceptions.PolarsError as error:
        got = str(error).splitlines()[0][:200]
        raise InputError(Problem("monitoring.file", {"got": got}, Place(file=file))) from error
    return Leaf(rows.drop(ROW), rows[ROW], file=file)


def _text(content: bytes, file: str) -> bytes:
    """Give the text in UTF-8, whatever office wrote it."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.encode()
    raise InputError(Problem("workbook.encoding", {}, Place(file=file)))


def _sheets(content: bytes, file: str) -> Iterator[Leaf]:
    for grid in read_xlsx(content, file=file, findings=Findings()):
        if grid.sheet == TITLE or not grid.cells:
            continue
        lines: dict[int, dict[int, str]] = {}
        for (row, column), cell in grid.cells.items():
            lines.setdefault(row, {})[column] = _word(cell.value)
        head = min(lines)
        names = {column: name for column, name in sorted(lines.pop(head).items()) if name}
        made = [
            {name: line.get(column) for column, name in names.items()} for _, line in sorted(lines.items())
        ]
        rows = pl.DataFrame(made, schema=dict.fromkeys(names.values(), pl.String))
        yield Leaf(rows, pl.Series(sorted(lines), dtype=pl.UInt32), file=file, sheet=grid.sheet)


def _word(value: Any) -> str:
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat is not None else value).strip()
