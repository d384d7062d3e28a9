"""Schedules: work that is put into the queue again and again, in the name of whoever set it.

Any number of processes may look at once: what is due is taken, moved to its next time and queued in one
transaction. Work whose last job still waits or goes on is not queued a second time; turns that were missed
while nothing looked are not made up for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Schedule
from tongyuan.workspace.engine import Database
from tongyuan.workspace.jobs import GOING, new_job
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.models.schedules import ScheduleRow

__all__ = ["Schedules", "next_due"]

OWN = ("service", "every_minutes", "due_at", "job", "actor", "set_at")


def next_due(due_at: datetime, *, every_minutes: int, moment: datetime) -> datetime:
    """Give the next time of a schedule that lies after a moment, in step with its first.

    Parameters
    ----------
    due_at
        A time at which it was due.
    every_minutes
        How often [min].
    moment
        Now.

    Returns
    -------
    datetime
        The first of ``due_at + n * every_minutes`` after ``moment``.

    Examples
    --------
    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    >>> next_due(nine, every_minutes=60, moment=nine + timedelta(minutes=150)).hour
    12
    """
    step = timedelta(minutes=every_minutes)
    return due_at if moment < due_at else due_at + ((moment - due_at) // step + 1) * step


@dataclass(frozen=True, slots=True)
class Schedules:
    """What comes again and again.

    Parameters
    ----------
    database
        Holds the rows.
    """

    database: Database

    def put(self, service: str, *, every_minutes: int, due_at: datetime, actor: str, at: datetime) -> int:
        """Set work that comes again and again.

        Parameters
        ----------
        service
            What is asked for; it needs no argument.
        every_minutes
            How often [min].
        due_at
            When it is due first.
        actor
            In whose name.
        at
            When it was set.

        Returns
        -------
        int
            Its number.
        """
        row = ScheduleRow(service=service, every_minutes=every_minutes, due_at=due_at, actor=actor, set_at=at)
        with self.database.write() as session:
            session.add(row)
            session.flush()
            return row.id

    def listing(self, *, actor: str | None = None) -> pl.DataFrame:
        """List what comes again and again and has not ended.

        Parameters
        ----------
        actor
            Those of one person; everybody's by default.

        Returns
        -------
        polars.DataFrame
            Rows of ``Schedule``.
        """
        statement = (
            select(ScheduleRow, JobRow)
            .outerjoin(JobRow, JobRow.id == ScheduleRow.job)
            .where(ScheduleRow.ended_at.is_(None))
            .order_by(ScheduleRow.id)
        )
        if actor is not None:
            statement = statement.where(ScheduleRow.actor == actor)
        with self.database.read() as session:
            rows = [_told(row, job) for row, job in session.execute(statement)]
        return Schedule.validate(pl.DataFrame(rows, schema=Schedule.create_empty().schema), cast=True)

    def end(self, number: int, *, actor: str, at: datetime) -> None:
        """End one; its jobs stay.

        Parameters
        ----------
        number
            Its number.
        actor
            Who ends it.
        at
            When.

        Raises
        ------
        NotFoundError
            If none of that number goes on.
        """
        with self.database.write() as session:
            row = session.get(ScheduleRow, number)
            if row is None or row.ended_at is not None:
                raise NotFoundError(Problem("schedule.none", {"got": number}))
            row.ended_at, row.ended_by = at, actor

    def fire(self, moment: datetime) -> list[str]:
        """Queue what is due.

        Parameters
        ----------
        moment
            Now.

        Returns
        -------
        list of str
            Ids of the jobs that were queued.
        """
        with self.database.read() as session:
            if session.scalars(_due(moment).limit(1)).first() is None:
                return []
        return self.database.apart(lambda session: _fired(session, moment))


def _due(moment: datetime) -> Any:
    return select(ScheduleRow).where(ScheduleRow.ended_at.is_(None), ScheduleRow.due_at <= moment)


def _fired(session: Session, moment: datetime) -> list[str]:
    queued = []
    for row in session.scalars(_due(moment).order_by(ScheduleRow.id)):
        row.due_at = next_due(row.due_at, every_minutes=row.every_minutes, moment=moment)
        last = None if row.job is None else session.get(JobRow, row.job)
        if last is not None and last.state in GOING:
            continue
        job = new_job(row.service, params={}, actor=row.actor, schedule=row.id)
        session.add(job)
        session.flush()
        row.job = job.id
        queued.append(job.id)
    return queued


def _told(row: ScheduleRow, job: JobRow | None) -> dict[str, Any]:
    return {
        "number": row.id,
        **{name: getattr(row, name) for name in OWN},
        "state": None if job is None else job.state,
        "message": None if job is None else job.message,
    }
