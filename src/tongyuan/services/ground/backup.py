"""Backups: made while people write, listed, and looked over; they hold everything, and secrets too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.services.actors import require
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.session import Session
from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import CheckFailed, InputError, NotFoundError, Problem
from tongyuan.workspace.backups import Manifest, back_up, examine, read_manifest
from tongyuan.workspace.health import BACKED_UP
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

__all__ = ["back_up_to", "check", "list_backups", "make"]

ENDING = ".zip"
NAME = re.compile(r"[\w][\w.\-]{0,80}")
_SCHEMA = {
    "name": pl.String(),
    "made_at": pl.Datetime("us", "UTC"),
    "bytes": pl.Int64(),
    "rows": pl.Int64(),
    "database": pl.String(),
    "version": pl.String(),
}


@service(BACKED_UP, changes=True, job=True)
def make(
    ctx: Context,
    *,
    name: Annotated[str | None, "文件名，缺省为当前时间 · file name; the present time by default"] = None,
) -> Answer:
    """Make a backup in the folder of backups while work goes on. 备份：不停机，写入备份文件夹。"""
    file = _file(ctx.workspace, name or f"{now():%Y%m%dT%H%M%S%f}")
    return _kept(ctx.workspace, file, progress=ctx.progress)


@service("backup.list")
def list_backups(ctx: Context) -> Answer:
    """List the backups in the folder of backups, newest first. 备份列表。"""
    files = sorted(_folder(ctx.workspace).glob(f"*{ENDING}"), reverse=True)
    frame = pl.DataFrame([_row(file) for file in files], schema=_SCHEMA)
    return Answer(meta={"folder": str(_folder(ctx.workspace))}, data=frame)


@service("backup.check", job=True)
def check(ctx: Context, *, name: Annotated[str, Positional("文件名 · file name")]) -> Answer:
    """Read a backup from beginning to end and name every fault. 核验一份备份。"""
    file = _file(ctx.workspace, name)
    if not file.is_file():
        raise NotFoundError(Problem("backup.none", {"got": name}))
    try:
        manifest = examine(file)
    except CheckFailed as fault:
        return Answer(data=pl.DataFrame([each.as_dict() for each in fault.problems]), passed=False)
    return Answer(meta=_about(manifest), data=pl.DataFrame([_row(file)], schema=_SCHEMA))


def back_up_to(
    session: Session, file: Path, *, progress: Callable[[float, str], None] = lambda part, what: None
) -> Answer:
    """Make a backup wherever the owner of a folder wants it; the audit says so.

    Parameters
    ----------
    session
        The workspace and who acts.
    file
        The archive to make.
    progress
        Called with a fraction [0-1] and what is being kept.

    Returns
    -------
    Answer
        What the backup holds.

    Raises
    ------
    PermissionDeniedError
        If the actor may not.
    ConflictError
        If the file is there already.
    """
    require(session.acting(), BACKED_UP)
    workspace = session.workspace
    answer = _kept(workspace, file, progress=progress)

    def told() -> None:
        with workspace.database.serialised():
            workspace.audit.append(
                actor=session.acting().id,
                service=BACKED_UP,
                params={"name": file.name},
                outcome=str(answer.meta["outcome"]),
            )

    workspace.database.retried(told)
    return answer


def _kept(workspace: Workspace, file: Path, *, progress: Callable[[float, str], None]) -> Answer:
    manifest = back_up(workspace.database, workspace.folder, workspace.audit, file, progress=progress)
    outcome = f"{file.name} row {manifest.audit['rows']}"
    return Answer(
        meta={"outcome": outcome, **_about(manifest)}, data=pl.DataFrame([_row(file)], schema=_SCHEMA)
    )


def _about(manifest: Manifest) -> dict[str, Any]:
    return {
        "rows_audited": manifest.audit["rows"],
        "head": manifest.audit["hash"],
        "key": manifest.audit["public_key"],
        "revision": manifest.revision,
        "members": len(manifest.members),
    }


def _folder(workspace: Workspace) -> Path:
    return read_settings().backup_folder or workspace.folder / "backups"


def _file(workspace: Workspace, name: str) -> Path:
    bare = name.removesuffix(ENDING)
    if not NAME.fullmatch(bare):
        raise InputError(Problem("backup.name", {"got": name}))
    return _folder(workspace) / f"{bare}{ENDING}"


def _row(file: Path) -> dict[str, Any]:
    """Tell of a backup what its manifest says; of one that cannot be read, that it is there."""
    row: dict[str, Any] = dict.fromkeys(_SCHEMA) | {"name": file.name, "bytes": file.stat().st_size}
    try:
        manifest = read_manifest(file)
    except CheckFailed:
        return row
    return row | {
        "made_at": datetime.fromisoformat(manifest.made_at),
        "rows": sum(manifest.tables.values()),
        "database": manifest.database,
        "version": manifest.package_version,
    }
