"""How a task stands on a day: a matter of its dates, its lead and what was accepted, never of an opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

__all__ = ["SOON", "STANDINGS", "standing_of"]

#: Days before its date from which a task is due soon.
SOON = 30
#: 已办结、待明确牵头、已逾期、临期、未定时限、未到开始、推进中.
STANDINGS = ("done", "unassigned", "overdue", "due_soon", "undated", "not_begun", "going")


def standing_of(task: Mapping[str, Any], *, on: date) -> str:
    """Tell how a task stands on a day.

    Parameters
    ----------
    task
        ``department`` (None: the lead is not settled), ``starts_on``, ``due_on``, ``done_on``.
    on
        Day.

    Returns
    -------
    str
        One of :data:`STANDINGS`. What is reported as finished and not yet accepted is not done.

    Examples
    --------
    >>> task = {"department": "D01", "starts_on": None, "due_on": date(2025, 12, 31), "done_on": None}
    >>> standing_of(task, on=date(2025, 12, 1)), standing_of(task, on=date(2025, 12, 2))
    ('going', 'due_soon')
    >>> standing_of(task, on=date(2026, 1, 1))
    'overdue'
    """
    if task["done_on"] is not None and task["done_on"] <= on:
        return "done"
    if task["department"] is None:
        return "unassigned"
    if task["due_on"] is None:
        return "undated"
    if task["due_on"] < on:
        return "overdue"
    if task["due_on"] < on + timedelta(days=SOON):
        return "due_soon"
    if task["starts_on"] is not None and task["starts_on"] > on:
        return "not_begun"
    return "going"
