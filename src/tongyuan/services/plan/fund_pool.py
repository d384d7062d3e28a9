"""The pool of a workspace: its projects within reach, their figures, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.money import Ceiling, Movement, Pool
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.funds import fund_steps
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import FundEffect, FundInput, FundProject
from tongyuan.vocabulary.tables.contract import Contract

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "DATASETS",
    "Projects",
    "ceilings_of",
    "held",
    "money_rows",
    "movements_of",
    "pool_of",
    "projects_of",
]

DATASETS: Mapping[str, type[Contract]] = {
    "fund_project": FundProject,
    "fund_input": FundInput,
    "fund_effect": FundEffect,
}
RUNGS = ("allocated", "paid", "spent")


@dataclass(frozen=True, slots=True, eq=False)
class Projects:
    """Projects within reach, with their figures and effects."""

    projects: pl.DataFrame
    inputs: pl.DataFrame
    effects: pl.DataFrame

    def one(self, project: str) -> dict[str, Any]:
        """Return a project's row; one out of reach is not told from one that is not there."""
        rows = self.projects.filter(pl.col("project") == project)
        if rows.is_empty():
            raise NotFoundError(Problem("fund.no_project", {"got": project}))
        return rows.row(0, named=True)


def held(workspace: Workspace, dataset: str) -> pl.DataFrame:
    """Return what a workspace holds of a dataset of projects; an empty frame where nothing was imported."""
    contract = DATASETS[dataset]
    try:
        return contract.cast(workspace.dataset_frame(dataset))
    except NotFoundError:
        return contract.create_empty()


def projects_of(ctx: Context) -> Projects:
    """Read the projects within reach: figures and effects bear no region and follow their project."""
    # The dataset is one for all regions: its rows are narrowed here, each by its region and enterprise.
    whole = held(ctx.workspace.whole, "fund_project")
    seen = whole.filter(ctx.scope.rows(whole.columns, sensitivity=FundProject.sensitivity))
    rest = [
        held(ctx.workspace.whole, name).join(seen, on="project", how="semi", maintain_order="left")
        for name in ("fund_input", "fund_effect")
    ]
    return Projects(seen, *rest)


def movements_of(records: list[Any]) -> list[Movement]:
    """Read movements as the pool takes them."""
    return [Movement(row["step"], row["fund"], row["year"], row["project"], row["fen"]) for row in records]


def pool_of(ctx: Context) -> Pool:
    """Give the pool as the movements within reach left it."""
    rows = ctx.workspace.funds.frame()
    cny = commodity_of("cny")
    return Pool.after(
        Movement(
            row["step"],
            row["fund"],
            row["year"],
            row["project"],
            0 if row["amount"] is None else cny.steps(row["amount"]),
        )
        for row in rows.iter_rows(named=True)
    )


def ceilings_of(workspace: Workspace) -> dict[str, Ceiling]:
    """Give what each project of a workspace may be given of all funds: its investment."""
    stated = held(workspace, "fund_input").filter(pl.col("figure") == "investment_cny")
    known = dict(stated.select("project", "value").iter_rows())
    projects = held(workspace, "fund_project")["project"].to_list()
    return {
        project: Ceiling(round(known[project] * 100) if project in known else None) for project in projects
    }


def money_rows(pool: Pool, project: str) -> dict[str, Decimal]:
    """Give a project's money on each rung [CNY]."""
    cny = commodity_of("cny")
    return {rung: cny.amount(pool.on(project, rung)) for rung in RUNGS}


def steps_of(permission: str) -> tuple[str, ...]:
    """List the steps that a service takes."""
    return tuple(code for code, step in fund_steps().items() if step.permission == permission)
