"""Whose an assignment is: what an actor sees of the rounds, and what is theirs to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongyuan.services.actors import Actor, Grant, roles
from tongyuan.services.declaration import Context
from tongyuan.vocabulary.problems import InputError, PermissionDeniedError, Problem
from tongyuan.workspace.rounds import Rounds

__all__ = ["owns", "read_numbers", "reporters", "reporting_roles", "require_own", "rounds_of"]

MOST = 5_000


def rounds_of(ctx: Context) -> Rounds:
    """Return the rounds as the actor of a call sees them."""
    return ctx.workspace.rounds.scoped(ctx.scope)


def read_numbers(text: str) -> list[int]:
    """Read numbers of assignments as people write them.

    Parameters
    ----------
    text
        ``12``, ``12,15`` or ``12-15,20``.

    Returns
    -------
    list of int
        The numbers, ascending, each once.

    Raises
    ------
    InputError
        If the text is something else, or names more than 5,000.

    Examples
    --------
    >>> read_numbers("12-14,20")
    [12, 13, 14, 20]
    """
    numbers: set[int] = set()
    try:
        for part in text.split(","):
            first, _, last = part.strip().partition("-")
            numbers.update(range(int(first), min(int(last or first), int(first) + MOST) + 1))
    except ValueError:
        numbers = set()
    if not 0 < len(numbers) <= MOST:
        values = {"name": "numbers", "got": text, "expected": "12, 12-15,20"}
        raise InputError(Problem("service.argument", values))
    return sorted(numbers)


def require_own(actor: Actor, permission: str, assignments: Sequence[Mapping[str, Any]], *, top: str) -> None:
    """Refuse to fill in what another unit owes, though it be within sight.

    A role that reaches the regions below its own sees their figures, but fills in those of its own region
    alone; what an enterprise reports, the enterprise fills in.

    Parameters
    ----------
    actor
        Who acts.
    permission
        What the step asks for.
    assignments
        Assignments as records.
    top
        Region of the whole jurisdiction.

    Raises
    ------
    PermissionDeniedError
        ``round.not_yours``, one for each.
    """
    problems = [
        Problem("round.not_yours", {"assignment": row["assignment"], "actor": actor.name})
        for row in assignments
        if not owns(actor, permission, row, top=top)
    ]
    if problems:
        raise PermissionDeniedError(problems)


def owns(actor: Actor, permission: str, assignment: Mapping[str, Any], *, top: str) -> bool:
    """Tell whether an assignment is the actor's to fill in, as :func:`require_own` has it."""
    return any(_owns(grant, assignment, top) for grant in actor.permitting(permission))


def _owns(grant: Grant, row: Mapping[str, Any], top: str) -> bool:
    role = roles()[grant.role]
    if {role["regions"], role["departments"], role["enterprises"]} == {"all"}:
        return True
    if row["enterprise"] is not None:
        return bool(grant.enterprise == row["enterprise"])
    if role["enterprises"] == "own" or (grant.department or row["department"]) != row["department"]:
        return False
    return bool(role["regions"] == "all" or (grant.region or top) == row["region"])


def reporting_roles(assignment: Mapping[str, Any], *, top: str) -> list[dict[str, str | None]]:
    """List what a person who must report an assignment holds: role and what it is bound to.

    Parameters
    ----------
    assignment
        The assignment as a record.
    top
        Region of the whole jurisdiction.

    Returns
    -------
    list of dict
        ``role``, ``region``, ``department``, ``enterprise``, as ``people.holders`` takes them.
    """
    found: list[dict[str, str | None]] = []
    for name, role in roles().items():
        bound = [dimension for dimension in role["must_bind"].split(";") if dimension]
        if not bound or not Grant(name).permits("round.report"):
            continue
        held = {dimension: assignment[dimension] for dimension in bound}
        of_unit = "region" in bound or (assignment["region"] == top and assignment["enterprise"] is None)
        if ("enterprise" in bound) if assignment["enterprise"] else of_unit and "enterprise" not in bound:
            found.append({"role": name, **held})
    return found


def reporters(ctx: Context, assignment: Mapping[str, Any]) -> set[str]:
    """List the people who must report an assignment, now.

    Parameters
    ----------
    ctx
        When, and in which workspace.
    assignment
        The assignment as a record.

    Returns
    -------
    set of str
        Their actor ids.
    """
    people, top = ctx.workspace.people, ctx.workspace.meta.region
    return {
        person.actor_id
        for held in reporting_roles(assignment, top=top)
        for person in people.holders(**held, at=ctx.now)
    }
