"""Kept profiles from weather: what is kept of them, and how they are found again by name or id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl

from tongyuan.services.plan.kept_runs import about_run, kept_run, kept_runs, told_runs
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import PowerProfile

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "TABLE", "WeatherRun", "named_weather", "weather_run"]

KIND = "weather"
TABLE = "power_hours"


@dataclass(frozen=True, slots=True)
class WeatherRun:
    """Kept profiles of a year."""

    workspace: Workspace
    run: Run

    def profiles(self) -> dy.DataFrame[PowerProfile]:
        """Read the profiles, hour by hour."""
        return PowerProfile.cast(self.workspace.run_table(self.run.id, TABLE))

    def summary(self) -> pl.DataFrame:
        """Say of each profile how much a year it comes to.

        Returns
        -------
        pl.DataFrame
            ``profile``, ``hours``, ``mean``, ``most`` and ``total``: hours of full load, or heat [MWh].
        """
        value = pl.col("value")
        rows = self.profiles().group_by("profile", maintain_order=True)
        return rows.agg(hours=pl.len(), mean=value.mean(), most=value.max(), total=value.sum())

    def months(self) -> pl.DataFrame:
        """Give the mean of each profile in each month [share of capacity; heat: MW].

        Returns
        -------
        pl.DataFrame
            ``month``, ``profile``, ``mean``.
        """
        first = pl.datetime(int(self.run.params["year"]), 1, 1)
        month = (first + pl.duration(hours=pl.col("hour") - 1)).dt.month()
        rows = self.profiles().with_columns(month=month)
        return rows.group_by("month", "profile", maintain_order=True).agg(mean=pl.col("value").mean())

    def meta(self) -> dict[str, Any]:
        """Say what the profiles rest on, and list the others that are kept."""
        told = ("name", "year", "profile_origin")
        listed = told_runs(self.workspace, KIND, told=told)
        return {**about_run(self.workspace, self.run), **self.run.params, "runs": listed}


def weather_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> WeatherRun:
    """Find kept profiles: by the run's id, else the latest of a year.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.
    year
        Year; the latest whatever its year where it is not given.

    Returns
    -------
    WeatherRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return WeatherRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="weather.no_run"))


def named_weather(workspace: Workspace, name: str) -> WeatherRun:
    """Find kept profiles by the name they were given, the latest of that name, or by the id of the run.

    Parameters
    ----------
    workspace
        The workspace.
    name
        Name, or the whole id of a run.

    Returns
    -------
    WeatherRun
        The run.

    Raises
    ------
    NotFoundError
        If nothing is kept so.
    """
    for run in kept_runs(workspace, KIND):
        if name in (run.params["name"], run.id):
            return WeatherRun(workspace, run)
    raise NotFoundError(Problem("weather.no_run", {"got": name}))
