"""Bringing a database to the schema of this version of the program."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models import Base
from tongyuan.workspace.types import now

__all__ = [
    "copy_database",
    "head_revision",
    "known_revisions",
    "migrate",
    "migrate_to",
    "revision_of",
    "schema_differences",
]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "tongyuan.workspace:migrations")
    config.set_main_option("path_separator", "os")
    return config


def head_revision() -> str:
    """Return the revision of the schema that this version of the program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101 - the package always ships its migrations
    return head


def revision_of(database: Database) -> str | None:
    """Return the revision of a database, or None where it holds no schema of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def schema_differences(database: Database) -> list[object]:
    """List where the database differs from the models: nothing, once it is migrated."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def migrate(database: Database, *, place: str, backups: Path | None = None) -> None:
    """Bring a database to the present schema; an older one is copied first.

    Parameters
    ----------
    database
        The database.
    place
        How a message names it.
    backups
        Folder for the copy of an older SQLite database.

    Raises
    ------
    ConflictError
        If a newer version of the program made it.
    """
    present = revision_of(database)
    if present == head_revision():
        return
    if present is not None and present not in known_revisions():
        raise ConflictError(Problem("workspace.newer", {"path": place, "revision": present}))
    if present is not None and backups is not None:
        copy_database(database, backups / f"{present}-{now():%Y%m%dT%H%M%S%f}.db")
    with database.connect_for_writing() as connection:
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    with connection.begin():
        migrate_to(connection, "head")


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring an older or an empty database to a revision, in the transaction that is open."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def known_revisions() -> frozenset[str]:
    """Return every revision that this version of the program knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def copy_database(database: Database, target: Path) -> None:
    """Copy a SQLite database to a file while it is in use; a server keeps backups of its own."""
    if not database.is_sqlite:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = sqlite3.connect(target)
    with database.engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - is_sqlite says so
        source.backup(copy)
    copy.close()
