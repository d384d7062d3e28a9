"""Attempts to sign in: what lockout and rate limits count, shared by every process through the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import AttemptRow
from tongyuan.workspace.secrets import hashed
from tongyuan.workspace.types import now

__all__ = ["Attempts", "Failures", "Outcome"]

Outcome = Literal["open", "failed", "passed", "refused"]

#: What is older than this is forgotten; no limit looks further back.
KEPT = timedelta(days=7)

#: An attempt that is still open counts as failed: guesses made side by side cannot outrun the count.
FAILED = ("open", "failed")


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a login failed since it last passed, and when it failed last."""

    count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts to sign in at a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def note(self, *, login: str, address: str, outcome: Outcome, at: datetime | None = None) -> int:
        """Note an attempt, and forget old ones; returns its number."""
        row = AttemptRow(at=at or now(), login=hashed(login), address=address, outcome=outcome)
        with self.database.write() as session:
            return _keep(session, row)

    def note_failure_apart(self, *, login: str, at: datetime | None = None) -> int:
        """Note a failure that stands even if the work around it is undone; returns its number."""
        row = AttemptRow(at=at or now(), login=hashed(login), address="", outcome="failed")
        return self.database.apart(lambda session: _keep(session, row))

    def settle(self, attempt: int, outcome: Outcome) -> None:
        """Say how an open attempt ended."""
        with self.database.write() as session:
            row = session.get(AttemptRow, attempt)
            if row is not None:
                row.outcome = outcome

    def settle_apart(self, attempt: int, outcome: Outcome) -> None:
        """Say how an attempt ended that was noted apart: the unit under way does not see its row."""
        statement = update(AttemptRow).where(AttemptRow.id == attempt).values(outcome=outcome)

        def act(session: Session) -> None:
            session.execute(statement)

        self.database.apart(act)

    def count(self, login: str, *, since: datetime) -> int:
        """Count the attempts of a login that were let through since an instant, whatever came of them."""
        rows = AttemptRow.login == hashed(login)
        return self._count(rows, AttemptRow.outcome != "refused", AttemptRow.at > since)

    def failed_from(self, address: str, *, since: datetime) -> int:
        """Count the attempts from an address that came to nothing since an instant."""
        rows = AttemptRow.address == address
        return self._count(rows, AttemptRow.outcome.in_(FAILED), AttemptRow.at > since)

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(AttemptRow).where(*conditions)) or 0

    def refused(self, *, login: str, address: str, since: datetime) -> bool:
        """Tell whether a refusal without any look at the password was noted since an instant."""
        statement = select(AttemptRow.id).where(
            AttemptRow.login == hashed(login),
            AttemptRow.address == address,
            AttemptRow.outcome == "refused",
            AttemptRow.at > since,
        )
        with self.database.read() as session:
            return session.scalars(statement.limit(1)).first() is not None

    def failures(self, login: str) -> Failures:
        """Count how often a login failed since it last passed; one still open counts as failed."""
        rows = AttemptRow.login == hashed(login)
        passed = select(func.max(AttemptRow.id)).where(rows, AttemptRow.outcome == "passed").scalar_subquery()
        statement = select(func.count(), func.max(AttemptRow.at)).where(
            rows, AttemptRow.outcome.in_(FAILED), AttemptRow.id > func.coalesce(passed, 0)
        )
        with self.database.read() as session:
            count, last_at = session.execute(statement).one()
            return Failures(count, last_at)


def _keep(session: Session, row: AttemptRow) -> int:
    session.execute(delete(AttemptRow).where(AttemptRow.at < row.at - KEPT))
    session.add(row)
    session.flush()
    return row.id
