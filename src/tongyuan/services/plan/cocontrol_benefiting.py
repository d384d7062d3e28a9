"""What a plan means for air and health, out of kept runs: the plan, a response of the air, health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import health
from tongyuan.plan.cocontrol.cobenefits import air_changes, air_parts, emitted, falls
from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.plan.air_inputs import with_release
from tongyuan.services.plan.air_runs import AirRun, air_run
from tongyuan.services.plan.health_inputs import years_of_deaths
from tongyuan.services.plan.health_runs import HealthRun, health_run
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables import BenefitImpact, BenefitSum

if TYPE_CHECKING:
    from tongyuan.services.plan.cocontrol_cases import Kept
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Given", "benefits", "emitted_by", "gathered"]

#: What a kept assessment of health was made of.
PINNED = ("population", "mortality", "concentrations", "risk_function")


@dataclass(frozen=True, slots=True)
class Given:
    """A plan by city, the response of the air, and health where an assessment is kept."""

    plan: Kept
    air: AirRun
    health: HealthRun | None

    @property
    def operator(self) -> pl.DataFrame:
        """What a tonne there does here [ug/m3 per t], calibrated where that serves."""
        text = [pl.col(name).cast(pl.String) for name in ("region", "source_region", "species", "release")]
        return self.air.operator.with_columns(text)

    def inputs(self) -> dict[str, pl.DataFrame]:
        """Give what is pinned: the operator, and what health rests on."""
        found = self.health
        if found is None:
            return {"operator": self.operator}
        held = {name: found.workspace.run_input(found.run.id, name) for name in PINNED}
        return {"operator": self.operator, **held}

    def told(self) -> dict[str, Any]:
        """Say which runs they are and what each is."""
        air, found = self.air.run, self.health
        of_health = {
            "health": None if found is None else found.run.id,
            "health_year": None if found is None else found.run.params["year"],
            "health_seed": None if found is None else found.run.seed,
            **{
                name: None if found is None else found.run.params[name]
                for name in ("function", "incidence", "draws")
            },
        }
        return {
            "plan": self.plan.run.id,
            "air": air.id,
            "air_year": air.params["year"],
            "air_model": air.params["model"],
            "calibrated": bool(air.params["calibration_serves"]),
            **of_health,
        }


def gathered(workspace: Workspace, plan: Kept, *, air: str | None, assessed: str | None) -> Given:
    """Find what the answer rests on, or say everything that is not there.

    Parameters
    ----------
    workspace
        The workspace.
    plan
        The plan, feasible.
    air
        Run of the air; that which bounds the plan's concentrations, else the latest, by default.
    assessed
        Run of health; the latest by default. Where there is none the air is told alone.

    Returns
    -------
    Given
        The runs.

    Raises
    ------
    InputError
        If the plan is of the province, or no response of the air is kept.
    """
    problems = []
    if plan.run.params.get("by", "province") != "city":
        problems.append(Problem("cobenefit.needs_cities", {"got": plan.run.id}))
    found = None
    try:
        found = air_run(workspace, run=air or plan.run.params.get("air"))
    except NotFoundError:
        problems.append(Problem("cobenefit.no_air", {"got": air or "—"}))
    if problems or found is None:
        raise InputError(problems)
    if assessed is not None:
        return Given(plan, found, health_run(workspace, run=assessed))
    try:
        return Given(plan, found, health_run(workspace))
    except NotFoundError:
        return Given(plan, found, None)


def emitted_by(plan: Kept) -> pl.DataFrame:
    """List what a plan runs and builds, and what would be run without it, with heights of release."""
    sources = with_release(plan.case.levels.select("source").unique(maintain_order=True))
    asked = CocontrolProblem.model_validate_json(str(plan.run.params["problem"]))
    return emitted(
        plan.plan.uptake,
        plan.case,
        heights=dict(sources.select("source", "release").iter_rows()),
        project_heights={one.project: one.release for one in asked.projects if one.release is not None},
    )


def benefits(given: Given, *, province: str) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Work out what the plan means for air and, where that is kept, health.

    Parameters
    ----------
    given
        What it rests on.
    province
        Region that holds the cities.

    Returns
    -------
    tuple
        Tables to be kept, and what is told beside them: species of the matrix that the plan does not emit,
        cities that are not assessed.
    """
    operator = given.operator
    told = falls(emitted_by(given.plan), operator=operator, species=codes("air_pollutant"))
    parts = air_parts(told, operator=operator)
    air = air_changes(parts)
    tables: dict[str, pl.DataFrame] = {"benefit_fall": told, "benefit_part": parts, "benefit_air": air}
    known = set(told["species"])
    about: dict[str, Any] = {
        "species_absent": [one for one in operator["species"].unique().sort() if one not in known],
        "not_assessed": [],
    }
    if given.health is not None:
        burdens, missing = _burdens(given.health, air, province=province)
        tables |= burdens
        about["not_assessed"] = missing
    return tables, about


def _burdens(
    found: HealthRun, air: pl.DataFrame, *, province: str
) -> tuple[dict[str, pl.DataFrame], list[str]]:
    """Compute both burdens of every year: the air as it is, and moved by what the plan changes."""
    inputs = {name: found.workspace.run_input(found.run.id, name) for name in PINNED}
    cities = air["region"].unique().sort().to_list()
    here = pl.col("region").is_in(cities)
    base = inputs["concentrations"].filter(here)
    people, rates = inputs["population"].filter(here), inputs["mortality"].filter(here)
    assessed = base["region"].to_list()
    if not assessed:
        raise InputError(Problem("cobenefit.no_city_assessed", {"got": found.run.id}))
    rows, sums = [], []
    for year in air["year"].unique().sort():
        change = dict(air.filter(year=year).select("region", "change_ug_m3").iter_rows())
        after = {
            city: max(0.0, now + change[city]) for city, now in base.select("region", "ug_m3").iter_rows()
        }
        made = health.impacts(
            people,
            mortality=rates,
            base=base,
            functions=inputs["risk_function"],
            case=health.Case(after, kind="change"),
            years=_years(people, rates),
            incidence=found.run.params["incidence"],
            whole=province,
            draws=int(found.run.params["draws"]),
            seed=int(found.run.seed or 0),
        )
        dated = pl.lit(year, pl.Int32).alias("year")
        rows.append(made.rows.with_columns(dated))
        sums.append(made.sums.with_columns(dated))
    impact = BenefitImpact.validate(pl.concat(rows).select(BenefitImpact.column_names()), cast=True)
    summed = BenefitSum.validate(pl.concat(sums).select(BenefitSum.column_names()), cast=True)
    return {"benefit_impact": impact, "benefit_sum": summed}, [one for one in cities if one not in assessed]


def _years(people: pl.DataFrame, rates: pl.DataFrame) -> dict[str, dict[int, float]] | None:
    found = {}
    for (region,), own in people.group_by("region", maintain_order=True):
        ages = own["age_from"].to_list()
        years = years_of_deaths(rates.filter(pl.col("region") == region), ages=ages)
        if years is None:
            return None
        found[str(region)] = years
    return found
