"""Lines become paragraphs again: what a page break tore or printed twice is mended, and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongyuan.deploy.policy.passage import Passage, joined, plain

__all__ = ["PAGE_BREAK", "Mend", "Paragraphs", "mended"]

PAGE_NUMBER = re.compile(r"^[-—–―·\s]*\d{1,3}[-—–―·\s]*$|^第\d+页(，?共\d+页)?$|^\d{1,3}/\d{1,3}$")
CLOSED = re.compile(r"[。！？；：”」…）]$")
#: A line that starts something of its own and is never the rest of another.
OPENING = re.compile(
    r"^(第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+、|（[一二三四五六七八九十百]+）"
    r"|\d{1,2}[.、](?!\d)|（\d{1,2}）|[①-⑳]|附件|——|专栏)"
)
LONGEST_REPEAT = 6
LONGEST_MARK, LONGEST_HEADING = 12, 30
PAGE_BREAK, CELL, CELL_LINE = "\f", "\t", "\u3000"
#: A line at the edge of so many pages or more is a running head, whatever numbers it bears.
FEWEST_PAGES, EDGE = 3, 2


@dataclass(frozen=True)
class Mend:
    """One artefact that was mended: where, what was taken out, and why."""

    place: int
    removed: str
    reason: str


@dataclass(frozen=True)
class Paragraphs:
    """The paragraphs of a source and what was mended in it."""

    passages: tuple[Passage, ...]
    mends: tuple[Mend, ...]


def opens(text: str) -> bool:
    """Tell whether a line starts a heading or an item, so that it continues nothing."""
    return OPENING.match(plain(text[:LONGEST_MARK])) is not None


def mended(source: str) -> Paragraphs:
    r"""Read the lines of a source as paragraphs.

    Behind the first heading, a line whose end is open is joined with the next; where a page break printed the
    last characters again at the head of the next page, they are taken out once. Page numbers, running heads
    and marks of bold type are left out. A line with tabs is a row of a table and joined with none; a form
    feed parts pages, and lines between form feeds are as long as the page is wide.

    Parameters
    ----------
    source
        The text of a document, as a file held it.

    Returns
    -------
    Paragraphs
        Passages with offsets into ``source``, and what was mended.

    Examples
    --------
    >>> read = mended("一、要求\n统筹达峰与生\n\n— 3 —\n\n生态环境保护。")
    >>> [passage.text for passage in read.passages]
    ['一、要求', '统筹达峰与生态环境保护。']
    >>> [(mend.removed, mend.reason) for mend in read.mends]
    [('—3—', 'page_number'), ('生', 'repeated_at_page_break')]
    """
    lines = _lines(source)
    heads = _running_heads(source, lines)
    width = _width(lines) if PAGE_BREAK in source else None
    torn: list[list[Passage]] = []
    mends: list[Mend] = []
    blank, begun = True, False
    for line in lines:
        reason = _artefact(line) or ("running_head" if line in heads else None)
        if reason or not line.text:
            mends.extend([Mend(line.starts_at, line.text, reason)] if reason else [])
            blank = True
            continue
        begun = begun or opens(line.text)
        last = torn[-1] if torn and begun and not (line.cells or torn[-1][0].cells) else None
        repeated = _repeated(last, line, fewest=2 if width else 1) if last and blank else 0
        if last and (repeated or _continues(last, line, width)):
            if repeated:
                mends.append(Mend(line.starts_at, line.text[:repeated], "repeated_at_page_break"))
            last.append(line.cut(repeated, len(line.text)))
        else:
            torn.append([line])
        blank = False
    return Paragraphs(tuple(_whole(parts) for parts in torn), tuple(mends))


def _whole(parts: Sequence[Passage]) -> Passage:
    """Make one paragraph of the lines that it was torn into."""
    return parts[0] if len(parts) == 1 else replace(joined(parts), breaks=())


def _artefact(line: Passage) -> str | None:
    return "page_number" if line.text and PAGE_NUMBER.match(plain(line.text)) else None


def _running_heads(source: str, lines: Sequence[Passage]) -> set[Passage]:
    """Find what stands at the head or foot of most pages; numbers within it may differ."""
    ends = [at for at, character in enumerate(source) if character == PAGE_BREAK]
    if len(ends) + 1 < FEWEST_PAGES:
        return set()
    pages: list[list[Passage]] = [[] for _ in range(len(ends) + 1)]
    at = 0
    for line in lines:
        if line.text:
            while at < len(ends) and line.starts_at > ends[at]:
                at += 1
            pages[at].append(line)
    edges = [{_sort(line): line for line in [*page[:EDGE], *page[-EDGE:]]} for page in pages]
    counts = Counter(sort for edge in edges for sort in edge)
    often = {sort for sort, count in counts.items() if count >= max(FEWEST_PAGES, len(pages) / 2)}
    return {line for edge in edges for sort, line in edge.items() if sort in often}


def _sort(line: Passage) -> str:
    return re.sub(r"\d+", "#", plain(line.text))


def _width(lines: Sequence[Passage]) -> int:
    """How many characters a full line of the page holds: nine of ten lines have no more."""
    lengths = sorted(len(line.text) for line in lines if line.text)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _lines(source: str) -> list[Passage]:
    found, place = [], 0
    for line in source.splitlines(keepends=True):
        kept = [(character, place + at) for at, character in enumerate(line) if _read(line, at)]
        text, places = "".join(one for one, _ in kept), tuple(at for _, at in kept)
        cells = _cells(line) if CELL in line.lstrip() else ()
        found.append(Passage(text, places, _breaks(line) if cells else (), cells))
        place += len(line)
    return found


def _cells(line: str) -> tuple[tuple[int, int], ...]:
    """Find the cells of a row; a number and its heading are none, nor is an indented line."""
    cells, start = [], 0
    for cell in line.split(CELL):
        end = start + sum(_read(cell, at) for at in range(len(cell)))
        cells.append((start, end))
        start = end
    first, filled = line.split(CELL)[0].strip(), sum(start < end for start, end in cells)
    if filled < 2 and (not first or len(cells) == 2):
        return ()
    return () if len(cells) == 2 and opens(first) and len(first) <= 5 else tuple(cells)


def _breaks(line: str) -> tuple[int, ...]:
    """Where a new line starts within a cell."""
    ends = [at for at, character in enumerate(line) if character == CELL_LINE]
    return tuple(sum(_read(line, at) for at in range(end)) for end in ends)


def _read(line: str, at: int) -> bool:
    character = line[at]
    return not character.isspace() and character not in "*\u200b\ufeff#"


def _continues(last: Sequence[Passage], line: Passage, width: int | None) -> bool:
    """Tell whether a line goes on: the one before is open and no heading, and the line opens nothing."""
    if opens(line.text) or CLOSED.search(plain(last[-1].text[-1:])):
        return False
    return not _is_heading(last, width)


def _is_heading(last: Sequence[Passage], width: int | None = None) -> bool:
    """Tell whether a paragraph so far is a heading; a line that fills the width of its page goes on."""
    text = "".join(part.text for part in last[: LONGEST_HEADING + 1])
    if len(text) > LONGEST_HEADING or (width is not None and len(text) >= width - 1):
        return False
    return opens(text) and not re.search(r"[，。；]", plain(text))


def _repeated(last: Sequence[Passage], line: Passage, *, fewest: int) -> int:
    """Count the characters at the head of a line that stood at the end of the paragraph before."""
    if opens(line.text) or _is_heading(last):
        return 0
    tail = "".join(part.text for part in last[-LONGEST_REPEAT:])
    least = max(fewest, 2 if CLOSED.search(plain(tail[-1:])) else 1)
    for length in range(min(LONGEST_REPEAT, len(line.text) - 1, len(tail)), least - 1, -1):
        if tail.endswith(line.text[:length]):
            return length
    return 0
