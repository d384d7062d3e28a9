"""Kept plans of co-control: what is kept of one, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan import cocontrol
from tongyuan.plan.cocontrol.concentrations import source_prices
from tongyuan.plan.cocontrol.energy import COST_PARTS, cost_parts
from tongyuan.plan.cocontrol.evening import evened
from tongyuan.services.plan.cocontrol_asked import SLOPES
from tongyuan.services.plan.cocontrol_energy import UNPRICED
from tongyuan.services.plan.cocontrol_labels import by_source, named_rows
from tongyuan.services.plan.cocontrol_places import SHARES
from tongyuan.services.plan.inventory_runs import meta_of
from tongyuan.services.plan.kept_runs import kept_run, told_runs
from tongyuan.vocabulary.tables import LimitConflict, PlannedEmission, ShadowPrice, Uptake

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongyuan.services.plan.cocontrol_posing import Posed
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "TABLES", "CocontrolRun", "cocontrol_run", "cocontrol_runs", "solved"]

KIND = "cocontrol"
#: What a tonne less is worth where it is emitted.
PRICES = {**SLOPES, "price_cny": pl.Float64, "price_cny_per_t": pl.Float64}
#: What a plan says of its places and prices, and what it is where a plan was kept before it could say so.
PLACED: dict[str, Any] = {
    "by": "province",
    "cities": None,
    "air": None,
    "air_model": None,
    "gwp": None,
    "front": None,
    "point": None,
    "moved": [],
    "energy_prices": [],
    "energy_unsettled": None,
}
#: Tables of a run that can be shown.
TABLES = (
    "uptake",
    "planned_emission",
    "shadow_price",
    "limit_conflict",
    "limit",
    "target_state",
    "left_out",
    "unbounded",
    "uncounted",
    "city_share",
    "source_price",
    "cost_part",
    "energy_unpriced",
)
#: Tables that a plan kept by an earlier version does not have.
LATER: dict[str, Any] = {
    "city_share": SHARES,
    "source_price": PRICES,
    "cost_part": COST_PARTS,
    "energy_unpriced": UNPRICED,
}


@dataclass(frozen=True, slots=True)
class CocontrolRun:
    """A kept plan, or the kept reason why there is none."""

    workspace: Workspace
    run: Run

    @property
    def feasible(self) -> bool:
        """Whether a plan keeps every limit."""
        return bool(self.run.params["feasible"])

    def table(self, name: str) -> pl.DataFrame:
        """Read one of :data:`TABLES`."""
        if name == "limit":
            return self.workspace.run_input(self.run.id, "limit")
        if name in LATER and name not in self.run.tables:
            return pl.DataFrame(schema=LATER[name])
        return self.workspace.run_table(self.run.id, name)

    def by_source(self) -> pl.DataFrame:
        """Sum what is taken up by source and measure."""
        return by_source(
            named_rows(self.workspace, self.table("uptake")),
            levels=self.workspace.run_input(self.run.id, "activity_level"),
            unbounded=self.table("unbounded"),
        )

    def yearly(self) -> dict[str, float]:
        """Sum the cost of each year [CNY of the price year]; years are words, as JSON knows no other keys."""
        summed = (
            self.table("uptake")
            .group_by("year", maintain_order=True)
            .agg(pl.col("cost_cny").sum())
            .sort("year")
        )
        return {str(year): cost for year, cost in summed.iter_rows()}

    def meta(self) -> dict[str, Any]:
        """Say what the plan rests on."""
        about = meta_of(self.workspace, self.workspace.run(str(self.run.params["inventory"])))
        kept = (
            "scenario",
            "years",
            "feasible",
            "cost_cny",
            "social_rate",
            "price_year",
            "held_by",
            "grid_factor",
        )
        return (
            about
            | {name: self.run.params[name] for name in kept}
            | {
                "run": self.run.id,
                "inventory": self.run.params["inventory"],
                "origins": self.run.params["origins"],
                **{name: self.run.params.get(name, held) for name, held in PLACED.items()},
                "yearly_cny": self.yearly(),
            }
        )


def solved(
    posed: Posed, *, on_step: Callable[[float, str], None] = lambda *_: None
) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    """Solve a posed problem: the plan with its prices, or the conflict where there is none.

    Parameters
    ----------
    posed
        The problem.
    on_step
        Told how far it is [0-1], and what is done now.

    Returns
    -------
    tuple
        What is told of it (``feasible``, ``cost_cny``, ``held_by``), and its tables.
    """
    told = {
        "target_state": posed.bound.states,
        "left_out": posed.assembled.left_out,
        "unbounded": posed.assembled.unbounded,
        "uncounted": posed.assembled.uncounted,
        "city_share": posed.shares,
        "energy_unpriced": posed.unpriced,
    }
    on_step(0.0, f"约束{posed.case.limits.height}项，建立模型 · {posed.case.limits.height} limits, building")
    program = cocontrol.open_program(posed.case)
    columns, rows = program.solver.getNumCol(), program.solver.getNumRow()
    on_step(0.2, f"求解：{columns}列{rows}行 · solving {columns} columns, {rows} rows")
    try:
        state = program.solve()
    except cocontrol.Infeasible:
        on_step(0.4, "不可行，找哪些约束冲突 · no plan, looking for what contends")
        conflict = cocontrol.explain(posed.case)
        nothing = {
            "uptake": Uptake.create_empty(),
            "planned_emission": PlannedEmission.create_empty(),
            "shadow_price": ShadowPrice.create_empty(),
            "source_price": pl.DataFrame(schema=PRICES),
            "cost_part": pl.DataFrame(schema=COST_PARTS),
        }
        about = {"feasible": False, "cost_cny": None, "held_by": list(conflict.held_by)}
        return about, nothing | {"limit_conflict": conflict.limits} | told
    plan = evened(cocontrol.plan_of(program, state), posed.case)
    prices = cocontrol.with_ranges(plan.prices, program=program, state=state)
    return {"feasible": True, "cost_cny": plan.cost_cny, "held_by": []}, {
        "uptake": plan.uptake,
        "planned_emission": plan.emission,
        "shadow_price": prices,
        "limit_conflict": LimitConflict.create_empty(),
        "cost_part": cost_parts(plan.uptake, posed.parts),
        "source_price": source_prices(prices, slopes=posed.asking.slopes()).select(list(PRICES)),
    } | told


def cocontrol_run(workspace: Workspace, *, run: str | None = None) -> CocontrolRun:
    """Find a kept plan: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    CocontrolRun
        The plan.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return CocontrolRun(workspace, kept_run(workspace, KIND, run=run, absent="cocontrol.no_run"))


def cocontrol_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept plans, latest first: run, scenario, base year, years and whether it is feasible."""
    told = ("scenario", "year", "years", "feasible", "front", "point")
    return told_runs(workspace, KIND, told=told)
