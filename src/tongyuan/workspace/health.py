"""Is the workspace sound: what it holds agrees with what it says of itself, and the place it lies in is fit.

Each check says what it saw and, where it failed, what to do; the sentences stand in the message catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from tongyuan.vocabulary.problems import Language, Problem
from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.audit import Audit
from tongyuan.workspace.engine import Database
from tongyuan.workspace.ledger import Ledger
from tongyuan.workspace.models import AuditRow, JobRow
from tongyuan.workspace.place import clock_fault, open_to_others, room
from tongyuan.workspace.schema import head_revision, revision_of, schema_differences
from tongyuan.workspace.types import now

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["BACKED_UP", "RESTORED", "Check", "check_workspace"]

#: What a backup writes into the audit, and a restore from one; later changes are in no backup.
BACKED_UP, RESTORED = "backup.make", "backup.restore"
UNKEPT = timedelta(days=7)
#: How long a job may wait for somebody to take it over.
STALE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Parameters
    ----------
    name
        Its name.
    passed
        Whether all was well.
    finding
        What it saw, and what to do where it did not pass.
    problems
        Every single fault.
    """

    name: str
    passed: bool
    finding: Problem
    problems: tuple[Problem, ...] = ()

    def detail(self, language: Language) -> str:
        """Say what it saw."""
        return " · ".join(
            each.what(language).strip() for each in (self.finding, *self.problems) if each.what(language)
        )

    def remedy(self, language: Language) -> str:
        """Say what to do; nothing where it passed."""
        if self.passed:
            return ""
        told = [problem.remedy(language) for problem in self.problems] or [self.finding.remedy(language)]
        return " · ".join(dict.fromkeys(told))


def check_workspace(workspace: Workspace) -> tuple[Check, ...]:
    """Run every check.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    tuple of Check
        What it holds: schema, database, files, orphans, audit, ledger; where it lies: disk, clock,
        permissions; what is left undone: jobs, backup.
    """
    database, folder = workspace.database, workspace.folder
    return (
        _check_schema(database),
        _check_database(database),
        _check_files(workspace.artefacts),
        _check_orphans(workspace.artefacts),
        _check_audit(workspace.audit),
        _check_ledger(workspace.ledger),
        _check_disk(folder),
        _check_clock(database),
        _check_permissions(folder, workspace.audit),
        _check_jobs(database),
        _check_backup(database),
    )


def _check_schema(database: Database) -> Check:
    differences, present = schema_differences(database), revision_of(database)
    values = {"revision": present, "head": head_revision(), "count": len(differences)}
    passed = not differences and present == head_revision()
    return Check("schema", passed, Problem("health.schema", values))


def _check_database(database: Database) -> Check:
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            version = str(connection.scalar(text("SHOW server_version")))
            valid = connection.scalar(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
        values = {"kind": f"PostgreSQL {version}", "integrity": "ok", "loose": valid}
        return Check("database", not valid, Problem("health.database", values))
    with database.engine.connect() as connection:
        integrity = str(connection.execute(text("PRAGMA integrity_check")).scalar())
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    values = {"kind": "SQLite", "integrity": integrity, "loose": len(loose)}
    return Check("database", integrity == "ok" and not loose, Problem("health.database", values))


def _check_files(artefacts: Artefacts) -> Check:
    problems = artefacts.verify()
    return Check("files", not problems, Problem("health.files", {"count": len(problems)}), problems)


def _check_orphans(artefacts: Artefacts) -> Check:
    """Tell of files that a crash left: they do no harm, and are taken up again by the next import of them."""
    return Check(
        "orphans", passed=True, finding=Problem("health.orphans", {"count": len(artefacts.orphans())})
    )


def _check_audit(audit: Audit) -> Check:
    found = audit.verify()
    finding = Problem("health.audit", {"told_zh": found.statement("zh"), "told_en": found.statement("en")})
    return Check("audit", not found.problems, finding, found.problems)


def _check_ledger(ledger: Ledger) -> Check:
    problems = ledger.faults()
    return Check("ledger", not problems, Problem("health.ledger", {"count": len(problems)}), problems)


def _check_disk(folder: Path) -> Check:
    free, size, enough = room(folder)
    values = {"free": f"{free / 1e9:,.1f}", "size": f"{size / 1e9:,.3f}"}
    return Check("disk", enough, Problem("health.disk", values))


def _check_clock(database: Database) -> Check:
    problems = clock_fault(database)
    return Check("clock", not problems, Problem("health.clock"), problems)


def _check_permissions(folder: Path, audit: Audit) -> Check:
    problems = open_to_others(folder, audit)
    return Check("permissions", not problems, Problem("health.permissions"), problems)


def _check_jobs(database: Database) -> Check:
    lapsed = select(func.count()).where(JobRow.state == "running", JobRow.lease_until < now() - STALE)
    waiting = select(func.count()).where(JobRow.state == "queued", JobRow.created_at < now() - STALE)
    with database.read() as session:
        counts = {"lapsed": session.scalar(lapsed) or 0, "waiting": session.scalar(waiting) or 0}
    return Check("jobs", not any(counts.values()), Problem("health.jobs", counts))


def _check_backup(database: Database) -> Check:
    """Ask how long the oldest change that is in no backup has been there."""
    marks = select(AuditRow.seq).where(AuditRow.service.in_((BACKED_UP, RESTORED)))
    with database.read() as session:
        kept = session.scalars(marks.order_by(AuditRow.seq.desc()).limit(1)).first() or 0
        last = session.scalar(select(AuditRow.at).where(AuditRow.seq == kept))
        at = session.scalar(select(AuditRow.at).where(AuditRow.seq == kept + 1))
    if at is None:
        return Check("backup", passed=True, finding=Problem("health.kept", {"last": _day(last)}))
    values = {"last": _day(last), "since": _day(at)}
    return Check("backup", now() - at < UNKEPT, Problem("health.backup", values))


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "—"
