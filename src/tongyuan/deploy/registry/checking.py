"""An entry held against its type: its values, its place, and what may follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from tongyuan.deploy.registry.types import Field, Type
from tongyuan.vocabulary.problems import Place, Problem

__all__ = ["entry_problems", "move_problems", "values_of"]

_MOST = 1e15


def values_of(kind: Type, *, told: Mapping[str, str | None]) -> dict[str, str | float | None]:
    """Read the values of an entry's fields; what is not told is None, never zero.

    Parameters
    ----------
    kind
        Its type.
    told
        Text by field; a choice by its code or its word.

    Returns
    -------
    dict
        Value by field.
    """
    return {field.field: _value(field, told.get(field.field)) for field in kind.fields}


def _value(field: Field, text: str | None) -> str | float | None:
    if text is None or not text.strip():
        return None
    text = text.strip()
    if field.kind == "number":
        return float(text)
    if field.kind == "choice":
        words = {word: code for code, word in field.choices.items()}
        return words.get(text, text)
    return text


def entry_problems(
    kind: Type, *, told: Mapping[str, str | None], place: Place | None = None
) -> list[Problem]:
    """Name what is wrong with the values of an entry.

    Parameters
    ----------
    kind
        Its type.
    told
        Text by field.
    place
        Where it stands in a file.

    Returns
    -------
    list of Problem
        Faults; empty where there is none.
    """
    where = place or Place()
    problems = []
    for field in kind.fields:
        text = (told.get(field.field) or "").strip()
        if not text and field.required:
            problems.append(Problem("registry.lacking", {"field": field.name_zh}, where))
        if text and not _fits(field, text):
            expected = "、".join(field.choices.values()) or field.kind
            values = {"field": field.name_zh, "got": text[:80], "expected": expected}
            problems.append(Problem("registry.value", values, where))
    return problems


def _fits(field: Field, text: str) -> bool:
    if field.kind == "choice":
        return text in field.choices or text in field.choices.values()
    try:
        if field.kind == "date":
            date.fromisoformat(text)
        if field.kind == "number":
            return math.isfinite(float(text)) and 0 <= float(text) <= _MOST
    except ValueError:
        return False
    return len(text) <= 2000


def move_problems(
    kind: Type, *, before: Mapping[str, Any] | None, state: str, since: date, evidence: str, actor: str
) -> list[Problem]:
    """Name why an entry may not come into a state.

    Parameters
    ----------
    kind
        Its type.
    before
        The entry as it stands (``state``, ``since``, ``actor``); None for a new one.
    state, since, evidence, actor
        Where it is to stand, from which day, by which document, who says so.

    Returns
    -------
    list of Problem
        Reasons; empty where it may.
    """
    one = kind.states.get(state)
    held = "start" if before is None else str(before["state"])
    if one is None or held not in one.after:
        allowed = "、".join(kind.next_of(held)) or "—"
        return [Problem("registry.move", {"got": state, "held": held, "allowed": allowed})]
    problems = []
    if one.evidence and not evidence.strip():
        problems.append(Problem("registry.evidence", {"state": one.name_zh}))
    if before is not None and since < before["since"]:
        problems.append(Problem("registry.earlier", {"got": since, "last": before["since"]}))
    if one.by_other and (before is None or before["actor"] == actor):
        problems.append(Problem("registry.own", {"state": one.name_zh}))
    return problems
