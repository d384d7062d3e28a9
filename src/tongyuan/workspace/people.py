"""Accounts: persons, their passwords' hashes and the names that identity providers give them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from secrets import token_hex

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.people import AuthenticatorRow, CredentialRow, GrantRow, IdentityRow, PersonRow
from tongyuan.workspace.types import now

__all__ = ["Credential", "Granted", "People", "Person", "Standing", "normalised_login"]


#: A number past this is no number of a row, and some databases refuse to look for it.
MOST_ROWS = 2**31


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has an account; ``state`` is active or disabled."""

    id: str
    login: str
    name: str
    email: str | None
    employer: str | None
    state: str
    created_at: datetime
    created_by: str

    @property
    def actor_id(self) -> str:
        """How the audit and every store name the person."""
        return f"person:{self.id}"


@dataclass(frozen=True, slots=True)
class Credential:
    """The hash of a password; None where a link let the person in to choose one."""

    person: str
    hash: str | None
    changed_at: datetime
    must_change: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """A role that a person holds for a while, and what it is bound to."""

    id: int
    person: str
    role: str
    region: str | None
    department: str | None
    enterprise: str | None
    valid_from: datetime
    valid_until: datetime | None
    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A person who may act, with all that decides what may be done."""

    person: Person
    must_change: bool
    one_factor: bool  # a password, and no second factor beside it
    grants: tuple[Granted, ...]


def normalised_login(text: str) -> str:
    """Write a login in the one form in which it is kept and compared.

    Parameters
    ----------
    text
        A login as somebody typed it.

    Returns
    -------
    str
        NFKC, case folded, without blanks around it and without signs that nobody sees.

    Examples
    --------
    >>> normalised_login(" ＬiＷei ")
    'liwei'
    """
    seen = "".join(sign for sign in text if not unicodedata.category(sign).startswith("C"))
    folded = unicodedata.normalize("NFKC", seen).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold()).strip()


@dataclass(frozen=True, slots=True)
class People:
    """The accounts of a workspace.

    Parameters
    ----------
    database
        Holds them.
    """

    database: Database

    def add(
        self,
        login: str,
        *,
        name: str,
        actor: str,
        email: str | None = None,
        employer: str | None = None,
        at: datetime | None = None,
    ) -> Person:
        """Add a person; the login must be free, and no login is ever given to another person."""
        wanted = normalised_login(login)
        with self.database.write() as session:
            if session.scalars(select(PersonRow.id).where(PersonRow.login == wanted)).first():
                raise ConflictError(Problem("people.login_taken", {"login": wanted}))
            row = PersonRow(
                id=token_hex(8),
                login=wanted,
                name=name,
                email=email,
                employer=employer,
                state="active",
                created_at=at or now(),
                created_by=actor,
            )
            session.add(row)
            session.flush()
            return _person(row)

    def find(self, login: str) -> Person:
        """Return a person by the login."""
        found = self.known(login)
        if found is None:
            raise NotFoundError(Problem("people.unknown", {"login": login}))
        return found

    def known(self, login: str) -> Person | None:
        """Return a person by the login, or None."""
        statement = select(PersonRow).where(PersonRow.login == normalised_login(login))
        with self.database.read() as session:
            row = session.scalars(statement).first()
            return _person(row) if row else None

    def get(self, person: str) -> Person | None:
        """Return a person by id, with or without ``person:`` before it, or None."""
        with self.database.read() as session:
            row = session.get(PersonRow, person.removeprefix("person:"))
            return _person(row) if row else None

    def standing(self, person: str, *, at: datetime | None = None) -> Standing | None:
        """Return how an active person stands now, in one reading; None where the person may not act."""
        key = person.removeprefix("person:")
        held = select(GrantRow).where(GrantRow.person == key, *_in_force(at or now())).order_by(GrantRow.id)
        with self.database.read() as session:
            row, credential = session.get(PersonRow, key), session.get(CredentialRow, key)
            if row is None or row.state != "active":
                return None
            must_change = credential is not None and credential.must_change
            factor = session.get(AuthenticatorRow, key)
            one_factor = credential is not None and (factor is None or factor.confirmed_at is None)
            return Standing(
                _person(row), must_change, one_factor, tuple(map(_granted, session.scalars(held)))
            )

    def listing(self) -> tuple[Person, ...]:
        """List everybody, by login."""
        with self.database.read() as session:
            return tuple(map(_person, session.scalars(select(PersonRow).order_by(PersonRow.login))))

    def names(self) -> dict[str, str]:
        """Map each person's actor id to the name to show."""
        return {person.actor_id: person.name for person in self.listing()}

    def set_state(self, person: str, state: str) -> None:
        """Disable an account, or let it act again."""
        with self.database.write() as session:
            _row(session, person).state = state

    def employ(self, person: str, employer: str | None) -> None:
        """Say which enterprise a person works for now."""
        with self.database.write() as session:
            _row(session, person).employer = employer

    def holders(
        self,
        *,
        role: str | None = None,
        region: str | None = None,
        department: str | None = None,
        enterprise: str | None = None,
        at: datetime | None = None,
    ) -> tuple[Person, ...]:
        """List the active persons who hold a grant bound to exactly this unit.

        Parameters
        ----------
        role
            Role held; any where None.
        region, department, enterprise
            What the grant is bound to; None means that it is not bound to one.
        at
            When; now where None.

        Returns
        -------
        tuple of Person
            By login; nobody twice.
        """
        statement = (
            select(PersonRow)
            .join(GrantRow, GrantRow.person == PersonRow.id)
            .where(
                PersonRow.state == "active",
                GrantRow.region.is_not_distinct_from(region),
                GrantRow.department.is_not_distinct_from(department),
                GrantRow.enterprise.is_not_distinct_from(enterprise),
                *_in_force(at or now()),
            )
            .order_by(PersonRow.login)
        )
        if role is not None:
            statement = statement.where(GrantRow.role == role)
        with self.database.read() as session:
            rows = session.scalars(statement).unique().all()
            return tuple(map(_person, dict.fromkeys(rows)))

    def grant(
        self,
        person: str,
        role: str,
        *,
        actor: str,
        region: str | None = None,
        department: str | None = None,
        enterprise: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        at: datetime | None = None,
    ) -> Granted:
        """Grant a role; what it must be bound to is the service's business."""
        moment = at or now()
        with self.database.write() as session:
            row = GrantRow(
                person=_row(session, person).id,
                role=role,
                region=region,
                department=department,
                enterprise=enterprise,
                valid_from=valid_from or moment,
                valid_until=valid_until,
                granted_by=actor,
                granted_at=moment,
            )
            session.add(row)
            session.flush()
            return _granted(row)

    def grants(self, person: str, *, at: datetime | None = None) -> tuple[Granted, ...]:
        """List the grants of a person that are in force."""
        statement = select(GrantRow).where(GrantRow.person == person, *_in_force(at or now()))
        with self.database.read() as session:
            return tuple(map(_granted, session.scalars(statement.order_by(GrantRow.id))))

    def granted(self, person: str | None = None) -> tuple[Granted, ...]:
        """List every grant that was ever made, of a person or of everybody."""
        statement = select(GrantRow).order_by(GrantRow.id)
        if person is not None:
            statement = statement.where(GrantRow.person == person)
        with self.database.read() as session:
            return tuple(map(_granted, session.scalars(statement)))

    def revoke(self, grant: int, *, actor: str, at: datetime | None = None) -> Granted:
        """End a grant now."""
        with self.database.write() as session:
            row = session.get(GrantRow, grant) if 0 < grant < MOST_ROWS else None
            if row is None or row.revoked_at is not None:
                raise NotFoundError(Problem("people.no_grant", {"grant": grant}))
            row.revoked_at, row.revoked_by = at or now(), actor
            session.flush()
            return _granted(row)

    def credential(self, person: str) -> Credential | None:
        """Return the credential of a person, or None where there never was a password."""
        with self.database.read() as session:
            row = session.get(CredentialRow, person)
            return _credential(row) if row else None

    def set_password(self, person: str, hashed: str, *, at: datetime | None = None) -> None:
        """Keep the hash of a new password."""
        self._keep(person, hash=hashed, must_change=False, changed_at=at or now())

    def void_password(self, person: str, *, at: datetime | None = None) -> None:
        """Forget the password; the person must choose one before anything else."""
        self._keep(person, hash=None, must_change=True, changed_at=at or now())

    def rehash(self, person: str, hashed: str) -> None:
        """Keep the same password under newer parameters."""
        with self.database.write() as session:
            row = session.get(CredentialRow, person)
            if row is not None:
                row.hash = hashed

    def _keep(self, person: str, *, hash: str | None, must_change: bool, changed_at: datetime) -> None:  # noqa: A002
        with self.database.write() as session:
            row = session.get(CredentialRow, person)
            if row is None:
                row = CredentialRow(person=_row(session, person).id)
                session.add(row)
            row.hash, row.must_change, row.changed_at = hash, must_change, changed_at

    def identify(self, issuer: str, subject: str) -> Person | None:
        """Return the person whom an identity provider knows under a subject, or None."""
        with self.database.read() as session:
            row = session.get(IdentityRow, (issuer, subject))
            return None if row is None else _person(_row(session, row.person))

    def link_identity(
        self, person: str, *, issuer: str, subject: str, actor: str, at: datetime | None = None
    ) -> None:
        """Say under which subject an identity provider knows a person; a subject is one person."""
        with self.database.write() as session:
            if session.get(IdentityRow, (issuer, subject)) is not None:
                raise ConflictError(Problem("people.identity_taken", {"subject": subject, "issuer": issuer}))
            session.add(
                IdentityRow(
                    issuer=issuer,
                    subject=subject,
                    person=_row(session, person).id,
                    linked_at=at or now(),
                    linked_by=actor,
                )
            )

    def identities(self, person: str) -> dict[str, str]:
        """Map each identity provider that knows a person to the subject there."""
        statement = select(IdentityRow).where(IdentityRow.person == person).order_by(IdentityRow.issuer)
        with self.database.read() as session:
            return {row.issuer: row.subject for row in session.scalars(statement)}

    def unlink_identity(self, person: str, *, issuer: str) -> None:
        """Forget under which subject an identity provider knows a person."""
        statement = select(IdentityRow).where(IdentityRow.person == person, IdentityRow.issuer == issuer)
        with self.database.write() as session:
            rows = session.scalars(statement).all()
            if not rows:
                raise NotFoundError(Problem("people.no_identity", {"issuer": issuer}))
            for row in rows:
                session.delete(row)


def _in_force(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        GrantRow.valid_from <= moment,
        or_(GrantRow.valid_until.is_(None), GrantRow.valid_until > moment),
        or_(GrantRow.revoked_at.is_(None), GrantRow.revoked_at > moment),
    )


def _row(session: Session, person: str) -> PersonRow:
    row = session.get(PersonRow, person.removeprefix("person:"))
    if row is None:
        raise NotFoundError(Problem("people.unknown", {"login": person}))
    return row


def _person(row: PersonRow) -> Person:
    return Person(**{field.name: getattr(row, field.name) for field in fields(Person)})


def _granted(row: GrantRow) -> Granted:
    return Granted(**{field.name: getattr(row, field.name) for field in fields(Granted)})


def _credential(row: CredentialRow) -> Credential:
    return Credential(**{field.name: getattr(row, field.name) for field in fields(Credential)})
