"""Arguments that several services take, read from text as people give them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["LARGEST", "LONGEST", "AsOf", "day", "instant", "refuse_unfit", "require_between", "years"]

#: Largest whole number, above and below zero, and longest text [characters] that a service is told.
LARGEST = 2**31 - 1
LONGEST = 200_000

AsOf = Annotated[
    str | None, "按此日（含）已入库的数据，缺省为现在 · data as known at the end of this day; now by default"
]


def day(text: str | None, *, name: str) -> date | None:
    """Read a civil date.

    Parameters
    ----------
    text
        ``2024-12-31``, or None.
    name
        Name of the argument, for the message.

    Returns
    -------
    date or None
        The date.

    Raises
    ------
    InputError
        If the text is no date.

    Examples
    --------
    >>> day("2024-12-31", name="on")
    datetime.date(2024, 12, 31)
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        values = {"name": name, "got": text, "expected": "2024-12-31"}
        raise InputError(Problem("service.argument", values)) from None


def instant(text: str | None, *, name: str = "as_of") -> datetime | None:
    """Read a civil date as the instant at which it ends.

    Parameters
    ----------
    text
        ``2024-12-31``, or None.
    name
        Name of the argument, for the message.

    Returns
    -------
    datetime or None
        The end of that day in Asia/Shanghai, in UTC.

    Raises
    ------
    InputError
        If the text is no date.

    Examples
    --------
    >>> instant("2024-12-31").isoformat()
    '2024-12-31T16:00:00+00:00'
    """
    found = day(text, name=name)
    if found is None:
        return None
    return datetime.combine(found + timedelta(days=1), time(), CIVIL_ZONE).astimezone(UTC)


def years(text: str, *, name: str) -> list[int]:
    """Read a year, or a first and a last year.

    Parameters
    ----------
    text
        ``2024`` or ``2021-2025``.
    name
        Name of the argument, for the message.

    Returns
    -------
    list of int
        The years, ascending.

    Raises
    ------
    InputError
        If the text is neither, or the years are in the wrong order.

    Examples
    --------
    >>> years("2021-2023", name="years")
    [2021, 2022, 2023]
    """
    found = re.fullmatch(r"((?:19|20|21)\d\d)(?:-((?:19|20|21)\d\d))?", text.strip())
    if found is None or int(found[2] or found[1]) < int(found[1]):
        values = {"name": name, "got": text, "expected": "2024, 2021-2025"}
        raise InputError(Problem("service.argument", values))
    return list(range(int(found[1]), int(found[2] or found[1]) + 1))


def require_between(number: float, *, name: str, least: float, most: float) -> None:
    """Refuse a number that is out of its range.

    Parameters
    ----------
    number
        The number.
    name
        Name of the argument, for the message.
    least, most
        The range, both ends within.

    Raises
    ------
    InputError
        If it is out of range.

    Examples
    --------
    >>> require_between(5, name="draws", least=1, most=10)
    """
    if not least <= number <= most:  # not a number is out of every range
        values = {"name": name, "got": number, "expected": f"{least}-{most}"}
        raise InputError(Problem("service.argument", values))


def refuse_unfit(arguments: Mapping[str, Any]) -> None:
    """Refuse what no store could keep, whatever service is told it; a value that is a secret is not repeated.

    Parameters
    ----------
    arguments
        Arguments of a call, by name.

    Raises
    ------
    InputError
        One problem for each number out of range and each text with a NUL, half a sign, or too much of it.

    Examples
    --------
    >>> refuse_unfit({"year": 2024, "name": "清单"})
    """
    problems = [problem for name, value in arguments.items() for problem in _unfit(name, value)]
    if problems:
        raise InputError(problems)


def _unfit(name: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, str) and not _storable(value):
        yield Problem("service.text", {"name": name, "most": LONGEST})
    if isinstance(value, int) and abs(value) > LARGEST:
        yield Problem("service.number", {"name": name, "most": LARGEST})
    if isinstance(value, float) and not math.isfinite(value):
        yield Problem("service.number", {"name": name, "most": LARGEST})


def _storable(text: str) -> bool:
    halves = any("\ud800" <= sign <= "\udfff" for sign in text)
    return len(text) <= LONGEST and "\0" not in text and not halves
