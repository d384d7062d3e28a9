"""Signing in by password, and by a code beside it where a second factor is set up.

A refusal has the same words and takes the same work whether the login is known or not.

What lockout and limits count stands in the database, so that every process counts together. An attempt is
noted before the password is looked at: guesses made side by side cannot outrun the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from tongyuan.services.passwords import Passwords
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.services.visitors import (
    Visit,
    actor_of,
    actor_of_token,
    end_all_visits,
    end_visit,
    joined,
    open_visit,
    visitor,
)
from tongyuan.vocabulary.problems import NotSignedInError, Problem, TooManyError

if TYPE_CHECKING:
    from tongyuan.workspace.authenticators import FirstStep
    from tongyuan.workspace.people import Person
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "NOBODY",
    "Pending",
    "Visit",
    "actor_of",
    "actor_of_token",
    "admit",
    "end_all_visits",
    "end_visit",
    "first_step",
    "refuse_attempt",
    "sign_in",
    "visitor",
    "waiting",
]

#: Actor of the audit's rows about a login that nobody has; what was typed may be a password.
NOBODY = "nobody"

#: Of refusals without any look at a password, one in so long a time is noted.
REFUSALS_APART = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Pending:
    """A first step that was right; ``cookie`` is the secret that the second must bring."""

    cookie: str
    person: str


def sign_in(
    workspace: Workspace,
    *,
    login: str,
    password: str,
    address: str,
    agent: str = "",
    at: datetime | None = None,
    passwords: Passwords | None = None,
) -> Visit | Pending:
    """Sign a person in by login and password.

    Parameters
    ----------
    workspace
        Where.
    login, password
        As they were typed.
    address
        Where the request came from: limits count by it.
    agent
        How the browser names itself, for the person's list of visits.
    at
        When; now where None.
    passwords
        Checks passwords by its rules; by the table's where None.

    Returns
    -------
    Visit or Pending
        The visit that begins; where the person has a second factor, a step that waits for its code.

    Raises
    ------
    NotSignedInError
        ``people.refused``: login or password is not right, or the account is disabled.
    TooManyError
        ``people.too_many``: the login is locked, or too much was tried from this address.
    """
    from tongyuan.workspace.authenticators import FirstStep
    from tongyuan.workspace.people import normalised_login
    from tongyuan.workspace.types import now

    checker, moment = passwords or Passwords(rules()), at or now()
    name = normalised_login(login)
    attempt = admit(workspace, login=name, address=address, at=moment, stated=checker.stated)
    person = workspace.people.known(name)
    credential = workspace.people.credential(person.id) if person else None
    hashed = credential.hash if credential else None
    right = checker.verify(hashed, password)
    if person is None or hashed is None or not right or person.state != "active":
        joined(workspace, lambda: refuse_attempt(workspace, name, person, attempt, address, checker.stated))
        raise NotSignedInError(Problem("people.refused"))
    renewed = checker.hash(password) if checker.outdated(hashed) else None

    def work() -> Visit | Pending:
        if renewed is not None:
            workspace.people.rehash(person.id, renewed)
        if workspace.authenticators.confirmed(person.id) is not None:
            step = FirstStep(person.id, "password", attempt)
            return first_step(workspace, step, at=moment, stated=checker.stated)
        workspace.attempts.settle(attempt, "passed")
        return open_visit(
            workspace, person, how="password", address=address, agent=agent, at=moment, stated=checker.stated
        )

    return joined(workspace, work)


def first_step(workspace: Workspace, step: FirstStep, *, at: datetime, stated: Rules) -> Pending:
    """Keep a first step that was right; until the second its attempt stays open and counts as failed."""
    secret = workspace.authenticators.wait(step, expires_at=at + stated.lasting("step_lasts"), at=at)
    return Pending(secret, step.person)


def admit(workspace: Workspace, *, login: str | None, address: str, at: datetime, stated: Rules) -> int:
    """Note an attempt to come in, where lockout and limits allow one.

    Parameters
    ----------
    workspace
        Where.
    login
        Normalised login; None where none is given, as with a link.
    address
        Where the request came from.
    at
        When.
    stated
        The rules.

    Returns
    -------
    int
        Number of the attempt, to settle.

    Raises
    ------
    TooManyError
        ``people.too_many``, with the minutes to wait.
    """

    def work() -> tuple[int, timedelta]:
        wait = _wait(workspace, login, address, at, stated)
        if not wait:
            return workspace.attempts.note(login=login or "", address=address, outcome="open", at=at), wait
        if not workspace.attempts.refused(login=login or "", address=address, since=at - REFUSALS_APART):
            workspace.attempts.note(login=login or "", address=address, outcome="refused", at=at)
            _tell(workspace, login, None, address=address, outcome="too_many")
        return 0, wait

    attempt, wait = joined(workspace, work)
    _refuse_hurry(wait)
    return attempt


def waiting(workspace: Workspace, *, login: str, at: datetime, stated: Rules) -> None:
    """Refuse a further guess at a login's password while it is locked.

    Parameters
    ----------
    workspace
        Where.
    login
        Normalised login.
    at
        When.
    stated
        The rules.

    Raises
    ------
    TooManyError
        ``people.too_many``, with the minutes to wait.
    """
    _refuse_hurry(_login_wait(workspace, login, at, stated))


def _refuse_hurry(wait: timedelta) -> None:
    if wait:
        raise TooManyError(Problem("people.too_many", {"minutes": ceil(wait.total_seconds() / 60)}))


def _wait(workspace: Workspace, login: str | None, address: str, at: datetime, stated: Rules) -> timedelta:
    """Work out how long to wait before an attempt is admitted; nothing where it may go on."""
    window = stated.lasting("window")
    if workspace.attempts.failed_from(address, since=at - window) >= stated.address_failures:
        return window
    return _login_wait(workspace, login, at, stated) if login is not None else timedelta(0)


def _login_wait(workspace: Workspace, login: str, at: datetime, stated: Rules) -> timedelta:
    failures, window = workspace.attempts.failures(login), stated.lasting("window")
    if failures.last_at is not None and at < failures.last_at + stated.lock(failures.count):
        return failures.last_at + stated.lock(failures.count) - at
    if workspace.attempts.count(login, since=at - window) >= stated.login_attempts:
        return window
    return timedelta(0)


def refuse_attempt(
    workspace: Workspace, login: str, person: Person | None, attempt: int, address: str, stated: Rules
) -> None:
    """Settle an attempt as failed, and write the refusal into the audit."""
    workspace.attempts.settle(attempt, "failed")
    locked = stated.lock(workspace.attempts.failures(login).count) > timedelta(0)
    _tell(workspace, login, person, address=address, outcome="locked" if locked else "refused")


def _tell(
    workspace: Workspace, login: str | None, person: Person | None, *, address: str, outcome: str
) -> None:
    """Write a refusal into the audit, in the name of the person whose login it was."""
    known = person or (workspace.people.known(login) if login else None)
    workspace.audit.append(
        actor=known.actor_id if known else NOBODY,
        service="visit.begin",
        params={"address": address},
        outcome=outcome,
    )
