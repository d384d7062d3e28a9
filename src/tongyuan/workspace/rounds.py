"""Rounds of reporting on disk: rounds, their assignments, what was entered, and every step in its order.

Entries and steps are only ever added. Every change looks at the present state inside the transaction that it
writes in, so that of two people who take the same step the second is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from tongyuan.vocabulary.periods import civil_date
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.rounds import next_state
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace import round_rows
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.rounds import AssignmentRow, EntryRow, RoundItemRow, RoundRow, StepRow
from tongyuan.workspace.round_duties import Duties
from tongyuan.workspace.round_taking import (
    close_or_reopen,
    held,
    refuse_moved,
    refuse_two_duties,
    states_after,
)

__all__ = ["Planned", "Rounds", "Said"]


@dataclass(frozen=True, slots=True)
class Planned:
    """An assignment that is to be made.

    Parameters
    ----------
    form, department, region, enterprise, park, level, due_on
        As in the contract ``Assignment``.
    parent
        Position, in the same plan, of the assignment that it reports to.
    adds
        It adds to the sum of its parent.
    """

    form: str
    department: str
    region: str
    level: str
    due_on: date
    enterprise: str | None = None
    park: str | None = None
    parent: int | None = None
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody enters in an item: a value, or the state of its absence."""

    item: str
    unit: str
    value: float | None = None
    state: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of a workspace.

    Parameters
    ----------
    database
        Holds them.
    scope
        What the reader sees of the assignments.
    """

    database: Database
    scope: Scope = EVERYTHING

    def scoped(self, scope: Scope) -> Rounds:
        """Return the same rounds as a reader of a scope sees them."""
        return replace(self, scope=scope)

    @contextmanager
    def deciding(self) -> Iterator[Session]:
        """Hold still what is read from here on, until the change that follows from it has landed."""
        with self.database.write() as session:
            yield session

    def open(
        self,
        *,
        kind: str,
        period: str,
        title: str,
        opens_on: date,
        due_on: date,
        items: pl.DataFrame,
        plan: Sequence[Planned],
        actor: str,
        at: datetime,
    ) -> int:
        """Open a round with all its assignments, and return its number."""
        with self.deciding() as session:
            number = _next(session, RoundRow.id)
            first = _next(session, AssignmentRow.id)
            session.add(
                RoundRow(
                    id=number,
                    kind=kind,
                    period=period,
                    title=title,
                    opens_on=opens_on,
                    due_on=due_on,
                    state="open",
                    opened_by=actor,
                    opened_at=at,
                )
            )
            session.flush()
            session.execute(insert(RoundItemRow), [row | {"round": number} for row in items.to_dicts()])
            session.execute(
                insert(AssignmentRow),
                [_record(planned, first + place, first, number) for place, planned in enumerate(plan)],
            )
            opened = {"seq": 1, "step": "open", "state": next_state("open", None), "actor": actor, "at": at}
            numbers = range(first, first + len(plan))
            session.execute(insert(StepRow), [opened | {"assignment": n, "reason": None} for n in numbers])
        return number

    def save(
        self,
        said: Mapping[int, Sequence[Said]],
        *,
        actor: str,
        at: datetime,
        step: str = "save",
        reason: str | None = None,
        seqs: Mapping[int, int] | None = None,
    ) -> int:
        """Enter values; each that says something new is a version.

        Parameters
        ----------
        said
            What is entered, by assignment.
        actor, at
            Who, when.
        step
            ``save``, or ``correct`` once it is approved.
        reason
            Why it is corrected.
        seqs
            Latest step that the writer has seen, by assignment; any other is a conflict.

        Returns
        -------
        int
            How many entries said something new.
        """
        with self.deciding() as session:
            before = round_rows.latest_entries(session, list(said))
            fresh = _fresh(said, before, actor=actor, at=at)
            moved = sorted({record["assignment"] for record in fresh})
            if step == "correct" and not moved:
                problems = [Problem("round.nothing_corrected", {"assignment": number}) for number in said]
                raise ConflictError(problems)
            refuse_moved(held(session, list(said)), seqs or {})
            if fresh:
                # The step first: what the diagram or another person's step forbids lands nowhere.
                self.take(step, moved, actor=actor, at=at, reason=reason)
                session.execute(insert(EntryRow), fresh)
        return len(fresh)

    def take(
        self,
        step: str,
        numbers: Sequence[int],
        *,
        actor: str,
        at: datetime,
        reason: str | None = None,
        seqs: Mapping[int, int] | None = None,
    ) -> None:
        """Take a step in several assignments, all or none.

        Parameters
        ----------
        step
            One of ``vocabulary.rounds.STEPS``.
        numbers
            Assignments.
        actor, at, reason
            Who, when, why.
        seqs
            Latest step that the actor has seen, by assignment.

        Raises
        ------
        ConflictError
            All at once: the state allows no such step, another person took one meanwhile, or the actor holds
            another duty in the same assignment.
        """
        if not numbers:
            return
        with self.deciding() as session:
            rows = held(session, numbers)
            refuse_moved(rows, seqs or {})
            refuse_two_duties(session, rows, step, actor=actor)
            states = states_after(rows, step)
            records = [
                {
                    "assignment": row.id,
                    "seq": row.seq + 1,
                    "step": step,
                    "state": state,
                    "actor": actor,
                    "at": at,
                    "reason": reason,
                }
                for row, state in zip(rows, states, strict=True)
            ]
            session.execute(insert(StepRow), records)
            for row, state in zip(rows, states, strict=True):
                row.state, row.seq = state, row.seq + 1
                if step == "report" and row.reported_on is None:
                    row.reported_on = civil_date(at)
            session.flush()
            for number in sorted({row.round for row in rows}):
                close_or_reopen(session, number)

    def release(self, number: int) -> None:
        """Mark a closed round as put forward for release."""
        with self.deciding() as session:
            state = session.scalar(select(RoundRow.state).where(RoundRow.id == number))
            if state == "open":
                raise ConflictError(Problem("round.not_closed", {"round": number}))
            session.execute(update(RoundRow).where(RoundRow.id == number).values(state="released"))

    def listing(self) -> pl.DataFrame:
        """List the rounds, newest first."""
        with self.database.read() as session:
            return round_rows.rounds(session)

    def about(self, number: int) -> dict[str, Any]:
        """Return a round as a record."""
        with self.database.read() as session:
            found = round_rows.rounds(session, RoundRow.id == number)
        if found.is_empty():
            raise NotFoundError(Problem("round.none", {"round": number}))
        return found.row(0, named=True)

    def items(self, number: int, *, form: str | None = None) -> pl.DataFrame:
        """Return the items that a round asks for, in their order."""
        with self.database.read() as session:
            return round_rows.items(session, number, form=form)

    def assignments(
        self, *, round_number: int | None = None, numbers: Sequence[int] | None = None
    ) -> pl.DataFrame:
        """Return the assignments within reach: of a round, or by their numbers."""
        conditions = [round_rows.seen(self.scope)]
        if round_number is not None:
            conditions.append(AssignmentRow.round == round_number)
        if numbers is not None:
            conditions.append(AssignmentRow.id.in_(numbers))
        with self.database.read() as session:
            return round_rows.assignments(session, *conditions)

    def assignment(self, number: int) -> dict[str, Any]:
        """Return an assignment as a record; one out of reach is not found."""
        found = self.assignments(numbers=[number])
        if found.is_empty():
            raise NotFoundError(Problem("round.no_assignment", {"assignment": number}))
        return found.row(0, named=True)

    def below(self, assignments: pl.DataFrame) -> pl.DataFrame:
        """Return the assignments that report to some, and those of the enterprises in their parks.

        Parameters
        ----------
        assignments
            Those above, by the contract.

        Returns
        -------
        pl.DataFrame
            Assignments, out of the reader's reach too: a sum is one, whoever looks at it.
        """
        parks = assignments.filter(pl.col("enterprise").is_null())
        inside = (
            AssignmentRow.round.in_(parks["round"].unique().to_list())
            & AssignmentRow.form.in_(parks["form"].unique().to_list())
            & AssignmentRow.park.in_(parks["region"].unique().to_list())
        )
        reports = AssignmentRow.parent.in_(assignments["assignment"].to_list())
        with self.database.read() as session:
            return round_rows.assignments(session, reports | inside)

    def entries(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Return the present version of each entry of assignments within reach."""
        with self.database.read() as session:
            return round_rows.latest_entries(session, self._within(numbers))

    def versions(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Return every version of every entry of assignments within reach."""
        with self.database.read() as session:
            return round_rows.history(session, self._within(numbers))

    def steps(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Return the steps of assignments within reach."""
        with self.database.read() as session:
            return round_rows.steps(session, self._within(numbers))

    def entries_of_period(
        self, period: str, *, departments: Sequence[str], regions: Sequence[str]
    ) -> pl.DataFrame:
        """Return what units within reach entered for a period, in any round."""
        with self.database.read() as session:
            return round_rows.entries_of_period(
                session, period=period, departments=departments, regions=regions, scope=self.scope
            )

    def duties(self, assignment: int) -> Duties:
        """Return who took which duty in an assignment, and in those that report to it."""
        form = select(AssignmentRow.round, AssignmentRow.form).where(AssignmentRow.id == assignment)
        with self.database.read() as session:
            found = session.execute(form).first()
            if found is None:
                return Duties({}, {})
            return Duties.of(round_rows.people_at_work(session, found[0], [found[1]]))

    def _within(self, numbers: Sequence[int]) -> Sequence[int]:
        if self.scope.everything:
            return numbers
        return self.assignments(numbers=numbers)["assignment"].to_list()


def _next(session: Session, column: Any) -> int:
    return (session.scalar(select(func.max(column))) or 0) + 1


def _record(planned: Planned, number: int, first: int, round_number: int) -> dict[str, Any]:
    parent = None if planned.parent is None else first + planned.parent
    opened = {"id": number, "round": round_number, "seq": 1, "reported_on": None}
    return asdict(planned) | opened | {"parent": parent, "state": next_state("open", None)}


def _fresh(
    said: Mapping[int, Sequence[Said]], before: pl.DataFrame, *, actor: str, at: datetime
) -> list[dict[str, Any]]:
    present = {(row["assignment"], row["item"]): row for row in before.iter_rows(named=True)}
    fresh = []
    for assignment, entries in said.items():
        for entry in entries:
            record, known = asdict(entry), present.get((assignment, entry.item))
            if known is not None and all(known[name] == record[name] for name in record):
                continue
            version = 1 if known is None else known["version"] + 1
            fresh.append(record | {"assignment": assignment, "version": version, "actor": actor, "at": at})
    return fresh
