"""What a study of the power system rests on: units, hours and the policy's targets as limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from tongyuan.plan import power
from tongyuan.plan.power import PowerCase, PowerLimit, PowerStudy
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.measure_library import rates_of
from tongyuan.services.plan.power_targets import bound_targets
from tongyuan.services.plan.weather_runs import named_weather
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import PowerProfile, PowerUnit

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Posed", "pose"]

HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True)
class Posed:
    """A case and what it was made of.

    Parameters
    ----------
    case
        The system.
    profiles
        Contract ``PowerProfile``, as imported.
    states
        What became of every target that can bind power: ``constraint``, ``left_out``, ``aspiration``,
        ``year_outside``, ``as_another_reading``.
    """

    case: PowerCase
    profiles: pl.DataFrame
    states: pl.DataFrame


def pose(workspace: Workspace, *, asked: PowerStudy) -> Posed:
    """Pose a study on the records of a workspace.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        The study.

    Returns
    -------
    Posed
        The case.

    Raises
    ------
    NotFoundError
        If units or hours are not held.
    InputError
        If they do not fit together.
    """
    region = workspace.meta.region
    units_year = asked.units_year or asked.year
    units = PowerUnit.cast(_held(workspace, "power_units", year=units_year))
    profiles = _profiles(workspace, asked, year=asked.profile_year or units_year)
    limits, states = bound_targets(workspace, asked)
    case = PowerCase(
        region=region,
        year=asked.year,
        units=PowerUnit.cast(_changed(units, asked).with_columns(year=pl.lit(asked.year, pl.Int32))),
        hours=power.hours_of(profiles, weeks=_weeks(asked, profiles), load_twh=asked.load_twh),
        limits=(*limits, *_asked_limits(asked)),
        rate=rates_of(asked.discount_rate, None).social,
        co2_price=asked.co2_price,
        unserved_cost=asked.unserved_cost,
    )
    return Posed(case, profiles, states)


def _held(workspace: Workspace, name: str, *, year: int) -> pl.DataFrame:
    region = workspace.meta.region
    if year not in years_with(workspace, name, region):
        raise NotFoundError(Problem("power.empty", {"region": region, "year": year}))
    return workspace.dataset_frame(name, region=region, year=year)


def _profiles(workspace: Workspace, asked: PowerStudy, *, year: int) -> dy.DataFrame[PowerProfile]:
    """Take the hours that are held or invented, and those from weather in place of the same profiles."""
    found = _given(workspace, asked, year=year)
    if asked.weather is None:
        return found
    derived = named_weather(workspace, asked.weather).profiles()
    kept = found.filter(~pl.col("profile").is_in(derived["profile"].unique().implode()))
    placed = derived.with_columns(year=pl.lit(year, pl.Int32))
    return PowerProfile.validate(pl.concat([kept, placed]), cast=True)


def _given(workspace: Workspace, asked: PowerStudy, *, year: int) -> dy.DataFrame[PowerProfile]:
    """Take the hours that are held, or those that the study asks to invent, labelled so."""
    if asked.invented is None or asked.load_twh is None:
        return PowerProfile.cast(_held(workspace, "power_profiles", year=year))
    made = power.invented_hours(asked.invented, load_twh=asked.load_twh).with_columns(
        region=pl.lit(workspace.meta.region),
        year=pl.lit(year, pl.Int32),
        profile_origin=pl.lit("synthetic"),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("invented"),
        note=pl.lit(None, pl.String),
    )
    return PowerProfile.validate(made.select(PowerProfile.column_names()), cast=True)


def _changed(units: pl.DataFrame, asked: PowerStudy) -> pl.DataFrame:
    foreign = sorted(set(asked.changes) - set(units["unit"]))
    if foreign:
        raise InputError(
            [Problem("power.no_unit", {"field": f"changes.{unit}", "got": unit}) for unit in foreign]
        )
    rows = [
        row
        | (asked.changes[row["unit"]].model_dump(exclude_unset=True) if row["unit"] in asked.changes else {})
        for row in units.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=units.schema)


def _weeks(asked: PowerStudy, profiles: pl.DataFrame) -> dict[int, float] | None:
    if asked.weeks:
        return {one.week: one.weeks for one in asked.weeks}
    if asked.representative_weeks is None:
        return None
    hours = profiles.filter(pl.col("profile") == "load").select(week=(pl.col("hour") - 1) // HOURS_A_WEEK + 1)
    whole = hours.group_by("week").len().filter(pl.col("len") == HOURS_A_WEEK)["week"].sort().to_list()
    return power.spread_weeks(asked.representative_weeks, held=whole)


def _asked_limits(asked: PowerStudy) -> list[PowerLimit]:
    found = []
    if asked.co2_cap_t is not None:
        found.append(PowerLimit("co2_cap", "二氧化碳上限", "CO2 cap", "co2_cap", asked.co2_cap_t))
    if asked.curtailment is not None:
        found.append(
            PowerLimit(
                "curtailment", "弃风弃光率上限", "bound of curtailment", "curtailment", asked.curtailment
            )
        )
    return found
