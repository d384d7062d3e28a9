"""How a process fares: whether it can serve, and the numbers that a monitor watches.

These are no use cases: nobody signs in to ask them, and they say nothing of what the workspace holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from tongyuan.workspace.state import jobs_state, pool_state, ready_checks

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Measure", "Readiness", "measures", "readiness"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a process can serve; ``told`` holds what is worth knowing and decides nothing."""

    checks: dict[str, bool]
    told: dict[str, float | None] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Tell whether every check passed."""
        return all(self.checks.values())

    def as_dict(self) -> dict[str, Any]:
        """Give it as one record, without a word of a secret or of an error's text."""
        return {"ready": self.ready, "checks": self.checks, **self.told}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of now."""

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def readiness(workspace: Workspace) -> Readiness:
    """Check whether a process can serve.

    Parameters
    ----------
    workspace
        What it serves.

    Returns
    -------
    Readiness
        Database reachable, migrated, folder writable; and how long the job worker was not heard [s].
    """
    checks = ready_checks(workspace.database, workspace.folder)
    if not (checks["database"] and checks["migrated"]):
        return Readiness(checks)
    try:
        jobs = jobs_state(workspace.database)
    except SQLAlchemyError:
        return Readiness(checks | {"database": False})
    told = {
        "job_heartbeat_age_s": jobs.heartbeat_age_s,
        "oldest_waiting_job_age_s": jobs.oldest_waiting_age_s,
    }
    return Readiness(checks, told)


def measures(workspace: Workspace) -> Iterator[Measure]:
    """List the numbers of a workspace that a monitor watches.

    Parameters
    ----------
    workspace
        What is served.

    Yields
    ------
    Measure
        Jobs by state, ages, connections.
    """
    pool = pool_state(workspace.database)
    yield Measure("tongyuan_database_pool_size", "connections kept", pool.size)
    yield Measure("tongyuan_database_pool_in_use", "connections in use", pool.in_use)
    try:
        jobs = jobs_state(workspace.database)
    except SQLAlchemyError:
        yield Measure("tongyuan_database_up", "1 where the database answers", 0)
        return
    yield Measure("tongyuan_database_up", "1 where the database answers", 1)
    for state, count in sorted(jobs.by_state.items()):
        yield Measure("tongyuan_jobs", "jobs by state", count, {"state": state})
    ages = (("heartbeat", jobs.heartbeat_age_s), ("waiting", jobs.oldest_waiting_age_s))
    for name, age in ages:
        if age is not None:
            yield Measure(f"tongyuan_job_{name}_age_seconds", f"age of the {name}", age)
