"""A workspace: one jurisdiction's data in a folder, with its database in the folder or on a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import tongyuan
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.scope import Scope
from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.attempts import Attempts
from tongyuan.workspace.audit import Audit
from tongyuan.workspace.authenticators import Authenticators
from tongyuan.workspace.contents import Contents
from tongyuan.workspace.durable import close_to_others, make_folder, touch
from tongyuan.workspace.engine import Database, sqlite_url
from tongyuan.workspace.feeds import Feeds
from tongyuan.workspace.findings import Findings
from tongyuan.workspace.funds import Funds
from tongyuan.workspace.health import Check, check_workspace
from tongyuan.workspace.jobs import Jobs
from tongyuan.workspace.ledger import Ledger
from tongyuan.workspace.links import Links
from tongyuan.workspace.models import MetaRow
from tongyuan.workspace.notices import Notices
from tongyuan.workspace.observations import Observations
from tongyuan.workspace.people import People
from tongyuan.workspace.policies import Policies
from tongyuan.workspace.projects import Projects
from tongyuan.workspace.reductions import Reductions
from tongyuan.workspace.registry import Registry
from tongyuan.workspace.rounds import Rounds
from tongyuan.workspace.schedules import Schedules
from tongyuan.workspace.schema import migrate, revision_of
from tongyuan.workspace.stations import Stations
from tongyuan.workspace.tasks import Tasks
from tongyuan.workspace.tokens import Tokens
from tongyuan.workspace.types import now
from tongyuan.workspace.visits import Visits
from tongyuan.workspace.zones import Plots, Zones

__all__ = ["DATABASE_FILE", "Meta", "Workspace"]

DATABASE_FILE = "tongyuan.db"
#: Revision of the first version, whose folders anybody may enter.
FIRST = "0001"


@dataclass(frozen=True, slots=True)
class Meta:
    """Whose workspace it is."""

    pack: str
    title_zh: str
    title_en: str
    region: str
    synthetic: bool
    settings: dict[str, Any]
    package_version: str
    created_at: datetime


class Workspace(Contents):
    """One jurisdiction's data; open it with :meth:`open`, make it with :meth:`create`.

    Parameters
    ----------
    folder
        Folder of the files.
    database
        The database, migrated.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        super().__init__(Artefacts(database, folder))
        self.audit = Audit(database, folder / "audit.heads")
        self.jobs = Jobs(database)
        self.people = People(database)
        self.visits = Visits(database)
        self.tokens = Tokens(database)
        self.links = Links(database)
        self.authenticators = Authenticators(database)
        self.attempts = Attempts(database)
        self.notices = Notices(database)
        self.findings = Findings(database)
        self.rounds = Rounds(database)
        self.ledger = Ledger(database)
        self.funds = Funds(database)
        self.tasks = Tasks(database)
        self.policies = Policies(database)
        self.zones = Zones(database)
        self.plots = Plots(database)
        self.projects = Projects(database)
        self.registry = Registry(database)
        self.reductions = Reductions(database)
        self.feeds = Feeds(database)
        self.schedules = Schedules(database)
        self.stations = Stations(database)
        self.observations = Observations(self.artefacts)

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        pack: str,
        title_zh: str,
        title_en: str,
        region: str,
        synthetic: bool,
        actor: str,
        settings: Mapping[str, Any] | None = None,
        fill: Callable[[Workspace], None] | None = None,
        database: str | None = None,
    ) -> Workspace:
        """Make a workspace with its first data, whole or not at all.

        Parameters
        ----------
        path
            A new or an empty folder, or one in which an earlier attempt was cut off.
        pack
            Name of the pack that the data come from.
        title_zh, title_en
            Title of the jurisdiction.
        region
            Its own region.
        synthetic
            The data are invented; everything that shows them says so.
        actor
            Who makes it: the first row of the audit.
        settings
            Defaults for the doors: year, factor family and the like.
        fill
            Puts the first data in, in the transaction that makes the workspace one.
        database
            Address of a PostgreSQL database; without it the database is a file in the folder.

        Returns
        -------
        Workspace
            The workspace, open.

        Raises
        ------
        ConflictError
            If the folder is a workspace already or holds other files.
        """
        folder = Path(path).resolve()
        _refuse_taken(folder, database)
        make_folder(folder)
        close_to_others(folder)
        if database is None:
            touch(folder / DATABASE_FILE)
        workspace = cls(folder, Database(database or sqlite_url(folder / DATABASE_FILE)))
        row = MetaRow(
            id=1,
            pack=pack,
            title_zh=title_zh,
            title_en=title_en,
            region=region,
            synthetic=synthetic,
            settings=dict(settings or {}),
            package_version=tongyuan.__version__,
            created_at=now(),
        )
        try:
            migrate(workspace.database, place=str(folder))
            workspace._found(row, actor, fill)
        except BaseException:
            workspace.close()
            raise
        return workspace

    def _found(self, row: MetaRow, actor: str, fill: Callable[[Workspace], None] | None) -> None:
        with self.transaction():
            with self.database.write() as session:
                before = session.get(MetaRow, 1)
                if before is not None:
                    values = {"path": self.folder, "pack": before.pack}
                    raise ConflictError(Problem("workspace.exists", values))
                session.add(row)
            self.audit.append(
                actor=actor, service="workspace.create", params={"pack": row.pack}, outcome="done"
            )
            if fill is not None:
                fill(self)

    @classmethod
    def open(cls, path: str | Path, *, database: str | None = None) -> Workspace:
        """Open a workspace; one of an older version is copied to ``backups`` and brought forward.

        Parameters
        ----------
        path
            Its folder.
        database
            Address of its PostgreSQL database, where it has one.

        Returns
        -------
        Workspace
            The workspace, open.

        Raises
        ------
        NotFoundError
            If the folder is no workspace.
        ConflictError
            If its making was cut off, or a newer version of the program made it.
        """
        folder = Path(path).resolve()
        if database is None and not (folder / DATABASE_FILE).is_file():
            raise NotFoundError(Problem("workspace.none", {"path": folder}))
        workspace = cls(folder, Database(database or sqlite_url(folder / DATABASE_FILE)))
        try:
            _refuse_empty(workspace)
            if revision_of(workspace.database) == FIRST:
                close_to_others(folder)
            migrate(workspace.database, place=str(folder), backups=folder / "backups")
            workspace.meta  # noqa: B018 - refuses a workspace whose making was cut off
        except BaseException:
            workspace.close()
            raise
        return workspace

    @property
    def meta(self) -> Meta:
        """Whose workspace it is."""
        with self.database.read() as session:
            row = session.get(MetaRow, 1)
            if row is None:
                raise ConflictError(Problem("workspace.incomplete", {"path": self.folder}))
            return Meta(**{field.name: getattr(row, field.name) for field in fields(Meta)})

    def scoped(self, scope: Scope) -> Self:
        """Return the same workspace as a reader of a scope sees it.

        Beside figures, rounds, findings, funds, tasks, drafts of policies and the ledger are narrowed. Jobs,
        notices, visits and tokens are a person's own, and accounts, links, attempts and the audit an
        office's: their services ask who calls.

        Parameters
        ----------
        scope
            What the reader sees.

        Returns
        -------
        Self
            The narrowed workspace.
        """
        seen = super().scoped(scope)
        if seen is not self:
            seen.rounds = self.rounds.scoped(scope)
            seen.findings = replace(self.findings, scope=scope)
            seen.ledger = self.ledger.scoped(scope)
            seen.funds = replace(self.funds, scope=scope)
            seen.tasks = replace(self.tasks, scope=scope)
            seen.policies = replace(self.policies, scope=scope)
            seen.plots = replace(self.plots, scope=scope)
            seen.projects = replace(self.projects, scope=scope)
            seen.registry = replace(self.registry, scope=scope)
            seen.reductions = replace(self.reductions, scope=scope)
            seen.stations = replace(self.stations, scope=scope)
            seen.observations = replace(self.observations, scope=scope)
        return seen

    def transaction(self) -> AbstractContextManager[None]:
        """Join everything inside into one transaction; the lock is taken with the first write."""
        return self.database.transaction()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check(self) -> tuple[Check, ...]:
        """Check what it holds and where it lies; each check tells what it saw, and what to do."""
        return check_workspace(self)


def _refuse_taken(folder: Path, database: str | None) -> None:
    if database is not None or not folder.exists() or (folder / DATABASE_FILE).exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise ConflictError(Problem("workspace.folder_taken", {"path": folder}))


def _refuse_empty(workspace: Workspace) -> None:
    if revision_of(workspace.database) is None:
        raise ConflictError(Problem("workspace.incomplete", {"path": workspace.folder}))
