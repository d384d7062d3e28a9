"""The problem of a kept plan, read again from what was pinned, so that more can be asked of that very one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import reference
from tongyuan.plan import measures
from tongyuan.plan.cocontrol import Case, Plan
from tongyuan.plan.cocontrol.inventory_ranges import inventory_ranges
from tongyuan.plan.cocontrol.periods import periods
from tongyuan.plan.cocontrol.problem import CO2E
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.plan.measures.naming import BY
from tongyuan.services.plan.cocontrol_asked import gwp_weights
from tongyuan.services.plan.cocontrol_posing import own_emission
from tongyuan.services.plan.cocontrol_runs import CocontrolRun, cocontrol_run
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.services.plan.measure_library import own_of
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.problems import CheckFailed, ConflictError, InputError, Problem
from tongyuan.vocabulary.tables import PlannedEmission, ShadowPrice, Uptake

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["CHAIN", "CO2E", "Kept", "case_of", "kept", "pinned_of", "weights_of"]

#: Input of the run that each table of the problem was pinned as.
PINNED = {
    "levels": "activity_level",
    "options": "technology_option",
    "factors": "option_factor",
    "substitutions": "substitution",
    "savings": "saving",
    "fixed": "fixed_emission",
    "projects": "project",
    "project_emissions": "project_emission",
    "limits": "limit",
    "terms": "limit_term",
    "counted": "limit_emission",
    "responses": "limit_response",
}
#: What a plan kept before concentrations could be drawn does not have: their limits have no chance.
LATER = ("limit_response",)
CHAIN = "+"


@dataclass(frozen=True)
class Kept:
    """A kept plan with its problem."""

    found: CocontrolRun

    @property
    def workspace(self) -> Workspace:
        """Where it is kept."""
        return self.found.workspace

    @property
    def run(self) -> Run:
        """Its run."""
        return self.found.run

    @cached_property
    def case(self) -> Case:
        """Its problem."""
        return case_of(self.workspace, self.run)

    @cached_property
    def plan(self) -> Plan:
        """The plan, as it was found."""
        cost = self.run.params["cost_cny"]
        return Plan(
            uptake=Uptake.cast(self.found.table("uptake")),
            emission=PlannedEmission.cast(self.found.table("planned_emission")),
            prices=ShadowPrice.cast(self.found.table("shadow_price")),
            cost_cny=float(cost),
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Measure of each substitution and saving; a project is named for itself."""
        ids = [*self.case.substitutions["substitution"], *self.case.savings["saving"]]
        return {one: one.split(BY, 1)[1] for one in ids if BY in one}

    @cached_property
    def ranges(self) -> pl.DataFrame:
        """Ranges of its factors, as the inventory states them."""
        inventory = Compiled.of(self.workspace, self.workspace.run(str(self.run.params["inventory"])))
        inputs = inventory.range_inputs("emissions")
        return inventory_ranges(self.case, inputs | {"activity": own_emission(inputs["activity"])})

    def measures(self) -> pl.DataFrame:
        """Tell of each measure its kind, the quality of its row, and whether its highest share was found."""
        own = own_of(self.workspace)
        library = measures.with_own(measures.Library.of(reference.measure_tables()), own).measures
        unknown = self.found.table("unbounded")["measure"].unique().to_list()
        return library.select(
            "measure",
            pl.col("kind").cast(pl.String),
            pl.col("quality").cast(pl.String),
            share_known=~pl.col("measure").is_in(unknown),
        )

    def year(self, asked: int | None) -> int:
        """Take a year of the plan; its last one where none is asked for."""
        years = self.case.years
        if asked is None:
            return years[-1]
        if asked not in years:
            raise InputError([Problem("cocontrol.no_year", {"got": asked, "known": _listed(years)})])
        return asked

    def emitted(self, year: int) -> list[str]:
        """List what is emitted in a year without measures."""
        before = baseline(self.case).filter(pl.col("year") == year, pl.col("mass_t") > 0)
        return before["species"].unique().sort().to_list()

    def require_feasible(self) -> None:
        """Refuse a problem that no plan solves; CheckFailed says so."""
        if not self.found.feasible:
            raise CheckFailed(Problem("cocontrol.infeasible"))

    def meta(self) -> dict[str, Any]:
        """Say what an answer about it rests on."""
        about = self.found.meta()
        return {name: value for name, value in about.items() if name != "yearly_cny"} | {"plan": self.run.id}


def kept(workspace: Workspace, *, run: str | None) -> Kept:
    """Find a kept plan with its problem: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    Kept
        The plan.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return Kept(cocontrol_run(workspace, run=run))


def pinned_of(case: Case) -> dict[str, pl.DataFrame]:
    """Give the tables of a problem as a run pins them.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    dict
        Table by the name of its input; ``case_of`` reads them again.
    """
    return {pinned: getattr(case, name) for name, pinned in PINNED.items()}


def case_of(workspace: Workspace, run: Run) -> Case:
    """Read the problem of a kept plan or front.

    Parameters
    ----------
    workspace
        The workspace.
    run
        The run.

    Returns
    -------
    Case
        The problem that was solved.

    Raises
    ------
    ConflictError
        If an earlier version kept it, in tables that hold less than is asked today.
    """
    lacking = [name for name in PINNED.values() if name not in (*run.inputs, *LATER)]
    if lacking:
        raise ConflictError(Problem("cocontrol.kept_before", {"got": run.id, "lacking": _listed(lacking)}))
    params = run.params
    weighed = periods(params["years"], rate=float(params["social_rate"]), base_year=int(params["year"]))
    held = {name: pinned for name, pinned in PINNED.items() if pinned in run.inputs}
    tables = {name: workspace.run_input(run.id, pinned) for name, pinned in held.items()}
    return Case(periods=weighed, **tables)


def weights_of(name: str, *, gwp: str, known: list[str]) -> dict[str, float]:
    """Weigh what is counted: greenhouse gases by a set of warming potentials, or one species by itself.

    Parameters
    ----------
    name
        ``CO2e``, or a species.
    gwp
        Set of warming potentials.
    known
        Species that are emitted.

    Returns
    -------
    dict
        Weight of each species [t CO2e per t; 1 of a species by itself].

    Raises
    ------
    InputError
        If nothing of it is emitted.
    """
    if name != CO2E and name in known:
        return {name: 1.0}
    gases = set(known) & set(species_words.codes("greenhouse_gas"))
    if name != CO2E or not gases:
        raise InputError([Problem("cocontrol.no_species", {"got": name, "known": _listed([CO2E, *known])})])
    return {gas: weight for gas, weight in gwp_weights(gwp).items() if gas in gases}


def _listed(parts: list[Any]) -> str:
    return " ".join(str(part) for part in parts)
