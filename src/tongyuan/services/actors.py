"""Who acts, what a role permits, and how far it reaches. Every call has an actor.

Permissions and reach belong together: a person who reviews in one city and reports in another may review only
in the one. What a call may see is therefore the reach of those grants that permit it.
"""

from __future__ import annotations

import csv
import fnmatch
import getpass
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongyuan.vocabulary.problems import PermissionDeniedError
from tongyuan.vocabulary.scope import Reach, Scope, Values
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["PUBLIC", "Actor", "Grant", "folder_owner", "holders", "require", "roles"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and what it is bound to.

    Parameters
    ----------
    role
        Role id of the role table.
    region, department, enterprise
        What the role is held for; None where it is not bound.
    """

    role: str
    region: str | None = None
    department: str | None = None
    enterprise: str | None = None

    def permits(self, permission: str) -> bool:
        """Tell whether the role grants a permission.

        Parameters
        ----------
        permission
            Name such as ``inventory.compile``.

        Returns
        -------
        bool
            True where a pattern of the role fits.

        Examples
        --------
        >>> Grant("public").permits("inventory.compile")
        False
        """
        return any(fnmatch.fnmatchcase(permission, pattern) for pattern in _patterns().get(self.role, ()))

    def reach(self, below: Callable[[str], frozenset[str]]) -> Reach:
        """Work out what the grant lets its holder see.

        Parameters
        ----------
        below
            Gives a region with everything that lies in it.

        Returns
        -------
        Reach
            Regions, departments, enterprises and level within reach.
        """
        role = roles()[self.role]
        regions = None if self.region is None else frozenset[str | None](below(self.region))
        return Reach(
            regions=_limit(role["regions"], regions),
            departments=_limit(role["departments"], _one(self.department)),
            enterprises=_limit(role["enterprises"], _one(self.enterprise)),
            up_to=Sensitivity(role["up_to"]),
        )


def _one(code: str | None) -> Values | None:
    return None if code is None else frozenset({code})


def _limit(word: str, bound: Values | None) -> Values | None:
    if word == "all":
        return None
    return bound if word in ("own", "below") else frozenset({None})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program that acts, with the grants it holds.

    Parameters
    ----------
    id
        Stable identifier, written into the audit.
    name
        Name to show.
    grants
        Roles and what each is bound to; everybody is also the public.
    limits
        Patterns of permissions that the call may use at most: the scopes of a token.
    via
        What the call came by: ``visit:`` or ``token:`` and a short name; blank for the machine itself.
    """

    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    limits: tuple[str, ...] = ("*",)
    via: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The roles held."""
        return frozenset(grant.role for grant in self.grants)

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's grants permits something.

        Parameters
        ----------
        permission
            Name such as ``inventory.compile``.

        Returns
        -------
        bool
            True where a grant permits it and the token, if any, is not narrower.

        Examples
        --------
        >>> Actor("a", "A").may("inventory.compile"), Actor("a", "A").may("policy.show")
        (False, True)
        """
        return bool(self.permitting(permission))

    def permitting(self, permission: str) -> tuple[Grant, ...]:
        """List the grants that permit something; their reach is the reach of the call."""
        if not any(fnmatch.fnmatchcase(permission, pattern) for pattern in self.limits):
            return ()
        return tuple(grant for grant in (*self.grants, Grant("public")) if grant.permits(permission))

    def scope(self, permission: str, *, below: Callable[[str], frozenset[str]]) -> Scope:
        """Work out what the actor sees in one use case.

        Parameters
        ----------
        permission
            What the use case asks for.
        below
            Gives a region with everything that lies in it.

        Returns
        -------
        Scope
            The reaches of the grants that permit it.
        """
        return Scope(tuple(grant.reach(below) for grant in self.permitting(permission)))


PUBLIC = Actor(id="public", name="公众")


@cache
def roles() -> dict[str, dict[str, str]]:
    """Return the role table, by role.

    Returns
    -------
    dict
        Columns of ``roles.csv`` by role.

    Examples
    --------
    >>> roles()["verifier"]["must_bind"]
    'enterprise'
    """
    return {row["role"]: row for row in _table("roles.csv")}


def holders(permission: str) -> tuple[str, ...]:
    """List the roles that grant a permission, in the order of the role table.

    Parameters
    ----------
    permission
        Name such as ``release.approve``.

    Returns
    -------
    tuple of str
        Roles.

    Examples
    --------
    >>> holders("release.approve")
    ('administrator', 'approver')
    """
    return tuple(role for role in roles() if Grant(role).permits(permission))


@cache
def _patterns() -> dict[str, tuple[str, ...]]:
    granted: dict[str, tuple[str, ...]] = {}
    for row in _table("permissions.csv"):
        granted[row["role"]] = (*granted.get(row["role"], ()), row["permission"])
    return granted


def _table(name: str) -> list[dict[str, str]]:
    path = files("tongyuan.services") / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def folder_owner() -> Actor:
    """Return the owner of a folder workspace: the person at this machine, as administrator."""
    login = getpass.getuser()
    return Actor(id=f"local:{login}", name=login, grants=(Grant("administrator"),))


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
        If no grant of the actor permits it.
    """
    if not actor.may(permission):
        _log.info("%s was refused %s", actor.id, permission)
        from tongyuan.services.denial import denial  # it reads the services, which stand on actors

        raise PermissionDeniedError(denial(actor.name, permission))
