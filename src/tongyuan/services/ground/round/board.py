"""The progress of a round: by department and unit, by level, and the share that came in on time."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from tongyuan.vocabulary.rounds import LEVELS, STATES

__all__ = ["counted", "late", "summary"]

#: States in which the unit itself still owes its figures.
OWING = ("not_reported", "returned")


def late(assignments: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Add ``days_late``: days after the due day that a unit reported, or still owes; null where none.

    Parameters
    ----------
    assignments
        By the contract.
    on
        The day looked at.

    Returns
    -------
    pl.DataFrame
        The assignments with ``days_late`` [d].
    """
    owing = pl.col("state").cast(pl.String).is_in(list(OWING))
    until = pl.when(owing).then(pl.lit(on)).otherwise(pl.col("reported_on"))
    days = (until - pl.col("due_on")).dt.total_days()
    return assignments.with_columns(pl.when(days > 0).then(days).alias("days_late"))


def counted(assignments: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Count the assignments of each department, region and level by state.

    Parameters
    ----------
    assignments
        By the contract, with ``department_name`` and ``unit_name``.
    on
        The day looked at.

    Returns
    -------
    pl.DataFrame
        ``department``, ``region``, ``level``, their names, ``assignments``, one column a state, ``late``;
        ``assignment`` and ``state`` where it is one only.
    """
    state = pl.col("state").cast(pl.String)
    single = pl.len() == 1
    return (
        late(assignments, on=on)
        .with_columns(pl.col("level").cast(pl.String), state)
        .group_by("department", "department_name", "region", "level", maintain_order=True)
        .agg(
            pl.when(single).then(pl.col("unit_name").first()).alias("unit_name"),
            pl.len().alias("assignments"),
            *((state == name).sum().alias(name) for name in STATES),
            pl.col("days_late").is_not_null().sum().alias("late"),
            pl.when(single).then(pl.col("assignment").first()).alias("assignment"),
            pl.when(single).then(state.first()).alias("state"),
        )
    )


def summary(assignments: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Count a round as a whole and by level.

    Parameters
    ----------
    assignments
        By the contract.
    on
        The day looked at.

    Returns
    -------
    dict
        ``assignments``, ``states``, ``levels`` (states by level), ``late``, ``due`` (assignments that are not
        waived), ``on_time`` (reported by their day), ``share_on_time`` [0-1], None where none is due.
    """
    state = assignments["state"].cast(pl.String)
    due = assignments.filter(state != "waived")
    on_time = due.filter(pl.col("reported_on") <= pl.col("due_on")).height
    levels = {
        level: _states(assignments.filter(pl.col("level").cast(pl.String) == level)) for level in LEVELS
    }
    return {
        "assignments": assignments.height,
        "states": _states(assignments),
        "levels": {level: states for level, states in levels.items() if any(states.values())},
        "late": late(assignments, on=on)["days_late"].count(),
        "due": due.height,
        "on_time": on_time,
        "share_on_time": on_time / due.height if due.height else None,
    }


def _states(assignments: pl.DataFrame) -> dict[str, int]:
    found = assignments["state"].cast(pl.String).to_list()
    return {name: found.count(name) for name in STATES}
