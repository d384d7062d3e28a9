"""A session: one workspace and one actor, with every declared service as a method.

``session.inventory.compile(region="...", year=2007)`` runs the service ``inventory.compile``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongyuan.services.actors import Actor, folder_owner
from tongyuan.services.declaration import Context, context, find, nouns, services_of
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.services.answer import Answer
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Noun", "Session", "open_session", "workspace_path"]

DEFAULT_FOLDER = "tongyuan-workspace"


def workspace_path(path: str | Path | None = None) -> Path:
    """Find the workspace: the path given, else ``TONGYUAN_WORKSPACE``, else ``./tongyuan-workspace``."""
    return Path(path or os.environ.get("TONGYUAN_WORKSPACE") or DEFAULT_FOLDER)


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
        Who acts.
    """

    workspace: Workspace
    actor: Actor

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
            return context(self.actor, self.workspace)
        return context(self.actor, self.workspace, progress)

    def __getattr__(self, noun: str) -> Noun:
        """Return a noun, whose verbs are methods."""
        if noun not in nouns():
            raise AttributeError(noun)
        return Noun(self, noun)

    def __dir__(self) -> list[str]:
        """List the nouns, for completion in a notebook."""
        return ["call", "context", *nouns()]


def open_session(path: str | Path | None = None, *, actor: Actor | None = None) -> Session:
    """Open a folder workspace.

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
    """
    from tongyuan.workspace.workspace import Workspace

    folder = workspace_path(path)
    if not folder.is_dir():
        raise NotFoundError(Problem("service.no_workspace", {"path": folder}))
    return Session(Workspace.open(folder), actor or folder_owner())
