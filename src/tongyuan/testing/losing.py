"""What a machine that loses its power keeps of a workspace: what was synced, and no more.

The hardest view of a disk: of a file that was not synced nothing is kept but its name; a name that was made
or moved in a folder that was not synced is not kept at all. SQLite's own file is taken as it is: it syncs its
log at each commit, and recovers from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tongyuan.workspace.durable import Step

__all__ = ["as_after_a_loss_of_power"]


def as_after_a_loss_of_power(folder: Path, steps: Sequence[Step], *, to: Path) -> Path:
    """Copy a workspace as it would be found after a loss of power.

    Parameters
    ----------
    folder
        The workspace, as its processes saw it.
    steps
        Everything that was done to its files, in order.
    to
        Folder to make.

    Returns
    -------
    Path
        The copy.
    """
    shutil.copytree(folder, to)
    for path, kept in _sizes(steps).items():
        _cut(to / path.relative_to(folder), kept)
    for path in _unsynced_names(steps):
        lost = to / path.relative_to(folder)
        shutil.rmtree(lost, ignore_errors=True) if lost.is_dir() else lost.unlink(missing_ok=True)
    return to


def _sizes(steps: Sequence[Step]) -> dict[Path, int]:
    """Count what of each file that was ever written is synced [bytes]; None of ours counts the rest."""
    written: dict[Path, int] = {}
    synced: dict[Path, int] = {}
    for step in steps:
        if step.verb in ("write", "append"):
            before = written.get(step.path, 0) if step.verb == "append" else 0
            written[step.path] = before + step.bytes
            synced.setdefault(step.path, 0)
        elif step.verb == "sync":
            synced[step.path] = written.get(step.path, 0)
        elif step.verb == "rename" and step.to is not None:
            written[step.to] = written.pop(step.path, 0)
            synced[step.to] = synced.pop(step.path, 0)
    return synced


def _unsynced_names(steps: Sequence[Step]) -> list[Path]:
    """List names that were made or moved, and whose folder was not synced after."""
    loose: dict[Path, None] = {}
    for step in steps:
        if step.verb == "rename" and step.to is not None:
            loose[step.to] = None
        elif step.verb == "make":
            loose[step.path] = None
        elif step.verb == "sync_folder":
            loose = {path: None for path in loose if path.parent != step.path}
    return list(loose)


def _cut(file: Path, size: int) -> None:
    if file.exists() and file.stat().st_size > size:
        with file.open("r+b") as handle:
            handle.truncate(size)
