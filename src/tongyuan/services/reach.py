"""How far an actor sees in one workspace: its grants, laid over the tree of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan.services.actors import Actor
from tongyuan.vocabulary.regions import descendants
from tongyuan.vocabulary.scope import Scope

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["scope_of"]


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

    def below(region: str) -> frozenset[str]:
        regions = workspace.dataset_frame("jurisdiction.regions")
        return frozenset({region, *descendants(regions, parent=region)})

    return actor.scope(permission, below=below)
