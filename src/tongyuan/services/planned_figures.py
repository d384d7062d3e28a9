"""Trees of what is planned: emission of plans and scenarios, what a plan chooses, its shadow prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol.lineage import explain_planned, explain_price, explain_uptake
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.scenarios.lineage import explain_scenario
from tongyuan.services.plan.scenario_runs import ScenarioRun
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Emission, key_of

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["planned_node", "price_node", "scenario_node", "uptake_node"]

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


def scenario_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain the emission of a source in a year of a scenario; NotFoundError where there is none."""
    kept = ScenarioRun(workspace, run)
    row = _row(workspace, run, "scenario_emission", key)
    place = {"source": row["source"], "species": row["species"]}
    here = {"region": row["region"], "year": row["year"]}
    whole = of_account(workspace.run_table(kept.inventory, "emission"), kept="emissions")
    names = [pl.col(name).cast(pl.String) for name in key_of(Emission)]
    figure = pl.concat_str(pl.lit(f"{kept.inventory}/emission/"), pl.concat_str(names, separator=","))
    of_place = [pl.col(name).cast(pl.String) == value for name, value in place.items()]
    emission = whole.filter(*of_place, pl.col("scope") == 1).select(
        activity_id(), "mass_t", figure.alias("figure")
    )
    return explain_scenario(
        row,
        scenario=kept.plan(),
        emission=emission,
        growth=kept.table("scenario_growth").filter(**here),
        steps=kept.table("scenario_step").filter(**place, **here),
    )
