"""The outline of a policy: its head, chapters and articles with their exact text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.passage import Passage, joined, plain

__all__ = ["Article", "Head", "Outline", "outline_of"]

CHAPTER = re.compile(r"^([一二三四五六七八九十]+、|第[一二三四五六七八九十百]+章)")
LEVELS = (
    re.compile(r"^第[一二三四五六七八九十百零]+条"),
    re.compile(r"^（[一二三四五六七八九十百]+）"),
    re.compile(r"^\d{1,3}[.、](?!\d)"),
)
DOCUMENT_NO = re.compile(r"[\u4e00-\u9fff]{1,12}〔\d{4}〕\d{1,4}号")
DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{2,20}(厅|局|委员会|人民政府|办公厅|办公室|总局|国务院|党委|省委|市委|部)(文件)?$"
)
QUOTED_TITLE = re.compile(r"《([^《》]+(?:方案|规划|计划|意见|办法|条例|措施|要点|纲要)[^《》]*)》")
TITLE = re.compile(r"^[^，。；]{4,60}(方案|规划|计划|意见|办法|条例|措施|要点|纲要)(（.*）)?$")
LONGEST_TITLE = 40
#: A document with fewer headings of a level than this is not ordered by it.
FEWEST = 3


@dataclass(frozen=True)
class Head:
    """What stands before the first chapter."""

    title: str | None
    document_no: str | None
    issued_on: str | None
    issuers: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """An article: its number (0 for a chapter's own text), label as printed, chapter, title and body."""

    number: int
    label: str
    chapter: str
    title: str
    whole: Passage
    body: Passage


@dataclass(frozen=True)
class Outline:
    """A policy in order."""

    head: Head
    articles: tuple[Article, ...]


def outline_of(paragraphs: Sequence[Passage]) -> Outline:
    r"""Order paragraphs into a head, chapters and articles.

    Articles are 第…条 where a document has them, else （一）, else 1., else its chapters.

    Parameters
    ----------
    paragraphs
        Paragraphs in the order of the document.

    Returns
    -------
    Outline
        The head and the articles; without any heading there are no articles.

    Examples
    --------
    >>> from tongyuan.deploy.policy.paragraphs import mended
    >>> read = mended("一、任务\n（一）节能。推进节能。\n（二）节水。省水。\n（三）植树。造林。")
    >>> [(one.number, one.title, one.body.text) for one in outline_of(read.passages).articles]
    [(1, '节能', '推进节能。'), (2, '节水', '省水。'), (3, '植树', '造林。')]
    """
    marks = [plain(paragraph.text) for paragraph in paragraphs]
    first = next((at for at, text in enumerate(marks) if CHAPTER.match(text)), 0)
    level = _level(marks)
    return Outline(head_of(paragraphs[:first]), tuple(_articles(paragraphs[first:], level)))


def _level(marks: Sequence[str]) -> re.Pattern[str]:
    """Choose what an article is: the first level with enough headings, else chapters, else any heading."""
    counts = {one: sum(map(bool, map(one.match, marks))) for one in LEVELS}
    ordered = next((one for one, count in counts.items() if count >= FEWEST), None)
    if ordered or any(map(CHAPTER.match, marks)):
        return ordered or CHAPTER
    return next((one for one, count in counts.items() if count), CHAPTER)


def head_of(paragraphs: Sequence[Passage]) -> Head:
    r"""Read title, number, date and issuers from what stands before the first chapter.

    Parameters
    ----------
    paragraphs
        Paragraphs before the first chapter.

    Returns
    -------
    Head
        What was found; None where the document does not say it.

    Examples
    --------
    >>> from tongyuan.deploy.policy.paragraphs import mended
    >>> head = head_of(mended("某省财政厅\n某环发〔2023〕3号\n2023年1月2日\n某省减污方案").passages)
    >>> head.title, head.document_no, head.issued_on, head.issuers
    ('某省减污方案', '某环发〔2023〕3号', '2023-01-02', ('某省财政厅',))
    """
    texts = [plain(paragraph.text) for paragraph in paragraphs]
    whole = "\n".join(texts)
    number = DOCUMENT_NO.search(whole)
    dated = DATE.search(whole)
    issuers = [text.removesuffix("文件") for text in texts if ISSUER.match(text)]
    return Head(
        title=_title(texts, whole),
        document_no=number.group() if number else None,
        issued_on="{}-{:02}-{:02}".format(*map(int, dated.groups())) if dated else None,
        issuers=tuple(dict.fromkeys(issuers)),
    )


def _title(texts: Sequence[str], whole: str) -> str | None:
    own = [text for text in texts if TITLE.match(text) and "关于" not in text]
    if own:
        return own[-1]
    quoted = QUOTED_TITLE.search(whole)
    return quoted.group(1) if quoted else None


def _articles(paragraphs: Sequence[Passage], level: re.Pattern[str]) -> list[Article]:
    """Gather the paragraphs of each article; what a heading above them says itself is one without number."""
    found: list[tuple[str, str, list[Passage]]] = []
    above = (CHAPTER, *LEVELS[: LEVELS.index(level)]) if level in LEVELS else ()
    headings: list[str] = []
    for paragraph in paragraphs:
        text = plain(paragraph.text)
        rank = next((rank for rank, one in enumerate(above) if one.match(text)), None)
        if rank is not None:
            headings = [*headings[:rank], _short(paragraph.text)]
            found.append(("", " ".join(headings), [paragraph]))
        elif mark := level.match(text):
            found.append((mark.group(), " ".join(headings) or _short(paragraph.text), [paragraph]))
        elif found:
            found[-1][2].append(paragraph)
    articles, number = [], 0
    for label, chapter, parts in found:
        article = _article(number + 1 if label else 0, label, chapter, parts)
        if label or article.body.text:
            number += bool(label)
            articles.append(article)
    return articles


def _short(text: str) -> str:
    return re.split(r"[。]", text, maxsplit=1)[0]


def _article(number: int, label: str, chapter: str, paragraphs: list[Passage]) -> Article:
    whole = joined(paragraphs)
    first = plain(paragraphs[0].text)
    mark = next((found.group() for one in (CHAPTER, *LEVELS) if (found := one.match(first))), "")
    end = first.find("。")
    title = first[len(mark) : end if end >= 0 else len(first)]
    if len(title) > LONGEST_TITLE:
        return Article(number, label or mark, chapter, "", whole, whole.cut(len(mark), len(whole.text)))
    starts = len(mark) + len(title) + (end >= 0)
    if label and end >= 0 and starts == len(whole.text):  # an item of one sentence: its title is all it says
        starts = len(mark)
    return Article(number, label or mark, chapter, title, whole, whole.cut(starts, len(whole.text)))
