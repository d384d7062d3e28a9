"""The second step of signing in: a code beside a password or a link, counted as passwords are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tongyuan.services.second_factor import spend
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.services.signing_in import admit, refuse_attempt
from tongyuan.services.visitors import Visit, joined, open_visit
from tongyuan.vocabulary.problems import NotSignedInError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["sign_in_by_code"]


def sign_in_by_code(
    workspace: Workspace,
    *,
    cookie: str,
    code: str,
    address: str,
    agent: str = "",
    at: datetime | None = None,
    stated: Rules | None = None,
) -> Visit:
    """Do the second step of signing in.

    Parameters
    ----------
    workspace
        Where.
    cookie
        Secret of the first step: it must come from the browser that did that step.
    code
        The code that the person's authenticator shows, or a recovery code.
    address, agent
        Where the request came from, and how the browser names itself.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    Visit
        The visit that begins.

    Raises
    ------
    NotSignedInError
        ``people.step_lapsed``: no first step waits; ``people.code_refused``: the code is wrong or was used.
    TooManyError
        ``people.too_many``: the login is locked, or too much was tried from this address.
    """
    from tongyuan.workspace.types import now

    limits, moment = stated or rules(), at or now()
    step = workspace.authenticators.waiting(cookie, at=moment) if cookie else None
    person = workspace.people.get(step.person) if step else None
    if step is None or person is None or person.state != "active":
        raise NotSignedInError(Problem("people.step_lapsed"))
    attempt = admit(workspace, login=person.login, address=address, at=moment, stated=limits)

    def work() -> Visit | None:
        factor = workspace.authenticators.confirmed(person.id)
        still = workspace.authenticators.waiting(cookie, at=moment)
        if factor is None or still is None or not spend(workspace, factor, code, at=moment, stated=limits):
            refuse_attempt(workspace, person.login, person, attempt, address, limits)
            return None
        workspace.authenticators.finish(cookie, at=moment)
        workspace.attempts.settle(step.attempt, "passed")
        workspace.attempts.settle(attempt, "passed")
        return open_visit(
            workspace, person, how=step.how, address=address, agent=agent, at=moment, stated=limits
        )

    visit = joined(workspace, work)
    if visit is None:
        raise NotSignedInError(Problem("people.code_refused"))
    return visit
