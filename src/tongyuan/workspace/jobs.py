"""Jobs: our own row is the truth about work that somebody asked for.

A worker holds a job by a lease and renews it with each heartbeat; a lease that lapsed can be taken again, so
that work whose process was killed is done by the next. Results are content-addressed runs: doing it twice
does no harm. The log tells each attempt.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, object_session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.models.notices import NoticeRow
from tongyuan.workspace.types import now

__all__ = ["GOING", "Job", "Jobs", "new_job"]

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
#: States of a job that has not ended.
GOING = ("queued", "running")
#: Ends that whoever asked is told of; who cancels knows.
TOLD = {"done": "notice.job_done", "failed": "notice.job_failed"}
TOLD_OF = 200  # characters of the message
LOST = "租约多次中断 · lease lapsed too often"


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
        row = new_job(service, params=params, actor=actor)
        with self.database.write() as session:
            session.add(row)
            session.flush()
            failpoint("job.submitted")
            return _job(row)

    def claim(self, worker: str, *, lease: timedelta = LEASE) -> Job | None:
        """Take the oldest job that waits, or one whose lease has lapsed; None where there is none."""
        return self.database.apart(lambda session: _claim(session, worker, lease))

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

        def renew(row: JobRow) -> None:
            row.heartbeat = now()
            row.lease_until = row.heartbeat + lease
            row.progress = row.progress if progress is None else progress
            if message and message != row.message:
                row.message = message
                _log(row, message)

        return self._held(job_id, worker, renew, "job.beaten")

    def finish(self, job_id: str, *, worker: str, result: str | None = None) -> Job:
        """Say that the work is done, with the id of what came of it."""

        def end(row: JobRow) -> None:
            row.progress, row.result = 1.0, result
            _end(row, "done", row.message)

        return self._held(job_id, worker, end, "job.ended")

    def fail(self, job_id: str, *, worker: str, message: str, result: str | None = None) -> Job:
        """Say that the work failed, and why; a result tells it in a form that a page can read."""

        def end(row: JobRow) -> None:
            row.result = result
            _log(row, message)
            _end(row, "failed", message)

        return self._held(job_id, worker, end, "job.ended")

    def put_back(self, job_id: str, *, worker: str) -> Job:
        """Put a job back into the queue, because its worker stops; the attempt does not count."""

        def give_up(row: JobRow) -> None:
            _log(row, "办理者停机，排回队列 · its worker stopped; queued again")
            row.state, row.worker, row.lease_until = "queued", None, None
            row.attempts -= 1

        return self._held(job_id, worker, give_up, "job.ended")

    def cancel(self, job_id: str) -> Job:
        """Cancel a job; its worker learns of it with the next heartbeat."""
        with self.database.write() as session:
            row = _found(session, job_id)
            if row.state not in GOING:
                values = {"job": job_id, "state": row.state, "step": "cancel", "expected": "queued | running"}
                raise ConflictError(Problem("workspace.job_state", values))
            return _end(row, "cancelled", row.message)

    def get(self, job_id: str) -> Job:
        """Return a job by its id."""
        with self.database.read() as session:
            return _job(_found(session, job_id))

    def listing(
        self, state: str | None = None, *, actor: str | None = None, limit: int = 200
    ) -> tuple[Job, ...]:
        """List the jobs of everybody or of one actor, newest first."""
        statement = select(JobRow).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
        if actor is not None:
            statement = statement.where(JobRow.actor == actor)
        if state is not None:
            statement = statement.where(JobRow.state == state)
        with self.database.read() as session:
            return tuple(_job(row) for row in session.scalars(statement))

    def _held(self, job_id: str, worker: str, change: Callable[[JobRow], None], place: str) -> Job:
        def act(session: Session) -> Job:
            row = _found(session, job_id)
            if row.state != "running" or row.worker != worker:
                raise ConflictError(Problem("workspace.lease_lost", {"job": job_id, "worker": worker}))
            change(row)
            session.flush()
            failpoint(place)
            return _job(row)

        return self.database.apart(act)


def new_job(service: str, *, params: Mapping[str, Any], actor: str, schedule: int | None = None) -> JobRow:
    """Make the row of work that waits.

    Parameters
    ----------
    service
        What is asked for.
    params
        Its arguments.
    actor
        In whose name.
    schedule
        Number of the schedule that asks; None where a person did.

    Returns
    -------
    JobRow
        The row, in no session yet.
    """
    return JobRow(
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
        schedule=schedule,
    )


def _claim(session: Session, worker: str, lease: timedelta) -> Job | None:
    moment = now()
    lapsed = and_(JobRow.state == "running", JobRow.lease_until < moment)
    for spent in session.scalars(select(JobRow).where(lapsed, JobRow.attempts >= MAX_ATTEMPTS)):
        _log(spent, LOST)
        _end(spent, "failed", LOST)
    session.flush()
    row = session.scalars(
        select(JobRow).where(or_(JobRow.state == "queued", lapsed)).order_by(JobRow.created_at).limit(1)
    ).first()
    if row is None:
        return None
    row.state, row.worker, row.attempts = "running", worker, row.attempts + 1
    row.lease_until, row.heartbeat = moment + lease, moment
    row.started_at = row.started_at or moment
    _log(row, f"第 {row.attempts} 次，由 {worker} 办理 · attempt {row.attempts} by {worker}")
    session.flush()
    failpoint("job.claimed")
    return _job(row)


def _log(row: JobRow, message: str) -> None:
    row.log += f"{now().isoformat(timespec='seconds')} {message}\n"


def _end(row: JobRow, state: str, message: str) -> Job:
    row.state, row.message, row.lease_until, row.finished_at = state, message, None, now()
    session = object_session(row)
    if session is not None and state in TOLD and _is_news(session, row):
        session.add(_notice(row))
    return _job(row)


def _is_news(session: Session, row: JobRow) -> bool:
    """Tell whether an end is worth a notice: of scheduled work the first failure in a row alone is."""
    if row.schedule is None:
        return True
    of_schedule = select(JobRow.state).where(JobRow.schedule == row.schedule, JobRow.id != row.id)
    before = session.scalars(of_schedule.order_by(JobRow.created_at.desc()).limit(1)).first()
    return row.state == "failed" and before != "failed"


def _notice(row: JobRow) -> NoticeRow:
    """Tell whoever asked for a job that it has ended, in the transaction that ends it."""
    return NoticeRow(
        id=secrets.token_hex(8),
        actor=row.actor,
        code=TOLD[row.state],
        params={"service": row.service, "message": row.message.partition("\n")[0][:TOLD_OF]},
        link=f"/jobs?job={row.id}",
        sent_by=row.actor,
        sent_at=now(),
    )


def _found(session: Session, job_id: str) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFoundError(Problem("workspace.no_job", {"job": job_id}))
    return row


def _job(row: JobRow) -> Job:
    return Job(**{field.name: getattr(row, field.name) for field in fields(Job)})
