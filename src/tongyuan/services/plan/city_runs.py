"""Runs of the cities: what they are made from, where one is found, and what its rows are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan import packs
from tongyuan.plan.gridding import area_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.kept_runs import about_run, kept_run, kept_runs
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import CityEmission, PointSource

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "KIND",
    "CityRun",
    "areas_of",
    "city_run",
    "city_run_of",
    "outlines_of",
    "points_of",
    "proxy_names",
]

KIND = "cities"
POINTS = "points"
#: How far an outline may be simplified before areas are taken [degree].
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class CityRun:
    """A kept sharing out of a province among its cities."""

    workspace: Workspace
    run: Run

    @property
    def region(self) -> str:
        """The province."""
        return str(self.run.params["region"])

    @property
    def year(self) -> int:
        """Year."""
        return int(self.run.params["year"])

    @property
    def emission(self) -> pl.DataFrame:
        """What each city gave [t]."""
        return CityEmission.cast(self.workspace.run_table(self.run.id, "city_emission"))

    def seen(self) -> list[dict[str, str]]:
        """Name the cities whose figures are within reach; none where the reader sees all of the run."""
        if self.workspace.scope.everything:
            return []
        whole = self.workspace.whole.run_table(self.run.id, "city_emission")["region"].unique()
        held = set(self.emission["region"])
        if set(whole) <= held:
            return []
        named = jurisdiction(self.workspace).regions.filter(pl.col("region").is_in(sorted(held)))
        return named.select("region", "name_zh", "name_en").sort("region").to_dicts()

    def meta(self) -> dict[str, Any]:
        """Say what the run is."""
        return {
            **about_run(self.workspace, self.run),
            "inventory": self.run.params["inventory"],
            "year": self.year,
            "family": self.run.family,
            "seen": self.seen(),
            "unit": "t",
        }


def city_run(workspace: Workspace, *, run: str | None = None, year: int | None = None) -> CityRun:
    """Find a kept sharing out: by its id, else the latest of a year.

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
    CityRun
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return CityRun(workspace, kept_run(workspace, KIND, run=run, year=year, absent="city.no_run"))


def city_run_of(workspace: Workspace, *, inventory: str, run: str | None = None) -> CityRun | None:
    """Find the kept sharing out of an inventory.

    Parameters
    ----------
    workspace
        The workspace.
    inventory
        Run of the inventory.
    run
        Run id of the sharing out or its beginning; the latest of this inventory by default.

    Returns
    -------
    CityRun or None
        The run; None where this inventory was not shared out, or by no such run.
    """
    for one in kept_runs(workspace, KIND):
        if one.params["inventory"] == inventory and one.id.startswith(run or ""):
            return CityRun(workspace, one)
    return None


def outlines_of(workspace: Workspace) -> dict[str, BaseGeometry]:
    """Return the outlines of cities and counties by region [degree]; a level without outlines is left out."""
    meta = workspace.meta
    pack = packs.load(meta.pack, seed=int(meta.settings["seed"]))
    shapes: dict[str, BaseGeometry] = {}
    for level in ("prefecture", "county"):
        drawn = packs.boundaries(pack, level=level, tolerance=TOLERANCE)["features"]
        shapes |= {one["id"]: shapely.geometry.shape(one["geometry"]) for one in drawn}
    return shapes


def areas_of(outlines: dict[str, BaseGeometry]) -> dict[str, float]:
    """Compute the area of each outline [m2]."""
    return {region: area_of(outline) for region, outline in outlines.items()}


def points_of(workspace: Workspace, *, regions: list[str], year: int) -> pl.DataFrame:
    """Return the point sources of regions: of each, the latest list that is not younger than the year."""
    parts: list[pl.DataFrame] = [PointSource.create_empty()]
    for region in regions:
        held = [one for one in years_with(workspace, POINTS, region) if one <= year]
        if held:
            parts.append(PointSource.cast(workspace.dataset_frame(POINTS, region=region, year=held[-1])))
    return PointSource.validate(pl.concat(parts), cast=True)


def proxy_names() -> pl.DataFrame:
    """Name the proxies: ``proxy``, ``proxy_zh``, ``proxy_en``."""
    return packaged_table("proxies").rename({"name_zh": "proxy_zh", "name_en": "proxy_en"})
