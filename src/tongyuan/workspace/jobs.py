"""Jobs: our own row is the truth about work that somebody asked for.

A worker holds a job by a lease and renews it with each heartbeat; a lease that lapsed can be taken again, so
that work whose process was killed is done by the next. Results are content-addressed runs: doing it twice
does no harm.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.types import now

__all__ = ["Job", "Jobs"]

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
LOST = "lease lapsed too often"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its row stands."""

    id: str
    service: str
    params: dict[str, Any]
    actor: str
    state: str
    worker: str | None
    lease_until: datetime | None
    heartbeat: datetime | None
    attempts: int
    progress: float
    message: str
    log: str
    result: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """The queue.

    Parameters
    ----------
    database
        Holds the rows.
    """

    database: Database

    def submit(self, service: str, *, params: Mapping[str, Any], actor: str) -> Job:
        """Put work into the queue."""
        row = JobRow(
            id=secrets.token_hex(8),
            service=service,
            params=json.loads(json.dumps(dict(params), default=str)),
            actor=actor,
            state="queued",
            attempts=0,
            progress=0.0,
            message="",
            log="",
            created_at=now(),
        )
        with self.database.write() as session:
            session.add(row)
            session.flush()
            return _job(row)

    def claim(self, worker: str, *, lease: timedelta = LEASE) -> Job | None:
        """Take the oldest job that waits, or one whose lease has lapsed; None where there is none."""
        with self.database.write_apart() as session:
            moment = now()
            lapsed = and_(JobRow.state == "running", JobRow.lease_until < moment)
            for spent in session.scalars(select(JobRow).where(lapsed, JobRow.attempts >= MAX_ATTEMPTS)):
                _end(spent, "failed", LOST)
            session.flush()
            row = session.scalars(
                select(JobRow)
                .where(or_(JobRow.state == "queued", lapsed))
                .order_by(JobRow.created_at)
                .limit(1)
            ).first()
            if row is None:
                return None
            row.state, row.worker, row.attempts = "running", worker, row.attempts + 1
            row.lease_until, row.heartbeat = moment + lease, moment
            row.started_at = row.started_at or moment
            session.flush()
            return _job(row)

    def beat(
        self,
        job_id: str,
        *,
        worker: str,
        progress: float | None = None,
        message: str | None = None,
        lease: timedelta = LEASE,
    ) -> Job:
        """Renew the lease, and say how far the work is; refused once the job was cancelled or taken over."""
        with self._held(job_id, worker) as row:
            row.heartbeat = now()
            row.lease_until = row.heartbeat + lease
            row.progress = row.progress if progress is None else progress
            if message is not None and message != row.message:
                row.message = message
                row.log += f"{row.heartbeat.isoformat(timespec='seconds')} {message}\n"
            return _job(row)

    def finish(self, job_id: str, *, worker: str, result: str | None = None) -> Job:
        """Say that the work is done, with the id of what came of it."""
        with self._held(job_id, worker) as row:
            row.progress, row.result = 1.0, result
            return _end(row, "done", row.message)

    def fail(self, job_id: str, *, worker: str, message: str) -> Job:
        """Say that the work failed, and why."""
        with self._held(job_id, worker) as row:
            row.log += f"{now().isoformat(timespec='seconds')} {message}\n"
            return _end(row, "failed", message)

    def cancel(self, job_id: str) -> Job:
        """Cancel a job; its worker learns of it with the next heartbeat."""
        with self.database.write_apart() as session:
            row = _found(session, job_id)
            if row.state not in ("queued", "running"):
                values = {"job": job_id, "state": row.state, "step": "cancel", "expected": "queued | running"}
                raise ConflictError(Problem("workspace.job_state", values))
            return _end(row, "cancelled", row.message)

    def get(self, job_id: str) -> Job:
        """Return a job by its id."""
        with self.database.read() as session:
            return _job(_found(session, job_id))

    def listing(self, state: str | None = None, *, limit: int = 200) -> tuple[Job, ...]:
        """List jobs, newest first."""
        statement = select(JobRow).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
        if state is not None:
            statement = statement.where(JobRow.state == state)
        with self.database.read() as session:
            return tuple(_job(row) for row in session.scalars(statement))

    @contextmanager
    def _held(self, job_id: str, worker: str) -> Iterator[JobRow]:
        with self.database.write_apart() as session:
            row = _found(session, job_id)
            if row.state != "running" or row.worker != worker:
                raise ConflictError(Problem("workspace.lease_lost", {"job": job_id, "worker": worker}))
            yield row
            session.flush()


def _end(row: JobRow, state: str, message: str) -> Job:
    row.state, row.message, row.lease_until, row.finished_at = state, message, None, now()
    return _job(row)


def _found(session: Session, job_id: str) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFoundError(Problem("workspace.no_job", {"job": job_id}))
    return row


def _job(row: JobRow) -> Job:
    return Job(**{field.name: getattr(row, field.name) for field in fields(Job)})
