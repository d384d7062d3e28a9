"""What was signed in a round of tasks lands in the tasks, in the name of whoever entered it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.tasks.standing import SOON
from tongyuan.vocabulary.periods import civil_date
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.tasks import TaskFilter, TaskSlip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongyuan.services.declaration import Context
    from tongyuan.workspace.rounds import Rounds

__all__ = ["FORM", "item_of", "land_approved"]

#: How the form of an assignment for tasks begins.
FORM = "task_"


def item_of(task: str, *, quarter: str) -> str:
    """Name a task as an item; of each quarter apart: progress is to rise, and needs no reason to.

    Parameters
    ----------
    task
        Its id.
    quarter
        ``2025Q1``.

    Returns
    -------
    str
        An item's id.

    Examples
    --------
    >>> item_of("A01-01", quarter="2025Q1") == item_of("A01-01", quarter="2025Q2")
    False
    """
    return f"t{hash_bytes(f'{quarter} {task}'.encode())[:20]}"


def land_approved(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> int:
    """Report the progress that was signed in a round of tasks on the tasks; figures of other forms are none.

    A task that was closed, or reported on since, keeps what it has; an item without a value says nothing.

    Parameters
    ----------
    ctx
        Who signs, and where.
    rounds
        The rounds as the signer sees them.
    assignments
        What was signed.

    Returns
    -------
    int
        How many tasks have their progress from it.
    """
    signed = assignments.filter(pl.col("form").str.starts_with(FORM))
    if signed.is_empty():
        return 0
    tasks = ctx.workspace.whole.tasks
    landed = 0
    for row in signed.iter_rows(named=True):
        quarter = rounds.about(row["round"])["period"]
        asked = TaskFilter(on=ctx.today, soon=SOON, department=row["department"], region=row["region"])
        known = {item_of(task["task"], quarter=quarter): task for task in tasks.listed(asked)}
        for entry in rounds.entries([row["assignment"]]).iter_rows(named=True):
            now = known.get(entry["item"])
            if now is not None and _newer(entry, now):
                tasks.change(now["task"], _slip(row, entry), decide=_decided(entry))
                landed += 1
    return landed


def _newer(entry: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether an entry says something that the task does not have yet, nor something later."""
    if entry["value"] is None or now["state"] != "open":
        return False
    if now["reported_on"] is not None and now["reported_on"] > civil_date(entry["at"]):
        return False
    said = entry["reason"] or now["said"]
    return bool((entry["value"], said) != (now["progress"], now["said"]))


def _slip(assignment: Mapping[str, Any], entry: Mapping[str, Any]) -> TaskSlip:
    paper = f"round/{assignment['round']}/{assignment['assignment']}"
    return TaskSlip("report", entry["actor"], entry["reason"] or "", paper)


def _decided(entry: Mapping[str, Any]) -> Any:
    told = {"progress": entry["value"], "reported_by": entry["actor"], "reported_on": civil_date(entry["at"])}
    if entry["reason"]:
        told["said"] = entry["reason"]
    return lambda _now: told
