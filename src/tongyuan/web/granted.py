"""Grants in words: the role, and the region, department or enterprise that it is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongyuan.services.actors import roles
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.view import View

__all__ = ["Names", "civil", "granted", "role_name"]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what a grant may be bound to, as far as the visitor may see them.

    Parameters
    ----------
    regions, departments, enterprises
        Code to name, in the view's language.
    """

    regions: Mapping[str, str]
    departments: Mapping[str, str]
    enterprises: Mapping[str, str]

    @classmethod
    async def of(cls, view: View) -> Names:
        """Read the names that the visitor may see."""
        return cls(
            regions=await _names(view, "region.list", "region"),
            departments=await _names(view, "policy.departments", "department"),
            enterprises=await _names(view, "enterprise.list", "enterprise"),
        )

    def bound(self, grant: Mapping[str, Any]) -> list[str]:
        """Name what a grant is bound to."""
        tables = {
            "region": self.regions,
            "department": self.departments,
            "enterprise": self.enterprises,
        }
        return [table.get(grant[kind], grant[kind]) for kind, table in tables.items() if grant[kind]]


async def _names(view: View, service: str, key: str) -> dict[str, str]:
    if not view.may_call(service):
        return {}
    rows = (await view.ask(service)).frame()
    return {row[key]: view.of(row, "name") for row in rows.iter_rows(named=True)}


def role_name(view: View, role: str) -> str:
    """Name a role; its code where the table has lost it."""
    return view.of(roles()[role], "name") if role in roles() else role


def granted(view: View, grant: Mapping[str, Any], names: Names) -> str:
    """Say a grant in words: role, what it is bound to, until when."""
    text = view.measure(role_name(view, grant["role"]), view.listing(names.bound(grant)))
    if grant["valid_until"]:
        text += view.pick(f"，至 {civil(grant['valid_until'])} 止", f", until {civil(grant['valid_until'])}")
    return text


def civil(instant: Any) -> str:
    """Write an instant as date and time of Beijing; blank where there is none."""
    return instant.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M") if instant else ""
