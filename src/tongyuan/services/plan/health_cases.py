"""The case of an assessment: a level that no city exceeds, the air of another year, or a kept response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.health import Case
from tongyuan.services.plan.air_runs import AirRun, air_run
from tongyuan.services.plan.health_inputs import air_of
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Asked", "case_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What case is asked for; at most one of the three.

    Parameters
    ----------
    level
        No city above this [ug/m3].
    against
        Year whose air is taken.
    response
        Run of the air whose change is taken.
    """

    level: float | None = None
    against: int | None = None
    response: str | None = None

    def told(self) -> dict[str, Any]:
        """Give it by name, as a run keeps it."""
        return {"level": self.level, "against": self.against, "response": self.response}


def case_of(workspace: Workspace, asked: Asked, *, base: pl.DataFrame) -> tuple[pl.DataFrame, Case | None]:
    """Find the case, and the regions of the base that have one.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        What is asked for.
    base
        Contract ``Concentration``: the air as it is.

    Returns
    -------
    tuple
        The base of the regions that the case tells, and the case; None where none is asked.

    Raises
    ------
    InputError
        If more than one is asked for.
    """
    named = [name for name, value in asked.told().items() if value is not None]
    if len(named) > 1:
        raise InputError(Problem("impact.two_cases", {"got": "、".join(named)}))
    if asked.level is not None:
        return base, Case(dict.fromkeys(base["region"], asked.level), kind="cap")
    if asked.against is not None:
        other = air_of(workspace, regions=base["region"].to_list(), year=asked.against)
        kept = base.join(other.select("region"), on="region", how="semi", maintain_order="left")
        return kept, Case(dict(other.select("region", "ug_m3").iter_rows()))
    if asked.response is not None:
        return _responding(air_run(workspace, run=asked.response), base)
    return base, None


def _responding(found: AirRun, base: pl.DataFrame) -> tuple[pl.DataFrame, Case]:
    """Add the change that a response tells to the air as it is; the change moves with the base."""
    changes = found.changes()
    kept = base.filter(pl.col("region").is_in(list(changes)))
    if kept.is_empty():
        raise InputError(Problem("impact.no_change", {"got": found.run.id}))
    after = {
        region: max(0.0, now + changes[region]) for region, now in kept.select("region", "ug_m3").iter_rows()
    }
    return kept, Case(after, kind="change")
