"""Runs of health: where one is found, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.vocabulary.tables import Impact, ImpactSum

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "HealthRun", "health_run"]

KIND = "health"


@dataclass(frozen=True, slots=True)
class HealthRun:
    """A kept assessment of health."""

    workspace: Workspace
    run: Run

    @property
    def rows(self) -> pl.DataFrame:
        """Impacts by region, cause and age."""
        return Impact.cast(self.workspace.run_table(self.run.id, "impact"))

    @property
    def sums(self) -> pl.DataFrame:
        """Their sums."""
        return ImpactSum.cast(self.workspace.run_table(self.run.id, "impact_sum"))

    def meta(self) -> dict[str, Any]:
        """Say what the run is."""
        return {**about_run(self.workspace, self.run), **self.run.params}


def health_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> HealthRun:
    """Find a kept assessment: by its id, else the latest of a year.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.
    year
        Year; the latest run whatever its year where it is not given.

    Returns
    -------
    HealthRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return HealthRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="impact.no_run"))
