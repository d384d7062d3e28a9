"""Visitors: who acts by the cookie of a visit or by a token, with the grants that are in force now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from tongyuan.services.actors import Actor, Grant
from tongyuan.services.independence import independent
from tongyuan.services.settings import read_settings
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.vocabulary.problems import NotSignedInError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.people import Person, Standing
    from tongyuan.workspace.visits import How
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "ACCOUNT",
    "MUST_CHANGE",
    "MUST_ENROL",
    "Visit",
    "actor_of",
    "actor_of_token",
    "end_all_visits",
    "end_visit",
    "joined",
    "open_visit",
    "visitor",
]

T = TypeVar("T")

#: What everybody who has an account may do with it; held without any grant.
ACCOUNT = Grant("account")

#: What may be done before a password is chosen.
MUST_CHANGE = ("user.password", "user.self", "visit.*")

#: What may be done before a second factor is set up, where one is required.
MUST_ENROL = (*MUST_CHANGE, "authenticator.*")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that has just begun.

    Parameters
    ----------
    cookie
        Secret for the browser's cookie; it is not kept anywhere else.
    person
        Id of the person.
    expires_at
        When it ends at the latest.
    must_change
        A password must be chosen before anything else.
    must_enrol
        A second factor must be set up before anything else.
    """

    cookie: str
    person: str
    expires_at: datetime
    must_change: bool
    must_enrol: bool = False


def joined(workspace: Workspace, work: Callable[[], T]) -> T:
    """Read and write in one transaction, done again where another writer met it."""

    def inside() -> T:
        with workspace.database.serialised():
            return work()

    return workspace.database.retried(inside)


def open_visit(
    workspace: Workspace,
    person: Person,
    *,
    how: How,
    address: str,
    agent: str,
    at: datetime,
    stated: Rules,
) -> Visit:
    """Begin a visit in the present transaction, with its row in the audit."""
    from tongyuan.workspace.secrets import new_secret

    cookie, expires_at = new_secret(), at + stated.lasting("visit_longest")
    workspace.visits.end_oldest(person.id, leave=stated.visits_most - 1, at=at)
    workspace.visits.begin(
        person.id, secret=cookie, how=how, address=address, agent=agent, expires_at=expires_at, at=at
    )
    workspace.audit.append(
        actor=person.actor_id,
        service="visit.begin",
        params={"how": how, "address": address},
        outcome="passed",
    )
    standing = workspace.people.standing(person.id, at=at)
    must_enrol = standing is not None and how != "oidc" and _must_enrol(standing)
    return Visit(cookie, person.id, expires_at, _must_change(workspace, person.id), must_enrol)


def visitor(
    workspace: Workspace, cookie: str, *, at: datetime | None = None, stated: Rules | None = None
) -> Actor | None:
    """Say who acts by a cookie.

    Parameters
    ----------
    workspace
        Where.
    cookie
        What the browser's cookie holds.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    Actor or None
        The person with the grants in force; None where the visit has ended, lapsed, or never was.
    """
    idle = (stated or rules()).lasting("visit_idle")
    visit = workspace.visits.find(cookie, idle=idle, at=at) if cookie else None
    standing = workspace.people.standing(visit.person, at=at) if visit else None
    if visit is None or standing is None:
        return None
    limits: tuple[str, ...] = MUST_CHANGE if standing.must_change else ("*",)
    if not standing.must_change and visit.how != "oidc" and _must_enrol(standing):
        limits = MUST_ENROL
    return _actor(workspace, standing, limits=limits, via=f"visit:{visit.handle}")


def actor_of_token(workspace: Workspace, secret: str, *, at: datetime | None = None) -> Actor:
    """Say who acts by a token, within the token's limits.

    Parameters
    ----------
    workspace
        Where.
    secret
        The token, as it was shown once.
    at
        When; now where None.

    Returns
    -------
    Actor
        The person with the grants in force, limited as the token is.

    Raises
    ------
    NotSignedInError
        If the token has lapsed, was revoked or never was, or the person is disabled.
    """
    token = workspace.tokens.find(secret, at=at) if secret else None
    standing = workspace.people.standing(token.person, at=at) if token else None
    if token is None or standing is None or standing.must_change:
        raise NotSignedInError(Problem("people.token_refused"))
    return _actor(workspace, standing, limits=token.limits, via=f"token:{token.id}")


def actor_of(workspace: Workspace, person: str, *, at: datetime | None = None) -> Actor:
    """Say who a person is as an actor: for work that goes on without the person.

    Parameters
    ----------
    workspace
        Where.
    person
        Id of the person, with or without ``person:`` before it.
    at
        When; now where None.

    Returns
    -------
    Actor
        With the grants in force.

    Raises
    ------
    NotSignedInError
        If there is no such person, or the account is disabled.
    """
    standing = workspace.people.standing(person, at=at)
    if standing is None:
        raise NotSignedInError(Problem("people.inactive", {"person": person}))
    return _actor(workspace, standing, limits=("*",), via="")


def end_visit(workspace: Workspace, cookie: str, *, at: datetime | None = None) -> None:
    """End the visit of a cookie: signing out. A cookie of no visit is no fault."""

    def work() -> None:
        visit = workspace.visits.end(cookie, at=at)
        if visit is not None:
            workspace.audit.append(
                actor=f"person:{visit.person}",
                service="visit.end",
                params={"visit": visit.handle},
                outcome="ended",
            )

    joined(workspace, work)


def end_all_visits(workspace: Workspace, person: str, *, keep: str = "", at: datetime | None = None) -> int:
    """End every visit of a person but the one to keep; returns how many ended."""
    return workspace.visits.end_all(person.removeprefix("person:"), keep=keep, at=at)


def _must_change(workspace: Workspace, person: str) -> bool:
    credential = workspace.people.credential(person)
    return credential is not None and credential.must_change


def _must_enrol(standing: Standing) -> bool:
    """Tell whether a person has a password alone where the settings ask for two factors."""
    return standing.one_factor and read_settings().demands_second_factor


def _actor(workspace: Workspace, standing: Standing, *, limits: tuple[str, ...], via: str) -> Actor:
    person = standing.person
    grants = tuple(
        Grant(held.role, region=held.region, department=held.department, enterprise=held.enterprise)
        for held in standing.grants
        # An employer may change after the grant was made.
        if held.role != "verifier"
        or independent(workspace, employer=person.employer, enterprise=held.enterprise)
    )
    return Actor(id=person.actor_id, name=person.name, grants=(ACCOUNT, *grants), limits=limits, via=via)
