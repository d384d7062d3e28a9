"""Builders of people who are signed in: one of each role, each with the cookie of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tongyuan.services.actors import PUBLIC, roles
from tongyuan.services.sign_in_rules import rules
from tongyuan.services.visitors import joined, open_visit
from tongyuan.testing.people import a_person
from tongyuan.workspace.people import Person
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

__all__ = ["a_visit", "one_of_each_role"]

#: Held without any grant.
UNGRANTED = ("account", PUBLIC.id)


def a_visit(workspace: Workspace, person: Person) -> str:
    """Sign somebody in, and return what the browser's cookie holds."""
    return joined(
        workspace,
        lambda: open_visit(
            workspace, person, how="password", address="127.0.0.1", agent="tests", at=now(), stated=rules()
        ),
    ).cookie


def one_of_each_role(workspace: Workspace) -> dict[str, str]:
    """Sign in one person of each role, bound to the first city, department and enterprise.

    Parameters
    ----------
    workspace
        Where.

    Returns
    -------
    dict
        Role to cookie; ``account`` holds no grant, the public has no cookie.
    """
    return {PUBLIC.id: "", **dict(_signed_in(workspace))}


def _signed_in(workspace: Workspace) -> Iterator[tuple[str, str]]:
    regions = workspace.dataset_frame("jurisdiction.regions")
    first: dict[str, Any] = {
        "region": regions.filter(level="prefecture")["region"][0],
        "department": workspace.dataset_frame("jurisdiction.departments")["department"][0],
        "enterprise": workspace.dataset_frame("jurisdiction.enterprises")["enterprise"][0],
    }
    for role, row in roles().items():
        if role == PUBLIC.id:
            continue
        bound = {kind: first[kind] for kind in filter(None, row["must_bind"].split(";"))}
        granted = None if role in UNGRANTED else role
        person = a_person(workspace, f"one.{role}", password=None, role=granted, at=now(), **bound)
        yield role, a_visit(workspace, person)
