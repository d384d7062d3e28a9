"""Which versions of which policies hold on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

__all__ = ["ended", "holds_on"]

Row = Mapping[str, Any]


def ended(versions: Sequence[Row], *, ends: Mapping[str, tuple[date, str]]) -> list[dict[str, Any]]:
    """Give each version its last day: the day before the next one of its policy, or before what ended it.

    Parameters
    ----------
    versions
        ``policy``, ``version``, ``in_force_from`` of each.
    ends
        First day without it, and the ground, by policy: replaced by another, or abolished.

    Returns
    -------
    list of dict
        The same rows with ``in_force_to`` and ``ended_by``.

    Examples
    --------
    >>> told = [{"policy": "P", "version": one, "in_force_from": date(2020 + one, 1, 1)} for one in (1, 2)]
    >>> [(row["in_force_to"], row["ended_by"]) for row in ended(told, ends={})]
    [(datetime.date(2021, 12, 31), 'P@2'), (None, None)]
    """
    rows = []
    for row in versions:
        later = [
            (one["in_force_from"], f"{one['policy']}@{one['version']}")
            for one in versions
            if one["policy"] == row["policy"]
            and one["version"] > row["version"]
            and one["in_force_from"] is not None
        ]
        final = [ends[row["policy"]]] if row["policy"] in ends else []
        first = min([*later, *final], default=None)
        last = None if first is None else first[0] - timedelta(days=1)
        rows.append({**row, "in_force_to": last, "ended_by": first and first[1]})
    return rows


def holds_on(version: Row, day: date) -> bool:
    """Tell whether a version holds on a day.

    Parameters
    ----------
    version
        ``in_force_from`` and ``in_force_to``.
    day
        The day.

    Returns
    -------
    bool
        False too where nobody told since when it holds.

    Examples
    --------
    >>> holds_on({"in_force_from": date(2023, 10, 20), "in_force_to": None}, date(2023, 10, 19))
    False
    """
    first, last = version["in_force_from"], version["in_force_to"]
    return first is not None and first <= day and (last is None or day <= last)
