"""Citations as a reader needs them: the workspace's own (from its pack) and the reference's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan import reference

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["cite"]


def cite(workspace: Workspace, key: str) -> str:
    """Write a citation by its key; a key that neither table holds is its own text.

    Parameters
    ----------
    workspace
        The workspace, whose dataset ``jurisdiction.citations`` came with its pack.
    key
        Citation key, or the free text of an imported row.

    Returns
    -------
    str
        Publisher, document, table, edition, year; and through what it was seen.
    """
    own = workspace.dataset_frame("jurisdiction.citations")
    found = own.filter(key=key)
    if found.height:
        return str(found["text"][0])
    known = reference.citations()
    return known[key].text() if key in known else key
