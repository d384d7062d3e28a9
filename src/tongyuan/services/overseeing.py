"""Whose accounts an overseer sees: those who hold or held a role within its reach."""

from __future__ import annotations

from tongyuan.services.declaration import Context
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.workspace.people import Granted, Person

__all__ = ["overseen", "require_overseen"]


def overseen(ctx: Context) -> tuple[Person, ...]:
    """List the accounts within reach; all of them for who sees everything.

    Parameters
    ----------
    ctx
        Who looks.

    Returns
    -------
    tuple of Person
        The accounts, and always one's own.
    """
    people = ctx.workspace.people
    if ctx.scope.everything:
        return people.listing()
    # Enterprises are narrowed already: one that is listed lies within reach.
    enterprises = set(jurisdiction(ctx.workspace).enterprises["enterprise"])
    within = {held.person for held in people.granted() if _within(ctx, held, enterprises)}
    return tuple(one for one in people.listing() if one.id in within or one.actor_id == ctx.actor.id)


def require_overseen(ctx: Context, login: str) -> Person:
    """Return an account; one out of reach is told in the words of one that is not there.

    Parameters
    ----------
    ctx
        Who looks.
    login
        Login of the account.

    Returns
    -------
    Person
        The account.

    Raises
    ------
    NotFoundError
        ``people.unknown``.
    """
    found = ctx.workspace.people.find(login)
    if found not in overseen(ctx):
        raise NotFoundError(Problem("people.unknown", {"login": login}))
    return found


def _within(ctx: Context, held: Granted, enterprises: set[str]) -> bool:
    if held.enterprise is not None:
        return held.enterprise in enterprises
    return ctx.scope.covers(region=held.region, department=held.department)
