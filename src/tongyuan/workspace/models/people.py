"""Tables of people: accounts, credentials, grants, tokens, visits and what guards the door.

No secret stands here as it was given out: passwords as argon2id, everything else as its SHA-256. The one
exception is the seed of a second factor, from which codes are computed: sealed where the settings give a key.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = [
    "AttemptRow",
    "AuthenticatorRow",
    "CredentialRow",
    "GrantRow",
    "IdentityRow",
    "LinkRow",
    "OidcStartRow",
    "PersonRow",
    "RecoveryCodeRow",
    "SignInStepRow",
    "TokenRow",
    "VisitRow",
]

PersonId = String(16)


class PersonRow(Base):
    """Somebody who has an account."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("state IN ('active', 'disabled')", name="state"),)

    id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    employer: Mapped[str | None]
    state: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class CredentialRow(Base):
    """The password of a person; none where a link let the person in to choose one."""

    __tablename__ = "credential"
    __table_args__ = (CheckConstraint("hash IS NOT NULL OR must_change", name="hash_or_change"),)

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str | None]
    changed_at: Mapped[datetime]
    must_change: Mapped[bool]


class AuthenticatorRow(Base):
    """The second factor of a person; until it is confirmed by a code it asks for nothing."""

    __tablename__ = "authenticator"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seed: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoveryCodeRow(Base):
    """A code that stands once for a second factor that is not at hand."""

    __tablename__ = "recovery_code"

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInStepRow(Base):
    """A first step of signing in that was right, and waits for the second."""

    __tablename__ = "sign_in_step"
    __table_args__ = (CheckConstraint("how IN ('password', 'link')", name="how"),)

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    how: Mapped[str]
    attempt: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class IdentityRow(Base):
    """A person as an identity provider knows it."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    linked_at: Mapped[datetime]
    linked_by: Mapped[str]


class GrantRow(Base):
    """A role that a person holds for a while, and what it is bound to."""

    __tablename__ = "role_grant"
    __table_args__ = (Index(None, "region", "department", "enterprise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    region: Mapped[str | None]
    department: Mapped[str | None]
    enterprise: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    granted_by: Mapped[str]
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


class TokenRow(Base):
    """A secret with which a program acts for a person, no further than its limits and its date."""

    __tablename__ = "token"

    id: Mapped[str] = mapped_column(PersonId, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(Hash, unique=True)
    limits: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class VisitRow(Base):
    """A signed-in browser, named for the hash of its cookie."""

    __tablename__ = "visit"
    __table_args__ = (CheckConstraint("how IN ('password', 'link', 'oidc')", name="how"),)

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    how: Mapped[str]
    address: Mapped[str]
    agent: Mapped[str]


class LinkRow(Base):
    """A code that lets a person in once: first run, invitation, forgotten password."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint("purpose IN ('first', 'invite', 'reset')", name="purpose"),)

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    purpose: Mapped[str]
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OidcStartRow(Base):
    """A sign-in that was sent to an identity provider and has not come back yet."""

    __tablename__ = "oidc_start"

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    state: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    attempt: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AttemptRow(Base):
    """One try to sign in; the login as its hash, because people type passwords into the wrong field."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("outcome IN ('open', 'failed', 'passed', 'refused')", name="outcome"),
        Index(None, "login", "at"),
        Index(None, "address", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    login: Mapped[str] = mapped_column(Hash)
    address: Mapped[str]
    outcome: Mapped[str]
