"""Where a problem is posed: the kept inventory of cities and the kept response of the air behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import measures
from tongyuan.plan.cocontrol.places import options_by_city, shared_out, shares_of_activity
from tongyuan.services.plan.air_runs import AirRun, air_run
from tongyuan.services.plan.city_runs import CityRun, city_run_of
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.tables import Activity

if TYPE_CHECKING:
    from tongyuan.plan.cocontrol.problem import CocontrolProblem
    from tongyuan.services.plan.inventory_runs import Compiled
    from tongyuan.workspace.workspace import Workspace

__all__ = ["SHARES", "Places", "places_of"]

#: Columns of the shares of activities; a problem of the province has none.
SHARES = {
    "region": pl.String,
    "source": pl.String,
    "fuel": pl.String,
    "activity": pl.String,
    "way": pl.String,
    "proxy": pl.String,
    "share": pl.Float64,
    "quantity": pl.Float64,
    "unit": pl.String,
    "species_differ": pl.Boolean,
}


@dataclass(frozen=True)
class Places:
    """The cities of a problem, and the air between them.

    Parameters
    ----------
    province
        The province.
    cities
        The kept inventory of cities; None where the problem is of the province, or there is none.
    air
        The kept response of the air; None where no concentration is bounded, or there is none.
    """

    province: str
    cities: CityRun | None
    air: AirRun | None

    @property
    def units(self) -> list[str]:
        """The cities; none for a problem of the province."""
        return [] if self.cities is None else [str(one) for one in self.cities.run.params["units"]]

    @property
    def receptors(self) -> list[str]:
        """The cities whose air responds."""
        return [] if self.air is None else self.air.operator["region"].unique().sort().to_list()

    def told(self) -> dict[str, Any]:
        """Say on which runs the problem rests."""
        return {
            "by": "province" if self.cities is None else "city",
            "cities": None if self.cities is None else self.cities.run.id,
            "air": None if self.air is None else self.air.run.id,
            "air_model": None if self.air is None else str(self.air.run.params["model"]),
        }

    def shares(self, activity: pl.DataFrame) -> pl.DataFrame:
        """Share out the activity of the province by the rules of the kept inventory of cities.

        Parameters
        ----------
        activity
            Contract Activity of the province.

        Returns
        -------
        pl.DataFrame
            Columns of :data:`SHARES`; empty for a problem of the province.

        Raises
        ------
        InputError
            If records of the cities do not fit those of the province.
        """
        if self.cities is None:
            return pl.DataFrame(schema=SHARES)
        run, workspace = self.cities.run, self.cities.workspace
        kept = workspace.run_input(run.id, "own_run")["run"]
        own = [Activity.cast(workspace.run_input(one, "activity")) for one in kept]
        return shares_of_activity(
            activity,
            own=pl.concat([Activity.create_empty(), *own]),
            units=self.units,
            rules=workspace.run_input(run.id, "proxy_rule"),
            values=workspace.run_input(run.id, "proxy_value"),
            emission=self.cities.emission,
        ).select(list(SHARES))

    def placed(
        self, activity: pl.DataFrame, options: measures.Options, *, shares: pl.DataFrame
    ) -> tuple[pl.DataFrame, measures.Options]:
        """Put activity and what may be chosen on it into the cities; as they are without any."""
        if self.cities is None:
            return activity, options
        placed = shared_out(activity, shares=shares, amounts=["quantity"])
        return placed, options_by_city(options, shares=shares)


def places_of(workspace: Workspace, *, asked: CocontrolProblem, found: Compiled) -> Places:
    """Find what a problem by city rests on; what is not there is None, and told among the faults.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        The problem.
    found
        Its inventory.

    Returns
    -------
    Places
        The cities and the air.
    """
    by_city = asked.by == "city"
    cities = city_run_of(workspace, inventory=found.run.id, run=asked.cities) if by_city else None
    air = _air(workspace, asked=asked) if asked.concentrations else None
    return Places(found.region, cities, air)


def _air(workspace: Workspace, *, asked: CocontrolProblem) -> AirRun | None:
    try:
        return air_run(workspace, run=asked.air)
    except NotFoundError:
        return None
