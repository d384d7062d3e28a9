"""Searching: how well an entry answers to what was typed, and where in its text the words stand.

Chinese is written without blanks: what was typed is looked for as it stands, and where that fails by the
pairs of signs in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Entry", "Found", "found_among"]

#: Runs of Chinese signs; what is shorter than three has no pairs worth counting.
CHINESE_RUN = re.compile("[㐀-鿿]{3,}")
#: Share of the pairs that an entry must hold.
ENOUGH = 0.6
BEFORE, AFTER = 24, 76


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that may be found.

    Parameters
    ----------
    kind
        Row of ``data/search_kinds.csv``.
    key
        Its code.
    title_zh, title_en
        Its name.
    text
        What else is searched, and quoted.
    link
        Page that shows it, with its query.
    """

    kind: str
    key: str
    title_zh: str
    title_en: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found: its rank (0 is best), a piece of its text, and the words that were met."""

    entry: Entry
    rank: int
    snippet: str
    matched: tuple[str, ...]


def found_among(entries: Iterable[Entry], text: str) -> list[Found]:
    """Find the entries that answer to a text, best first.

    Parameters
    ----------
    entries
        Where to look.
    text
        What was typed.

    Returns
    -------
    list of Found
        An exact code first, then titles, then texts; the order of the entries otherwise.

    Examples
    --------
    >>> coal = Entry("task", "T1", "散煤治理", "Loose coal", "推进散煤清零", "/deploy/policy")
    >>> [(one.rank, one.matched) for one in found_among([coal], "散煤清零行动")]
    [(6, ('散煤', '煤清', '清零'))]
    """
    wanted = _folded(text)
    if not wanted:
        return []
    found = [one for entry in entries if (one := _met(entry, wanted)) is not None]
    return sorted(found, key=lambda one: (one.rank, -len(one.matched)))


def _met(entry: Entry, wanted: str) -> Found | None:
    key, title = _folded(entry.key), _folded(f"{entry.title_zh} {entry.title_en}")
    whole, words = f"{key} {title} {_folded(entry.text)}", tuple(wanted.split())
    titles = (_folded(entry.title_zh), _folded(entry.title_en))
    ranks = (
        wanted == key,
        key.startswith(wanted) or wanted in titles,
        wanted in title,
        all(word in title for word in words),
        wanted in whole,
        all(word in whole for word in words),
    )
    rank = next((place for place, met in enumerate(ranks) if met), None)
    if rank is not None:
        matched = (wanted,) if rank in (0, 1, 2, 4) else words
        return Found(entry, rank, _snippet(entry.text, matched), matched)
    pairs = _pairs(wanted)
    met = tuple(pair for pair in pairs if pair in whole)
    if not pairs or len(met) < ENOUGH * len(pairs):
        return None
    return Found(entry, len(ranks), _snippet(entry.text, met), met)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _pairs(text: str) -> tuple[str, ...]:
    runs = CHINESE_RUN.findall(text)
    return tuple(dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1)))


def _snippet(text: str, words: Iterable[str]) -> str:
    """Cut the piece of a text in which the first of the words stands; its beginning where none does."""
    plain = text.lower()
    places = [at for word in words if (at := plain.find(word)) >= 0]
    start = max(0, min(places, default=0) - BEFORE)
    piece = text[start : start + BEFORE + AFTER]
    return f"{'…' if start else ''}{piece}{'…' if start + BEFORE + AFTER < len(text) else ''}"
