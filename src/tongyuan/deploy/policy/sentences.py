"""Sentences and clauses of an article; brackets and quotation marks keep together what they hold."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["clauses", "sentences"]

OPENERS, CLOSERS = "（“《〔「", "）”》〕」"
FULL_STOPS = "。！？；"
COMMAS = "，："


def sentences(text: str, *, breaks: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    """Part a text at full stops, semicolons and paragraphs; a mark inside brackets parts nothing.

    Parameters
    ----------
    text
        Text with marks of one kind.
    breaks
        Offsets at which a paragraph starts.

    Returns
    -------
    list
        Start and end of each sentence, its mark left out [offsets].

    Examples
    --------
    >>> [("种树（含草。）。节能；节水")[start:end] for start, end in sentences("种树（含草。）。节能；节水")]
    ['种树（含草。）', '节能', '节水']
    """
    return list(_parted(text, FULL_STOPS, frozenset(breaks)))


def clauses(text: str) -> list[tuple[int, int]]:
    """Part a sentence at commas and colons outside of brackets.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list
        Start and end of each clause, its mark left out [offsets].

    Examples
    --------
    >>> text = "到2025年，达到30%（其中，城市40%）"
    >>> [text[start:end] for start, end in clauses(text)]
    ['到2025年', '达到30%（其中，城市40%）']
    """
    return list(_parted(text, COMMAS, frozenset()))


def _parted(text: str, marks: str, breaks: frozenset[int]) -> Iterator[tuple[int, int]]:
    start, depth = 0, 0
    for at, character in enumerate(text):
        if at in breaks:
            if start < at:
                yield start, at
            start, depth = at, 0
        if character in OPENERS:
            depth += 1
        elif character in CLOSERS:
            depth = max(0, depth - 1)
        elif character in marks and not depth:
            if start < at:
                yield start, at
            start = at + 1
    if start < len(text):
        yield start, len(text)
