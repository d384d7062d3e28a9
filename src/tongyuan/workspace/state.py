"""How a workspace fares, in numbers: for readiness and metrics, cheap enough to ask every few seconds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.schema import head_revision, revision_of
from tongyuan.workspace.types import now

__all__ = ["JobsState", "PoolState", "jobs_state", "pool_state", "ready_checks"]


@dataclass(frozen=True, slots=True)
class JobsState:
    """The queue in numbers; ages in seconds, None where there is nothing to age."""

    by_state: dict[str, int]
    heartbeat_age_s: float | None
    oldest_waiting_age_s: float | None


@dataclass(frozen=True, slots=True)
class PoolState:
    """Connections to the database: kept, and in use."""

    size: int
    in_use: int


def ready_checks(database: Database, folder: Path) -> dict[str, bool]:
    """Check whether the database answers and is migrated, and whether the folder takes files.

    Parameters
    ----------
    database
        The database.
    folder
        Folder of the lake.

    Returns
    -------
    dict
        Name of each check, and whether it passed.
    """
    try:
        revision = revision_of(database)
    except SQLAlchemyError:
        return {"database": False, "migrated": False, "folder": _takes_files(folder)}
    return {"database": True, "migrated": revision == head_revision(), "folder": _takes_files(folder)}


def jobs_state(database: Database) -> JobsState:
    """Count the jobs by state, and say how long the worker was not heard and the oldest job waits.

    Parameters
    ----------
    database
        The database.

    Returns
    -------
    JobsState
        Counts and ages [s].
    """
    with database.read() as session:
        counted = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
        heard = session.scalar(select(func.max(JobRow.heartbeat)))
        oldest = session.scalar(select(func.min(JobRow.created_at)).where(JobRow.state == "queued"))
    return JobsState({str(state): int(count) for state, count in counted}, _age(heard), _age(oldest))


def pool_state(database: Database) -> PoolState:
    """Say how many connections the pool of this process keeps and lends.

    Parameters
    ----------
    database
        The database.

    Returns
    -------
    PoolState
        Counts.
    """
    pool = database.engine.pool
    if not isinstance(pool, QueuePool):
        return PoolState(0, 0)
    return PoolState(pool.size(), pool.checkedout())


def _takes_files(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"ready")
            probe.flush()
    except OSError:
        return False
    return True


def _age(moment: datetime | None) -> float | None:
    return None if moment is None else max(0.0, (now() - moment).total_seconds())
