"""The register of reductions: what each facility reduced, and what every tonne of it is used for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models.reductions import ReductionRow, ReductionStepRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Reductions"]

Record = dict[str, Any]
Kept = TypeVar("Kept", ReductionRow, ReductionStepRow)
#: Looks at what is registered of a facility and commodity with its steps; raises where a new one may not be.
Refuse = Callable[[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]], None]
CUT = tuple(column.name for column in ReductionRow.__table__.columns)
STEP = tuple(column.name for column in ReductionStepRow.__table__.columns)
#: Said by the store itself.
OWN = ("id", "fingerprint", "at")


@dataclass(frozen=True, slots=True)
class Reductions:
    """Registered reductions and their steps.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees; whether a tonne is free is decided on all of them.
    """

    database: Database
    scope: Scope = EVERYTHING

    def register(self, cut: Mapping[str, Any], *, refuse: Refuse) -> int:
        """Write a reduction, or find the one that the same key wrote before.

        Parameters
        ----------
        cut
            Columns of the register, amounts in steps of the commodity.
        refuse
            Looks at what is registered of the same facility and commodity.

        Returns
        -------
        int
            Number of the registration.

        Raises
        ------
        ConflictError
            If the key stands for another one, or ``refuse`` raises.
        """

        def work(session: Session) -> int:
            row: Record = {name: cut.get(name) for name in CUT if name not in OWN}
            fingerprint = _fingerprint(row)
            before = _earlier(session, ReductionRow, row["key"], fingerprint)
            if before is not None:
                return before
            refuse(*_of_facility(session, row["facility"], row["commodity"]))
            made = ReductionRow(**row, fingerprint=fingerprint, at=now())
            session.add(made)
            session.flush()
            return made.id

        return self._unit(work)

    def take(
        self, step: Mapping[str, Any], *, refuse: Refuse, post: Callable[[], int | None] | None = None
    ) -> int:
        """Write a step of a reduction with what it moves in the ledger, both or neither.

        Parameters
        ----------
        step
            Columns of the step, the amount in steps of the commodity.
        refuse
            Looks at what is registered of the same facility and commodity, and at what became of it.
        post
            Moves the ledger in the same unit, and returns the number of the movement.

        Returns
        -------
        int
            Number of the step.

        Raises
        ------
        ConflictError
            If the key stands for another step, or ``refuse`` or the ledger raises.
        """

        def work(session: Session) -> int:
            row: Record = {name: step.get(name) for name in STEP if name not in (*OWN, "ledger_number")}
            fingerprint = _fingerprint(row)
            before = _earlier(session, ReductionStepRow, row["key"], fingerprint)
            if before is not None:
                return before
            cut = _one(session, row["reduction"])
            refuse(*_of_facility(session, cut.facility, cut.commodity))
            number = None if post is None else post()
            made = ReductionStepRow(**row, fingerprint=fingerprint, ledger_number=number, at=now())
            session.add(made)
            session.flush()
            return made.id

        return self._unit(work)

    def one(self, number: int) -> Record:
        """Return a registration in reach.

        Parameters
        ----------
        number
            Its number.

        Returns
        -------
        dict
            Its columns.

        Raises
        ------
        NotFoundError
            If there is none, or it is out of reach.
        """
        found = [cut for cut in self.cuts() if cut["id"] == number]
        if not found:
            raise NotFoundError(Problem("reduction.no_cut", {"got": number}))
        return found[0]

    def cuts(self) -> list[Record]:
        """List the registrations in reach, oldest first."""
        statement = select(ReductionRow).where(self._seen()).order_by(ReductionRow.id)
        with self.database.read() as session:
            return [_record(row, CUT) for row in session.scalars(statement)]

    def steps(self) -> list[Record]:
        """List the steps of the registrations in reach, oldest first."""
        statement = (
            select(ReductionStepRow)
            .join(ReductionRow, ReductionRow.id == ReductionStepRow.reduction)
            .where(self._seen())
            .order_by(ReductionStepRow.id)
        )
        with self.database.read() as session:
            return [_record(row, STEP) for row in session.scalars(statement)]

    def _seen(self) -> ColumnElement[bool]:
        return seen_in_sql(
            self.scope, {"regions": ReductionRow.region, "enterprises": ReductionRow.enterprise}
        )

    def _unit(self, work: Callable[[Session], int]) -> int:
        def run() -> int:
            with self.database.serialised(), self.database.write() as session:
                return work(session)

        return self.database.retried(run)


def _fingerprint(row: Mapping[str, Any]) -> str:
    """Name what a row says, whoever says it and why."""
    told = {name: value for name, value in row.items() if name not in ("key", "actor", "memo")}
    if told.get("parameters") is None:
        told.pop("parameters", None)  # what was registered before there were any keeps its name
    return hash_record(
        {name: value if isinstance(value, int) else str(value) for name, value in told.items()}
    )


def _earlier(session: Session, table: type[Kept], key: str, fingerprint: str) -> int | None:
    before = session.scalars(select(table).where(table.key == key)).first()
    if before is not None and before.fingerprint != fingerprint:
        raise ConflictError(Problem("reduction.key_taken", {"key": key}))
    return None if before is None else int(before.id)


def _one(session: Session, number: int) -> ReductionRow:
    row = session.get(ReductionRow, number)
    if row is None:
        raise NotFoundError(Problem("reduction.no_cut", {"got": number}))
    return row


def _of_facility(session: Session, facility: str, commodity: str) -> tuple[list[Record], list[Record]]:
    cuts = select(ReductionRow).where(ReductionRow.facility == facility, ReductionRow.commodity == commodity)
    found = [_record(row, CUT) for row in session.scalars(cuts.order_by(ReductionRow.id))]
    steps = select(ReductionStepRow).where(ReductionStepRow.reduction.in_([cut["id"] for cut in found]))
    rows = session.scalars(steps.order_by(ReductionStepRow.id))
    return found, [_record(row, STEP) for row in rows]


def _record(row: ReductionRow | ReductionStepRow, names: Sequence[str]) -> Record:
    return {name: getattr(row, name) for name in names}
