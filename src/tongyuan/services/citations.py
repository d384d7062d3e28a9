"""Citations as a reader needs them: the workspace's own (from its pack) and the reference's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan import reference

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["citations", "cite"]


def citations(workspace: Workspace) -> dict[str, str]:
    """Return every citation by its key, written out.

    Parameters
    ----------
    workspace
        The workspace, whose dataset ``jurisdiction.citations`` came with its pack.

    Returns
    -------
    dict
        Key to publisher, document, table, edition, year; and through what it was seen.
    """
    known = {key: cited.text() for key, cited in reference.citations().items()}
    own = workspace.dataset_frame("jurisdiction.citations")
    return known | dict(own.select("key", "text").iter_rows())


def cite(workspace: Workspace, key: str) -> str:
    """Write a citation by its key; a key that no table holds is its own text."""
    return citations(workspace).get(key, key)
