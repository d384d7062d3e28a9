"""How far an actor sees and writes in one workspace: its grants, laid over the tree of regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from tongyuan.services.actors import Actor
from tongyuan.vocabulary.problems import PermissionDeniedError, Place, Problem
from tongyuan.vocabulary.regions import descendants
from tongyuan.vocabulary.scope import Reach, Scope, Values

if TYPE_CHECKING:
    import polars as pl

    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Written", "require_all_within", "require_reach", "scope_of"]


@dataclass(frozen=True, slots=True)
class Written:
    """A row that somebody wants to write.

    Parameters
    ----------
    what
        What it is, for the message.
    region, department, enterprise
        Whose it is; None where it bears none.
    place
        Where it stands in the file that was handed in.
    """

    what: str
    region: str | None = None
    department: str | None = None
    enterprise: str | None = None
    place: Place = field(default_factory=Place)


def scope_of(actor: Actor, permission: str, workspace: Workspace) -> Scope:
    """Work out what an actor sees in one use case.

    Parameters
    ----------
    actor
        Who acts.
    permission
        What the use case asks for.
    workspace
        Where; its regions tell what lies in what.

    Returns
    -------
    Scope
        The reaches of the grants that permit it.
    """

    @cache
    def below(region: str) -> frozenset[str]:
        return frozenset({region, *descendants(regions(), parent=region)})

    @cache
    def regions() -> pl.DataFrame:
        return workspace.dataset_frame("jurisdiction.regions")

    return _joined(actor.scope(permission, below=below))


def _joined(scope: Scope) -> Scope:
    """Say reaches that differ in their departments alone as one: an office may hold a grant for each."""
    departments: dict[Reach, Values | None] = {}
    for reach in scope.reaches:
        alike = replace(reach, departments=frozenset())
        held = departments.get(alike, frozenset())
        either = held is None or reach.departments is None
        departments[alike] = None if either else (held or frozenset()) | (reach.departments or frozenset())
    return Scope(tuple(replace(alike, departments=found) for alike, found in departments.items()))


def require_reach(
    ctx: Context, *, region: str | None = None, department: str | None = None, enterprise: str | None = None
) -> None:
    """Refuse to write what is not within the writer's reach.

    Parameters
    ----------
    ctx
        Who writes.
    region, department, enterprise
        Whose row it is; None where it bears none.

    Raises
    ------
    PermissionDeniedError
        If no grant that permits the service reaches it.
    """
    what = " · ".join(code for code in (region, department, enterprise) if code)
    require_all_within(ctx, [Written(what, region, department, enterprise)])


def require_all_within(ctx: Context, rows: Iterable[Written]) -> None:
    """Refuse to write rows of which one is not within the writer's reach, and name each of those.

    Parameters
    ----------
    ctx
        Who writes.
    rows
        All that is to be written.

    Raises
    ------
    PermissionDeniedError
        With one problem for each row out of reach.
    """
    problems = [
        Problem("scope.out_of_reach", {"actor": ctx.actor.name, "got": row.what}, row.place)
        for row in rows
        if not ctx.scope.covers(region=row.region, department=row.department, enterprise=row.enterprise)
    ]
    if problems:
        raise PermissionDeniedError(problems)
