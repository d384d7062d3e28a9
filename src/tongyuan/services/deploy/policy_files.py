"""The text of a policy out of a file: txt as it stands, docx with its tables row by row, pdf page by page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from tongyuan.services.deploy.policy_pages import MOST_CHARACTERS, PAGE_BREAK, pages_of
from tongyuan.vocabulary.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from docx.table import Table, _Cell

__all__ = ["text_of"]

#: UTF-8 with or without a mark, else the Chinese standard that older files are written in.
ENCODINGS = ("utf-8-sig", "gb18030")
#: A plan of a hundred pages unpacks to a few MB, and pictures are read with it [MB].
MOST_UNPACKED_MB = 200
#: A PDF of some hundred pages with pictures [MB].
MOST_MB = 50
#: Stands where a cell is merged with the one above it.
DITTO = "〃"


def text_of(file: Path) -> str:
    """Read the text of a txt, docx or pdf file.

    Parameters
    ----------
    file
        The document; docx and pdf by its name, any other is read as plain text.

    Returns
    -------
    str
        Its text, a paragraph a line. A row of a table is a line whose cells are parted by tabs, a cell merged
        with the one above it being a ditto mark; pages of a pdf are parted by a form feed.

    Raises
    ------
    InputError
        If the file cannot be read as text, is of a kind that is not read, asks for a password, is too large
        or unpacks to too much, or holds no text (pictures alone).
    """
    size = file.stat().st_size / 1e6
    if size > MOST_MB:
        raise _refused("policy.file_too_large", file.name, size=round(size), most=MOST_MB)
    content = file.read_bytes()
    suffix = file.suffix.lower()
    if suffix == ".docx":
        text = "\n".join(_paragraphs(content, file.name))
    elif suffix == ".pdf":
        text = PAGE_BREAK.join(pages_of(content, name=file.name))
    elif suffix in ("", ".txt", ".md"):
        text = _decoded(content, file.name)
    else:
        raise _refused("policy.unknown_file", file.name)
    if not text.strip():
        raise _refused("policy.no_text", file.name)
    if len(text) > MOST_CHARACTERS:
        raise _refused("policy.too_long", file.name, most=MOST_CHARACTERS)
    return text


def _refused(code: str, name: str, **values: int) -> InputError:
    return InputError([Problem(code, {"got": name, **values}, Place(file=name))])


def _decoded(content: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refused("policy.not_text", name)


def _require_small(content: bytes, name: str) -> None:
    """Refuse a file that unpacks to too much, before any of it is unpacked."""
    with ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist()) / 1e6
    if unpacked > MOST_UNPACKED_MB:
        values = {"got": round(unpacked), "most": MOST_UNPACKED_MB}
        raise InputError([Problem("policy.too_large", values, Place(file=name))])


def _paragraphs(content: bytes, name: str) -> Iterator[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        _require_small(content, name)
        document = Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise _refused("policy.not_text", name) from None
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part)
        else:
            yield part.text


def _rows(table: Table) -> Iterator[str]:
    """Write the rows of a table, each merged cell once; a table of one column is paragraphs."""
    if len(table.columns) == 1:
        yield from (line for row in table.rows for cell in row.cells for line in _lines(cell))
        return
    above: list[object] = []
    for row in table.rows:
        cells = [*[None] * row.grid_cols_before, *row.cells]
        own = [cell and cell._tc for cell in cells]
        words = []
        for at, cell in enumerate(cells):
            if cell is None or (at and own[at] is own[at - 1]):
                words.append("")
            elif at < len(above) and own[at] is above[at]:
                words.append(DITTO)
            else:
                words.append("\u3000".join(_lines(cell)))
        above = own
        yield "\t".join(words)


def _lines(cell: _Cell) -> Iterator[str]:
    """Write what stands in a cell, tables within it cell by cell."""
    from docx.table import Table

    for part in cell.iter_inner_content():
        if isinstance(part, Table):
            yield from (line for row in part.rows for inner in row.cells for line in _lines(inner))
        elif text := part.text.replace("\t", " ").replace("\n", "\u3000").strip():
            yield text
