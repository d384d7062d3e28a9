"""Saving a letter so that the same words are the same bytes: no file in it bears the hour of its writing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from docx.document import Document as Letter

__all__ = ["saved"]

#: The first day that an archive can bear.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def saved(letter: Letter) -> bytes:
    """Save a letter.

    Parameters
    ----------
    letter
        The letter.

    Returns
    -------
    bytes
        A docx file; equal letters give equal bytes, whenever they are saved.

    Examples
    --------
    >>> import docx
    >>> saved(docx.Document()) == saved(docx.Document())
    True
    """
    written, made = io.BytesIO(), io.BytesIO()
    letter.save(written)
    with ZipFile(written) as parts, ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = ZipInfo(name, FIRST_DAY)
            part.compress_type = ZIP_DEFLATED
            archive.writestr(part, parts.read(name))
    return made.getvalue()
