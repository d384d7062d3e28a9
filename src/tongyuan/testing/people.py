"""Builders of people: accounts with roles and passwords, quick to hash, in a small made-up province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from tongyuan.services.actors import Actor
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, find
from tongyuan.services.passwords import Passwords
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.vocabulary.tables import Department, Enterprise, Region
from tongyuan.workspace.people import Person
from tongyuan.workspace.workspace import Workspace

__all__ = [
    "NOON",
    "PASSWORD",
    "CountingPasswords",
    "a_person",
    "a_small_province",
    "ask",
    "minutes",
    "quick_rules",
]

#: When the tests' clock begins.
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)

PASSWORD = "seven quiet herons"  # noqa: S105 - of people who are invented

REGIONS = (("990000", None, "province"), ("990100", "990000", "prefecture"), ("990101", "990100", "county"))
ENTERPRISES = (("holding", None), ("steel", "holding"), ("mill", "steel"), ("cement", None))


def quick_rules(**changes: Any) -> Rules:
    """Return the rules with a hash that costs little; ``changes`` replace others."""
    return replace(rules(), **({"argon2_time": 1, "argon2_memory": 8, "argon2_lanes": 1} | changes))


@dataclass(frozen=True, slots=True)
class CountingPasswords(Passwords):
    """Checks passwords, and counts how often the work of one hash was done."""

    stated: Rules = field(default_factory=quick_rules)
    done: list[bool] = field(default_factory=list)

    def verify(self, hashed: str | None, password: str) -> bool:
        """Check a password, and note the answer."""
        answer = Passwords.verify(self, hashed, password)
        self.done.append(answer)
        return answer


def a_person(
    workspace: Workspace,
    login: str = "li.wei",
    *,
    password: str | None = PASSWORD,
    role: str | None = None,
    employer: str | None = None,
    at: datetime = NOON,
    **bound: Any,
) -> Person:
    """Make an active account, with a password and a role where they are given."""
    person = workspace.people.add(login, name=f"name of {login}", employer=employer, actor="tester", at=at)
    if password is not None:
        workspace.people.set_password(person.id, Passwords(quick_rules()).hash(password), at=at)
    if role is not None:
        workspace.people.grant(person.id, role, actor="tester", at=at, **bound)
    return person


def a_small_province(workspace: Workspace) -> None:
    """Put a province with one city, one county, two departments and four enterprises into a workspace."""
    regions = [
        _row(Region, region=code, parent=parent, level=level, name_zh=f"地{code}", name_en=f"Place {code}")
        for code, parent, level in REGIONS
    ]
    departments = [
        _row(Department, department=code, short_zh=code, name_zh=code, name_en=code)
        for code in ("ecology", "energy")
    ]
    enterprises = [
        _row(Enterprise, enterprise=code, parent=parent, name_zh=code, region="990101", industry="C31")
        for code, parent in ENTERPRISES
    ]
    for name, contract, rows in (
        ("regions", Region, regions),
        ("departments", Department, departments),
        ("enterprises", Enterprise, enterprises),
    ):
        frame = contract.cast(pl.DataFrame(rows, schema_overrides=_kinds(contract)))
        workspace.put_dataset(f"jurisdiction.{name}", frame, actor="tester", contract=contract)


def ask(workspace: Workspace, actor: Actor, service: str, *, at: datetime = NOON, **arguments: Any) -> Answer:
    """Call a service in somebody's name, at an instant."""
    return find(service).call(Context(actor=actor, workspace=workspace, now=at), **arguments)


def _kinds(contract: Any) -> dict[str, Any]:
    return {name: column.dtype for name, column in contract.columns().items()}


def _row(contract: Any, **given: Any) -> dict[str, Any]:
    filled = {"citation": "invented for a test", "assessed": False, "additive": False}
    known: Sequence[str] = contract.column_names()
    return {name: (filled | given).get(name) for name in known}


def minutes(count: float) -> timedelta:
    """Return a span of minutes."""
    return timedelta(minutes=count)
