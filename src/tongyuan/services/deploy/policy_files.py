"""The text of a policy out of a file: txt as it stands, docx paragraph by paragraph and cell by cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["text_of"]

#: UTF-8 with or without a mark, else the Chinese standard that older files are written in.
ENCODINGS = ("utf-8-sig", "gb18030")
#: A plan of a hundred pages unpacks to a few MB, and pictures are read with it [MB].
MOST_UNPACKED_MB = 200


def text_of(file: Path) -> str:
    """Read the text of a txt or docx file.

    Parameters
    ----------
    file
        The document; docx by its name, any other is read as plain text.

    Returns
    -------
    str
        Its text, a paragraph a line.

    Raises
    ------
    InputError
        If the file cannot be read as text, is of a kind that is not read, unpacks to too much, or holds no
        text (pictures alone).
    """
    content = file.read_bytes()
    suffix = file.suffix.lower()
    if suffix == ".docx":
        text = "\n".join(_paragraphs(content, file.name))
    elif suffix in ("", ".txt", ".md"):
        text = _decoded(content, file.name)
    else:
        raise InputError([Problem("policy.unknown_file", {"got": file.name}, Place(file=file.name))])
    if not text.strip():
        raise InputError([Problem("policy.no_text", {"got": file.name}, Place(file=file.name))])
    return text


def _decoded(content: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError([Problem("policy.not_text", {"got": name}, Place(file=name))])


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
        raise InputError([Problem("policy.not_text", {"got": name}, Place(file=name))]) from None
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from (cell.text for row in part.rows for cell in row.cells)
        else:
            yield part.text
