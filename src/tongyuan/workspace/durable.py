"""Files that are there or are not: written beside their place, synced, moved into it, and the move synced.

Every write, sync and move of a workspace's files goes through here, so that a test can record their order and
work out what a machine that lost its power would have kept. Files are the owner's alone.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.faults import told_of_disk

__all__ = [
    "FILE_MODE",
    "FOLDER_MODE",
    "Step",
    "append",
    "close_to_others",
    "keep",
    "make_folder",
    "recorded",
    "sync_folder",
    "touch",
]

FILE_MODE = 0o600
FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to a file or folder, in the order in which it was done."""

    verb: Literal["write", "append", "sync", "rename", "make", "sync_folder"]
    path: Path
    to: Path | None = None
    bytes: int = 0


_recorders: list[list[Step]] = []


@contextmanager
def recorded() -> Iterator[list[Step]]:
    """Record every step for as long as the block lasts."""
    steps: list[Step] = []
    _recorders.append(steps)
    try:
        yield steps
    finally:
        _recorders.remove(steps)


def keep(file: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file whole or not at all, and so that it survives a loss of power.

    Parameters
    ----------
    file
        Its place.
    fill
        Writes its content into the open file.

    Raises
    ------
    UnavailableError
        If the disk is full.
    """
    make_folder(file.parent)
    partial = file.with_name(f".{file.stem}.{os.getpid()}.{secrets.token_hex(4)}.partial")
    try:
        with told_of_disk(), _opened(partial) as handle:
            failpoint("file.opened")
            fill(handle)
            handle.flush()
            _say(Step("write", partial, bytes=handle.tell()))
            failpoint("file.written")
            os.fsync(handle.fileno())
        _say(Step("sync", partial))
        failpoint("file.synced")
        partial.replace(file)
        _say(Step("rename", partial, to=file))
        failpoint("file.renamed")
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(file.parent)
    failpoint("file.kept")


def append(file: Path, content: bytes) -> None:
    """Add to the end of a file, and so that it survives a loss of power.

    Parameters
    ----------
    file
        The file; it is made where it is not there.
    content
        What to add, in one go.

    Raises
    ------
    UnavailableError
        If the disk is full.
    """
    with told_of_disk(), open(file, "ab", buffering=0, opener=_private) as handle:
        fresh = handle.tell() == 0
        handle.write(content)
        _say(Step("append", file, bytes=len(content)))
        failpoint("append.written")
        os.fsync(handle.fileno())
    _say(Step("sync", file))
    if fresh:
        sync_folder(file.parent)
    failpoint("append.kept")


def touch(file: Path) -> None:
    """Make an empty file that is the owner's alone, unless it is there."""
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, FILE_MODE))
    sync_folder(file.parent)


def close_to_others(folder: Path) -> None:
    """Let nobody but the owner and its group enter a folder; one that is not ours is the doctor's to tell."""
    with suppress(PermissionError):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~0o007)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, the owner's alone, and so that they survive a loss of power."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _say(Step("make", folder))
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Let what was made or moved in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _say(Step("sync_folder", folder))


def _opened(file: Path) -> BinaryIO:
    return open(file, "xb", opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def _say(step: Step) -> None:
    for steps in _recorders:
        steps.append(step)
