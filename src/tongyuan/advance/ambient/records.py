"""Documents of a feed laid out as records: JSON as data interfaces in use give it, a flat object a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Record", "Unread", "records_of"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a document.

    Parameters
    ----------
    number
        Its place in the document, from 1.
    text
        The record as it came, as JSON.
    fields
        Its fields as text; None where it is no flat object.
    """

    number: int
    text: str
    fields: Mapping[str, str | None] | None


class Unread(ValueError):  # noqa: N818 - a state of affairs, said like one
    """A document that holds no records that can be told apart; says why."""


def records_of(text: str, *, path: str | None = None) -> list[Record]:
    """Lay out the records of a document.

    Parameters
    ----------
    text
        The document.
    path
        Names that lead to the list of records, joined by dots; by default the document is the list, or has
        one member that is a list.

    Returns
    -------
    list of Record
        In the order of the document.

    Raises
    ------
    Unread
        If it is no JSON, or no list of records is found.

    Examples
    --------
    >>> document = '{"code": 0, "data": [{"station": "1001A", "PM2.5": 35}, {"station": ["1002A"]}]}'
    >>> [record.fields for record in records_of(document)]
    [{'station': '1001A', 'PM2.5': '35'}, None]
    """
    try:
        document = json.loads(text, parse_float=_Literal, parse_int=_Literal)
    except (ValueError, RecursionError) as error:
        raise Unread(str(error)[:200]) from error
    found = _led(document, path) if path else _only_list(document)
    if not isinstance(found, list):
        raise Unread(_outline(document))
    return [_record(number, one) for number, one in enumerate(found, start=1)]


class _Literal(str):
    """A number as it was written: it is read once, by whoever knows what it is."""

    __slots__ = ()


def _led(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _only_list(document: Any) -> Any:
    if not isinstance(document, dict):
        return document
    lists = [value for value in document.values() if isinstance(value, list)]
    return lists[0] if len(lists) == 1 else None


def _outline(document: Any) -> str:
    if isinstance(document, dict):
        return "{" + ", ".join(list(document)[:10]) + "}"
    return type(document).__name__


def _record(number: int, one: Any) -> Record:
    text = _written(one)
    if not isinstance(one, dict):
        return Record(number, text, None)
    flat = {name: _word(value) for name, value in one.items()}
    nested = any(isinstance(value, dict | list | bool) for value in one.values())
    return Record(number, text, None if nested else flat)


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def _written(value: Any) -> str:
    """Write a value as JSON again, numbers as they were."""
    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_written(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
