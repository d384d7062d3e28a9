"""Tokens: secrets with which programs act for a person, no further than their limits and their date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import TokenRow
from tongyuan.workspace.secrets import hashed, new_secret
from tongyuan.workspace.types import now

__all__ = ["PREFIX", "Token", "Tokens"]

#: Tokens begin so, for scanners that look for secrets in files.
PREFIX = "tongyuan_"

USED_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret."""

    id: str
    person: str
    name: str
    limits: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def create(
        self,
        person: str,
        *,
        name: str,
        limits: Sequence[str],
        expires_at: datetime,
        at: datetime | None = None,
    ) -> tuple[Token, str]:
        """Make a token; its secret is returned here and never again."""
        secret = f"{PREFIX}{new_secret()}"
        with self.database.write() as session:
            row = TokenRow(
                id=token_hex(8),
                person=person,
                name=name,
                sha256=hashed(secret),
                limits=list(limits),
                created_at=at or now(),
                expires_at=expires_at,
            )
            session.add(row)
            session.flush()
            return _token(row), secret

    def find(self, secret: str, *, at: datetime | None = None) -> Token | None:
        """Return a token by its secret while it is in force, and note that it was used."""
        moment = at or now()
        with self.database.read() as session:
            row = session.scalars(select(TokenRow).where(TokenRow.sha256 == hashed(secret))).first()
            found = None if row is None else _token(row)
        if found is None or found.revoked_at is not None or moment >= found.expires_at:
            return None
        if found.last_used_at is None or moment - found.last_used_at >= USED_EVERY:
            self.database.apart(lambda session: _use(session, found.id, moment))
        return found

    def revoke(self, token: str, *, person: str, at: datetime | None = None) -> Token:
        """End a person's token now."""
        with self.database.write() as session:
            row = session.get(TokenRow, token)
            if row is None or row.person != person or row.revoked_at is not None:
                raise NotFoundError(Problem("people.no_token", {"token": token}))
            row.revoked_at = at or now()
            session.flush()
            return _token(row)

    def revoke_all(self, person: str, *, at: datetime | None = None) -> int:
        """End every token of a person; returns how many ended."""
        statement = select(TokenRow).where(TokenRow.person == person, TokenRow.revoked_at.is_(None))
        with self.database.write() as session:
            rows = session.scalars(statement).all()
            for row in rows:
                row.revoked_at = at or now()
            return len(rows)

    def listing(self, person: str) -> tuple[Token, ...]:
        """List a person's tokens, the latest first."""
        statement = select(TokenRow).where(TokenRow.person == person).order_by(TokenRow.created_at.desc())
        with self.database.read() as session:
            return tuple(map(_token, session.scalars(statement)))


def _use(session: Session, token: str, moment: datetime) -> None:
    row = session.get(TokenRow, token)
    if row is not None:
        row.last_used_at = max(row.last_used_at or moment, moment)


def _token(row: TokenRow) -> Token:
    values = {field.name: getattr(row, field.name) for field in fields(Token)}
    return Token(**(values | {"limits": tuple(row.limits)}))
