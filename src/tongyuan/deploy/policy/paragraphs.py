"""Lines become paragraphs again: what a page break tore or printed twice is mended, and told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongyuan.deploy.policy.passage import Passage, plain

__all__ = ["Mend", "Paragraphs", "mended"]

PAGE_NUMBER = re.compile(r"^[-—–―·\s]*\d{1,3}[-—–―·\s]*$|^第\d+页(，?共\d+页)?$|^\d{1,3}/\d{1,3}$")
CLOSED = re.compile(r"[。！？；：”」…）]$")
#: A line that starts something of its own and is never the rest of another.
OPENING = re.compile(
    r"^(第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+、|（[一二三四五六七八九十百]+）"
    r"|\d{1,2}[.、](?!\d)|（\d{1,2}）|[①-⑳]|附件|——|专栏)"
)
LONGEST_REPEAT = 6


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
    return OPENING.match(plain(text)) is not None


def mended(source: str) -> Paragraphs:
    r"""Read the lines of a source as paragraphs.

    Behind the first heading, a line whose end is open is joined with the next; where a page break printed the
    last characters again at the head of the next page, they are taken out once. Page numbers and marks of
    bold type are left out.

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
    passages: list[Passage] = []
    mends: list[Mend] = []
    blank, begun = True, False
    for line in _lines(source):
        if not line.text:
            blank = True
            continue
        if PAGE_NUMBER.match(plain(line.text)):
            mends.append(Mend(line.starts_at, line.text, "page_number"))
            blank = True
            continue
        begun = begun or opens(line.text)
        last = passages[-1] if passages and begun else None
        repeated = _repeated(last, line) if last and blank else 0
        if last and (repeated or _continues(last, line)):
            if repeated:
                mends.append(Mend(line.starts_at, line.text[:repeated], "repeated_at_page_break"))
            rest = line.cut(repeated, len(line.text))
            passages[-1] = Passage(last.text + rest.text, last.places + rest.places)
        else:
            passages.append(line)
        blank = False
    return Paragraphs(tuple(passages), tuple(mends))


def _lines(source: str) -> list[Passage]:
    found, place = [], 0
    for line in source.splitlines(keepends=True):
        kept = [(character, place + at) for at, character in enumerate(line) if _read(line, at)]
        found.append(Passage("".join(one for one, _ in kept), tuple(at for _, at in kept)))
        place += len(line)
    return found


def _read(line: str, at: int) -> bool:
    character = line[at]
    return not character.isspace() and character not in "*\u200b\ufeff#"


def _continues(last: Passage, line: Passage) -> bool:
    """Tell whether a line goes on: the one before is open and no heading, and the line opens nothing."""
    if opens(line.text) or CLOSED.search(plain(last.text)):
        return False
    return not _is_heading(last.text)


def _is_heading(text: str) -> bool:
    return opens(text) and len(text) <= 30 and not re.search(r"[，。；]", plain(text))


def _repeated(last: Passage, line: Passage) -> int:
    """Count the characters at the head of a line that stood at the end of the paragraph before."""
    if opens(line.text) or _is_heading(last.text):
        return 0
    closed = CLOSED.search(plain(last.text)) is not None
    for length in range(min(LONGEST_REPEAT, len(line.text) - 1, len(last.text)), 1 if closed else 0, -1):
        if last.text.endswith(line.text[:length]):
            return length
    return 0
