"""Types of entries: what is asked of one, and the states that it may come through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["KINDS", "START", "Field", "State", "Type", "type_of", "types_of"]

#: State before the first.
START = "start"
KINDS = ("text", "number", "date", "choice")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: Columns that every entry has; a field of a type needs another name.
_TAKEN = frozenset({"entry", "name", "region", "department", "enterprise", "holder", "lon", "lat", "state"})
_TAKEN |= {"since", "evidence", "memo", "type"}
_YES = {"yes": True, "no": False, True: True, False: False, None: False}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a type; ``choices`` are codes with their words."""

    field: str
    name_zh: str
    name_en: str
    kind: str
    required: bool
    unit: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """A state, after which it may come, and whether an entry in it counts as done."""

    state: str
    name_zh: str
    name_en: str
    after: frozenset[str]
    evidence: bool
    by_other: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Type:
    """A type of entries."""

    type: str
    name_zh: str
    name_en: str
    chapter_zh: str
    fields: tuple[Field, ...]
    states: Mapping[str, State]

    def next_of(self, state: str) -> list[str]:
        """List the states that may follow.

        Parameters
        ----------
        state
            Where it stands; ``start`` before the first.

        Returns
        -------
        list of str
            Codes, in the order of the type.
        """
        return [code for code, one in self.states.items() if state in one.after]


def types_of(types: pl.DataFrame, *, fields: pl.DataFrame, lives: pl.DataFrame) -> dict[str, Type]:
    """Put types together from their tables.

    Parameters
    ----------
    types, fields, lives
        Rows of the registry's tables.

    Returns
    -------
    dict
        Types by code, in the order of the table.
    """
    alive = {key[0]: rows.to_dicts() for key, rows in lives.group_by("life", maintain_order=True)}
    asked = {key[0]: rows.to_dicts() for key, rows in fields.group_by("type", maintain_order=True)}
    told = [
        {**row, "states": alive[row["life"]], "fields": asked.get(row["type"], [])}
        for row in types.to_dicts()
    ]
    return {row["type"]: type_of(row, lives=alive) for row in told}


def type_of(told: Mapping[str, Any], *, lives: Mapping[str, Sequence[Mapping[str, Any]]]) -> Type:
    """Read a type as it is told, and refuse one that cannot work.

    Parameters
    ----------
    told
        ``type``, ``name_zh``, ``name_en``, ``fields``, and ``states`` or the ``life`` they are taken from.
    lives
        States of each kind of life.

    Returns
    -------
    Type
        The type.

    Raises
    ------
    InputError
        With every fault named.

    Examples
    --------
    >>> told = {"type": "talk", "name_zh": "座谈", "name_en": "talks", "life": "once", "fields": []}
    >>> held = {"state": "held", "name_zh": "已开", "name_en": "held", "after": "start", "counts": "yes"}
    >>> type_of(told, lives={"once": [held]}).next_of("start")
    ['held']
    """
    rows = told.get("states") or lives.get(str(told.get("life")), [])
    fields = told.get("fields") or []
    listed = isinstance(rows, list | tuple) and isinstance(fields, list | tuple)
    if not listed or not all(isinstance(row, Mapping) for row in (*rows, *fields)):
        raise InputError(Problem("registry.shape", {}))
    problems = _faults(told, rows, fields)
    if problems:
        raise InputError(problems)
    return Type(
        **{name: str(told.get(name) or "") for name in ("type", "name_zh", "name_en", "chapter_zh")},
        fields=tuple(_field(row) for row in fields),
        states={str(row["state"]): _state(row) for row in rows},
    )


def _faults(
    told: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], fields: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    problems = []
    named = [("type", told, "type"), *(("field", row, "field") for row in fields)]
    named += [("state", row, "state") for row in rows]
    for what, row, name in named:
        if not _NAME.fullmatch(str(row.get(name))):
            problems.append(Problem("registry.code", {"what": what, "got": row.get(name)}))
        if not row.get("name_zh") or not row.get("name_en"):
            problems.append(Problem("registry.no_name", {"got": row.get(name)}))
    for group, name in ((fields, "field"), (rows, "state")):
        codes = [str(row.get(name)) for row in group]
        again = {code for code in codes if codes.count(code) > 1} | (_TAKEN & set(codes))
        problems += [Problem("registry.code_twice", {"got": code}) for code in sorted(again)]
    problems += [
        Problem("registry.kind", {"field": row.get("field"), "got": row.get("kind")})
        for row in fields
        if row.get("kind") not in KINDS
        or (row.get("kind") == "choice") != bool(row.get("choices"))
        or row.get("required") not in _YES
    ]
    return problems + _unreached(rows)


def _unreached(rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Name states that nothing leads to."""
    reached, size = {START}, 0
    while size != len(reached):
        size = len(reached)
        reached |= {str(row.get("state")) for row in rows if reached & set(_words(row.get("after")))}
    lost = [str(row.get("state")) for row in rows if str(row.get("state")) not in reached]
    if not rows:
        lost = [START]
    return [Problem("registry.unreached", {"got": state}) for state in lost]


def _words(told: Any) -> list[str]:
    return [str(one) for one in told] if isinstance(told, list | tuple) else str(told or "").split()


def _field(row: Mapping[str, Any]) -> Field:
    choices = row.get("choices") or {}
    if not isinstance(choices, Mapping):
        pairs = choices.split(";") if isinstance(choices, str) else [str(one) for one in choices]
        choices = {code: word or code for code, _, word in (pair.partition(":") for pair in pairs)}
    return Field(
        **{name: str(row[name]) for name in ("field", "name_zh", "name_en", "kind")},
        required=_YES[row.get("required")],
        unit=str(row.get("unit") or ""),
        choices={str(code): str(word) for code, word in choices.items()},
    )


def _state(row: Mapping[str, Any]) -> State:
    return State(
        state=str(row["state"]),
        name_zh=str(row["name_zh"]),
        name_en=str(row["name_en"]),
        after=frozenset(_words(row.get("after"))),
        evidence=row.get("evidence") in ("yes", True),
        by_other=row.get("by_other") in ("yes", True),
        counts=row.get("counts") in ("yes", True),
    )
