"""Kept answers to what a plan means for air and health: what is kept of one, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.plan.cocontrol_runs import cocontrol_run
from tongyuan.services.plan.kept_runs import about_run
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import BenefitImpact, BenefitSum

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "TABLES", "BenefitRun", "benefit_run", "plan_named"]

KIND = "cocontrol_benefit"
PROPOSAL = "proposal"
#: Tables that can be shown.
TABLES = {
    "air": "benefit_air",
    "falls": "benefit_fall",
    "parts": "benefit_part",
    "burdens": "benefit_sum",
    "burden_detail": "benefit_impact",
}
#: Tables of health, which an answer without it does not have.
OF_HEALTH = {"benefit_sum": BenefitSum, "benefit_impact": BenefitImpact}


@dataclass(frozen=True, slots=True)
class BenefitRun:
    """A kept answer."""

    workspace: Workspace
    run: Run

    def table(self, name: str) -> pl.DataFrame:
        """Read one of :data:`TABLES`; of health without rows where none was assessed."""
        kept = TABLES[name]
        if kept in OF_HEALTH and kept not in self.run.tables:
            return OF_HEALTH[kept].create_empty()
        return self.workspace.run_table(self.run.id, kept)

    def totals(self) -> list[dict[str, Any]]:
        """Give the burden avoided in all cities, by year, deaths first."""
        whole = self.table("burdens").filter(pl.col("by").cast(pl.String) == "whole")
        named = whole.with_columns(pl.col("measure").cast(pl.String), pl.col("quality").cast(pl.String))
        return named.drop("by", "item").sort("year", "measure").to_dicts()

    def meta(self) -> dict[str, Any]:
        """Say what it rests on."""
        return {**about_run(self.workspace, self.run), **self.run.params}


def plan_named(workspace: Workspace, run: str | None) -> str | None:
    """Give the plan that is named, by itself or by a proposal made of it; None where none is."""
    if run is None:
        return None
    named = workspace.run(run)
    return str(named.params["plan"]) if named.kind == PROPOSAL else named.id


def benefit_run(workspace: Workspace, *, run: str | None) -> BenefitRun:
    """Find a kept answer: by its run id, else the latest of a plan or proposal, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id, or that of a plan or proposal.

    Returns
    -------
    BenefitRun
        The answer.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    if run is not None and workspace.run(run).kind == KIND:
        return BenefitRun(workspace, workspace.run(run))
    plan = plan_named(workspace, run)
    if plan is not None:
        cocontrol_run(workspace, run=plan)
    for one in workspace.runs(KIND)["run"]:
        found = workspace.run(one)
        if plan in (None, found.params["plan"]):
            return BenefitRun(workspace, found)
    raise NotFoundError(Problem("cobenefit.no_run", {"got": run or "—"}))
