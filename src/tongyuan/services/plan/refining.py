"""What a region says of its own conditions: corrections of road factors, technologies that burn its fuels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from tongyuan import reference
from tongyuan.accounting.conditions import correct
from tongyuan.accounting.technologies import divide
from tongyuan.vocabulary.tables import Activity, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongyuan.workspace.workspace import Workspace

__all__ = ["REFINEMENTS", "conditions_of", "refined_activity", "refined_factors"]

REFINEMENTS = ("road_conditions", "technology_shares")


def conditions_of(
    workspace: Workspace, *, region: str, year: int, as_of: datetime | None = None
) -> dict[str, pl.DataFrame]:
    """Return the conditions that a region states for a year: frames by dataset, where held."""
    held = workspace.datasets(as_of=as_of).filter(
        pl.col("name").is_in(REFINEMENTS), pl.col("region") == region, pl.col("year") == year
    )
    return {
        name: workspace.dataset_frame(name, region=region, year=year, as_of=as_of)
        for name in sorted(held["name"].unique().to_list())
    }


def refined_factors(
    factors: dy.DataFrame[Factor], *, conditions: Mapping[str, pl.DataFrame]
) -> dy.DataFrame[Factor]:
    """Add the corrections of road factors that the stated conditions of driving make."""
    if "road_conditions" not in conditions:
        return factors
    made = correct(
        conditions["road_conditions"],
        corrections=reference.road_corrections(),
        materials=reference.road_vehicles(),
    )
    return Factor.validate(pl.concat([factors, made]), cast=True)


def refined_activity(
    activity: dy.DataFrame[Activity], *, conditions: Mapping[str, pl.DataFrame]
) -> dy.DataFrame[Activity]:
    """Divide combustion among the technologies that the region states."""
    if "technology_shares" not in conditions:
        return activity
    return divide(activity, shares=conditions["technology_shares"])
