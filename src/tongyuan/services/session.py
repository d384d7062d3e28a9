"""A session: one workspace and one actor, with every declared service as a method.

``session.inventory.compile(region="...", year=2007)`` runs the service ``inventory.compile``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tongyuan.services.actors import Actor, folder_owner
from tongyuan.services.declaration import Context, context, find, nouns, services_of
from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.services.answer import Answer
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Noun", "Session", "open_session", "workspace_path"]


def workspace_path(path: str | Path | None = None) -> Path:
    """Find the workspace: the path given, else ``TONGYUAN_WORKSPACE``, else ``./tongyuan-workspace``."""
    return Path(path or read_settings().workspace)


@dataclass(frozen=True, slots=True)
class Noun:
    """The services of one noun, as methods."""

    session: Session
    name: str

    def __getattr__(self, verb: str) -> Callable[..., Answer]:
        """Return the service ``noun.verb``, bound to the session."""
        wanted = f"{self.name}.{verb.rstrip('_')}"
        if all(declared.name != wanted for declared in services_of(self.name)):
            raise AttributeError(wanted)
        return lambda **arguments: self.session.call(wanted, **arguments)

    def __dir__(self) -> list[str]:
        """List the verbs, for completion in a notebook."""
        return [declared.verb for declared in services_of(self.name)]


@dataclass(frozen=True, slots=True)
class Session:
    """One workspace and one actor.

    Parameters
    ----------
    workspace
        Where the data lies.
    actor
        Who acted when the session began.
    renew
        Tells anew at every call who acts: a page stays open in a browser for hours, and its rights end with
        the visit, the person or the grant. Without it the actor stays.
    jobs
        Who does the jobs that are asked for: this process, or one that stands apart.
    """

    workspace: Workspace
    actor: Actor
    renew: Callable[[], Actor] | None = None
    jobs: Literal["here", "apart"] = "here"

    def acting(self) -> Actor:
        """Tell who acts now."""
        return self.actor if self.renew is None else self.renew()

    def call(
        self, name: str, /, *, progress: Callable[[float, str], None] | None = None, **arguments: Any
    ) -> Answer:
        """Run a service by its name.

        Parameters
        ----------
        name
            ``noun.verb``.
        progress
            Called with a fraction [0-1] and a message while the work goes on.
        **arguments
            The service's parameters.

        Returns
        -------
        Answer
            What it answers.
        """
        return find(name).call(self.context(progress), **arguments)

    def context(self, progress: Callable[[float, str], None] | None = None) -> Context:
        """Make the context of a call."""
        if progress is None:
            return context(self.acting(), self.workspace)
        return context(self.acting(), self.workspace, progress)

    def __getattr__(self, noun: str) -> Noun:
        """Return a noun, whose verbs are methods."""
        if noun not in nouns():
            raise AttributeError(noun)
        return Noun(self, noun)

    def __dir__(self) -> list[str]:
        """List the nouns, for completion in a notebook."""
        return ["acting", "call", "context", *nouns()]


def open_session(path: str | Path | None = None, *, actor: Actor | None = None) -> Session:
    """Open a workspace: a folder, with its database in the folder or where ``TONGYUAN_DATABASE`` says.

    Parameters
    ----------
    path
        The folder; by default as :func:`workspace_path` finds it.
    actor
        Who acts; by default the folder's owner.

    Returns
    -------
    Session
        The opened workspace with its actor.

    Raises
    ------
    NotFoundError
        If the folder is no workspace.
    ConflictError
        If the folder has a database of its own and the settings name another.
    """
    from tongyuan.workspace.workspace import DATABASE_FILE, Workspace

    folder, database = workspace_path(path), read_settings().database_address
    if not folder.is_dir():
        raise NotFoundError(Problem("service.no_workspace", {"path": folder}))
    if database and (folder / DATABASE_FILE).exists():
        raise ConflictError(Problem("setting.two_databases", {"path": folder}))
    return Session(Workspace.open(folder, database=database), actor or folder_owner())
