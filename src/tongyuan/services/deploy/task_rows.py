"""Tasks as rows: laid out by the contract, made from the policy, told to whom they concern."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.tasks import rolled_up
from tongyuan.services.deploy.policy_library import said
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.telling import able, tell
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import WorkStep, WorkTask

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context

__all__ = [
    "of_policy",
    "of_version",
    "region_of",
    "require_departments",
    "stepped_frame",
    "task_frame",
    "tell_of",
]

BRIEF = 40
MARK = ";"
#: Columns of the contract that the store keeps as they are.
KEPT = tuple(name for name in WorkTask.column_names() if not name.startswith("parts"))


def task_frame(rows: Sequence[Mapping[str, Any]], *, below: Iterable[Mapping[str, Any]] = ()) -> pl.DataFrame:
    """Lay tasks out by the contract.

    Parameters
    ----------
    rows
        Columns of a task and ``standing``.
    below
        Parts of them, and the parts of those, as the store gives them.

    Returns
    -------
    pl.DataFrame
        Rows of :class:`WorkTask`.
    """
    if not rows:
        return WorkTask.create_empty()
    rolled = rolled_up(below)
    told = [rolled.get(row["task"]) for row in rows]
    laid: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in KEPT}
    laid["helpers"] = [row["helpers"].strip(MARK) or None for row in rows]
    laid["parts"] = [0 if one is None else one.parts for one in told]
    laid["parts_told"] = [0 if one is None else one.told for one in told]
    laid["parts_progress"] = [None if one is None else one.progress for one in told]
    laid["parts_coverage"] = [None if one is None else one.coverage for one in told]
    # Words first: an enumeration refuses what it does not know only when it is cast.
    schema = {name: _written(laid[name], column.dtype) for name, column in WorkTask.columns().items()}
    return WorkTask.validate(pl.DataFrame({name: laid[name] for name in schema}, schema=schema), cast=True)


def _written(values: Sequence[Any], kind: Any) -> Any:
    return pl.String if isinstance(next((one for one in values if one is not None), None), str) else kind


def stepped_frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Lay steps out by the contract.

    Parameters
    ----------
    rows
        Columns of a step.

    Returns
    -------
    pl.DataFrame
        Rows of :class:`WorkStep`.
    """
    laid = [{**row, "changed": json.dumps(row["changed"], ensure_ascii=False)} for row in rows]
    if not laid:
        return WorkStep.create_empty()
    return WorkStep.validate(pl.DataFrame(laid, infer_schema_length=None), cast=True)


def of_policy(ctx: Context, *, starts_on: date, due_on: date) -> list[dict[str, Any]]:
    """Make tasks of the plan from those of the policy that are not there yet.

    Parameters
    ----------
    ctx
        Whose policy.
    starts_on, due_on
        The plan's first and last day: the text gives its tasks no other.

    Returns
    -------
    list of dict
        Tasks; who leads is a proposal, and the departments named besides are to help.
    """
    known = ctx.workspace.tasks.known()
    rows = jurisdiction(ctx.workspace).frame("tasks")
    return [
        {
            "task": row["task"],
            "level": "plan",
            "policy_task": row["task"],
            "article": row["article"],
            "text": row["phrase_zh"],
            "region": ctx.workspace.meta.region,
            "lead_proposed": row["lead_proposed"],
            "helpers": listed(one for one in _split(row["departments"]) if one != row["lead_proposed"]),
            "targets": row["targets"],
            "starts_on": starts_on,
            "due_on": due_on,
        }
        for row in rows.iter_rows(named=True)
        if row["task"] not in known
    ]


def of_version(ctx: Context, policy: str, *, starts_on: date, due_on: date) -> list[dict[str, Any]]:
    """Make tasks of the plan from those that a published version of the library says.

    Parameters
    ----------
    ctx
        Whose workspace.
    policy
        The version: ``policy`` or ``policy@2``.
    starts_on, due_on
        The plan's first and last day; a task that tells a year ends with it.

    Returns
    -------
    list of dict
        Tasks that are not there yet. A department is told by its code where the list of departments holds its
        name, else by the name that the text gives; who leads is a proposal.
    """
    known, place = ctx.workspace.tasks.known(), jurisdiction(ctx.workspace)
    codes = dict(place.departments.select("name_zh", "department").iter_rows())
    rows = said(ctx, policy).filter(kind="task").to_dicts()
    made = []
    for row in rows:
        lead = row["lead"] or row["lead_proposed"]
        others = [one for one in _split(row["departments"]) if one != lead]
        told = {"task": f"{row['policy']}:{row['phrase']}", "level": "plan", "text": row["phrase_zh"]}
        told |= {"article": row["article"], "region": region_of(ctx, row["policy"])}
        told |= {"policy_task": row["upper"], "lead_proposed": codes.get(lead, lead) if lead else None}
        told |= {"helpers": listed(codes.get(one, one) for one in others), "starts_on": starts_on}
        last = due_on if row["year"] is None else min(due_on, date(row["year"], 12, 31))
        made.append(told | {"targets": None, "due_on": max(last, starts_on)})
    return [row for row in made if row["task"] not in known]


def region_of(ctx: Context, policy: str | None) -> str:
    """Return the region that answers for a policy of the library; the workspace's own for its own."""
    heads = (row for row in ctx.workspace.policies.published() if row["policy"] == policy)
    return str(next(heads, {"region": ctx.workspace.meta.region})["region"])


def listed(departments: Iterable[str]) -> str:
    """Write departments as they are kept: each between marks, so that one is found.

    Parameters
    ----------
    departments
        Codes.

    Returns
    -------
    str
        ``;D01;D02;``; nothing where there is none.

    Examples
    --------
    >>> listed(["D01", "D02"]), listed([])
    (';D01;D02;', '')
    """
    codes = list(dict.fromkeys(departments))
    return f"{MARK}{MARK.join(codes)}{MARK}" if codes else ""


def require_departments(ctx: Context, *, lead: str | None, helpers: Iterable[str]) -> None:
    """Refuse departments that nobody knows, and a lead that is to help itself; all at once.

    Parameters
    ----------
    ctx
        Whose departments.
    lead
        Who leads; None where that is left.
    helpers
        Who help.

    Raises
    ------
    InputError
        With every department that is not known.
    """
    known = set(jurisdiction(ctx.workspace).departments["department"])
    helping = list(helpers)
    asked = [*([] if lead is None else [lead]), *helping]
    problems = [Problem("task.no_department", {"got": one}) for one in asked if one not in known]
    if lead in helping:
        problems.append(Problem("task.same_department", {"got": lead}))
    if problems:
        raise InputError(problems)


def tell_of(ctx: Context, task: Mapping[str, Any], *, code: str) -> int:
    """Tell whoever may report on a task of what was done with it.

    Parameters
    ----------
    ctx
        Who did it.
    task
        The task.
    code
        Message.

    Returns
    -------
    int
        How many were told.
    """
    values = {"task": task["task"], "text": task["text"][:BRIEF], "by": ctx.actor.name}
    values["due_on"] = "—" if task["due_on"] is None else task["due_on"].isoformat()
    people = able(ctx, "task.report", region=task["region"], department=task["department"])
    return tell(ctx, people, code, values=values, link=f"/deploy/tasks?task={task['task']}")


def _split(text: str | None) -> list[str]:
    return [one for one in (text or "").split(MARK) if one]
