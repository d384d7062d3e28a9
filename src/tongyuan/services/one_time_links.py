"""One-time links: the owner's first way in, invitations, and a new start after a lost password.

An administrator never sets a password: the person follows the link, and chooses one before anything else.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from tongyuan.services.actors import folder_owner
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.services.signing_in import NOBODY, Pending, admit, first_step
from tongyuan.services.visitors import Visit, joined, open_visit
from tongyuan.vocabulary.problems import ConflictError, NotSignedInError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.links import Purpose
    from tongyuan.workspace.people import Person
    from tongyuan.workspace.workspace import Workspace

__all__ = ["enter_by_link", "first_link", "needs_asking", "new_link"]


def enter_by_link(
    workspace: Workspace,
    *,
    code: str,
    address: str,
    agent: str = "",
    at: datetime | None = None,
    stated: Rules | None = None,
) -> Visit | Pending:
    """Let a person in by the code of a one-time link; it works once.

    Parameters
    ----------
    workspace
        Where.
    code
        The code.
    address, agent
        Where the request came from, and how the browser names itself.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    Visit or Pending
        The visit that begins; after an invitation or a reset a password must be chosen first. Where the
        person has a second factor, a reset waits for its code: a lost password does not lead round it.

    Raises
    ------
    NotSignedInError
        ``people.link_refused``: the code was used, has lapsed, or never was.
    TooManyError
        ``people.too_many``: too much was tried from this address.
    """
    from tongyuan.workspace.authenticators import FirstStep
    from tongyuan.workspace.types import now

    limits, moment = stated or rules(), at or now()
    attempt = admit(workspace, login=None, address=address, at=moment, stated=limits)

    def work() -> Visit | Pending | None:
        person, purpose = _whom(workspace, code, moment)
        workspace.attempts.settle(attempt, "passed" if person else "failed")
        if person is None:
            workspace.audit.append(
                actor=NOBODY, service="visit.begin", params={"address": address}, outcome="refused"
            )
            return None
        if purpose != "first":
            workspace.people.void_password(person.id, at=moment)
            workspace.visits.end_all(person.id, at=moment)
        # Whoever holds the link starts afresh: the failures of others lock nobody out.
        workspace.attempts.note(login=person.login, address=address, outcome="passed", at=moment)
        if purpose != "first" and workspace.authenticators.confirmed(person.id) is not None:
            return first_step(workspace, FirstStep(person.id, "link", attempt), at=moment, stated=limits)
        return open_visit(
            workspace, person, how="link", address=address, agent=agent, at=moment, stated=limits
        )

    visit = joined(workspace, work)
    if visit is None:
        raise NotSignedInError(Problem("people.link_refused"))
    return visit


def needs_asking(workspace: Workspace, *, code: str, address: str) -> bool:
    """Tell whether a link must not be used up by following it: it came by mail, which programs look through.

    Parameters
    ----------
    workspace
        Where.
    code
        The code.
    address
        Where the request came from.

    Returns
    -------
    bool
        False for the owner's first link on this machine, and for a code that lets nobody in.
    """
    purpose = workspace.links.purpose(code)
    return purpose is not None and not (purpose == "first" and _is_here(address))


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _whom(workspace: Workspace, code: str, moment: datetime) -> tuple[Person | None, str]:
    used = workspace.links.use(code, at=moment)
    person = workspace.people.get(used.person) if used else None
    if used is None or person is None or person.state != "active":
        return None, ""
    return person, used.purpose


def new_link(
    workspace: Workspace,
    person: Person,
    *,
    purpose: Purpose,
    at: datetime | None = None,
    stated: Rules | None = None,
) -> str:
    """Make a one-time link for a person; links made before for the same person are void.

    Parameters
    ----------
    workspace
        Where.
    person
        Whom it lets in.
    purpose
        What for: it decides how long it may be used.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    str
        The code, to be handed over; it is not kept.
    """
    from tongyuan.workspace.types import now

    moment = at or now()
    expires_at = moment + (stated or rules()).lasting(f"{purpose}_link")
    return workspace.links.create(person.id, purpose=purpose, expires_at=expires_at, at=moment)


def first_link(workspace: Workspace, *, at: datetime | None = None) -> str:
    """Make the link by which the owner of this machine comes in without any password.

    Parameters
    ----------
    workspace
        A workspace whose files are on this machine.
    at
        When; now where None.

    Returns
    -------
    str
        The code; valid once, for ten minutes.

    Raises
    ------
    ConflictError
        ``people.owner_taken``: somebody who is no administrator has the owner's login.
    """
    owner = folder_owner()

    def work() -> str:
        person = workspace.people.known(owner.name)
        if person is None:
            person = workspace.people.add(owner.name, name=owner.name, actor=owner.id, at=at)
            workspace.people.grant(person.id, "administrator", actor=owner.id, at=at)
        held = workspace.people.grants(person.id, at=at)
        if all(grant.role != "administrator" for grant in held):
            raise ConflictError(Problem("people.owner_taken", {"login": person.login}))
        workspace.audit.append(
            actor=owner.id, service="user.first", params={"person": person.id}, outcome="link"
        )
        return new_link(workspace, person, purpose="first", at=at)

    return joined(workspace, work)
