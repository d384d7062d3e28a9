"""Kept analyses of a plan: what was asked of which plan, and how they are found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tongyuan.services.plan.inventory_runs import meta_of
from tongyuan.services.plan.kept_runs import kept_run, told_runs
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    import polars as pl

    from tongyuan.services.declaration import Context
    from tongyuan.services.plan.cocontrol_cases import Kept
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["ANALYSIS", "AnalysisRun", "Product", "analysis_run", "analysis_runs", "keep"]

#: Kind of the runs, and name of their table.
ANALYSIS = "cocontrol_analysis"
Product = Literal["elasticity", "dividend", "attribution", "chances", "robust"]
LISTED = ("product", "plan", "scenario")


@dataclass(frozen=True, slots=True)
class AnalysisRun:
    """A kept analysis of a plan."""

    workspace: Workspace
    run: Run

    def table(self, name: str) -> pl.DataFrame:
        """Read what was found (``analysis``), or what of it has no range (``exact``), in its order."""
        if name not in self.run.tables:
            raise NotFoundError(Problem("cocontrol.no_analysis", {"got": f"{self.run.id} {name}"}))
        return self.workspace.run_table(self.run.id, name).sort("number").drop("number")

    def meta(self) -> dict[str, Any]:
        """Say what was asked, of which plan, and what it rests on."""
        inventory = str(self.run.params["inventory"])
        about = meta_of(self.workspace, self.workspace.run(inventory))
        seed = {} if self.run.seed is None else {"seed": self.run.seed}
        return about | self.run.params | seed | {"run": self.run.id, "inventory": inventory}


def keep(
    ctx: Context,
    found: Kept,
    tables: Mapping[str, pl.DataFrame],
    *,
    product: Product,
    asked: Mapping[str, Any],
    inputs: Mapping[str, pl.DataFrame],
    seed: int | None = None,
) -> AnalysisRun:
    """Keep an analysis of a plan.

    Parameters
    ----------
    ctx
        Who asks, and where.
    found
        The plan.
    tables
        What was found (``analysis``), and perhaps what has no range (``exact``); rows in their order.
    product
        What it is.
    asked
        What was asked, and what is told beside the rows.
    inputs
        What it was computed from besides the plan, which is pinned by its id.
    seed
        Seed of the draws.

    Returns
    -------
    AnalysisRun
        The kept analysis.
    """
    params = found.run.params
    told = ("region", "year", "scenario", "years", "inventory", "price_year", "social_rate")
    made = ctx.workspace.record_run(
        ANALYSIS,
        params={"product": product, "plan": found.run.id, **{name: params[name] for name in told}, **asked},
        inputs=inputs,
        tables={name: rows.with_row_index("number") for name, rows in tables.items()},
        family=found.run.family,
        seed=seed,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        # An analysis is as guarded as the plan that it is of.
        sensitivity=Sensitivity(found.run.sensitivity),
    )
    return AnalysisRun(ctx.workspace, made)


def analysis_run(
    workspace: Workspace, *, run: str | None, product: str | None, plan: str | None
) -> AnalysisRun:
    """Find a kept analysis: by its run id, else the latest of its kind and plan.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.
    product, plan
        Which analysis, and of which plan; any where it is None.

    Returns
    -------
    AnalysisRun
        The analysis.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = kept_run(workspace, ANALYSIS, run=run, absent="cocontrol.no_analysis", product=product, plan=plan)
    return AnalysisRun(workspace, found)


def analysis_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept analyses, latest first: run, product, plan, scenario."""
    return told_runs(workspace, ANALYSIS, told=LISTED)
