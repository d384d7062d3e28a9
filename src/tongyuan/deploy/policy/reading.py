"""Read a policy: articles, targets, aims, tasks and duties, each with its phrase and place."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.deploy.policy.aims import aims_of
from tongyuan.deploy.policy.deadlines import Deadline, deadline
from tongyuan.deploy.policy.duties import Duty, duties, listed, together
from tongyuan.deploy.policy.leads import proposed_lead
from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.mentions import named_in, names_of
from tongyuan.deploy.policy.outline import Article, Head, outline_of
from tongyuan.deploy.policy.paragraphs import PAGE_BREAK, Mend, mended
from tongyuan.deploy.policy.passage import Passage
from tongyuan.deploy.policy.tables import Table, parted
from tongyuan.deploy.policy.targets import Found, targets_of
from tongyuan.deploy.policy.tasks import Step, steps_of
from tongyuan.vocabulary.tables import PolicyPhrase

__all__ = ["PolicyReading", "read_policy"]


@dataclass(frozen=True)
class PolicyReading:
    """What was read: the head of the document, the phrases, and what was mended in the text."""

    head: Head
    phrases: dy.DataFrame[PolicyPhrase]
    mends: tuple[Mend, ...]


def read_policy(
    source: str, *, lexicon: Lexicon, regions: Sequence[str] = (), own: Sequence[str] = ()
) -> PolicyReading:
    """Read the text of a policy by rules and words alone.

    Every phrase is a part of the text and bears its place, so that a person can set the two side by side. A
    lead department is given where the text names it; else one is proposed by rule, and what a person has to
    settle is told in ``open``.

    Parameters
    ----------
    source
        The text of the document.
    lexicon
        The words of the genre.
    regions
        Names of regions in full; without them places, enterprises and projects are not read.
    own
        Names of the jurisdiction itself, left out where they stand alone.

    Returns
    -------
    PolicyReading
        Head, phrases in the order of the text, mends. A text without headings has no phrases.

    Examples
    --------
    >>> from tongyuan.testing.policies import a_plan, the_lexicon
    >>> read = read_policy(a_plan(), lexicon=the_lexicon())
    >>> read.phrases.filter(kind="target").select("name_zh", "rule", "value", "unit", "year").row(0)
    ('风电装机容量', 'at_least', 300.0, '万千瓦', 2025)
    """
    paragraphs = mended(source)
    passages, tables = parted(paragraphs.passages, lexicon=lexicon)
    outline = outline_of(passages)
    above = [article.whole.starts_at for article in outline.articles]
    under = [bisect(above, table.place) for table in tables]
    names, alone = names_of(regions, lexicon=lexicon), names_of(own, lexicon=lexicon)
    rows: list[dict[str, Any]] = []
    for at, article in enumerate((None, *outline.articles)):
        rows.extend(_rows(article, lexicon) if article else ())
        rows.extend(_names(article, names, alone, lexicon) if article and names else ())
        for table, place in zip(tables, under, strict=True):
            rows.extend(_in_table(table, article, lexicon) if place == at else ())
    breaks = [at for at, character in enumerate(source) if character == PAGE_BREAK]
    for row in rows if breaks else ():
        row["page"] = bisect(breaks, row["starts_at"]) + 1
    frame = pl.DataFrame(_numbered(rows), schema=PolicyPhrase.create_empty().schema, orient="row")
    return PolicyReading(outline.head, PolicyPhrase.validate(frame, cast=True), paragraphs.mends)


def _names(
    article: Article, names: frozenset[str], own: frozenset[str], lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    owed = duties(article.body.plain, lexicon=lexicon)
    for one in named_in(article, names=names, own=own, duties=owed, lexicon=lexicon):
        row = _at(article, one.kind, one.start, one.end)
        yield row | {"name_zh": row["phrase_zh"]}


def _in_table(table: Table, above: Article | None, lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """Read a list of tasks row by row; the label tells table and row."""
    number, chapter = (above.number, above.chapter) if above else (0, "")
    for row in table.rows:
        body = row.cells.get("task")
        if body is None or not body.text:
            continue
        label = f"表{table.number}第{row.number}行"
        article = Article(number, label, chapter, "", row.whole, body)
        owed = []
        for name in ("lead", "named", "with"):
            cell = row.cells.get(name)
            if cell is None or not (duty := listed(cell, leads=name == "lead", lexicon=lexicon)):
                continue
            owed.append(duty)
            if row.whole.starts_at <= cell.starts_at < row.whole.ends_at:
                yield _told(article, "duty", cell) | _named(duty) | {"rule": duty.kind}
        due = deadline(row.cells["due"].plain, lexicon=lexicon) if "due" in row.cells else None
        yield from _of_row(article, together(owed), due, lexicon)


def _of_row(
    article: Article, owed: Sequence[Duty], due: Deadline | None, lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    targets = targets_of(article, lexicon=lexicon)
    for target in targets:
        row = _target(target, article, owed, lexicon)
        yield _at(article, "target", target.start, target.end) | row
    steps = steps_of(article, targets=targets, duties=[], lexicon=lexicon)
    whole = [] if steps or targets else [Step(0, len(article.body.text), None)]
    for step in [*steps, *whole]:
        year = step.year or (due.year if due else None)
        led = _lead(article, step.start, step.end, owed, lexicon)
        yield _at(article, "task", step.start, step.end) | {"year": year} | led


def _rows(article: Article, lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    text = article.body.plain
    owed = duties(text, lexicon=lexicon)
    targets = targets_of(article, lexicon=lexicon)
    yield _told(article, "article", article.whole) | {"name_zh": article.title or None}
    for duty in owed:
        yield _at(article, "duty", duty.start, duty.end) | _named(duty) | {"rule": duty.kind}
    for target in targets:
        yield _at(article, "target", target.start, target.end) | _target(target, article, owed, lexicon)
    aims = aims_of(article, targets=targets, lexicon=lexicon)
    for aim in aims:
        told = {"name_zh": aim.subject, "rule": aim.rule, "year": aim.year, "aspirational": False}
        yield (
            _at(article, "aim", aim.start, aim.end) | told | _lead(article, aim.start, aim.end, owed, lexicon)
        )
    for step in steps_of(article, targets=targets, duties=owed, aims=aims, lexicon=lexicon):
        led = _lead(article, step.start, step.end, owed, lexicon)
        yield _at(article, "task", step.start, step.end) | {"year": step.year} | led


def _at(article: Article, kind: str, start: int, end: int) -> dict[str, Any]:
    return _told(article, kind, article.body.cut(start, end))


def _told(article: Article, kind: str, part: Passage) -> dict[str, Any]:
    return {
        "kind": kind,
        "article": article.number,
        "label": article.label,
        "phrase_zh": part.text,
        "starts_at": part.starts_at,
        "ends_at": part.ends_at,
    }


def _target(target: Found, article: Article, owed: Sequence[Duty], lexicon: Lexicon) -> dict[str, Any]:
    settle = [
        name
        for name, so in (
            ("implied", target.implied),
            ("shared_phrase", target.shared),
            ("readings:" + "|".join(target.readings), len(target.readings) > 1),
            (f"range:{abs(target.value or 0):g}|{target.upto or 0:g}", target.upto is not None),
            ("year", target.year is None),
            ("tolerance", "左右" in target.hedges or "基本" in target.hedges),
        )
        if so
    ]
    led = _lead(article, target.start, target.end, owed, lexicon)
    return led | {
        "name_zh": target.indicator,
        "rule": target.rule,
        "value": target.value,
        "unit": target.unit,
        "base_year": target.base_year,
        "year": target.year,
        "hedge": ";".join(target.hedges) or None,
        "aspirational": target.aspirational,
        "nested": target.nested,
        "open": ";".join([*settle, *filter(None, [led["open"]])]) or None,
    }


def _named(duty: Duty) -> dict[str, Any]:
    return {"departments": ";".join(duty.departments), "lead": ";".join(duty.leads) or None}


def _lead(article: Article, start: int, end: int, owed: Sequence[Duty], lexicon: Lexicon) -> dict[str, Any]:
    """Find the duty behind a phrase, which holds for it; the lead is the text's, or proposed."""
    duty = next((one for one in owed if one.end > start), None)
    if duty is None:
        return {"open": None}
    if duty.leads:
        return {**_named(duty), "open": None}
    phrase = article.body.plain[start:end]
    lead = proposed_lead(phrase, departments=duty.departments, lexicon=lexicon)
    proposed = lead.department if lead else None
    return {**_named(duty), "lead_proposed": proposed, "open": f"lead:{lead.rule}" if lead else None}


LETTERS = {"article": "A", "duty": "D", "target": "T", "aim": "G", "task": "K"}
LETTERS |= {"place": "P", "enterprise": "E", "project": "J"}


def _numbered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each phrase its number within its kind; a nested target names the one before it that is not."""
    counts: dict[str, int] = {}
    whole = None
    for row in rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
        row["phrase"] = f"{LETTERS[row['kind']]}{counts[row['kind']]:03}"
        if row.pop("nested", False):
            row["nested_in"] = whole
        elif row["kind"] == "target":
            whole = row["phrase"]
    return [{name: row.get(name) for name in PolicyPhrase.column_names()} for row in rows]
