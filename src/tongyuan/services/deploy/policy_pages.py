"""The text of a PDF, page by page: pages are parted by a form feed, so that a place tells its page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["PAGE_BREAK", "pages_of"]

PAGE_BREAK = "\f"
#: A plan with its annexes has some hundred pages.
MOST_PAGES = 500
#: What the longest plans hold ten times over [characters].
MOST_CHARACTERS = 1_000_000
#: PDFium keeps its state for the whole process and is asked by one thread at a time.
ASKED = threading.Lock()
PASSWORD = 4
#: Half of a pair, or no character at all: what PDFium gives for a glyph without a code.
NO_TEXT = dict.fromkeys((0xFFFE, 0xFFFF, 0x0000, 0x0002), None)


def pages_of(content: bytes, *, name: str) -> list[str]:
    """Read the text of each page of a PDF.

    Parameters
    ----------
    content
        The file's bytes.
    name
        Its name, for problems.

    Returns
    -------
    list
        A text for each page, lines as they stand on it; empty for a page of pictures.

    Raises
    ------
    InputError
        If the file is no PDF or broken, asks for a password, or has too many pages or characters.
    """
    with ASKED:
        return list(_pages(content, name))


def _pages(content: bytes, name: str) -> Iterator[str]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) == PASSWORD
        raise _refused("policy.locked" if locked else "policy.not_pdf", name) from None
    try:
        if len(document) > MOST_PAGES:
            raise _refused("policy.too_many_pages", name, pages=len(document), most=MOST_PAGES)
        characters = 0
        for number in range(len(document)):
            text = _text(document, number, name)
            characters += len(text)
            if characters > MOST_CHARACTERS:
                raise _refused("policy.too_long", name, most=MOST_CHARACTERS)
            yield text
    finally:
        document.close()


def _text(document: Any, number: int, name: str) -> str:
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        text: str = page.get_textpage().get_text_range()
    except PdfiumError:
        raise _refused("policy.not_pdf", name) from None
    return text.translate(NO_TEXT).replace(PAGE_BREAK, "\n").replace("\r\n", "\n").replace("\r", "\n")


def _refused(code: str, name: str, **values: int) -> InputError:
    return InputError([Problem(code, {"got": name, **values}, Place(file=name))])
