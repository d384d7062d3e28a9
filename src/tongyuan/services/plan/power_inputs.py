"""What a study of the power system rests on: units, hours and the policy's targets as limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import power
from tongyuan.plan.power import PowerCase, PowerLimit, PowerStudy
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.measure_library import rates_of
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.tables import PowerProfile, PowerUnit

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Posed", "pose"]

HOURS_A_WEEK = 168
STATES = {"target": pl.String, "reading": pl.String, "name_zh": pl.String, "name_en": pl.String} | {
    "article": pl.String,
    "state": pl.String,
}


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
    profiles = PowerProfile.cast(_held(workspace, "power_profiles", year=asked.profile_year or units_year))
    limits, states = _limits(workspace, asked)
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


def _changed(units: pl.DataFrame, asked: PowerStudy) -> pl.DataFrame:
    foreign = sorted(set(asked.changes) - set(units["unit"]))
    if foreign:
        raise InputError(Problem("power.no_unit", {"got": "、".join(foreign)}))
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


def _limits(workspace: Workspace, asked: PowerStudy) -> tuple[list[PowerLimit], pl.DataFrame]:
    place = jurisdiction(workspace)
    targets = {(row["target"], row["reading"]): row for row in place.targets.iter_rows(named=True)}
    found: list[PowerLimit] = []
    states = []
    for binding in place.frame("power_bindings").sort("target", "reading").iter_rows(named=True):
        target = targets.get((binding["target"], binding["reading"]))
        if target is None or target["value"] is None:
            continue
        limit = _limit(target, binding)
        state = _state(target, asked, stands=any(_same(limit, one) for one in found))
        found += [limit] * (state == "constraint")
        states.append({name: str(target[name]) for name in STATES if name != "state"} | {"state": state})
    return found, pl.DataFrame(states, schema=STATES)


def _state(target: dict[str, Any], asked: PowerStudy, *, stands: bool) -> str:
    if not asked.policy or target["target"] in asked.without:
        return "left_out"
    if target["aspirational"] and not asked.aspirations:
        return "aspiration"
    if target["target_year"] != asked.year:
        return "year_outside"
    return "as_another_reading" if stands else "constraint"


def _same(one: PowerLimit, other: PowerLimit) -> bool:
    told = ("target", "form", "bound", "carriers", "whole")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _limit(target: dict[str, Any], binding: dict[str, Any]) -> PowerLimit:
    return PowerLimit(
        limit=f"{target['target']}:{target['reading']}",
        name_zh=target["name_zh"],
        name_en=target["name_en"],
        form=binding["form"],
        bound=target["value"] * binding["scale"],
        carriers=tuple(binding["carriers"].split()),
        whole=tuple(binding["whole"].split()),
        target=target["target"],
        article=str(target["article"]),
    )
