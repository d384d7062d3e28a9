"""Independence of verifiers: nobody verifies the enterprise that employs him, nor one of its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan.services.jurisdiction import jurisdiction

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["group_head", "independent"]


def group_head(enterprise: str, *, parents: dict[str, str | None]) -> str:
    """Follow the owners of an enterprise up to the one that nobody owns.

    Parameters
    ----------
    enterprise
        Enterprise id.
    parents
        Owner of each enterprise, None where it has none.

    Returns
    -------
    str
        Head of its group; itself where it stands alone.

    Examples
    --------
    >>> group_head("mill", parents={"mill": "steel", "steel": "holding", "holding": None})
    'holding'
    """
    seen = [enterprise]
    while (owner := parents.get(seen[-1])) and owner not in seen:
        seen.append(owner)
    # Enterprises that own each other in a ring are one group, whichever the walk began with.
    return min(seen[seen.index(owner) :]) if owner else seen[-1]


def independent(workspace: Workspace, *, employer: str | None, enterprise: str | None) -> bool:
    """Tell whether a person of an employer may verify an enterprise.

    Parameters
    ----------
    workspace
        Its enterprises tell who owns whom.
    employer
        Enterprise that employs the person, if any.
    enterprise
        Enterprise to verify.

    Returns
    -------
    bool
        False for the employer itself and for every enterprise of the same group.
    """
    if employer is None or enterprise is None:
        return True
    rows = jurisdiction(workspace.whole).enterprises  # who owns whom, beyond what a verifier sees
    parents = dict(zip(rows["enterprise"].to_list(), rows["parent"].to_list(), strict=True))
    return group_head(employer, parents=parents) != group_head(enterprise, parents=parents)
