"""Taking a step in assignments: where they stand, whether it is allowed, and what a round does in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem, TongyuanError
from tongyuan.vocabulary.rounds import next_state
from tongyuan.workspace import round_rows
from tongyuan.workspace.models.rounds import AssignmentRow, RoundRow
from tongyuan.workspace.round_duties import Duties

__all__ = ["close_or_reopen", "held", "refuse_moved", "refuse_two_duties", "states_after"]

FINISHED = ("locked", "waived")


def held(session: Session, numbers: Sequence[int]) -> list[AssignmentRow]:
    """Return assignments as they stand now, by number."""
    statement = select(AssignmentRow).where(AssignmentRow.id.in_(numbers)).order_by(AssignmentRow.id)
    rows = list(session.scalars(statement.execution_options(populate_existing=True)))
    missing = sorted(set(numbers) - {row.id for row in rows})
    if missing:
        raise NotFoundError([Problem("round.no_assignment", {"assignment": number}) for number in missing])
    return rows


def refuse_moved(rows: Sequence[AssignmentRow], seqs: Mapping[int, int]) -> None:
    """Refuse where somebody took a step that the actor has not seen."""
    _refuse(
        [
            Problem("round.moved", {"assignment": row.id, "seen": seqs[row.id], "present": row.seq})
            for row in rows
            if seqs.get(row.id, row.seq) != row.seq
        ]
    )


def refuse_two_duties(session: Session, rows: Sequence[AssignmentRow], step: str, *, actor: str) -> None:
    """Refuse a second duty in the same assignment, and to look over what one entered."""
    problems: list[Problem] = []
    for number in sorted({row.round for row in rows}):
        mine = [row for row in rows if row.round == number]
        people = round_rows.people_at_work(session, number, sorted({row.form for row in mine}))
        problems += Duties.of(people).problems(step, [row.id for row in mine], actor)
    _refuse(problems)


def states_after(rows: Sequence[AssignmentRow], step: str) -> list[str]:
    """Return the state that a step leads each assignment to."""
    states: list[str] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            states.append(next_state(step, row.state, assignment=row.id))
        except TongyuanError as error:
            problems += error.problems
    _refuse(problems)
    return states


def close_or_reopen(session: Session, number: int) -> None:
    """Close a round while everything in it is locked or waived; open it again where one is not."""
    unfinished = select(func.count()).where(
        AssignmentRow.round == number, AssignmentRow.state.not_in(FINISHED)
    )
    wanted = "open" if session.scalar(unfinished) else "closed"
    row = session.get_one(RoundRow, number)
    if (row.state == "open") != (wanted == "open"):
        row.state = wanted
        session.flush()


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ConflictError(problems)
