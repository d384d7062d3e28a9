"""Trees of what is planned: emission of plans and scenarios, what a plan chooses, its shadow prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol.lineage import explain_planned, explain_price, explain_uptake
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.scenarios.lineage import explain_scenario, explain_sum, explain_without
from tongyuan.services.plan.scenario_runs import ScenarioRun
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Emission, ScenarioEmission, key_of

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "planned_node",
    "price_node",
    "scenario_node",
    "scenario_sum_node",
    "scenario_without_node",
    "uptake_node",
]

Key = Mapping[str, str]
Row = Mapping[str, Any]
#: All places or sources of a sum.
ALL = "*"


def _rows(workspace: Workspace, run: Run, table: str, key: Key) -> pl.DataFrame:
    rows = workspace.run_table(run.id, table)
    asked = [pl.col(name).cast(pl.String) == value for name, value in key.items() if value != ALL]
    held = rows.filter(*asked)
    if held.is_empty():
        got = ",".join(key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": f"1a2b3c/{table}/…"}))
    return held


def _row(workspace: Workspace, run: Run, table: str, key: Key) -> dict[str, Any]:
    return _rows(workspace, run, table, key).row(0, named=True)


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
    row = _row(workspace, run, "scenario_emission", key)
    kept = ScenarioRun(workspace, run)
    of_place = {name: row[name] for name in ("source", "species", "region", "year")}
    return explain_scenario(row, steps=kept.table("scenario_step").filter(**of_place), **_behind(kept)(row))


def scenario_sum_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Sum what the reader sees of a scenario over all places or sources (``*``); each leads to its tree."""

    def told(row: Row) -> Node:
        name = ",".join(str(row[name]) for name in key_of(ScenarioEmission))
        return Node(
            "mass_t",
            NodeKind.AGGREGATE,
            row["mass_t"],
            "t",
            label_zh="一个地区一个排放源的情景排放",
            label_en="emission of one source at one place",
            detail={"figure": f"{run.id}/scenario_emission/{name}", "region": row["region"]},
        )

    return explain_sum(_rows(workspace, run, "scenario_emission", key), of="mass_t", told=told)


def scenario_without_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Sum what the reader sees of a scenario without measures, down to the inventory."""
    rows = _rows(workspace, run, "scenario_emission", key)
    behind = _behind(ScenarioRun(workspace.whole, run))
    return explain_sum(rows, of="baseline_t", told=lambda row: explain_without(row, **behind(row)))


def _behind(kept: ScenarioRun) -> Callable[[Row], dict[str, Any]]:
    """Give of a row what it grew from: the scenario, emission of its inventory, and the growth."""
    whole = of_account(kept.workspace.run_table(kept.inventory, "emission"), kept="emissions")
    names = [pl.col(name).cast(pl.String) for name in key_of(Emission)]
    figure = pl.concat_str(pl.lit(f"{kept.inventory}/emission/"), pl.concat_str(names, separator=","))
    own = whole.filter(pl.col("scope") == 1).select(
        activity_id(),
        pl.col("source", "species").cast(pl.String),
        "mass_t",
        figure.alias("figure"),
    )
    plan, growth = kept.plan(), kept.table("scenario_growth")

    def behind(row: Row) -> dict[str, Any]:
        emission = own.filter(source=row["source"], species=row["species"]).drop("source", "species")
        of_place = growth.filter(region=row["region"], year=row["year"])
        return {"scenario": plan, "emission": emission, "growth": of_place}

    return behind
