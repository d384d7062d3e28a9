"""Projects at the admission desk: entered, judged and followed; every word is kept, the latest holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import AdmissionProject, AdmissionSource, AdmissionStep
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models.projects import ProjectEntryRow, ProjectOpinionRow, ProjectStepRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Entered", "Kept", "Projects"]


@dataclass(frozen=True, slots=True)
class Entered:
    """A project as it was last entered: its form, its sources, by whom."""

    number: int
    project: dict[str, Any]
    sources: tuple[dict[str, Any], ...]
    actor: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An opinion as it is kept."""

    number: int
    project: str
    entry: int
    day: date
    rules: str
    inputs: str
    outcome: str
    findings: list[dict[str, Any]]
    actor: str
    facts: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Projects:
    """Every project, opinion and step.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def put(self, project: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], *, actor: str) -> int:
        """Enter a project, or correct what was entered; the same words again leave nothing.

        Parameters
        ----------
        project
            Row of ``AdmissionProject``.
        sources
            Rows of ``AdmissionSource`` of it.
        actor
            Who.

        Returns
        -------
        int
            Number of the entry that holds.
        """
        form = json.dumps(
            {"project": dict(project), "sources": [dict(row) for row in sources]},
            ensure_ascii=False,
            sort_keys=True,
            default=str,
        )
        fingerprint = hash_record({"form": form})
        with self.database.write() as session:
            last = session.scalars(
                select(ProjectEntryRow)
                .where(ProjectEntryRow.project == project["project"])
                .order_by(ProjectEntryRow.id.desc())
            ).first()
            if last is not None and last.fingerprint == fingerprint:
                return last.id
            owner = {name: project[name] for name in ("project", "region", "department", "enterprise")}
            row = ProjectEntryRow(**owner, form=form, fingerprint=fingerprint, actor=actor, at=now())
            session.add(row)
            session.flush()
            return row.id

    def entered(self, project: str | None = None) -> list[Entered]:
        """List the projects within reach as they were last entered, by their id; or one of them."""
        statement = self._latest(project)
        with self.database.read() as session:
            return [_entered(row) for row in session.scalars(statement)]

    def forms(self) -> list[dict[str, Any]]:
        """List what the forms of the projects within reach state of each, days as text; without sources."""
        statement = self._latest().with_only_columns(ProjectEntryRow.form)
        with self.database.read() as session:
            return [json.loads(form)["project"] for form in session.scalars(statement)]

    def _latest(self, project: str | None = None) -> Any:
        latest = select(func.max(ProjectEntryRow.id)).group_by(ProjectEntryRow.project)
        if project is not None:
            latest = latest.where(ProjectEntryRow.project == project)
        return (
            select(ProjectEntryRow)
            .where(ProjectEntryRow.id.in_(latest), self._seen())
            .order_by(ProjectEntryRow.project)
        )

    def keep(self, entry: Entered, kept: Mapping[str, Any], *, actor: str) -> int:
        """Keep an opinion; the same on the same inputs is kept once.

        Parameters
        ----------
        entry
            What it is on.
        kept
            ``day``, ``rules``, ``inputs`` (hashes), ``outcome``, ``findings``; ``facts`` of the budget.
        actor
            Who asked.

        Returns
        -------
        int
            Its number.
        """
        with self.database.write() as session:
            held, inputs = _again(session, entry.project["project"], kept["inputs"])
            if held is not None:
                return held
            told = {"findings": kept["findings"], "facts": kept.get("facts")}
            findings = json.dumps(told, ensure_ascii=False, default=str)
            row = ProjectOpinionRow(
                **{name: kept[name] for name in ("day", "rules", "outcome")},
                inputs=inputs,
                project=entry.project["project"],
                entry_id=entry.number,
                findings=findings,
                actor=actor,
                at=now(),
            )
            session.add(row)
            session.flush()
            return row.id

    def opinions(self, project: str) -> list[Kept]:
        """List the opinions on a project within reach, oldest first."""
        statement = select(ProjectOpinionRow).where(
            ProjectOpinionRow.project == project, ProjectOpinionRow.project.in_(self._own())
        )
        with self.database.read() as session:
            return [_kept(row) for row in session.scalars(statement.order_by(ProjectOpinionRow.id))]

    def last_opinions(self, project: str | None = None) -> dict[str, Kept]:
        """Give the last opinion on each project within reach, or on one."""
        latest = select(func.max(ProjectOpinionRow.id)).group_by(ProjectOpinionRow.project)
        if project is not None:
            latest = latest.where(ProjectOpinionRow.project == project)
        statement = select(ProjectOpinionRow).where(
            ProjectOpinionRow.id.in_(latest), ProjectOpinionRow.project.in_(self._own())
        )
        with self.database.read() as session:
            return {row.project: _kept(row) for row in session.scalars(statement)}

    def outcomes(self) -> dict[str, tuple[str, str]]:
        """Give the outcome and the day of the last opinion on each project within reach."""
        statement = (
            select(ProjectOpinionRow.project, ProjectOpinionRow.outcome, ProjectOpinionRow.day)
            .where(ProjectOpinionRow.project.in_(self._own()))
            .order_by(ProjectOpinionRow.id)
        )
        with self.database.read() as session:
            return {project: (outcome, str(on)) for project, outcome, on in session.execute(statement)}

    def take(
        self, step: Mapping[str, Any], *, key: str, actor: str, refuse: Callable[[pl.DataFrame], None]
    ) -> int:
        """Take a step, or find the one that the same key took before.

        Parameters
        ----------
        step
            ``project``, ``step``, ``done_on``, ``document``, ``memo``, ``opinion``.
        key
            The caller's own number: the same number again changes nothing.
        actor
            Who.
        refuse
            Looks at the steps of the project so far, and raises where this one may not be.

        Returns
        -------
        int
            Number of the step.

        Raises
        ------
        ConflictError
            If the key stands for another step.
        """
        fingerprint = hash_record({**step, "done_on": str(step["done_on"])})
        with self.database.write() as session:
            before = session.scalars(select(ProjectStepRow).where(ProjectStepRow.key == key)).first()
            if before is not None and before.fingerprint != fingerprint:
                raise ConflictError(Problem("admission.key_taken", {"key": key}))
            if before is not None:
                return before.id
            refuse(_steps(session, ProjectStepRow.project == step["project"]))
            row = ProjectStepRow(**step, key=key, fingerprint=fingerprint, actor=actor, at=now())
            session.add(row)
            session.flush()
            return row.id

    def steps(self) -> pl.DataFrame:
        """List the steps of projects within reach, oldest first."""
        with self.database.read() as session:
            return _steps(session, ProjectStepRow.project.in_(self._own()))

    def _own(self) -> Any:
        latest = select(func.max(ProjectEntryRow.id)).group_by(ProjectEntryRow.project)
        return select(ProjectEntryRow.project).where(ProjectEntryRow.id.in_(latest), self._seen())

    def _seen(self) -> ColumnElement[bool]:
        return seen_in_sql(
            self.scope,
            {
                "regions": ProjectEntryRow.region,
                "departments": ProjectEntryRow.department,
                "enterprises": ProjectEntryRow.enterprise,
            },
        )


def _again(session: Session, project: str, inputs: str) -> tuple[int | None, str]:
    """Find the last opinion where it rests on the same inputs, else name the inputs of a new one.

    What is judged anew after another opinion is a new one, although its inputs are those of an earlier.
    """
    of_project = (
        select(ProjectOpinionRow.id, ProjectOpinionRow.inputs)
        .where(ProjectOpinionRow.project == project)
        .order_by(ProjectOpinionRow.id.desc())
        .limit(2)
    )
    last = session.execute(of_project).all()
    if last:
        before = last[1].id if len(last) > 1 else None
        if last[0].inputs in (inputs, hash_record({"inputs": inputs, "after": before})):
            return last[0].id, inputs
    known = session.scalars(select(ProjectOpinionRow.id).where(ProjectOpinionRow.inputs == inputs)).first()
    return None, inputs if known is None else hash_record({"inputs": inputs, "after": last[0].id})


def _entered(row: ProjectEntryRow) -> Entered:
    form = json.loads(row.form)
    project = _typed([form["project"]], AdmissionProject.create_empty().schema)[0]
    sources = _typed(form["sources"], AdmissionSource.create_empty().schema)
    return Entered(row.id, project, tuple(sources), row.actor, row.fingerprint)


def _typed(rows: list[dict[str, Any]], schema: Mapping[str, pl.DataType]) -> list[dict[str, Any]]:
    """Read days back as days."""
    days = {name for name, kind in schema.items() if kind == pl.Date}
    blank = dict.fromkeys(schema)  # columns that a form of an earlier version does not have
    return [
        {
            name: date.fromisoformat(value) if name in days and isinstance(value, str) else value
            for name, value in (blank | row).items()
        }
        for row in rows
    ]


def _kept(row: ProjectOpinionRow) -> Kept:
    told = json.loads(row.findings)
    whole = told if isinstance(told, dict) else {"findings": told, "facts": None}  # an earlier version's
    return Kept(
        row.id,
        row.project,
        row.entry_id,
        row.day,
        row.rules,
        row.inputs,
        row.outcome,
        whole["findings"],
        row.actor,
        whole["facts"],
    )


def _steps(session: Session, which: ColumnElement[bool]) -> pl.DataFrame:
    names = ("project", "step", "done_on", "document", "memo", "opinion", "actor", "at")
    statement = select(ProjectStepRow).where(which).order_by(ProjectStepRow.id)
    rows = [
        {**{name: getattr(one, name) for name in names}, "number": one.id}
        for one in session.scalars(statement)
    ]
    return pl.DataFrame(rows, schema=AdmissionStep.create_empty().schema)
