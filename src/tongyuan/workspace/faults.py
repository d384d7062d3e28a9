"""What a database or a disk refuses, as one clear problem: others write, it cannot be reached, it is full.

An error of the driver is looked at in one place, when the engine meets it; nothing above sees it raw.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import IntegrityError

from tongyuan.vocabulary.problems import Problem, UnavailableError

__all__ = ["Contended", "told", "told_of_commit", "told_of_disk", "twin"]

#: SQLSTATEs after which the whole unit may simply be run again.
AGAIN = ("40001", "40P01", "55P03")
FULL = ("53100", "53200", "53300")
LOST = ("57P01", "57P02", "57P03")
TWIN = "23505"
#: Primary result codes of SQLite.
BUSY, LOCKED, READONLY, IOERR, FULL_DISK, CANTOPEN = 5, 6, 8, 10, 13, 14
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Contended(UnavailableError):  # noqa: N818 - a state of affairs, said like one
    """The unit met another's and was undone; it may be run again."""


def told(context: ExceptionContext) -> None:
    """Say what the driver met as a problem of ours; what is a fault of a statement stays what it is."""
    error = context.original_exception
    made = _told(error, lost=context.is_disconnect or context.connection is None)
    if made is not None:
        raise made from error


@contextmanager
def told_of_commit() -> Iterator[None]:
    """Say, where the connection went while a unit was committed, that nobody knows whether it stands."""
    try:
        yield
    except Contended:
        raise
    except UnavailableError as error:
        values = {"reason": error.problems[0].values.get("reason", "")}
        if error.problems[0].code == "workspace.unreachable":
            raise UnavailableError(Problem("workspace.unconfirmed", values)) from error
        raise


@contextmanager
def told_of_disk() -> Iterator[None]:
    """Say that the disk is full where a file could not be written for it."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise UnavailableError(_problem("workspace.disk_full", error)) from error
        raise


def twin(error: IntegrityError) -> str | None:
    """Tell which key another unit wrote first, where PostgreSQL says so; None for any other refusal."""
    if getattr(error.orig, "sqlstate", None) != TWIN:
        return None
    diagnosis = getattr(error.orig, "diag", None)
    return f"{getattr(diagnosis, 'constraint_name', '')} {getattr(diagnosis, 'message_detail', '')}"


def _told(error: BaseException, *, lost: bool) -> UnavailableError | None:
    if isinstance(error, sqlite3.Error):
        return _told_by_sqlite(error)
    state = getattr(error, "sqlstate", None)
    if state in AGAIN:
        return Contended(_problem("workspace.busy", error))
    if state in FULL:
        return UnavailableError(_problem("workspace.disk_full", error))
    if lost or state in LOST or (state or "").startswith("08"):
        return UnavailableError(_problem("workspace.unreachable", error))
    return None


def _told_by_sqlite(error: sqlite3.Error) -> UnavailableError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (BUSY, LOCKED):
        return Contended(_problem("workspace.busy", error))
    if code == FULL_DISK:
        return UnavailableError(_problem("workspace.disk_full", error))
    if code in (READONLY, IOERR, CANTOPEN):
        return UnavailableError(_problem("workspace.unreachable", error))
    return None


def _problem(code: str, error: BaseException) -> Problem:
    return Problem(code, {"reason": _reason(error)})


def _reason(error: Any) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
