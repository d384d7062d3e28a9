"""Kept dispatches: what is kept of one, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.plan.kept_runs import about_run, kept_run, told_runs
from tongyuan.services.plan.power_targets import JUDGED, judged

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["HOURS_A_WEEK", "KIND", "TABLES", "PowerRun", "power_run", "power_runs"]

HOURS_A_WEEK = 168
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


#: What a run that was kept before these were told says of them.
LATER: dict[str, Any] = {"name_zh": "", "name_en": "", "assumed": [], "unverified_units": [], "built_mw": 0.0}


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

    def judged(self) -> pl.DataFrame:
        """Say of every target that can bind power whether it is met; see ``power_targets.judged``."""
        if "limit" not in self.part("targets").columns:  # kept before targets were judged
            return pl.DataFrame(schema=JUDGED)
        return judged(
            self.part("targets"),
            year=int(self.run.params["year"]),
            **{name: self.part(name) for name in ("units", "limits", "conflicts")},
        )

    def emissions(self) -> pl.DataFrame:
        """Sum emissions within the region by carrier [t]; null, with the units, where a factor is not known.

        What is brought in emits elsewhere and is left out here.

        Returns
        -------
        pl.DataFrame
            Columns carrier, co2_t, so2_t, nox_t, pm25_t [t], lacking.
        """
        inside = self.part("units").filter(pl.col("carrier") != "interconnector")
        species = ("co2_t", "so2_t", "nox_t", "pm25_t")
        sums = {
            name: pl.when(pl.col(name).is_null().any()).then(None).otherwise(pl.col(name).sum())
            for name in species
        }
        lacking = pl.when(pl.any_horizontal(pl.col(name).is_null() for name in species)).then(pl.col("unit"))
        told = inside.with_columns(lacking=lacking).group_by("carrier", maintain_order=True)
        rows = told.agg(**sums, lacking=pl.col("lacking").drop_nulls().str.join("、"))
        return rows.filter(pl.any_horizontal((pl.col(name) != 0).fill_null(True) for name in species))

    def months(self) -> pl.DataFrame:
        """Give each carrier's month: mean power of the hours that are held [MW]; energy [MWh] of whole years.

        Energy is null where hours stand for others: a week of January is not all of January.

        Returns
        -------
        pl.DataFrame
            Columns month, carrier, mean_mw, mean_heat_mw, mean_curtailed_mw [MW], energy_mwh [MWh].
        """
        hours = self.part("hours")
        month = (pl.datetime(2001, 1, 1) + pl.duration(hours=pl.col("hour") - 1)).dt.month()
        whole = hours["hours_stood_for"].max() == 1.0
        energy = pl.col("power_mwh").sum() if whole else pl.lit(None, pl.Float64)
        grouped = hours.with_columns(month=month).group_by("month", "carrier", maintain_order=True)
        return grouped.agg(
            mean_mw=pl.col("power_mwh").mean(),
            mean_heat_mw=pl.col("heat_mwh").mean(),
            mean_curtailed_mw=pl.col("curtailed_mwh").mean(),
            energy_mwh=energy,
        ).sort("month", maintain_order=True)

    def weeks(self) -> list[int]:
        """List the weeks (from 1) of which hours are held."""
        if not self.feasible:
            return []
        return (((self.part("hours")["hour"] - 1) // HOURS_A_WEEK) + 1).unique().sort().to_list()

    def duration(self) -> pl.DataFrame:
        """Give the load that a share of the year's hours exceed: ``rank`` [share], ``load_mw``."""
        made = (pl.col("power_mwh") - pl.col("taken_mwh")).sum()
        hours = self.part("hours").group_by("hour").agg(pl.col("hours_stood_for").first(), load_mw=made)
        ordered = hours.sort("load_mw", descending=True)
        share = pl.col("hours_stood_for").cum_sum() / pl.col("hours_stood_for").sum()
        return ordered.select(rank=share, load_mw="load_mw")

    def meta(self) -> dict[str, Any]:
        """Say what the dispatch rests on."""
        return {
            **about_run(self.workspace, self.run),
            **LATER,
            **self.run.params,
            "weeks": self.weeks(),
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


def power_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept dispatches, the newest first: run, study, names, year, whether feasible.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    list of dict
        A row a run.
    """
    told = ("study", "name_zh", "name_en", "year", "feasible")
    return told_runs(workspace, KIND, told=told, later=LATER)
