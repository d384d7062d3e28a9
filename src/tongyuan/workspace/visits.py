"""Visits: who is signed in with which browser, since when, until when."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import OidcStartRow, VisitRow
from tongyuan.workspace.secrets import hashed
from tongyuan.workspace.types import now

__all__ = ["How", "OidcStart", "VisitRecord", "Visits"]

How = Literal["password", "link", "oidc"]

#: A visit is seen again at most this often, so that reading a page costs no write.
SEEN_EVERY = timedelta(seconds=60)
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A signed-in browser."""

    sha256: str
    person: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    how: str
    address: str
    agent: str

    @property
    def handle(self) -> str:
        """A short name to show; it opens nothing."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class OidcStart:
    """What a sign-in at an identity provider must come back with."""

    state: str
    nonce: str
    verifier: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def begin(
        self,
        person: str,
        *,
        secret: str,
        how: How,
        address: str,
        expires_at: datetime,
        agent: str = "",
        at: datetime | None = None,
    ) -> VisitRecord:
        """Begin a visit; ``secret`` is what the cookie holds."""
        moment = at or now()
        with self.database.write() as session:
            row = VisitRow(
                sha256=hashed(secret),
                person=person,
                created_at=moment,
                last_seen_at=moment,
                expires_at=expires_at,
                how=how,
                address=address[:LONGEST_WORDS],
                agent=agent[:LONGEST_WORDS],
            )
            session.add(row)
            session.flush()
            return _visit(row)

    def find(self, secret: str, *, idle: timedelta, at: datetime | None = None) -> VisitRecord | None:
        """Return the visit of a cookie while it lasts, and note that it was seen.

        Parameters
        ----------
        secret
            What the cookie holds.
        idle
            How long a visit outlasts its last sign of life.
        at
            When; now where None.

        Returns
        -------
        VisitRecord or None
            None once it has ended, lapsed, or never was.
        """
        moment = at or now()
        with self.database.read() as session:
            row = session.get(VisitRow, hashed(secret))
            found = None if row is None else _visit(row)
        if found is None or found.ended_at is not None:
            return None
        if moment >= found.expires_at or moment >= found.last_seen_at + idle:
            return None
        if moment - found.last_seen_at >= SEEN_EVERY:
            self.database.apart(lambda session: _see(session, found.sha256, moment))
        return found

    def end(self, secret: str, *, at: datetime | None = None) -> VisitRecord | None:
        """End the visit of a cookie; returns it where it had not ended before."""
        with self.database.write() as session:
            row = session.get(VisitRow, hashed(secret))
            if row is None or row.ended_at is not None:
                return None
            row.ended_at = at or now()
            session.flush()
            return _visit(row)

    def end_by_handle(self, person: str, handle: str, *, at: datetime | None = None) -> int:
        """End a person's visit by the short name that lists show; returns how many ended."""
        return self._end(person, beginning=handle, at=at)

    def end_all(self, person: str, *, keep: str = "", at: datetime | None = None) -> int:
        """End every visit of a person but the one whose short name is kept; returns how many ended."""
        return self._end(person, keep=keep, at=at)

    def end_oldest(self, person: str, *, leave: int, at: datetime | None = None) -> int:
        """End a person's oldest visits, so that so many are left; returns how many ended."""
        moment = at or now()
        statement = (
            select(VisitRow)
            .where(VisitRow.person == person, VisitRow.ended_at.is_(None), VisitRow.expires_at > moment)
            .order_by(VisitRow.created_at.desc(), VisitRow.sha256)
            .offset(leave)
        )
        with self.database.write() as session:
            rows = session.scalars(statement).all()
            for row in rows:
                row.ended_at = moment
            return len(rows)

    def _end(self, person: str, *, beginning: str = "", keep: str = "", at: datetime | None = None) -> int:
        statement = select(VisitRow).where(VisitRow.person == person, VisitRow.ended_at.is_(None))
        with self.database.write() as session:
            rows = [
                row
                for row in session.scalars(statement)
                if row.sha256.startswith(beginning) and not (keep and row.sha256.startswith(keep))
            ]
            for row in rows:
                row.ended_at = at or now()
            return len(rows)

    def listing(self, person: str, *, idle: timedelta, at: datetime | None = None) -> tuple[VisitRecord, ...]:
        """List a person's visits that last, the latest first."""
        moment = at or now()
        statement = (
            select(VisitRow)
            .where(
                VisitRow.person == person,
                VisitRow.ended_at.is_(None),
                VisitRow.expires_at > moment,
                VisitRow.last_seen_at > moment - idle,
            )
            .order_by(VisitRow.created_at.desc())
        )
        with self.database.read() as session:
            return tuple(map(_visit, session.scalars(statement)))

    def send(
        self, secret: str, start: OidcStart, *, expires_at: datetime, at: datetime | None = None
    ) -> None:
        """Keep what a sign-in at an identity provider must come back with; old ones are forgotten."""
        with self.database.write() as session:
            session.execute(delete(OidcStartRow).where(OidcStartRow.expires_at < (at or now())))
            session.add(
                OidcStartRow(
                    sha256=hashed(secret),
                    state=start.state,
                    nonce=start.nonce,
                    verifier=start.verifier,
                    attempt=start.attempt,
                    expires_at=expires_at,
                )
            )

    def receive(self, secret: str, *, at: datetime | None = None) -> OidcStart | None:
        """Return what a sign-in must come back with, once; None if it lapsed or came back before."""
        moment = at or now()
        with self.database.write() as session:
            row = session.get(OidcStartRow, hashed(secret))
            if row is None or row.used_at is not None or moment >= row.expires_at:
                return None
            row.used_at = moment
            return OidcStart(row.state, row.nonce, row.verifier, row.attempt)


def _see(session: Session, sha256: str, moment: datetime) -> None:
    row = session.get(VisitRow, sha256)
    if row is not None and row.ended_at is None:
        row.last_seen_at = max(row.last_seen_at, moment)


def _visit(row: VisitRow) -> VisitRecord:
    return VisitRecord(**{field.name: getattr(row, field.name) for field in fields(VisitRecord)})
