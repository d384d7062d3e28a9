"""Telling people: who may take a step somewhere, and a notice to each of them in the present transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tongyuan.services.actors import Actor, Grant, holders
from tongyuan.vocabulary.regions import descendants

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context

__all__ = ["able", "tell"]

#: Keeps everything going and is not told of each step.
UNTOLD = ("administrator",)


def able(
    ctx: Context,
    permission: str,
    *,
    region: str | None = None,
    department: str | None = None,
    enterprise: str | None = None,
) -> set[str]:
    """List the people who may do something with a row, now.

    Parameters
    ----------
    ctx
        When, and in which workspace.
    permission
        What they may do.
    region, department, enterprise
        Whose row it is.

    Returns
    -------
    set of str
        Their actor ids; an administrator is not among them for that role alone.
    """
    people = ctx.workspace.people
    roles = {role for role in holders(permission) if role not in UNTOLD}
    held: dict[str, list[Grant]] = {}
    for made in people.granted():
        lasting = made.valid_until is None or made.valid_until > ctx.now
        if made.role in roles and made.revoked_at is None and made.valid_from <= ctx.now and lasting:
            bound = Grant(made.role, made.region, made.department, made.enterprise)
            held.setdefault(made.person, []).append(bound)

    @cache
    def below(code: str) -> frozenset[str]:
        regions = ctx.workspace.dataset_frame("jurisdiction.regions")
        return frozenset({code, *descendants(regions, parent=code)})

    found: set[str] = set()
    for person, grants in held.items():
        scope = Actor(person, person, tuple(grants)).scope(permission, below=below)
        known = people.get(person)
        covered = scope.covers(region=region, department=department, enterprise=enterprise)
        if covered and known is not None and known.state == "active":
            found.add(known.actor_id)
    return found


def tell(
    ctx: Context, actors: Iterable[str], code: str, *, values: Mapping[str, Any], link: str | None = None
) -> int:
    """Send a notice to each of several people, but never to whoever acts.

    Parameters
    ----------
    ctx
        Who acts.
    actors
        Whom: actor ids.
    code
        Message of the message tables.
    values
        What goes into its blanks.
    link
        Page that it leads to.

    Returns
    -------
    int
        How many were told.
    """
    told = sorted(set(actors) - {ctx.actor.id})
    for actor in told:
        ctx.workspace.notices.send(actor, code, values=values, sent_by=ctx.actor.id, link=link)
    return len(told)
