"""Reminders (催报): who must report and has not is told, and every reminder is a recorded step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.ground.round.arguments import OnDay, RoundNumber, on_day
from tongyuan.services.ground.round.board import OWING, late
from tongyuan.services.ground.round.names import named
from tongyuan.services.ground.round.reach import reporters, rounds_of
from tongyuan.services.jurisdiction import jurisdiction

__all__ = ["owing", "remind"]

BRIEF = ("assignment", "department_name", "unit_name", "due_on", "days_late", "told")


def owing(assignments: pl.DataFrame, *, on: date, within_days: int = 0) -> pl.DataFrame:
    """Return the assignments that are not reported though due by a day.

    Parameters
    ----------
    assignments
        By the contract.
    on
        The day looked at.
    within_days
        Days ahead of it that count too [d].

    Returns
    -------
    pl.DataFrame
        The assignments with ``days_late``; null where they are not late yet.
    """
    open_ones = assignments.filter(pl.col("state").cast(pl.String).is_in(list(OWING)))
    due = pl.col("due_on") - pl.duration(days=within_days)
    return late(open_ones.filter(due < on), on=on)


@service("round.remind", changes=True)
def remind(
    ctx: Context,
    *,
    number: RoundNumber,
    on: OnDay = None,
    days_ahead: Annotated[int, "提前天数 · days ahead of the due day"] = 3,
    department: Annotated[str | None, "只催此部门 · only this department"] = None,
) -> Answer:
    """Remind whoever must report and has not, when the due day is near or past. 催报。"""
    rounds = rounds_of(ctx)
    with rounds.deciding():
        about = rounds.about(number)
        found = rounds.assignments(round_number=number)
        if department is not None:
            found = found.filter(pl.col("department") == department)
        due = named(jurisdiction(ctx.workspace), owing(found, on=on_day(ctx, on), within_days=days_ahead + 1))
        rounds.take("remind", due["assignment"].to_list(), actor=ctx.actor.id, at=ctx.now)
        told = [_tell(ctx, row, about) for row in due.iter_rows(named=True)]
    rows = due.with_columns(pl.Series("told", told, dtype=pl.Int64))
    meta = {"round": number, "reminded": due.height, "told": sum(told), "outcome": "reminded"}
    return Answer(meta=meta, data=rows, brief=BRIEF)


def _tell(ctx: Context, row: Mapping[str, Any], about: Mapping[str, Any]) -> int:
    """Send a notice to each person who holds the unit; returns how many there are."""
    holders = reporters(ctx, row)
    values = {"title": about["title"], "unit": row["unit_name"], "due_on": row["due_on"]}
    for person in sorted(holders):
        link = f"/advance/round?assignment={row['assignment']}"
        ctx.workspace.notices.send(person, "round.remind", values=values, sent_by=ctx.actor.id, link=link)
    return len(holders)
