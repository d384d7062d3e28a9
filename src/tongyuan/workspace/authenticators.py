"""Second factors: seeds of codes, recovery codes, and first steps that wait for the second.

Whether a code is right is the services' business; that it counts once is decided here, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, select

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import AuthenticatorRow, RecoveryCodeRow, SignInStepRow
from tongyuan.workspace.secrets import hashed, new_secret
from tongyuan.workspace.types import now

__all__ = ["Authenticator", "Authenticators", "FirstStep"]


@dataclass(frozen=True, slots=True)
class Authenticator:
    """The second factor of a person; ``confirmed_at`` is None until a code was right once."""

    person: str
    seed: str
    created_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Who did the first step of signing in, how, and as which attempt."""

    person: str
    how: Literal["password", "link"]
    attempt: int


@dataclass(frozen=True, slots=True)
class Authenticators:
    """The second factors of a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def get(self, person: str) -> Authenticator | None:
        """Return the factor of a person, confirmed or not, or None."""
        with self.database.read() as session:
            row = session.get(AuthenticatorRow, person)
            return (
                None if row is None else Authenticator(row.person, row.seed, row.created_at, row.confirmed_at)
            )

    def confirmed(self, person: str) -> Authenticator | None:
        """Return the factor of a person that asks for codes, or None."""
        found = self.get(person)
        return found if found is not None and found.confirmed_at is not None else None

    def begin(self, person: str, *, seed: str, at: datetime | None = None) -> None:
        """Keep a new seed, to be confirmed; what stood there before is forgotten."""
        with self.database.write() as session:
            session.execute(delete(AuthenticatorRow).where(AuthenticatorRow.person == person))
            session.add(AuthenticatorRow(person=person, seed=seed, created_at=at or now()))

    def confirm(self, person: str, *, at: datetime | None = None) -> None:
        """Let a factor ask for codes from now on."""
        with self.database.write() as session:
            row = session.get(AuthenticatorRow, person)
            if row is not None:
                row.confirmed_at = at or now()

    def spend(self, person: str, *, step: int) -> bool:
        """Use the code of a time step up, and all before it; tells whether it was still unused."""
        with self.database.write() as session:
            row = session.get(AuthenticatorRow, person)
            if row is None or (row.last_step is not None and step <= row.last_step):
                return False
            row.last_step = step
            return True

    def remove(self, person: str) -> None:
        """Forget the factor of a person with its recovery codes."""
        with self.database.write() as session:
            session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person == person))
            session.execute(delete(AuthenticatorRow).where(AuthenticatorRow.person == person))

    def keep_codes(self, person: str, codes: tuple[str, ...], *, at: datetime | None = None) -> None:
        """Keep the hashes of new recovery codes; those made before are void."""
        with self.database.write() as session:
            session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person == person))
            session.add_all(
                RecoveryCodeRow(sha256=hashed(code), person=person, created_at=at or now()) for code in codes
            )

    def spend_code(self, person: str, code: str, *, at: datetime | None = None) -> bool:
        """Use a recovery code up; tells whether it was one of the person's and still unused."""
        with self.database.write() as session:
            row = session.get(RecoveryCodeRow, hashed(code))
            if row is None or row.person != person or row.used_at is not None:
                return False
            row.used_at = at or now()
            return True

    def codes_left(self, person: str) -> int:
        """Count the recovery codes of a person that are unused."""
        unused = (RecoveryCodeRow.person == person, RecoveryCodeRow.used_at.is_(None))
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*unused)) or 0

    def wait(self, step: FirstStep, *, expires_at: datetime, at: datetime | None = None) -> str:
        """Keep a first step that was right; returns the secret that the second must bring."""
        secret = new_secret()
        row = SignInStepRow(
            sha256=hashed(secret),
            person=step.person,
            how=step.how,
            attempt=step.attempt,
            expires_at=expires_at,
        )
        with self.database.write() as session:
            session.execute(delete(SignInStepRow).where(SignInStepRow.expires_at < (at or now())))
            session.add(row)
        return secret

    def waiting(self, secret: str, *, at: datetime | None = None) -> FirstStep | None:
        """Return the first step of a secret while it waits, or None."""
        with self.database.read() as session:
            row = session.get(SignInStepRow, hashed(secret))
            if row is None or row.used_at is not None or (at or now()) >= row.expires_at:
                return None
            return FirstStep(row.person, "link" if row.how == "link" else "password", row.attempt)

    def finish(self, secret: str, *, at: datetime | None = None) -> None:
        """Say that the second step was done; the secret opens nothing more."""
        with self.database.write() as session:
            row = session.get(SignInStepRow, hashed(secret))
            if row is not None:
                row.used_at = at or now()
