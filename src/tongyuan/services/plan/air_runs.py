"""Runs of the air: where one is found, what it is, and the linear operator that an optimiser takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import air
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.vocabulary.tables import AirContribution, AirTotal, SourceReceptor

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "AirRun", "air_run"]

KIND = "air"


@dataclass(frozen=True, slots=True)
class AirRun:
    """A kept response of the air."""

    workspace: Workspace
    run: Run

    @property
    def matrix(self) -> pl.DataFrame:
        """The matrix [ug/m3 per kt]."""
        return SourceReceptor.cast(self.workspace.run_table(self.run.id, "source_receptor"))

    @property
    def contributions(self) -> pl.DataFrame:
        """What each region and height contributes, uncalibrated [ug/m3]."""
        return AirContribution.cast(self.workspace.run_table(self.run.id, "air_contribution"))

    @property
    def totals(self) -> pl.DataFrame:
        """Sums by city, uncalibrated and calibrated [ug/m3]."""
        return AirTotal.cast(self.workspace.run_table(self.run.id, "air_total"))

    @property
    def operator(self) -> pl.DataFrame:
        """The derivative of concentrations by emissions, calibrated where that serves [ug/m3 per t]."""
        serves = self.run.params["calibration_serves"]
        return air.sensitivities(self.matrix, multiplier=self.run.params["multiplier"] if serves else 1.0)

    def changes(self) -> dict[str, float]:
        """Give the change of each city, calibrated where that serves; empty without a case [ug/m3]."""
        change = pl.coalesce("calibrated_change_ug_m3", "change_ug_m3").alias("change")
        rows = self.totals.select("region", change).filter(pl.col("change").is_not_null())
        return dict(rows.iter_rows())

    def meta(self) -> dict[str, Any]:
        """Say what the run is."""
        return {**about_run(self.workspace, self.run), "unit": "ug/m3", **self.run.params}


def air_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> AirRun:
    """Find a kept response: by its id, else the latest of a year.

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
    AirRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return AirRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="air.no_run"))
