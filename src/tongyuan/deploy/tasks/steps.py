"""The steps of a task: which may follow, who may not take them, which need a paper. The list is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem

__all__ = ["Step", "steps", "taken"]

#: No alert yet.
QUIET = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step.

    Parameters
    ----------
    step
        Its name.
    kind
        ``duty``, ``progress``, ``review`` or ``alert``: each is permitted apart.
    from_states, from_alerts
        States and alerts in which it may be taken; empty: whatever they are.
    to_state, to_alert
        What it leads to; None: as before.
    another
        It is not taken by who reported last, nor by who handed in the rectification.
    evidence
        It needs a paper.
    name_zh, name_en
        Its name in words.
    """

    step: str
    kind: str
    from_states: frozenset[str]
    to_state: str | None
    from_alerts: frozenset[str]
    to_alert: str | None
    another: bool
    evidence: bool
    name_zh: str
    name_en: str


@cache
def steps() -> Mapping[str, Step]:
    """List the kinds of steps by name, as ``task_steps.csv`` has them.

    Returns
    -------
    Mapping
        The kinds.

    Examples
    --------
    >>> steps()["close"].name_zh
    '销号'
    """
    return {row["step"]: _step(row) for row in packaged_table("task_steps").iter_rows(named=True)}


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        step=row["step"],
        kind=row["kind"],
        from_states=_several(row["from_states"]),
        to_state=row["to_state"],
        from_alerts=_several(row["from_alerts"]),
        to_alert=row["to_alert"],
        another=row["another"] == "yes",
        evidence=row["evidence"] == "yes",
        name_zh=row["name_zh"],
        name_en=row["name_en"],
    )


def _several(text: str | None) -> frozenset[str]:
    return frozenset(text.split(";")) if text else frozenset()


def taken(name: str, *, task: Mapping[str, Any], actor: str, evidence: str | None) -> dict[str, Any]:
    """Say what a step changes of a task, or why it may not be taken.

    Parameters
    ----------
    name
        The step.
    task
        ``task``, ``state``, ``alert``, ``reported_by`` as they stand; ``rectified_by`` where it is rectified.
    actor
        Who takes it.
    evidence
        The paper; None where there is none.

    Returns
    -------
    dict
        ``state`` and ``alert`` after it.

    Raises
    ------
    NotFoundError
        If there is no such step.
    ConflictError
        If it does not follow on how the task stands, or its reporter would judge the own report.
    InputError
        If it needs a paper.

    Examples
    --------
    >>> task = {"task": "A1", "state": "reported", "alert": None, "reported_by": "ann"}
    >>> taken("accept", task=task, actor="ben", evidence=None)
    {'state': 'done', 'alert': None}
    """
    step = steps().get(name)
    if step is None:
        raise NotFoundError(Problem("task.no_step", {"got": name, "known": ", ".join(steps())}))
    alert = task["alert"] or QUIET
    told = {"task": task["task"], "step_zh": step.name_zh, "step_en": step.name_en}
    if step.from_states and task["state"] not in step.from_states:
        raise ConflictError(Problem("task.not_now", {**told, "got": task["state"]}))
    if step.from_alerts and alert not in step.from_alerts:
        raise ConflictError(Problem("task.not_now", {**told, "got": alert}))
    if step.another and actor in (task["reported_by"], task.get("rectified_by")):
        raise ConflictError(Problem("task.own_report", told))
    if step.evidence and not evidence:
        raise InputError(Problem("task.needs_paper", told))
    return {"state": step.to_state or task["state"], "alert": step.to_alert or task["alert"]}
