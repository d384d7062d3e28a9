"""Trees of a plan: its emission, what it chooses, and its shadow prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol.lineage import explain_planned, explain_price, explain_uptake
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["planned_node", "price_node", "uptake_node"]

Key = Mapping[str, str]


def _row(workspace: Workspace, run: Run, table: str, key: Key) -> dict[str, Any]:
    rows = workspace.run_table(run.id, table)
    held = rows.filter(*(pl.col(name).cast(pl.String) == value for name, value in key.items()))
    if held.is_empty():
        got = ",".join(key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": f"1a2b3c/{table}/…"}))
    return held.row(0, named=True)


def planned_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain the emission of a region under a plan; NotFoundError where there is none."""
    return explain_planned(
        _row(workspace, run, "planned_emission", key),
        uptake=workspace.run_table(run.id, "uptake"),
        levels=workspace.run_input(run.id, "activity_level"),
        factors=workspace.run_input(run.id, "option_factor"),
        fixed=workspace.run_input(run.id, "fixed_emission"),
        changes=workspace.run_input(run.id, "project_emission"),
        prices=workspace.run_table(run.id, "shadow_price"),
    )


def uptake_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain what a plan chooses; NotFoundError where there is none."""
    row = _row(workspace, run, "uptake", key)
    return explain_uptake(row, prices=workspace.run_table(run.id, "shadow_price"))


def price_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain a shadow price; NotFoundError where there is none."""
    return explain_price(_row(workspace, run, "shadow_price", key))
