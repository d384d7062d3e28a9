"""Files that were handed in: kept as they came, named for the hash of their content."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.workspace.artefacts import Artefacts

__all__ = ["Inbox", "Upload"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in: the hash of its content, and the name that its sender gave it."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """The shelf of what was handed in.

    Parameters
    ----------
    artefacts
        Holds the files.
    """

    artefacts: Artefacts

    def keep(self, file: Path) -> Upload:
        """Keep a file, whole or not at all."""
        prepared = self.artefacts.prepare_bytes(file.read_bytes())
        with self.artefacts.database.write() as session:
            self.artefacts.enter(session, prepared)
        return Upload(prepared.sha256, file.name)

    @contextmanager
    def laid_out(self, upload: Upload) -> Iterator[Path]:
        """Lay a copy of a file out under its sender's name, for as long as the block lasts.

        Parameters
        ----------
        upload
            What :meth:`keep` returned.

        Yields
        ------
        Path
            The copy.

        Raises
        ------
        NotFoundError
            If it was never kept.
        """
        kept = self.artefacts.place(upload.sha256)
        if kept is None:
            raise NotFoundError(Problem("workspace.no_upload", {"name": upload.name}))
        with tempfile.TemporaryDirectory(prefix="tongyuan-inbox-") as folder:
            copy = Path(folder) / Path(upload.name).name
            shutil.copyfile(kept, copy)
            yield copy
