"""Kept dispatches: what is kept of one, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.kept_runs import kept_run

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "TABLES", "PowerRun", "power_run"]

KIND = "power"
#: Parts of a run that can be shown, and the tables that hold them.
TABLES = {
    "units": "power_year",
    "limits": "power_limits",
    "conflicts": "power_conflicts",
    "hours": "power_dispatch",
    "factors": "power_factors",
    "targets": "power_targets",
}


@dataclass(frozen=True, slots=True)
class PowerRun:
    """A kept dispatch, or the kept conflict."""

    workspace: Workspace
    run: Run

    @property
    def feasible(self) -> bool:
        """Whether every limit can be kept."""
        return bool(self.run.params["feasible"])

    def part(self, name: str) -> pl.DataFrame:
        """Read one of :data:`TABLES`."""
        return self.workspace.run_table(self.run.id, TABLES[name])

    def shares(self) -> pl.DataFrame:
        """Sum capacity, generation and CO2 by carrier [MW, MWh, t]; CO2 is null where a unit's is."""
        year = self.part("units")
        known = pl.when(pl.col("co2_t").is_null().any()).then(None).otherwise(pl.col("co2_t").sum())
        sums = [pl.col(name).sum() for name in ("capacity_mw", "built_mw", "generation_mwh", "curtailed_mwh")]
        return year.group_by("carrier", maintain_order=True).agg(*sums, co2_t=known)

    def duration(self) -> pl.DataFrame:
        """Give the load that a share of the year's hours exceed: ``rank`` [share], ``load_mw``."""
        made = (pl.col("power_mwh") - pl.col("taken_mwh")).sum()
        hours = self.part("hours").group_by("hour").agg(pl.col("hours_stood_for").first(), load_mw=made)
        ordered = hours.sort("load_mw", descending=True)
        share = pl.col("hours_stood_for").cum_sum() / pl.col("hours_stood_for").sum()
        return ordered.select(rank=share, load_mw="load_mw")

    def meta(self) -> dict[str, Any]:
        """Say what the dispatch rests on."""
        region = str(self.run.params["region"])
        place = jurisdiction(self.workspace).regions.row(by_predicate=pl.col("region") == region, named=True)
        return {
            "run": self.run.id,
            "region_name_zh": place["name_zh"],
            "region_name_en": place["name_en"],
            "package_version": self.run.package_version,
            "synthetic": self.workspace.meta.synthetic,
            **self.run.params,
        }


def power_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> PowerRun:
    """Find a kept dispatch: by its id, else the latest of a year.

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
    PowerRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return PowerRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="power.no_run"))
