"""Arguments of the services of rounds, and what several of them do first."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import polars as pl

from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional
from tongyuan.services.ground.round.reach import read_numbers
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem
from tongyuan.workspace.rounds import Rounds

__all__ = ["Numbers", "One", "Reason", "RoundNumber", "Seq", "chosen", "on_day", "seqs", "text_of"]

RoundNumber = Annotated[int, Positional("轮次编号 · round number")]
One = Annotated[int, Positional("任务编号 · assignment number")]
Numbers = Annotated[str, Positional("任务编号，如 12 或 12-15,20 · assignment numbers")]
Reason = Annotated[str, "理由 · reason"]
Seq = Annotated[
    int | None, "所见最新步骤号；他人已另行办理时拒绝 · latest step seen; refused if another was taken"
]
OnDay = Annotated[str | None, "截至日期，缺省为今天 · as of this day; today by default"]


def chosen(rounds: Rounds, numbers: str) -> pl.DataFrame:
    """Return assignments by their numbers; all that are not within reach are named together."""
    wanted = read_numbers(numbers)
    found = rounds.assignments(numbers=wanted)
    absent = sorted(set(wanted) - set(found["assignment"]))
    if absent:
        raise NotFoundError([Problem("round.no_assignment", {"assignment": number}) for number in absent])
    return found


def seqs(assignments: pl.DataFrame, seq: int | None) -> dict[int, int]:
    """Return the step that the actor has seen; it says something of one assignment only."""
    if seq is None:
        return {}
    if assignments.height > 1:
        values = {"name": "seq", "got": seq, "expected": "—"}
        raise ConflictError(Problem("service.argument", values))
    return {assignments["assignment"][0]: seq}


def text_of(reason: str) -> str:
    """Return a reason; a blank one is none."""
    if not reason.strip():
        raise InputError(Problem("round.no_reason"))
    return reason.strip()


def on_day(ctx: Context, text: str | None) -> date:
    """Return the day asked for, else the civil date of the call."""
    return day(text, name="on") or ctx.today
