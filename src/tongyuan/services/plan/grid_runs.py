"""Runs of the grid: where one is found, its cells, and the data set that it is handed out as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

from tongyuan import reference
from tongyuan.plan import gridding
from tongyuan.services.plan.city_runs import CityRun, city_run
from tongyuan.services.plan.kept_runs import kept_run
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import CityEmission, GridPattern, GridShare

if TYPE_CHECKING:
    import xarray as xr

    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "STEP", "GridRun", "grid_run", "gridded_of"]

KIND = "grid"
#: Size of the cells, as international reporting asks for [degree].
STEP = 0.1
NOT_TOLD = ("所有数据均为合成数据", "all data are synthetic")


def gridded_of(emission: pl.DataFrame) -> pl.DataFrame:
    """Take from the cities' emissions what belongs on a grid of the air: direct, to air, in a sector [t]."""
    direct = emission.filter(pl.col("scope") == 1, pl.col("medium") == "air", pl.col("way") != "unallocated")
    return direct.with_columns(gridding.sector_of(pl.col("source"))).filter(pl.col("sector").is_not_null())


@dataclass(frozen=True, slots=True)
class GridRun:
    """A kept gridding: patterns and shares; cells are worked out from them and the cities."""

    workspace: Workspace
    run: Run

    @property
    def cities(self) -> CityRun:
        """The cities that are spread."""
        return city_run(self.workspace, run=str(self.run.params["cities"]))

    @property
    def emission(self) -> pl.DataFrame:
        """What is spread, by city and sector [t]."""
        return gridded_of(CityEmission.cast(self.workspace.run_input(self.run.id, "city_emission")))

    @property
    def year(self) -> int:
        """Year."""
        return int(self.run.params["year"])

    @property
    def profile(self) -> str:
        """Set of time profiles."""
        return str(self.run.params["profile"])

    def cells(self, by: Sequence[str]) -> pl.DataFrame:
        """Work out the cells: columns of ``by``, ``i``, ``j``, ``mass_t`` [t]."""
        return gridding.spread(
            self.emission,
            chosen=GridPattern.cast(self.workspace.run_table(self.run.id, "grid_pattern")),
            shares=GridShare.cast(self.workspace.run_table(self.run.id, "grid_share")),
            by=by,
        )

    def meta(self) -> dict[str, Any]:
        """Say what the run is."""
        about = self.cities.meta()
        return about | {
            "run": self.run.id,
            "cities": self.run.params["cities"],
            "step_degree": STEP,
            "profile": self.profile,
        }

    def laid_out(self) -> xr.Dataset:
        """Lay the cells out by the CF conventions: fluxes by sector, month, latitude and longitude."""
        from tongyuan.plan.gridding.netcdf import Frame, dataset

        named, profiles = _sectors(), reference.time_profiles()
        frame = Frame(
            year=self.year,
            step=STEP,
            sectors=named,
            months={
                letter: gridding.months_of(profiles, profile=self.profile, sector=letter, year=self.year)
                for letter in named
            },
            standard_names=_standard_names(),
        )
        return dataset(self.cells(["sector", "species"]), frame=frame, about=self._about())

    def write_hours(
        self, target: BinaryIO, *, first: date, last: date, species: str | None, told: Callable[[float], None]
    ) -> None:
        """Write the hours of a range of days by the CF conventions; of one species or of all."""
        from tongyuan.plan.gridding.hourly import Hours, write_hours

        named, profiles = _sectors(), reference.time_profiles()
        hours = Hours(
            first=first,
            last=last,
            step=STEP,
            sectors=named,
            shares={
                letter: gridding.hours_of(profiles, profile=self.profile, sector=letter, year=self.year)
                for letter in named
            },
            standard_names=_standard_names(),
        )
        cells = self.cells(["sector", "species"])
        wanted = cells if species is None else cells.filter(pl.col("species") == species)
        if wanted.is_empty():
            raise NotFoundError(Problem("city.not_on_grid", {"got": species or "—"}))
        write_hours(target, wanted, hours=hours, about=self._about(), told=told)

    def _about(self) -> dict[str, str]:
        meta = self.meta()
        gridded = self.run.finished_at.strftime("%Y-%m-%dT%H:%M:%SZ")  # the run's: one run, one file
        profiles = reference.time_profiles().filter(profile=self.profile)
        known = reference.citations()
        cited = [known[key].text() for key in sorted(set(profiles["citation"]))]
        synthetic = bool(meta["synthetic"])
        return {
            "title": f"Gridded emissions, {meta['region_name_en']}, {meta['year']}",
            "institution": self.workspace.meta.title_en,
            "source": f"tongyuan {self.run.package_version}, run {self.run.id} of cities {meta['cities']} of "
            f"inventory {meta['inventory']}, factor family {meta['family']}",
            "history": f"{gridded} gridded as run {self.run.id}",
            "references": "; ".join(["CF standard name table 93", *cited]),
            "comment": "Zero stands on cells that a sector with a figure does not reach; nothing stands "
            "where a species is not estimated, outside the regions, and for what no city took. Months "
            f"and hours follow the profiles '{self.profile}'; a sector without a profile is flat. Hours are "
            "those of local standard time (UTC+8), without summer time."
            + (f" {NOT_TOLD[1]}." if synthetic else ""),
            "synthetic": "true" if synthetic else "false",
        }


def _sectors() -> dict[str, str]:
    return dict(packaged_table("grid_sectors").select("sector", "name_en").iter_rows())


def _standard_names() -> dict[str, str]:
    return dict(reference.cf_names().select("species", "standard_name").iter_rows())


def grid_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> GridRun:
    """Find a kept gridding: by its id, else the latest of a year.

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
    GridRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return GridRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="city.no_grid"))
