"""Kept scenarios: what is kept of one, how it is found again, and the inventories of the years before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import measures, scenarios
from tongyuan.plan.measures.naming import activity_id
from tongyuan.services.plan.cocontrol_posing import own_emission
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.services.plan.kept_runs import kept_run, told_runs
from tongyuan.services.plan.measure_library import costing_of, setting_of
from tongyuan.services.plan.scenario_drivers import with_statistics
from tongyuan.services.plan.scenario_places import (
    followers,
    part_of_province,
    placed,
    places_of_scenario,
)
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.stated import read_stated
from tongyuan.vocabulary.tables import ScenarioGrowth

if TYPE_CHECKING:
    from tongyuan.plan.scenarios import Scenario
    from tongyuan.services.plan.cocontrol_places import Places
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "Projected", "ScenarioRun", "history", "projected", "scenario_run", "scenario_runs"]

KIND = "scenario"
TOLD = (
    "scenario",
    "name_zh",
    "name_en",
    "years",
    "grid_factor",
    "grid_factor_origin",
    "cities",
    "followers",
)
JOINED = "+"


@dataclass(frozen=True, slots=True)
class Projected:
    """A scenario carried out on an inventory, before it is kept."""

    found: Compiled
    params: dict[str, Any]
    inputs: dict[str, pl.DataFrame]
    tables: dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """A kept scenario."""

    workspace: Workspace
    run: Run

    @property
    def base_year(self) -> int:
        """Year of its inventory."""
        return int(self.run.params["year"])

    @property
    def inventory(self) -> str:
        """Run of its inventory."""
        return str(self.run.params["inventory"])

    @property
    def text(self) -> str:
        """Its file, as it was handed in."""
        return str(self.run.params["text"])

    def table(self, name: str) -> pl.DataFrame:
        """Read ``scenario_emission``, ``scenario_wedge``, ``scenario_driven`` or ``adoption_state``."""
        return self.workspace.run_table(self.run.id, name)

    def drivers(self) -> pl.DataFrame:
        """Read the drivers' values as they served: driver, names, unit, year, value, quality, citation."""
        return self.workspace.run_input(self.run.id, "scenario_driver")

    def plan(self) -> Scenario:
        """Read the scenario, its drivers with the values that served."""
        asked = read_stated(self.text, model=scenarios.Scenario)
        served = {
            driver: {year: value for year, value in part.select("year", "value").iter_rows()}
            for (driver,), part in self.drivers()
            .filter(region=self.run.params["region"])
            .group_by("driver", maintain_order=True)
        }
        drivers = {
            name: driver.model_copy(update={"values": served.get(name, driver.values)})
            for name, driver in asked.drivers.items()
        }
        return asked.model_copy(update={"drivers": drivers})

    def meta(self) -> dict[str, Any]:
        """Say what it rests on."""
        about = meta_of(self.workspace, self.workspace.run(self.inventory))
        kept = {name: self.run.params.get(name) for name in TOLD}
        return about | kept | {"run": self.run.id, "inventory": self.inventory}


def projected(workspace: Workspace, asked: Scenario, *, text: str, run: str | None) -> Projected:
    """Carry a scenario out on the inventory of its base year.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        The scenario.
    text
        Its file, which is kept.
    run
        Run of the inventory; the latest of the base year by default.

    Returns
    -------
    Projected
        What is to be kept.

    Raises
    ------
    InputError
        If an activity follows no driver, or something taken up does not fit.
    NotFoundError
        If there is no inventory of the base year.
    """
    plan = with_statistics(workspace, asked)
    found = compiled(workspace, run=run, year=None if run else plan.base_year)
    if found.year != plan.base_year:
        values = {"field": "base_year", "got": f"{plan.base_year} ≠ {found.year}"}
        raise InputError(Problem("scenario.fault", values))
    places = places_of_scenario(workspace, plan=plan, found=found)
    made, taken, grown, library, told = _carried(workspace, plan, found, places)
    params = {
        "region": found.region,
        "year": plan.base_year,
        "scenario": plan.scenario,
        "name_zh": plan.name_zh,
        "name_en": plan.name_en,
        "years": list(plan.years),
        "inventory": found.run.id,
        "cities": places.told()["cities"],
        "followers": followers(plan, places=places),
        "text": text,
    }
    return Projected(
        found,
        params | told,
        {"scenario_driver": _drivers(plan, whole=found.region), **_library_tables(library)},
        {
            "scenario_emission": made.emission,
            "scenario_wedge": made.wedges,
            "scenario_driven": made.driven,
            "scenario_step": made.steps,
            "scenario_growth": grown,
            "adoption_state": taken.states.rename({"activity_id": "activity"}),
        },
    )


def _carried(
    workspace: Workspace, plan: Scenario, found: Compiled, places: Places
) -> tuple[scenarios.Emitted, scenarios.Adopted, pl.DataFrame, measures.Library, dict[str, Any]]:
    """Carry an inventory on: what is emitted and taken up, of which measures, with which grid factor."""
    library = costing_of(workspace).catalogue
    named = {part for one in plan.adoptions for part in one.measure.split(JOINED)}
    library = library.only(sorted(named))
    setting, told = setting_of(found, grid_factor=None)
    activity = own_emission(found.require_input("activity"))
    emission = of_account(found.emission, kept="emissions").filter(scope=1)
    options = measures.options(
        activity,
        emission=emission,
        library=library,
        costs=scenarios.costless(library),
        setting=setting,
    )
    activity, emission, options, shares = placed(
        places, activity=activity, emission=emission, options=options
    )
    rows = activity.with_columns(activity_id())
    taken = scenarios.adopted(plan, options=options, library=library, activity=rows)
    held = emission.with_columns(activity_id()).unique("activity_id", maintain_order=True)
    growth = scenarios.growth_by_region(
        plan,
        rows=held.select("activity_id", "source", "fuel", "region"),
        years=[plan.base_year, *plan.years],
    )
    made = scenarios.emitted(
        plan.scenario, emission=emission, activity=rows, growth=growth, options=options, taken=taken
    )
    grown = ScenarioGrowth.validate(
        growth.join(part_of_province(held, shares=shares), on="activity_id", maintain_order="left")
        .rename({"activity_id": "activity"})
        .with_columns(scenario=pl.lit(plan.scenario)),
        cast=True,
    )
    return made, taken, grown, library, told


def _library_tables(library: measures.Library) -> dict[str, pl.DataFrame]:
    """Pin what the emission of a scenario follows from of the measures that it takes up."""
    return {
        "measure": library.measures,
        "measure_reach": library.reach,
        "measure_effect": library.effects,
        "measure_penalty": library.penalties,
        "measure_yield": library.yields,
        "measure_performance": library.performance,
    }


def _drivers(plan: Scenario, *, whole: str) -> pl.DataFrame:
    rows = [
        {
            "driver": name,
            "name_zh": driver.name_zh,
            "name_en": driver.name_en,
            "unit": driver.unit,
            "region": region,
            "year": year,
            "value": value,
            "quality": driver.quality.value,
            "citation": driver.citation,
        }
        for name, driver in plan.drivers.items()
        for region in (whole, *driver.regions)
        for year, value in sorted(driver.at(region).values.items())
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("year").cast(pl.Int32), pl.col("value").cast(pl.Float64)
    )


def scenario_run(workspace: Workspace, *, run: str | None = None) -> ScenarioRun:
    """Find a kept scenario: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    ScenarioRun
        The scenario.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return ScenarioRun(workspace, kept_run(workspace, KIND, run=run, absent="scenario.no_run"))


def scenario_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept scenarios, latest first: run, scenario, names, base year, years and inventory."""
    told = ("scenario", "name_zh", "name_en", "year", "years", "inventory", "cities")
    return told_runs(workspace, KIND, told=told)


def history(workspace: Workspace, *, region: str, until: int) -> pl.DataFrame:
    """Sum the inventories of a region up to a year: the latest of each year.

    Parameters
    ----------
    workspace
        The workspace.
    region
        Region code.
    until
        Last year.

    Returns
    -------
    pl.DataFrame
        Columns year, run, family, species, mass_t [t] of the account of emissions within the region.
    """
    seen: dict[int, Compiled] = {}
    for run in workspace.runs("inventory")["run"]:
        one = workspace.run(run)
        if one.params["region"] == region and int(one.params["year"]) <= until:
            seen.setdefault(int(one.params["year"]), Compiled(workspace, one))
    schema: dict[str, Any] = {
        "year": pl.Int32,
        "run": pl.String,
        "family": pl.String,
        "species": pl.String,
        "mass_t": pl.Float64,
    }
    parts = [
        of_account(found.emission, kept="emissions")
        .filter(pl.col("scope") == 1, pl.col("mass_t").is_not_null())
        .group_by("species", maintain_order=True)
        .agg(pl.col("mass_t").sum())
        .select(
            pl.lit(year).alias("year"),
            pl.lit(found.run.id).alias("run"),
            pl.lit(found.family).alias("family"),
            pl.col("species").cast(pl.String),
            "mass_t",
        )
        .cast(schema)  # type: ignore[arg-type]
        .sort("species")
        for year, found in sorted(seen.items())
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)
