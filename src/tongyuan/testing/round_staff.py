"""People of the rounds: reporters of every unit and department, reviewers and approvers, with real grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from tongyuan.services.actors import Actor
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.visitors import actor_of
from tongyuan.vocabulary.regions import assessed
from tongyuan.workspace.workspace import Workspace

__all__ = ["SINCE", "Staff"]

#: Since when the grants are in force.
SINCE = datetime(2024, 12, 1, tzinfo=UTC)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who has to do with the rounds of a workspace.

    Parameters
    ----------
    workspace
        Where they work.
    actors
        By login.
    units
        Unit that each region lies in.
    """

    workspace: Workspace
    actors: dict[str, Actor] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace) -> Staff:
        """Hire everybody: 省 and its departments, units, counties, parks, enterprises."""
        place = jurisdiction(workspace)
        staff = cls(workspace, units=_units(place.regions))
        departments = place.departments["department"].to_list()
        units = assessed(place.regions)
        with workspace.transaction():
            staff._hire("keeper", ("provincial_analyst", {}))
            staff._hire_over("", {})
            for unit in units:
                staff._hire_over(unit, {"region": unit})
                mine: list[tuple[str, dict[str, Any]]] = [
                    ("city_department", {"region": unit, "department": name}) for name in departments
                ]
                staff._hire(f"office-{unit}", *mine)
                for grant in mine:
                    staff._hire(f"desk-{unit}-{grant[1]['department']}", grant)
            for name in departments:
                staff._hire(f"desk-{name}", ("department_reporter", {"department": name}))
            for row in place.regions.iter_rows(named=True):
                if row["level"] == "county":
                    staff._hire(f"county-{row['region']}", ("county_bureau", {"region": row["region"]}))
                elif row["level"] == "functional" and not row["assessed"]:
                    staff._hire(f"park-{row['region']}", ("park", {"region": row["region"]}))
            for name in place.enterprises["enterprise"]:
                staff._hire(f"works-{name}", ("enterprise_manager", {"enterprise": name}))
        return staff

    def _hire_over(self, unit: str, bound: dict[str, str]) -> None:
        self._hire(f"reviewer-{unit}", ("reviewer", bound))
        self._hire(f"approver-{unit}", ("approver", bound))

    def _hire(self, login: str, *grants: tuple[str, dict[str, Any]]) -> None:
        name = login.strip("-").lower()
        person = self.workspace.people.add(name, name=name, actor="tester", at=SINCE)
        for role, bound in grants:
            self.workspace.people.grant(person.id, role, actor="tester", at=SINCE, **bound)
        self.actors[name] = actor_of(self.workspace, person.id, at=SINCE)

    def who(self, login: str) -> Actor:
        """Return somebody by the login."""
        return self.actors[login.strip("-").lower()]

    def reporter(self, row: Row, *, desks: bool) -> Actor:
        """Return who fills in an assignment: the desk of its department, or the unit's one office."""
        if row["enterprise"] is not None:
            return self.who(f"works-{row['enterprise']}")
        if row["level"] in ("county", "park"):
            return self.who(f"{row['level']}-{row['region']}")
        if row["level"] == "province":
            return self.who(f"desk-{row['department']}")
        return self.who(f"desk-{row['region']}-{row['department']}" if desks else f"office-{row['region']}")

    def overseer(self, row: Row, duty: str) -> Actor:
        """Return who looks over an assignment: the city below its own level, else the province."""
        if row["level"] in ("unit", "province"):
            return self.who(duty)
        return self.who(f"{duty}-{self.units[row['region']]}")


def _units(regions: pl.DataFrame) -> dict[str, str]:
    parents = dict(regions.select("region", "parent").iter_rows())
    units = set(assessed(regions))
    found = {}
    for region in parents:
        above = region
        while above is not None and above not in units:
            above = parents[above]
        if above is not None:
            found[region] = above
    return found
