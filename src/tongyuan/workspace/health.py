"""Is the workspace sound: schema, database, files, audit."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import text

from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.audit import Audit
from tongyuan.workspace.engine import Database
from tongyuan.workspace.schema import revision_of, schema_differences

__all__ = ["Check", "check_workspace"]


class Check(NamedTuple):
    """One check: its name, whether it passed, and what it saw."""

    name: str
    passed: bool
    detail: str


def check_workspace(database: Database, artefacts: Artefacts, audit: Audit) -> tuple[Check, ...]:
    """Run every check.

    Parameters
    ----------
    database
        The database.
    artefacts
        The files.
    audit
        The chain of changes.

    Returns
    -------
    tuple of Check
        Schema, database, files and audit, in this order.
    """
    return (_check_schema(database), _check_database(database), _check_files(artefacts), _check_audit(audit))


def _check_schema(database: Database) -> Check:
    differences = schema_differences(database)
    detail = f"{revision_of(database)}; {len(differences)} differences"
    return Check("schema", not differences, detail)


def _check_database(database: Database) -> Check:
    if not database.is_sqlite:
        return Check("database", passed=True, detail=database.engine.dialect.name)
    with database.engine.connect() as connection:
        integrity = str(connection.execute(text("PRAGMA integrity_check")).scalar())
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    return Check(
        "database", integrity == "ok" and not loose, f"integrity {integrity}; {len(loose)} loose keys"
    )


def _check_files(artefacts: Artefacts) -> Check:
    problems = artefacts.verify()
    found = "; ".join(problem.what("en") for problem in problems) or "every file agrees with its hash"
    return Check("files", not problems, f"{found}; {len(artefacts.orphans())} files belong to no row")


def _check_audit(audit: Audit) -> Check:
    result = audit.verify()
    found = "; ".join(problem.what("en") for problem in result.problems)
    return Check("audit", not result.problems, found or f"{result.rows} rows, head {result.head[:12]}")
