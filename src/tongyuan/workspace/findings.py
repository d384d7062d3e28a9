"""Findings of inspectors: written once; an answer or an end is a further version."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.notices import FindingRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Finding", "Findings"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One version of a finding: open, answered, closed."""

    number: int
    version: int
    state: str
    region: str
    department: str | None
    enterprise: str | None
    article: str | None
    figure: str | None
    text: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Findings:
    """What inspectors found.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def write(
        self,
        text: str,
        *,
        region: str,
        actor: str,
        department: str | None = None,
        enterprise: str | None = None,
        article: str | None = None,
        figure: str | None = None,
    ) -> Finding:
        """Write a finding on a region, and perhaps a department, enterprise, article or figure of it."""
        with self.database.write() as session:
            last = session.scalar(select(func.max(FindingRow.number))) or 0
            row = FindingRow(
                number=last + 1,
                version=1,
                state="open",
                region=region,
                department=department,
                enterprise=enterprise,
                article=article,
                figure=figure,
                text=text,
                actor=actor,
                at=now(),
            )
            session.add(row)
            session.flush()
            return _finding(row)

    def step(self, number: int, *, state: str, text: str, actor: str) -> Finding:
        """Answer a finding or close it; a closed one stays closed."""
        with self.database.write() as session:
            before = self.history(number)[-1]
            if before.state == "closed":
                values = {"finding": number, "state": before.state, "step": state}
                raise ConflictError(Problem("notice.finding_closed", values))
            after = replace(before, version=before.version + 1, state=state, text=text, actor=actor, at=now())
            session.add(FindingRow(**{field.name: getattr(after, field.name) for field in fields(Finding)}))
            session.flush()
            return after

    def history(self, number: int) -> tuple[Finding, ...]:
        """Return every version of a finding, oldest first."""
        statement = select(FindingRow).where(FindingRow.number == number, self._seen())
        with self.database.read() as session:
            rows = session.scalars(statement.order_by(FindingRow.version)).all()
        if not rows:
            raise NotFoundError(Problem("notice.no_finding", {"finding": number}))
        return tuple(_finding(row) for row in rows)

    def listing(self) -> tuple[Finding, ...]:
        """List the present version of each finding within reach, newest first."""
        newest = (
            select(FindingRow.number, func.max(FindingRow.version).label("version"))
            .group_by(FindingRow.number)
            .subquery()
        )
        statement = (
            select(FindingRow)
            .join(newest, (FindingRow.number == newest.c.number) & (FindingRow.version == newest.c.version))
            .where(self._seen())
            .order_by(FindingRow.number.desc())
        )
        with self.database.read() as session:
            return tuple(_finding(row) for row in session.scalars(statement))

    def _seen(self) -> ColumnElement[bool]:
        columns = {
            "regions": FindingRow.region,
            "departments": FindingRow.department,
            "enterprises": FindingRow.enterprise,
        }
        return seen_in_sql(self.scope, columns)


def _finding(row: FindingRow) -> Finding:
    return Finding(**{field.name: getattr(row, field.name) for field in fields(Finding)})
