"""Restoring a workspace from a backup: before there is a workspace, so no service of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tongyuan.services.actors import folder_owner
from tongyuan.services.answer import Answer
from tongyuan.services.session import Session
from tongyuan.workspace.backups import restore
from tongyuan.workspace.health import RESTORED
from tongyuan.workspace.workspace import Workspace

__all__ = ["restore_to"]


def restore_to(
    file: Path,
    folder: Path,
    *,
    database: str | None = None,
    progress: Callable[[float, str], None] = lambda part, what: None,
) -> Answer:
    """Make a workspace from a backup, write that into its audit, and look it over.

    Parameters
    ----------
    file
        The backup.
    folder
        A new or an empty folder.
    database
        Address of an empty PostgreSQL database; without it the database is a file in the folder.
    progress
        Called with a fraction [0-1] and what is being restored.

    Returns
    -------
    Answer
        What the doctor says of the restored workspace.

    Raises
    ------
    CheckFailed
        If the backup is truncated, altered or foreign: every fault by name.
    ConflictError
        If the place is not empty, or a newer version made the backup.
    """
    manifest = restore(file, folder, database=database, progress=progress)
    owner = folder_owner()
    with Workspace.open(folder, database=database) as workspace:
        workspace.audit.forget_place()
        workspace.audit.append(
            actor=owner.id,
            service=RESTORED,
            params={"file": file.name, "made_at": manifest.made_at},
            outcome=f"row {manifest.audit['rows']}",
        )
        looked = Session(workspace, owner).call("workspace.doctor")
    meta = {"workspace": folder, "made_at": manifest.made_at, **manifest.workspace}
    return Answer(meta=meta, data=looked.data, passed=looked.passed)
