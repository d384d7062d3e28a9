"""Who acts, and what a role permits. Every call has an actor; a folder's owner is its administrator."""

from __future__ import annotations

import csv
import fnmatch
import getpass
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongyuan.vocabulary.problems import PermissionDeniedError, Problem

__all__ = ["Actor", "folder_owner", "require"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program that acts, with the roles it holds.

    Parameters
    ----------
    id
        Stable identifier, written into the audit.
    name
        Name to show.
    roles
        Role ids of the permission table.
    """

    id: str
    name: str
    roles: frozenset[str]

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's roles grants a permission.

        Parameters
        ----------
        permission
            Name such as ``inventory.compile``.

        Returns
        -------
        bool
            True where a role's pattern matches.

        Examples
        --------
        >>> Actor("a", "A", frozenset({"public"})).may("inventory.compile")
        False
        """
        granted = _grants()
        return any(
            fnmatch.fnmatchcase(permission, pattern)
            for role in self.roles
            for pattern in granted.get(role, ())
        )


@cache
def _grants() -> dict[str, tuple[str, ...]]:
    path = files("tongyuan.services") / "data" / "permissions.csv"
    grants: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        grants[row["role"]] = (*grants.get(row["role"], ()), row["permission"])
    return grants


def folder_owner() -> Actor:
    """Return the owner of a folder workspace: the person at this machine, as administrator."""
    login = getpass.getuser()
    return Actor(id=f"local:{login}", name=login, roles=frozenset({"administrator"}))


def require(actor: Actor, permission: str) -> None:
    """Refuse an actor who lacks a permission.

    Parameters
    ----------
    actor
        Who acts.
    permission
        What the service asks for.

    Raises
    ------
    PermissionDeniedError
        If no role of the actor grants it.
    """
    if not actor.may(permission):
        raise PermissionDeniedError(
            Problem("service.denied", {"actor": actor.name, "permission": permission})
        )
