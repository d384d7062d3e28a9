"""Where a scenario goes on: in the cities for which its drivers have values of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import measures
from tongyuan.plan.cocontrol.places import shared_out
from tongyuan.plan.measures.naming import activity_id
from tongyuan.services.plan.city_runs import city_run_of
from tongyuan.services.plan.cocontrol_places import Places
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.plan.scenarios import Scenario
    from tongyuan.services.plan.inventory_runs import Compiled
    from tongyuan.workspace.workspace import Workspace

__all__ = ["followers", "part_of_province", "placed", "places_of_scenario"]

CELL = ["region", "source", "fuel", "activity"]


def places_of_scenario(workspace: Workspace, *, plan: Scenario, found: Compiled) -> Places:
    """Find the kept cities of a scenario's inventory; none where no driver tells of a city.

    Parameters
    ----------
    workspace
        The workspace.
    plan
        The scenario.
    found
        Its inventory.

    Returns
    -------
    Places
        The cities.

    Raises
    ------
    InputError
        If drivers tell of cities and the inventory was not shared out, or of a place that is none of them.
    """
    if not plan.regions:
        return Places(found.region, None, None)
    own = city_run_of(workspace, inventory=found.run.id)
    if own is None:
        raise InputError(Problem("scenario.no_cities", {"got": " ".join(plan.regions)}))
    units = {str(unit) for unit in own.run.params["units"]}
    problems = [
        Problem("scenario.no_city", {"field": f"drivers.{name}", "got": region, "expected": " ".join(units)})
        for name, driver in plan.drivers.items()
        for region in driver.regions
        if region not in units
    ]
    if problems:
        raise InputError(problems)
    return Places(found.region, own, None)


def placed(
    places: Places, *, activity: pl.DataFrame, emission: pl.DataFrame, options: measures.Options
) -> tuple[pl.DataFrame, pl.DataFrame, measures.Options, pl.DataFrame]:
    """Put an inventory and what may be chosen on it into the cities; as they are where there are none.

    Parameters
    ----------
    places
        The cities.
    activity, emission
        Of the province.
    options
        What may be chosen on its activity.

    Returns
    -------
    tuple
        Activity, emission and options by place, and the share of each place in every activity.
    """
    shares = places.shares(activity)
    if places.cities is None:
        return activity, emission, options, shares
    spread, offered = places.placed(activity, options, shares=shares)
    return spread, shared_out(emission, shares=shares, amounts=["mass_t"]), offered, shares


def part_of_province(rows: pl.DataFrame, *, shares: pl.DataFrame) -> pl.DataFrame:
    """Give each activity at each place its part of the province's: columns activity_id and share [1]."""
    named = rows.with_columns(pl.col(name).cast(pl.String) for name in CELL)
    joined = named.join(shares.select(*CELL, "share"), on=CELL, how="left", maintain_order="left")
    return joined.select(activity_id(), share=pl.col("share").fill_null(1.0))


def followers(plan: Scenario, *, places: Places) -> list[dict[str, Any]]:
    """Say of each driver which cities have their own and which follow the whole's.

    Parameters
    ----------
    plan
        The scenario.
    places
        Its cities.

    Returns
    -------
    list of dict
        ``driver``, ``own`` and ``whole`` (codes of cities); empty for a scenario of the province alone.
    """
    return [
        {
            "driver": name,
            "own": driver.regions,
            "whole": [unit for unit in places.units if unit not in driver.regions],
        }
        for name, driver in plan.drivers.items()
        if places.units
    ]
