"""One-time links: a code that lets a person in once, on the first run, by invitation, after a loss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import LinkRow
from tongyuan.workspace.secrets import hashed, new_secret
from tongyuan.workspace.types import now

__all__ = ["Links", "Purpose", "UsedLink"]

Purpose = Literal["first", "invite", "reset"]


@dataclass(frozen=True, slots=True)
class UsedLink:
    """Whom a link let in, and what for."""

    person: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Links:
    """The one-time links of a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def create(
        self, person: str, *, purpose: Purpose, expires_at: datetime, at: datetime | None = None
    ) -> str:
        """Make a link for a person; whatever was open for the same person is void. Returns the code."""
        code, moment = new_secret(), at or now()
        with self.database.write() as session:
            self.void(person, at=moment)
            session.add(
                LinkRow(
                    sha256=hashed(code),
                    purpose=purpose,
                    person=person,
                    created_at=moment,
                    expires_at=expires_at,
                )
            )
        return code

    def use(self, code: str, *, at: datetime | None = None) -> UsedLink | None:
        """Use a code: the first time, and in time, it says whom it lets in; after that None."""
        moment = at or now()
        with self.database.write() as session:
            row = session.get(LinkRow, hashed(code))
            if row is None or row.used_at is not None or moment >= row.expires_at:
                return None
            row.used_at = moment
            return UsedLink(row.person, row.purpose)

    def purpose(self, code: str, *, at: datetime | None = None) -> str | None:
        """Tell what an open link is for, and leave it open; None where it lets nobody in."""
        with self.database.read() as session:
            row = session.get(LinkRow, hashed(code))
            if row is None or row.used_at is not None or (at or now()) >= row.expires_at:
                return None
            return row.purpose

    def void(self, person: str, *, at: datetime | None = None) -> None:
        """Make every open link of a person useless."""
        moment = at or now()
        statement = select(LinkRow).where(LinkRow.person == person, LinkRow.used_at.is_(None))
        with self.database.write() as session:
            for row in session.scalars(statement):
                row.used_at = moment
