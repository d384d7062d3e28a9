"""Releases: which run an official figure points at; one proposes, a second reviews, a third approves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.models import ReleaseRow
from tongyuan.workspace.runs import Runs
from tongyuan.workspace.types import now

__all__ = ["Release", "Releases"]


@dataclass(frozen=True, slots=True)
class Release:
    """A proposal, and how far it came: draft, reviewed, official, withdrawn."""

    id: int
    name: str
    run_id: str
    state: str
    note: str | None
    proposed_by: str
    proposed_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Releases:
    """The pointers from official figures to runs.

    Parameters
    ----------
    database
        Holds them.
    runs
        What they point at.
    """

    database: Database
    runs: Runs

    def propose(self, name: str, run_id: str, *, actor: str, note: str | None = None) -> Release:
        """Propose that a name points at a run; one open proposal for each name and run."""
        run = self.runs.find(run_id)
        with self.database.write() as session:
            statement = select(ReleaseRow).where(
                ReleaseRow.name == name, ReleaseRow.run_id == run.id, ReleaseRow.state != "withdrawn"
            )
            opened = session.scalars(statement).first()
            if opened is not None:
                values = {"name": name, "run": run.id, "state": opened.state}
                raise ConflictError(Problem("workspace.release_open", values))
            row = ReleaseRow(
                name=name, run_id=run.id, state="draft", note=note, proposed_by=actor, proposed_at=now()
            )
            session.add(row)
            session.flush()
            return _release(row)

    def review(self, release_id: int, *, actor: str) -> Release:
        """Say that a second person has looked at a draft."""
        with self.database.write() as session:
            row = self._step(session, release_id, "review", ("draft",))
            _refuse_same_person(row, actor)
            row.state, row.reviewed_by, row.reviewed_at = "reviewed", actor, now()
            session.flush()
            return _release(row)

    def approve(self, release_id: int, *, actor: str) -> Release:
        """Make a reviewed release official, by a third person; the official one before it is withdrawn."""
        with self.database.write() as session:
            row = self._step(session, release_id, "approve", ("reviewed",))
            _refuse_same_person(row, actor)
            if actor == row.reviewed_by:
                raise ConflictError(Problem("workspace.same_reviewer", {"release": row.id, "actor": actor}))
            moment = now()
            for before in session.scalars(
                select(ReleaseRow).where(ReleaseRow.name == row.name, ReleaseRow.state == "official")
            ):
                before.state, before.withdrawn_by, before.withdrawn_at = "withdrawn", actor, moment
                before.reason = f"replaced by release {row.id}"
            session.flush()
            failpoint("release.replaced")
            row.state, row.approved_by, row.approved_at = "official", actor, moment
            session.flush()
            failpoint("release.moved")
            return _release(row)

    def withdraw(self, release_id: int, *, actor: str, reason: str) -> Release:
        """Withdraw a release, and say why."""
        with self.database.write() as session:
            row = self._step(session, release_id, "withdraw", ("draft", "reviewed", "official"))
            row.state, row.withdrawn_by, row.withdrawn_at, row.reason = "withdrawn", actor, now(), reason
            session.flush()
            return _release(row)

    def get(self, release_id: int) -> Release:
        """Return a release by its number."""
        with self.database.read() as session:
            return _release(self._found(session, release_id))

    def official(self, name: str) -> Release | None:
        """Return the release that a name officially points with, or None."""
        statement = select(ReleaseRow).where(ReleaseRow.name == name, ReleaseRow.state == "official")
        with self.database.read() as session:
            row = session.scalars(statement).first()
            return _release(row) if row else None

    def listing(self, name: str | None = None) -> pl.DataFrame:
        """List releases, newest first."""
        statement = select(ReleaseRow).order_by(ReleaseRow.id.desc())
        if name is not None:
            statement = statement.where(ReleaseRow.name == name)
        if (seen := self.runs.seen_ids()) is not None:
            statement = statement.where(ReleaseRow.run_id.in_(seen))
        with self.database.read() as session:
            rows = session.scalars(statement).all()
        return pl.DataFrame([{name: getattr(row, name) for name in _SCHEMA} for row in rows], schema=_SCHEMA)

    def _step(self, session: Session, release_id: int, step: str, states: tuple[str, ...]) -> ReleaseRow:
        row = self._found(session, release_id)
        if row.state not in states:
            values = {"release": row.id, "state": row.state, "step": step, "expected": " | ".join(states)}
            raise ConflictError(Problem("workspace.release_state", values))
        return row

    def _found(self, session: Session, release_id: int) -> ReleaseRow:
        statement = select(ReleaseRow).where(ReleaseRow.id == release_id)
        if (seen := self.runs.seen_ids()) is not None:
            statement = statement.where(ReleaseRow.run_id.in_(seen))
        row = session.scalars(statement).first()
        if row is None:
            raise NotFoundError(Problem("workspace.no_release", {"release": release_id}))
        return row


_SCHEMA: dict[str, pl.DataType] = {
    field.name: pl.Datetime("us", "UTC") if field.name.endswith("_at") else pl.String()
    for field in fields(Release)
} | {"id": pl.Int64()}


def _refuse_same_person(row: ReleaseRow, actor: str) -> None:
    if actor == row.proposed_by:
        raise ConflictError(Problem("workspace.same_person", {"release": row.id, "actor": actor}))


def _release(row: ReleaseRow) -> Release:
    return Release(**{field.name: getattr(row, field.name) for field in fields(Release)})
