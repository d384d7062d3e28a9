"""Splitting a task: five years into years, a year into quarters; weights of parts add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

__all__ = ["split"]

QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def split(*, starts_on: date, due_on: date, weight: float, level: str) -> list[dict[str, Any]]:
    """Split a task's time at the ends of years or quarters; each part weighs as much as it has days.

    Parameters
    ----------
    starts_on, due_on
        First and last day.
    weight
        Weight of the whole.
    level
        ``annual`` for parts of years, ``node`` for parts of quarters.

    Returns
    -------
    list of dict
        ``starts_on``, ``due_on``, ``weight``, ``label`` (``2024`` or ``2024Q3``); weights sum to the whole.

    Raises
    ------
    ValueError
        If the last day lies before the first.

    Examples
    --------
    >>> parts = split(starts_on=date(2024, 7, 1), due_on=date(2025, 6, 30), weight=1.0, level="annual")
    >>> [(part["label"], round(part["weight"] * 365)) for part in parts]
    [('2024', 184), ('2025', 181)]
    """
    if due_on < starts_on:
        raise ValueError(f"{due_on} lies before {starts_on}")
    ends = ((12, 31),) if level == "annual" else QUARTER_ENDS
    bounds = [date(year, *end) for year in range(starts_on.year, due_on.year + 1) for end in ends]
    last = [end for end in bounds if starts_on <= end < due_on] + [due_on]
    first = [starts_on, *(end + timedelta(days=1) for end in last[:-1])]
    days = [(end - begin).days + 1 for begin, end in zip(first, last, strict=True)]
    return [
        {
            "starts_on": begin,
            "due_on": end,
            "weight": weight * count / sum(days),
            "label": _label(begin, level),
        }
        for begin, end, count in zip(first, last, days, strict=True)
    ]


def _label(begin: date, level: str) -> str:
    return str(begin.year) if level == "annual" else f"{begin.year}Q{(begin.month - 1) // 3 + 1}"
