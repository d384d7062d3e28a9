"""Names of departments and reporting units in the view's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongyuan.web.assess.judgement import departments
from tongyuan.web.view import View

__all__ = ["Names", "names"]


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code; what has no name of its own in the language keeps the one that the service gives."""

    departments: Mapping[str, str]
    units: Mapping[str, str]
    regions: frozenset[str] = frozenset()

    def department(self, row: Mapping[str, Any]) -> str:
        """Name the department of an assignment."""
        return self.departments.get(row["department"], str(row["department_name"]))

    def unit(self, row: Mapping[str, Any]) -> str:
        """Name who fills in an assignment."""
        return self.units.get(row["enterprise"] or row["region"], str(row["unit_name"]))

    def region(self, code: str) -> str:
        """Name a region."""
        return self.units.get(code, code)


async def names(view: View) -> Names:
    """Ask once a page for the names.

    Parameters
    ----------
    view
        What is shown.

    Returns
    -------
    Names
        Departments and units by their codes.
    """
    regions = (await view.ask("region.list")).frame()
    units = {row["region"]: view.of(row, "name") for row in regions.iter_rows(named=True)}
    known = frozenset(units)
    if view.may_call("enterprise.list"):
        firms = (await view.ask("enterprise.list")).frame()
        units |= {row["enterprise"]: view.of(row, "name") for row in firms.iter_rows(named=True)}
    return Names(await departments(view), units, known)
