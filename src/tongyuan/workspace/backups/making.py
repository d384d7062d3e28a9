"""Making a backup while people write: one snapshot of every table, and the files that it names.

Both databases give a snapshot that no writer can change and that holds up no writer; its rows go into the
archive as text. Files never change once they are written, so they are copied after it.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, select, text

import tongyuan
from tongyuan.vocabulary.problems import CheckFailed, ConflictError, Problem
from tongyuan.workspace.audit import Audit, Head
from tongyuan.workspace.audit.outside import HEADS, KEYS, MANIFEST
from tongyuan.workspace.backups.archive import FORMAT, SIGNATURE, Manifest, Member, member_kind, seal
from tongyuan.workspace.backups.rows import row_lines, tables_of
from tongyuan.workspace.durable import keep
from tongyuan.workspace.engine import Database
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.models import ArtefactRow, AuditRow, MetaRow
from tongyuan.workspace.types import now

__all__ = ["back_up", "snapshot"]

CHUNK = 1024 * 1024
Progress = Callable[[float, str], None]


def back_up(
    database: Database,
    folder: Path,
    audit: Audit,
    file: Path,
    *,
    progress: Progress = lambda part, what: None,
) -> Manifest:
    """Write a backup, whole or not at all.

    Parameters
    ----------
    database, folder, audit
        Parts of the workspace.
    file
        The archive to make, the owner's alone.
    progress
        Called with a fraction [0-1] and what is being kept.

    Returns
    -------
    Manifest
        What the backup holds.

    Raises
    ------
    ConflictError
        If the file is there already.
    CheckFailed
        If files that the catalogue names are gone: all of them are named.
    """
    if file.exists():
        raise ConflictError(Problem("backup.exists", {"file": file}))
    made: list[Manifest] = []

    def fill(handle: BinaryIO) -> None:
        with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive, snapshot(database) as connection:
            made.append(_fill(_Packing(archive), connection, folder, audit, progress))

    keep(file, fill)
    progress(1.0, file.name)
    return made[0]


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Open a reader that sees one committed state for as long as it lasts.

    On PostgreSQL it is serialisable and deferrable: it begins at a moment that fits between the units of
    work, and can neither fail nor make a writer fail.

    Parameters
    ----------
    database
        The database.

    Yields
    ------
    Connection
        An open transaction that reads.
    """
    engine = database.engine
    if not database.is_sqlite:
        engine = engine.execution_options(
            isolation_level="SERIALIZABLE", postgresql_readonly=True, postgresql_deferrable=True
        )
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT 1 FROM workspace_meta"))  # the snapshot is taken by the first look
        yield connection


@dataclass(slots=True)
class _Packing:
    """Adds members to an archive, and remembers their hashes."""

    archive: zipfile.ZipFile
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> None:
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = packed
        entry.external_attr = 0o600 << 16
        with self.archive.open(entry, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.members[name] = Member(digest.hexdigest(), size)


def _fill(
    packing: _Packing, connection: Connection, folder: Path, audit: Audit, progress: Progress
) -> Manifest:
    made_at = now()
    tables: dict[str, int] = {}
    for table in tables_of(connection):
        progress(0.0, table.name)
        counted = _Counted(row_lines(connection, table))
        packing.add(f"tables/{table.name}.jsonl", counted)
        tables[table.name] = counted.seen - 1  # the first line names the columns
    _add_files(packing, connection, folder, progress)
    seq, digest = connection.execute(
        select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
    ).one()
    head, key = audit.sign(Head(seq, digest))
    _add_heads(packing, audit, until=seq)
    about = (MetaRow.pack, MetaRow.title_zh, MetaRow.title_en, MetaRow.region, MetaRow.synthetic)
    manifest = Manifest(
        format=FORMAT,
        package_version=tongyuan.__version__,
        revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
        made_at=made_at.isoformat(),
        database=connection.dialect.name,
        workspace=dict(connection.execute(select(*about)).mappings().one()),
        tables=tables,
        audit={"rows": seq, "hash": digest, "head": head.text, "public_key": key.line},
        members=packing.members,
    )
    failpoint("backup.packed")
    content = manifest.content()
    key, signature = audit.seal(content)
    packing.archive.writestr(MANIFEST, content)
    packing.archive.writestr(SIGNATURE, seal(content, key, signature))
    return manifest


@dataclass(slots=True)
class _Counted:
    """Lines, counted as they pass."""

    lines: Iterator[bytes]
    seen: int = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.seen += 1
            yield line


def _add_files(packing: _Packing, connection: Connection, folder: Path, progress: Progress) -> None:
    paths = list(connection.scalars(select(ArtefactRow.path).order_by(ArtefactRow.path)))
    gone = [path for path in paths if not (folder / path).is_file()]
    if gone:
        raise CheckFailed([Problem("workspace.file_missing", {"file": path}) for path in gone])
    for number, path in enumerate(paths):
        progress(number / len(paths), path)
        # Columns are packed already; to pack them again would cost time and save nothing.
        if member_kind(f"files/{path}") != "file":
            raise CheckFailed(Problem("backup.foreign", {"member": path}))
        packing.add(f"files/{path}", _chunks(folder / path), packed=zipfile.ZIP_STORED)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


def _add_heads(packing: _Packing, audit: Audit, *, until: int) -> None:
    """Keep the heads of the rows that the snapshot holds, and the public keys."""
    content = audit.anchor.read_bytes() if audit.anchor.exists() else b""
    lines = content.splitlines(keepends=True)
    packing.add(HEADS, (line for line in lines if not _later(line, until)))
    packing.add(KEYS, [audit.anchor.with_name(KEYS).read_bytes()])


def _later(line: bytes, until: int) -> bool:
    seq, _, _ = line.partition(b" ")
    return seq.isdigit() and int(seq) > until
