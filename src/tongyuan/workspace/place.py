"""The place a workspace lies in: room on the disk, the clocks, and who else may read it."""

from __future__ import annotations

import shutil
import stat
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from tongyuan.vocabulary.problems import Problem
from tongyuan.workspace.audit import Audit
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models import AuditRow
from tongyuan.workspace.types import now

__all__ = ["clock_fault", "open_to_others", "room"]

#: Least room that is left for work [bytes].
LEAST = 500_000_000
#: By how much two clocks may differ.
DRIFT = timedelta(seconds=30)


def room(folder: Path) -> tuple[int, int, bool]:
    """Measure the disk against what lies on it.

    Parameters
    ----------
    folder
        The workspace's folder.

    Returns
    -------
    tuple
        Bytes free, bytes that the workspace takes, and whether it has room for a copy of itself.
    """
    free = shutil.disk_usage(folder).free
    size = sum(_size(file) for file in folder.rglob("*"))
    return free, size, free >= max(size, LEAST)


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except FileNotFoundError:  # a file that a writer has just moved into its place
        return 0


def clock_fault(database: Database) -> tuple[Problem, ...]:
    """Hold this machine's clock against the database's, and against the last row of the audit.

    Parameters
    ----------
    database
        The database.

    Returns
    -------
    tuple of Problem
        A problem for each that disagrees.
    """
    with database.read() as session:
        last = session.scalar(select(AuditRow.at).order_by(AuditRow.seq.desc()).limit(1))
        there = None if database.is_sqlite else session.scalar(text("SELECT clock_timestamp()"))
    problems = []
    here = now()
    if isinstance(there, datetime) and abs(there - here) > DRIFT:
        seconds = round((there - here).total_seconds())
        problems.append(Problem("health.clocks_differ", {"seconds": seconds}))
    if last is not None and last - here > DRIFT:
        problems.append(Problem("health.clock_behind", {"last": f"{last:%Y-%m-%d %H:%M:%S} UTC"}))
    return tuple(problems)


def open_to_others(folder: Path, audit: Audit) -> tuple[Problem, ...]:
    """Name what other users of the machine may enter or read: the folder, and the key.

    Parameters
    ----------
    folder
        The workspace's folder.
    audit
        Knows where the key lies.

    Returns
    -------
    tuple of Problem
        A problem for each.
    """
    problems = []
    if folder.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH):
        problems.append(Problem("health.folder_open", {"path": folder}))
    secret = audit.secret()
    if secret is not None and secret.file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        problems.append(Problem("health.key_open", {"path": secret.file}))
    if secret is not None and secret.file.resolve().is_relative_to(folder):
        problems.append(Problem("health.key_inside", {"path": secret.file}))
    return tuple(problems)
