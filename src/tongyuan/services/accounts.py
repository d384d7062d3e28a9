"""Accounts as their holders and administrators see them: whose it is, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tongyuan.services.actors import Actor
from tongyuan.services.declaration import Context
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.passwords import Passwords, check_password
from tongyuan.services.sign_in_rules import rules
from tongyuan.services.signing_in import waiting
from tongyuan.vocabulary.problems import (
    ConflictError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    Problem,
)

if TYPE_CHECKING:
    from tongyuan.workspace.people import Person
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "change_password",
    "keep_an_administrator",
    "own_account",
    "prove",
    "require_person",
    "require_words",
    "this_visit",
]


#: Longest login, name, address [characters].
LONGEST_WORDS = 200


def own_account(ctx: Context) -> Person:
    """Return the account of who acts.

    Parameters
    ----------
    ctx
        The call.

    Returns
    -------
    Person
        The account.

    Raises
    ------
    NotFoundError
        ``people.no_account``: a folder's owner on the command line acts without one.
    """
    person = ctx.workspace.people.get(ctx.actor.id)
    if person is None:
        raise NotFoundError(Problem("people.no_account", {"actor": ctx.actor.name}))
    return person


def require_person(actor: Actor) -> None:
    """Refuse a program: what guards an account is changed by its holder alone.

    Parameters
    ----------
    actor
        Who acts.

    Raises
    ------
    PermissionDeniedError
        ``people.by_token``, if the call came by a token.
    """
    if actor.via.startswith("token:"):
        raise PermissionDeniedError(Problem("people.by_token", {"actor": actor.name}))


def this_visit(actor: Actor) -> str:
    """Return the short name of the visit that a call came by.

    Parameters
    ----------
    actor
        Who acts.

    Returns
    -------
    str
        The short name; blank where the call came by no visit.

    Examples
    --------
    >>> this_visit(Actor("person:1", "Li", via="visit:0123456789ab"))
    '0123456789ab'
    """
    kind, _, handle = actor.via.partition(":")
    return handle if kind == "visit" else ""


def change_password(ctx: Context, *, current: str, new: str) -> int:
    """Change the password of who acts, and end every other visit.

    Parameters
    ----------
    ctx
        The call.
    current
        The present password; blank where a link let the person in to choose one.
    new
        The new password.

    Returns
    -------
    int
        How many other visits ended.

    Raises
    ------
    InputError
        ``people.current_wrong``, or what the rules find in the new password.
    TooManyError
        ``people.too_many``: the present password was guessed at.
    """
    person, people = own_account(ctx), ctx.workspace.people
    checker, credential = Passwords(rules()), people.credential(person.id)
    check_password(new, words=_words(ctx.workspace, person), stated=checker.stated)
    if credential is not None and credential.hash is not None:
        prove(ctx, current=current or "")
        if checker.verify(credential.hash, new):
            raise InputError(Problem("people.password_same"))
    people.set_password(person.id, checker.hash(new), at=ctx.now)
    return ctx.workspace.visits.end_all(person.id, keep=this_visit(ctx.actor), at=ctx.now)


def prove(ctx: Context, *, current: str | None, code: Callable[[], bool] = lambda: True) -> None:
    """Ask who acts for the password again, and for a code; what is wrong counts as a failure to sign in.

    Parameters
    ----------
    ctx
        The call.
    current
        What was typed as the present password; None where it is not asked for, or there is none.
    code
        Tells whether what was typed as a code is right, and uses it up.

    Raises
    ------
    InputError
        ``people.current_wrong`` or ``people.code_wrong``.
    TooManyError
        ``people.too_many``: either was guessed at.
    """
    person, checker = own_account(ctx), Passwords(rules())
    waiting(ctx.workspace, login=person.login, at=ctx.now, stated=checker.stated)
    attempt = ctx.workspace.attempts.note_failure_apart(login=person.login, at=ctx.now)
    credential = ctx.workspace.people.credential(person.id)
    hashed = credential.hash if credential else None
    if current is not None and hashed is not None and not checker.verify(hashed, current):
        raise InputError(Problem("people.current_wrong"))
    if not code():
        raise InputError(Problem("people.code_wrong"))
    ctx.workspace.attempts.settle_apart(attempt, "passed")


def _words(workspace: Workspace, person: Person) -> tuple[str, ...]:
    """List what belongs to the person and the place: nothing of it makes a password."""
    place = jurisdiction(workspace)
    regions, departments = place.regions, place.departments
    places = [
        *regions["name_zh"].to_list(),
        *regions["name_en"].to_list(),
        *departments["short_zh"].to_list(),
    ]
    own = (person.login, person.name, *(person.email or "").split("@"))
    return (*own, *places, workspace.meta.title_zh, workspace.meta.title_en)


def require_words(*given: str | None) -> None:
    """Refuse words that are blank, longer than anybody reads, or of signs that nobody sees.

    Parameters
    ----------
    *given
        What somebody typed; None where nothing was.

    Raises
    ------
    InputError
        ``people.unreadable``, for each of them.
    """
    bad = [text for text in given if text is not None and not _readable(text)]
    if bad:
        shown = {"most": LONGEST_WORDS}
        raise InputError(Problem("people.unreadable", shown | {"got": ascii(text)[:80]}) for text in bad)


def _readable(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= LONGEST_WORDS


def keep_an_administrator(workspace: Workspace, *, at: datetime) -> None:
    """Refuse a change after which nobody could keep the accounts.

    Parameters
    ----------
    workspace
        As the change has left it.
    at
        When.

    Raises
    ------
    ConflictError
        ``people.last_administrator``: the change is undone with the call.
    """
    if not workspace.people.holders(role="administrator", at=at):
        raise ConflictError(Problem("people.last_administrator"))
