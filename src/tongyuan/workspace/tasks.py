"""Tasks as work: kept as they stand, and with every step; found by who, where, when and words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.tasks import TaskRow, TaskStepRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["TaskFilter", "TaskSlip", "Tasks"]

COLUMNS = tuple(column.name for column in TaskRow.__table__.columns)
#: Ids of one question: databases bear no list without end.
MANY = 500
STEP_COLUMNS = tuple(column.name for column in TaskStepRow.__table__.columns)


@dataclass(frozen=True, slots=True)
class TaskSlip:
    """What stands behind a step.

    Parameters
    ----------
    step, actor
        What is done, by whom.
    memo
        Why, or what is said.
    evidence, evidence_hash
        The paper, and the hash of its file; None where there is none.
    """

    step: str
    actor: str
    memo: str = ""
    evidence: str | None = None
    evidence_hash: str | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are asked for; what is None is not asked.

    Parameters
    ----------
    on
        Day by which standings are told.
    soon
        Days before its date from which a task is due soon.
    department, helper, region, level, article, standing, alert, parent
        Equal to these.
    text
        Words that stand in the task.
    due_from, due_to
        First and last day of dates.
    """

    on: date
    soon: int
    department: str | None = None
    helper: str | None = None
    region: str | None = None
    level: str | None = None
    article: int | None = None
    standing: str | None = None
    alert: str | None = None
    parent: str | None = None
    text: str | None = None
    due_from: date | None = None
    due_to: date | None = None

    def wanted(self) -> ColumnElement[bool]:
        """Give the condition, standing included."""
        equal = ("department", "region", "level", "article", "alert", "parent")
        told = [
            getattr(TaskRow, name) == getattr(self, name) for name in equal if getattr(self, name) is not None
        ]
        if self.helper is not None:
            told.append(TaskRow.helpers.contains(f";{self.helper};", autoescape=True))
        if self.text:
            told.append(TaskRow.text.contains(self.text, autoescape=True))
        if self.due_from is not None:
            told.append(TaskRow.due_on >= self.due_from)
        if self.due_to is not None:
            told.append(TaskRow.due_on <= self.due_to)
        if self.standing is not None:
            told.append(self.standing_now() == self.standing)
        return and_(literal(True), *told)

    def standing_now(self) -> ColumnElement[str]:
        """Give the standing on the day, as the rule of the deploying wing says it, in SQL."""
        later = self.on + timedelta(days=self.soon)
        return case(
            (and_(TaskRow.done_on.is_not(None), TaskRow.done_on <= self.on), "done"),
            (TaskRow.department.is_(None), "unassigned"),
            (TaskRow.due_on.is_(None), "undated"),
            (TaskRow.due_on < self.on, "overdue"),
            (TaskRow.due_on < later, "due_soon"),
            (and_(TaskRow.starts_on.is_not(None), TaskRow.starts_on > self.on), "not_begun"),
            else_="going",
        )


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a workspace.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees; whoever helps sees what it helps with.
    """

    database: Database
    scope: Scope = EVERYTHING

    def add(self, tasks: Sequence[Mapping[str, Any]], slip: TaskSlip) -> list[str]:
        """Keep new tasks, with a first step of each.

        Parameters
        ----------
        tasks
            Columns of a task; what is left out is not told.
        slip
            Who keeps them, and why.

        Returns
        -------
        list of str
            Their ids.

        Raises
        ------
        ConflictError
            If an id is taken; none is kept then.
        """
        with self.database.write() as session:
            ids = [task["task"] for task in tasks]
            there = _there(session, ids)
            if there:
                raise ConflictError([Problem("task.taken", {"got": one}) for one in sorted(there)])
            for task in tasks:
                row = TaskRow(**{"version": 1, "state": "open", "helpers": "", "weight": 1.0, **task})
                session.add(row)
                session.flush()
                session.add(_step(row, slip, changed=dict(task)))
            return ids

    def change(
        self, task: str, slip: TaskSlip, *, decide: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Take a step on a task within reach.

        Parameters
        ----------
        task
            Its id.
        slip
            What is done, by whom, on which paper.
        decide
            Looks at the task as it stands and gives what changes; raises where nothing may.

        Returns
        -------
        dict
            The task after it.

        Raises
        ------
        NotFoundError
            If no such task is within reach.
        """
        with self.database.write() as session:
            row = session.scalars(select(TaskRow).where(TaskRow.task == task, self._seen())).first()
            if row is None:
                raise NotFoundError(Problem("task.none", {"got": task}))
            changed = dict(decide(_told(row)))
            for name, value in changed.items():
                setattr(row, name, value)
            row.version += 1
            session.add(_step(row, slip, changed=changed))
            session.flush()
            return _told(row)

    def get(self, task: str) -> dict[str, Any]:
        """Return a task within reach, as it stands."""
        with self.database.read() as session:
            row = session.scalars(select(TaskRow).where(TaskRow.task == task, self._seen())).first()
            if row is None:
                raise NotFoundError(Problem("task.none", {"got": task}))
            return _told(row)

    def listed(self, asked: TaskFilter, *, first: int = 0, most: int | None = None) -> list[dict[str, Any]]:
        """List tasks within reach by date, then id, with the standing of each.

        Parameters
        ----------
        asked
            Which.
        first, most
            How many are passed over, and how many are given at most; all by default.

        Returns
        -------
        list of dict
            Columns of a task and ``standing``.
        """
        columns = [getattr(TaskRow, name) for name in COLUMNS]
        statement = select(*columns, asked.standing_now().label("standing")).where(self._found(asked))
        undated = case((TaskRow.due_on.is_(None), 1), else_=0)
        ordered = statement.order_by(undated, TaskRow.due_on, TaskRow.task).offset(first)
        with self.database.read() as session:
            rows = session.execute(ordered if most is None else ordered.limit(most))
            return [dict(row) for row in rows.mappings()]

    def counted(self, asked: TaskFilter) -> dict[str, dict[str, int]]:
        """Count tasks within reach by level and standing: parts are the work of their whole once more."""
        standing = asked.standing_now().label("standing")
        statement = (
            select(TaskRow.level, standing, func.count())
            .where(self._found(asked))
            .group_by(TaskRow.level, standing)
        )
        found: dict[str, dict[str, int]] = {}
        with self.database.read() as session:
            for level, name, count in session.execute(statement):
                found.setdefault(level, {})[name] = count
        return found

    def led(self, asked: TaskFilter) -> list[tuple[Any, ...]]:
        """Count tasks within reach by lead, standing, state, alert and whether progress was reported."""
        standing = asked.standing_now().label("standing")
        told = TaskRow.progress.is_not(None).label("told")
        keys = (TaskRow.department, standing, TaskRow.state, TaskRow.alert, told)
        statement = select(*keys, func.count()).where(self._found(asked)).group_by(*keys)
        with self.database.read() as session:
            return [tuple(row) for row in session.execute(statement)]

    def below(self, tasks: Sequence[str]) -> list[dict[str, Any]]:
        """Give the parts of tasks, and the parts of those: a whole is one, whoever looks at it.

        Parameters
        ----------
        tasks
            Ids of the wholes.

        Returns
        -------
        list of dict
            ``task``, ``parent``, ``weight``, ``state``, ``progress``.
        """
        columns = (TaskRow.task, TaskRow.parent, TaskRow.weight, TaskRow.state, TaskRow.progress)
        found: list[dict[str, Any]] = []
        wholes = list(tasks)
        with self.database.read() as session:
            while wholes:
                parts = [
                    dict(row)
                    for first in range(0, len(wholes), MANY)
                    for row in session.execute(
                        select(*columns)
                        .where(TaskRow.parent.in_(wholes[first : first + MANY]))
                        .order_by(TaskRow.task)
                    ).mappings()
                ]
                found += parts
                wholes = [part["task"] for part in parts]
        return found

    def undivided(self, asked: TaskFilter, *, begun_by: date) -> list[dict[str, Any]]:
        """List open tasks within reach that have a lead, no parts, and have begun by a day.

        Parameters
        ----------
        asked
            Which.
        begun_by
            A task without a start has begun.

        Returns
        -------
        list of dict
            Columns of a task, by lead, region and id.
        """
        part = aliased(TaskRow)
        statement = select(*(getattr(TaskRow, name) for name in COLUMNS)).where(
            self._found(asked),
            TaskRow.state == "open",
            TaskRow.department.is_not(None),
            or_(TaskRow.starts_on.is_(None), TaskRow.starts_on <= begun_by),
            ~exists().where(part.parent == TaskRow.task),
        )
        ordered = statement.order_by(TaskRow.department, TaskRow.region, TaskRow.task)
        with self.database.read() as session:
            return [dict(row) for row in session.execute(ordered).mappings()]

    def stepped(self, step: str, *, memos: Sequence[str]) -> set[str]:
        """Give the tasks on which a step was taken with one of some memos, whoever sees them."""
        statement = select(TaskStepRow.task).where(TaskStepRow.step == step, TaskStepRow.memo.in_(memos))
        with self.database.read() as session:
            return set(session.scalars(statement))

    def months(self, asked: TaskFilter) -> dict[str, dict[str, int]]:
        """Count tasks within reach by the month of their date and by standing; undated ones are left out."""
        standing = asked.standing_now().label("standing")
        statement = (
            select(TaskRow.due_on, standing, func.count())
            .where(self._found(asked), TaskRow.due_on.is_not(None))
            .group_by(TaskRow.due_on, standing)
            .order_by(TaskRow.due_on)
        )
        found: dict[str, dict[str, int]] = {}
        with self.database.read() as session:
            for due_on, name, count in session.execute(statement):
                month = found.setdefault(str(due_on)[:7], {})
                month[name] = month.get(name, 0) + count
        return found

    def history(self, task: str) -> list[dict[str, Any]]:
        """List the steps of a task within reach, oldest first."""
        self.get(task)
        statement = select(TaskStepRow).where(TaskStepRow.task == task).order_by(TaskStepRow.id)
        with self.database.read() as session:
            return [{name: getattr(row, name) for name in STEP_COLUMNS} for row in session.scalars(statement)]

    def known(self) -> set[str]:
        """Give the ids of all tasks, whoever sees them."""
        with self.database.read() as session:
            return set(session.scalars(select(TaskRow.task)))

    def _found(self, asked: TaskFilter) -> ColumnElement[bool]:
        return and_(asked.wanted(), self._seen())

    def _seen(self) -> ColumnElement[bool]:
        columns = {"regions": TaskRow.region, "departments": TaskRow.department}
        helping = [
            and_(
                TaskRow.helpers.contains(f";{department};", autoescape=True),
                literal(True)
                if reach.regions is None
                else TaskRow.region.in_(sorted(filter(None, reach.regions))),
            )
            for reach in self.scope.reaches
            for department in sorted(filter(None, reach.departments or ()))
        ]
        return or_(seen_in_sql(self.scope, columns), *helping)


def _there(session: Session, ids: Sequence[str]) -> set[str]:
    """Tell which ids are taken, some hundreds at a time: databases bear no list without end."""
    found: set[str] = set()
    for first in range(0, len(ids), MANY):
        part = ids[first : first + MANY]
        found |= set(session.scalars(select(TaskRow.task).where(TaskRow.task.in_(part))))
    twice = {one for one in ids if ids.count(one) > 1} if len(ids) != len(set(ids)) else set()
    return found | twice


def _step(row: TaskRow, slip: TaskSlip, *, changed: Mapping[str, Any]) -> TaskStepRow:
    return TaskStepRow(
        task=row.task,
        version=row.version,
        step=slip.step,
        changed=json.loads(json.dumps(dict(changed), default=str, ensure_ascii=False)),
        memo=slip.memo,
        evidence=slip.evidence,
        evidence_hash=slip.evidence_hash,
        actor=slip.actor,
        at=now(),
    )


def _told(row: TaskRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}
