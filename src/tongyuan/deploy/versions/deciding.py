"""What a person may decide of a phrase, and what is wrong with what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongyuan.deploy.versions.reviewing import CHANGEABLE, DECIDED
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import Place, Problem

__all__ = ["Found", "corrections", "decision_problems", "found_phrase"]

Row = Mapping[str, Any]
YEARS = (1900, 2200)
TRUTHS = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
#: What stands for "the text names none".
EMPTY = ("-", "—", "无")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a phrase stands in a text: its first offset and the one behind its last."""

    starts_at: int
    ends_at: int


@cache
def _rules() -> tuple[str, ...]:
    return tuple(packaged_table("target_rules")["rule"])


def corrections(told: Mapping[str, str], *, place: Place) -> tuple[dict[str, Any], list[Problem]]:
    """Read what a person wrote into columns of a phrase.

    Parameters
    ----------
    told
        Text by column; ``—`` for what the document does not tell.
    place
        Where it stands.

    Returns
    -------
    tuple
        Values by column, and every fault.

    Examples
    --------
    >>> corrections({"value": "310", "aspirational": "否", "year": "—"}, place=Place())
    ({'value': 310.0, 'aspirational': False, 'year': None}, [])
    """
    values: dict[str, Any] = {}
    problems = []
    for name, text in told.items():
        if name not in CHANGEABLE:
            problems.append(
                Problem("policy.no_column", {"got": name[:80], "known": "、".join(CHANGEABLE)}, place)
            )
            continue
        if text.strip() in EMPTY:
            values[name] = None
            continue
        try:
            values[name] = READERS.get(name, str.strip)(text)
        except (ValueError, KeyError):
            shown = {"field": name, "got": text[:80], "expected": _expected(name)}
            problems.append(Problem("policy.value", shown, place))
    return values, problems


def _number(text: str) -> float:
    number = float(text.replace(",", ""))
    if not abs(number) < float("inf"):
        raise ValueError(text)
    return number


def _year(text: str) -> int:
    year = int(text)
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(text)
    return year


def _rule(text: str) -> str:
    if text.strip() not in _rules():
        raise ValueError(text)
    return text.strip()


READERS: Mapping[str, Callable[[str], Any]] = {
    "value": _number,
    "year": _year,
    "base_year": _year,
    "rule": _rule,
    "aspirational": lambda text: TRUTHS[text.strip().lower()],
}


def _expected(name: str) -> str:
    kinds = {
        "value": "12.5",
        "year": "2025",
        "base_year": "2020",
        "rule": "、".join(_rules()),
        "aspirational": "是、否",
    }
    return kinds[name]


def decision_problems(row: Row, *, deed: str, content: Row, place: Place) -> list[Problem]:
    """Tell why a decision on a phrase may not be.

    Parameters
    ----------
    row
        The phrase as it stands: a row of ``PolicyReview``.
    deed
        ``confirm``, ``correct`` or ``reject``.
    content
        What is corrected, by column.
    place
        Where it stands in the file, if in one.

    Returns
    -------
    list of Problem
        Every reason; none where it may be.
    """
    name = row["phrase"]
    if row["kind"] not in DECIDED:
        return [Problem("policy.structure", {"phrase": name, "kind": row["kind"]}, place)]
    if deed == "reject":
        return []
    after = {**row, **content}
    problems = []
    readings = [one for one in (row["open"] or "").split(";") if one.startswith("readings:")]
    if readings and "rule" not in content and row["state"] == "undecided":
        known = readings[0].removeprefix("readings:").replace("|", "、")
        problems.append(Problem("policy.readings", {"phrase": name, "known": known}, place))
    if row["kind"] == "target" and after["value"] is not None and not after["unit"]:
        problems.append(Problem("policy.no_unit", {"phrase": name, "value": after["value"]}, place))
    if row["kind"] != "task" and not after["rule"]:
        problems.append(Problem("policy.no_rule", {"phrase": name, "known": "、".join(_rules())}, place))
    base, year = after["base_year"], after["year"]
    if base is not None and year is not None and base >= year:
        problems.append(Problem("policy.base_after", {"phrase": name, "base": base, "year": year}, place))
    return problems


def found_phrase(phrase: str, *, text: str, among: Iterable[tuple[int, int]] = ()) -> Found | None:
    r"""Find a phrase in a text, white space set aside.

    Parameters
    ----------
    phrase
        Words of the document.
    text
        The document.
    among
        Spans of articles: the phrase must lie in one of them, where any are given.

    Returns
    -------
    Found or None
        Its place; None where it is not there, or there more than once.

    Examples
    --------
    >>> found_phrase("推广风电", text="一、推 广\n风电。")
    Found(starts_at=2, ends_at=8)
    """
    letters = [letter for letter in phrase if not letter.isspace()]
    if not letters:
        return None
    spans = list(among)
    hits = [
        Found(*match.span())
        for match in re.finditer(r"\s*".join(re.escape(letter) for letter in letters), text)
        if not spans or any(first <= match.start() and match.end() <= last for first, last in spans)
    ]
    return hits[0] if len(hits) == 1 else None
