"""Characters that remember where they stood: what a parser reads and what a reader finds again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Passage", "joined", "plain"]

#: Half-width marks and full-width digits are read as their common twins, one for one.
TWINS = str.maketrans(
    "(),;:%?!［］【】０１２３４５６７８９．",
    "（），；：%？！〔〕〔〕0123456789.",
)
PERCENT = {"％": "%", "﹪": "%"}


@dataclass(frozen=True)
class Passage:
    """A stretch of text with the place of each of its characters in the source.

    Parameters
    ----------
    text
        The characters as they stand in the source, white space left out.
    places
        For each character, its offset in the source [characters from the start].
    breaks
        Offsets within ``text`` at which a paragraph starts, beside the first.
    cells
        Start and end of each cell within ``text``, for a row of a table; empty for any other.
    """

    text: str
    places: tuple[int, ...]
    breaks: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()

    def cut(self, start: int, end: int) -> Passage:
        """Give the part from ``start`` to ``end`` (offsets within this passage)."""
        inside = tuple(at - start for at in self.breaks if start < at < end)
        return Passage(self.text[start:end], self.places[start:end], inside)

    @property
    def starts_at(self) -> int:
        """Offset of the first character in the source."""
        return self.places[0]

    @property
    def ends_at(self) -> int:
        """Offset behind the last character in the source."""
        return self.places[-1] + 1

    @cached_property
    def plain(self) -> str:
        """The text with marks of one kind, of the same length."""
        return plain(self.text)


def plain(text: str) -> str:
    """Read half-width marks and full-width digits as their common twins; the length stays.

    A comma between two digits stays as it is, for it parts thousands.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text with marks of one kind, as long as before.

    Examples
    --------
    >>> plain("达到３０％,(一)")
    '达到30%，（一）'
    >>> plain("1,000家")
    '1,000家'
    """
    twin = "".join(PERCENT.get(character, character) for character in text).translate(TWINS)
    kept = [
        ","
        if text[at] == "," and twin[at - 1 : at].isdigit() and twin[at + 1 : at + 2].isdigit()
        else character
        for at, character in enumerate(twin)
    ]
    return "".join(kept)


def joined(parts: Sequence[Passage]) -> Passage:
    """Put passages one behind another; each but the first starts a paragraph.

    Parameters
    ----------
    parts
        Passages in their order.

    Returns
    -------
    Passage
        The whole.

    Examples
    --------
    >>> both = joined([Passage("甲。", (0, 1)), Passage("乙。", (4, 5))])
    >>> both.text, both.breaks
    ('甲。乙。', (2,))
    """
    places: list[int] = []
    breaks: list[int] = []
    for part in parts:
        if places:
            breaks.append(len(places))
        breaks.extend(at + len(places) for at in part.breaks)
        places.extend(part.places)
    return Passage("".join(part.text for part in parts), tuple(places), tuple(breaks))
