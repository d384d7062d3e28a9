"""Posing a co-control problem: an inventory, measures, a scenario and the policy become one case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import cocontrol, measures
from tongyuan.plan.cocontrol import assembling
from tongyuan.plan.cocontrol.energy import unit_parts, with_energy
from tongyuan.plan.cocontrol.limits import moved, together
from tongyuan.plan.cocontrol.periods import periods
from tongyuan.plan.cocontrol.pieces import BOUND
from tongyuan.plan.cocontrol.places import shared_out
from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.scenarios import growth_by_region
from tongyuan.services.plan.cocontrol_asked import Asking, gwp_weights
from tongyuan.services.plan.cocontrol_energy import PricedEnergy, carriers_of, priced_energy
from tongyuan.services.plan.cocontrol_faults import Known, refuse_unfit
from tongyuan.services.plan.cocontrol_places import Places, places_of
from tongyuan.services.plan.cocontrol_targets import Bound, Ground, limits_of_policy, named_targets
from tongyuan.services.plan.inventory_runs import Compiled, compiled
from tongyuan.services.plan.measure_library import PRICE_YEAR, Costing, costing_of, setting_of
from tongyuan.services.plan.scenario_drivers import with_statistics
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.activities import scopes
from tongyuan.vocabulary.tables import Project, ProjectEmission

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tongyuan.workspace.workspace import Workspace

__all__ = ["Posed", "own_emission", "pose"]


@dataclass(frozen=True)
class Posed:
    """A problem with its limits, and what it was made of.

    Activity and options are of the cities where the problem is posed by city; ``shares`` says by which rule.
    ``parts`` gives unit costs in parts, ``unpriced`` the ways whose energy is not counted at the problem's
    prices. ``unmeasured`` gives what a year would emit without measures, by region, source and species [t].
    """

    asked: CocontrolProblem
    found: Compiled
    costing: Costing
    options: measures.Options
    activity: pl.DataFrame
    assembled: assembling.Assembled
    bound: Bound
    told: dict[str, Any]
    places: Places
    shares: pl.DataFrame
    parts: pl.DataFrame
    unpriced: pl.DataFrame
    unmeasured: Callable[[int], pl.DataFrame]

    @property
    def asking(self) -> Asking:
        """What the limits of the problem itself are written on."""
        return Asking(self.asked, self.assembled.case, self.places, self.unmeasured)

    @cached_property
    def case(self) -> cocontrol.Case:
        """The case under all its limits."""
        whole = together([self.bound.limits, self.asking.limits()])
        limits = moved(whole.limits, bounds=self.asked.bounds)
        # A bound that the user moves is a figure of its own, set against nothing.
        named = pl.concat_str("limit", pl.col("year").cast(pl.String), separator=":")
        loosened = named.is_in(list(self.asked.bounds)) & (pl.col("subject") == BOUND)
        return self.assembled.case.with_limits(
            limits, whole.terms, counted=whole.counted, responses=whole.responses.filter(~loosened)
        )


def pose(workspace: Workspace, *, asked: CocontrolProblem, run: str | None = None) -> Posed:
    """Pose a problem on the inventory of its base year.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        What is to be solved.
    run
        Run of the inventory; the latest of the scenario's base year by default.

    Returns
    -------
    Posed
        The problem.

    Raises
    ------
    InputError
        If an activity follows no driver, a limit or project does not fit, or records of cities do not add up.
    NotFoundError
        If there is no inventory of the base year.
    """
    scenario = with_statistics(workspace, asked.scenario)
    asked = asked.model_copy(update={"scenario": scenario})
    found = compiled(workspace, run=run, year=None if run else scenario.base_year)
    prices = asked.price_year or PRICE_YEAR
    costing = costing_of(workspace, price_year=prices, social_rate=asked.social_rate, hours=asked.hours)
    places = places_of(workspace, asked=asked, found=found)
    refuse_unfit(asked, known=_known(workspace, asked, found, costing, places))
    setting, told = setting_of(found, grid_factor=None)
    activity = own_emission(found.require_input("activity"))
    energy = _offered(activity, asked=asked, found=found, costing=costing, setting=setting)
    options = assembling.with_shares(energy.options, most=asked.most_shares)
    shares = places.shares(activity)
    activity, options = places.placed(activity, options, shares=shares)
    parts = unit_parts(options, shared_out(energy.costs, shares=shares))
    growth = _growth(asked, activity, scenario.years)
    weighed = periods(scenario.years, rate=costing.rates.social, base_year=scenario.base_year)
    assembled = assembling.assemble(options, activity=activity, growth=growth, weighed=weighed)
    case = with_energy(_with_projects(assembled.case, asked, region=found.region), parts)
    assembled = replace(assembled, case=case)
    # Many limits compare with the same few years.
    unmeasured = cache(
        lambda year: assembling.projected(options, activity=activity, growth=_growth(asked, activity, [year]))
    )
    demanded = cache(lambda year: assembling.demanded(activity, growth=_growth(asked, activity, [year])))
    ground = Ground(asked, assembled, unmeasured=unmeasured, demanded=demanded)
    nothing = Bound(together([]), pl.DataFrame(schema={"state": pl.String}))
    bound = limits_of_policy(workspace, ground=ground) if asked.policy else nothing
    told |= places.told() | {"gwp": asked.gwp}
    made = (asked, found, costing, options, activity, assembled, bound, told, places, shares)
    return Posed(*made, parts, energy.unpriced, unmeasured)


def _offered(
    activity: pl.DataFrame,
    *,
    asked: CocontrolProblem,
    found: Compiled,
    costing: Costing,
    setting: measures.Setting,
) -> PricedEnergy:
    """List what may be chosen on the activity of the province, at the problem's prices of energy."""
    options = measures.options(
        activity, emission=found.emission, library=costing.catalogue, costs=costing.costs, setting=setting
    )
    return priced_energy(options, asked=asked, prices=costing.prices, setting=setting)


def _known(
    workspace: Workspace, asked: CocontrolProblem, found: Compiled, costing: Costing, places: Places
) -> Known:
    emitted = found.emission.filter(pl.col("mass_t").is_not_null())["species"].cast(pl.String).unique()
    return Known(
        year=found.year,
        species=emitted.to_list(),
        measures=costing.catalogue.measures["measure"].to_list(),
        targets=named_targets(workspace),
        inventory=found.run.id,
        province=found.region,
        cities=places.units,
        receptors=places.receptors,
        gases=list(gwp_weights(asked.gwp)),
        carriers=carriers_of(costing.catalogue),
    )


def own_emission(activity: pl.DataFrame) -> pl.DataFrame:
    """Keep what is emitted within the region: bought power and heat count where they are made.

    Parameters
    ----------
    activity
        Contract Activity.

    Returns
    -------
    pl.DataFrame
        Rows of the account of emissions whose quantity is known.
    """
    bought = [kind for kind, scope in scopes().items() if scope != 1]
    return of_account(activity, kept="emissions").filter(
        ~pl.col("activity").cast(pl.String).is_in(bought), pl.col("quantity").is_not_null()
    )


def _growth(asked: CocontrolProblem, activity: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    rows = activity.with_columns(activity_id()).select("activity_id", "source", "fuel", "region")
    return growth_by_region(asked.scenario, rows=rows, years=years).drop("region")


def _with_projects(case: cocontrol.Case, asked: CocontrolProblem, *, region: str) -> cocontrol.Case:
    costs = [
        {"project": one.project, "year": year, "cost_cny": one.yearly_cost_cny}
        for one in asked.projects
        for year in case.years
        if year >= one.first_year
    ]
    changes = [
        {
            "project": one.project,
            "region": one.region or region,
            "species": name,
            "year": year,
            "mass_t": mass,
        }
        for one in asked.projects
        for year in case.years
        if year >= one.first_year
        for name, mass in one.change_t.items()
    ]
    return replace(
        case,
        projects=Project.cast(pl.DataFrame(costs, schema=Project.create_empty().schema)),
        project_emissions=ProjectEmission.cast(
            pl.DataFrame(changes, schema=ProjectEmission.create_empty().schema)
        ),
    )
