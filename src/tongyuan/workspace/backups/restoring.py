"""Restoring a backup: into an empty place, whole or not at all, and looked over before anybody sees it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, MetaData, inspect, text

from tongyuan.vocabulary.problems import CheckFailed, ConflictError, Problem
from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.audit import Audit, Head, Outside
from tongyuan.workspace.audit.outside import HEADS, MANIFEST
from tongyuan.workspace.backups.archive import Manifest, copy_member, examine, member_kind
from tongyuan.workspace.backups.rows import insert_rows, restart_numbers, tables_of
from tongyuan.workspace.durable import keep, make_folder, sync_folder
from tongyuan.workspace.engine import Database, sqlite_url
from tongyuan.workspace.models import Base
from tongyuan.workspace.schema import known_revisions, migrate, migrate_to, schema_differences

__all__ = ["restore"]

DATABASE_FILE = "tongyuan.db"
Progress = Callable[[float, str], None]


def restore(
    file: Path,
    folder: Path,
    *,
    database: str | None = None,
    progress: Progress = lambda part, what: None,
) -> Manifest:
    """Make a workspace from a backup.

    Parameters
    ----------
    file
        The backup, made from either database.
    folder
        A new or an empty folder.
    database
        Address of an empty PostgreSQL database; without it the database is a file in the folder.
    progress
        Called with a fraction [0-1] and what is being restored.

    Returns
    -------
    Manifest
        What the backup held.

    Raises
    ------
    CheckFailed
        If the backup is truncated, altered or foreign, or what came of it is not sound.
    ConflictError
        If the place is not empty, or a newer version of the program made the backup.
    """
    progress(0.0, file.name)
    manifest = examine(file)
    if manifest.revision not in known_revisions():
        values = {"file": file.name, "revision": manifest.revision, "version": manifest.package_version}
        raise ConflictError(Problem("backup.newer", values))
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError(Problem("backup.not_empty", {"place": folder}))
    make_folder(folder.parent)
    draft = folder.with_name(f".{folder.name}.{token_hex(4)}.restoring")
    with _swept(draft), zipfile.ZipFile(file) as archive:
        _unpack(archive, manifest, draft, progress)
        with closing(Database(database or sqlite_url(draft / DATABASE_FILE))) as store, _emptied(store):
            _load(archive, manifest, store, progress)
            migrate(store, place=str(folder))
            _look_over(manifest, store, draft)
            store.close()
            draft.rename(folder)
            sync_folder(folder.parent)
    progress(1.0, folder.name)
    return manifest


@contextmanager
def _swept(draft: Path) -> Iterator[None]:
    """Leave no half-restored folder behind."""
    try:
        yield
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


@contextmanager
def _emptied(store: Database) -> Iterator[None]:
    """Refuse a database that holds something, and empty again what could not be filled."""
    with store.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise ConflictError(Problem("backup.not_empty", {"place": store.engine.url.render_as_string()}))
    try:
        yield
    except BaseException:
        with store.connect_for_writing() as connection, connection.begin():
            _drop_all(connection)
        raise


def _drop_all(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        return  # the folder goes, and the file with it
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)
    for name in Base.metadata.tables:
        connection.execute(text(f"DROP FUNCTION IF EXISTS {name}_refuse() CASCADE"))


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, draft: Path, progress: Progress) -> None:
    """Put files where they belong; where that is follows from what they are, never from what they claim."""
    names = [name for name in manifest.members if member_kind(name) != "table"]
    make_folder(draft)
    for number, name in enumerate(names):
        progress(0.5 * number / len(names), name)
        target = draft / name.removeprefix("files/")
        keep(target, lambda handle, name=name: copy_member(archive, name, handle))  # type: ignore[misc]


def _load(archive: zipfile.ZipFile, manifest: Manifest, store: Database, progress: Progress) -> None:
    """Make the schema that the backup was made with, and fill it, in one transaction."""
    with store.connect_for_writing() as connection, connection.begin():
        migrate_to(connection, manifest.revision)
        tables = {table.name: table for table in tables_of(connection)}
        strange = sorted(set(tables) ^ set(manifest.tables))
        if strange:
            raise CheckFailed([Problem("backup.foreign", {"member": name}) for name in strange])
        for number, (name, table) in enumerate(tables.items()):
            progress(0.5 + 0.4 * number / len(tables), name)
            with archive.open(f"tables/{name}.jsonl") as lines:
                found = insert_rows(connection, table, lines, ended_at=manifest.made_at)
            if found != manifest.tables[name]:
                values = {"table": name, "found": found, "expected": manifest.tables[name]}
                raise CheckFailed(Problem("backup.count", values))
            restart_numbers(connection, table)


def _look_over(manifest: Manifest, store: Database, draft: Path) -> None:
    """Refuse what is not sound: schema, files, and the chain up to the head that the backup names."""
    audit = Audit(store, draft / HEADS)
    told = Outside(MANIFEST, (Head(manifest.audit["rows"], manifest.audit["hash"]),))
    problems = [*Artefacts(store, draft).verify(), *audit.verify(told).problems]
    problems += [Problem("backup.schema", {"found": found}) for found in schema_differences(store)]
    if problems:
        raise CheckFailed(problems)
