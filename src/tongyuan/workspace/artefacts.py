"""Files of a workspace, named for the hash of their content and catalogued in the database.

Tables lie as parquet on the shelves ``lake`` and ``runs``; what was handed in lies as it came on ``inbox``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import CheckFailed, Place, Problem
from tongyuan.workspace import durable
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import canonical, hash_bytes, hash_frame, hash_ordered
from tongyuan.workspace.models import ArtefactRow
from tongyuan.workspace.types import now

__all__ = ["INBOX", "Artefacts", "Prepared"]

INBOX = "inbox"
SHELVES = ("lake", "runs", INBOX)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is on the disk, and belongs to the workspace once its row commits."""

    sha256: str
    path: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Artefacts:
    """Write and read frames by the hash of their content.

    Parameters
    ----------
    database
        Holds the catalogue.
    folder
        The workspace's folder.
    """

    database: Database
    folder: Path

    def prepare(self, frame: pl.DataFrame, *, shelf: str) -> Prepared:
        """Write a frame to a shelf (``lake`` or ``runs``) unless its content is there already."""
        ordered = canonical(frame)
        sha256 = hash_ordered(ordered)
        path, size = self._kept(sha256, f"{shelf}/{sha256[:2]}/{sha256}.parquet", ordered.write_parquet)
        return Prepared(sha256, path, frame.height, size)

    def prepare_bytes(self, content: bytes) -> Prepared:
        """Write what was handed in to the inbox unless its content is there already."""
        sha256 = hash_bytes(content)
        path, size = self._kept(sha256, f"{INBOX}/{sha256[:2]}/{sha256}", lambda file: file.write(content))
        return Prepared(sha256, path, 0, size)

    def _kept(self, sha256: str, path: str, fill: Callable[[BinaryIO], object]) -> tuple[str, int]:
        catalogued = self._row(sha256)
        place = catalogued.path if catalogued else path
        file = self.folder / place
        # A file that no row names may be another's that the disk does not hold yet: it is written again.
        if catalogued is None or not file.exists():
            durable.keep(file, fill)
        return place, file.stat().st_size

    def enter(self, session: Session, prepared: Prepared) -> None:
        """Catalogue a file in the transaction of whatever refers to it."""
        if session.get(ArtefactRow, prepared.sha256) is not None:
            return
        session.add(
            ArtefactRow(
                sha256=prepared.sha256,
                path=prepared.path,
                rows=prepared.rows,
                bytes=prepared.bytes,
                written_at=now(),
            )
        )
        session.flush()

    def read(self, sha256: str) -> pl.DataFrame | None:
        """Return a catalogued frame, its rows in canonical order; None where the hash is not catalogued."""
        file = self.place(sha256)
        return None if file is None else pl.read_parquet(file)

    def place(self, sha256: str) -> Path | None:
        """Return where a catalogued file lies; None where the hash is not catalogued."""
        row = self._row(sha256)
        if row is None:
            return None
        file = self.folder / row.path
        if not file.exists():
            raise CheckFailed(Problem("workspace.file_missing", {"file": row.path}, Place(file=str(file))))
        return file

    def verify(self) -> tuple[Problem, ...]:
        """Compare every catalogued file with its hash, and name each that is gone or altered."""
        with self.database.read() as session:
            rows = session.scalars(select(ArtefactRow).order_by(ArtefactRow.sha256)).all()
        checked = (self._fault(row) for row in rows)
        return tuple(problem for problem in checked if problem is not None)

    def orphans(self) -> tuple[Path, ...]:
        """List files that no row names: left by a crash, and seen by nobody."""
        with self.database.read() as session:
            known = set(session.scalars(select(ArtefactRow.path)))
        found = (file for shelf in SHELVES for file in sorted((self.folder / shelf).rglob("*")))
        files = (file for file in found if file.is_file())
        return tuple(file for file in files if file.relative_to(self.folder).as_posix() not in known)

    def _fault(self, row: ArtefactRow) -> Problem | None:
        file = self.folder / row.path
        if not file.exists():
            return Problem("workspace.file_missing", {"file": row.path})
        try:
            intact = _hash(file, row.path) == row.sha256
        except (pl.exceptions.PolarsError, OSError):
            intact = False
        return None if intact else Problem("workspace.file_altered", {"file": row.path})

    def _row(self, sha256: str) -> ArtefactRow | None:
        with self.database.read() as session:
            return session.get(ArtefactRow, sha256)


def _hash(file: Path, path: str) -> str:
    if path.startswith(f"{INBOX}/"):
        return hash_bytes(file.read_bytes())
    return hash_frame(pl.read_parquet(file))
