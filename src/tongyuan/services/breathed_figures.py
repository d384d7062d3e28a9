"""Trees of what people breathe and what it does to them: contributions, modelled air, burdens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.air.lineage import explain_contribution, explain_total
from tongyuan.plan.health.lineage import explain_impact
from tongyuan.services.plan.air_runs import AirRun
from tongyuan.services.plan.health_inputs import years_of_deaths
from tongyuan.services.plan.health_runs import HealthRun
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import AirContribution, key_of

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["air_node", "contribution_node", "impact_node", "inputs_of_impact"]

Key = Mapping[str, str]


def _row(rows: pl.DataFrame, key: Mapping[str, Any]) -> dict[str, Any]:
    held = rows.filter(*(pl.col(name).cast(pl.String) == str(value) for name, value in key.items()))
    if held.is_empty():
        got = ",".join(str(value) for value in key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": "1a2b3c/impact/…"}))
    return held.row(0, named=True)


def _serving(rows: pl.DataFrame, *, age: int) -> dict[str, Any]:
    """Take the group of age that serves: the last that begins at or before it."""
    return rows.filter(pl.col("age_from") <= age).sort("age_from").row(-1, named=True)


def impact_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain a burden of a region, cause and age; NotFoundError where there is none."""
    row = _row(HealthRun(workspace, run).rows, key)
    return explain_impact(row, **inputs_of_impact(workspace, run, row))


def inputs_of_impact(workspace: Workspace, run: Run, row: Mapping[str, Any]) -> dict[str, Any]:
    """Find what a burden of a region, cause and age stands on.

    Parameters
    ----------
    workspace
        The workspace.
    run
        A run that pins people, rates, concentrations and a function.
    row
        Names region, cause and first age.

    Returns
    -------
    dict
        What `tongyuan.plan.health.lineage.explain_impact` takes beside the row.
    """
    region, age = {"region": row["region"]}, int(row["age_from"])
    cause = pl.col("cause").cast(pl.String) == row["cause"]
    rates = workspace.run_input(run.id, "mortality").filter(cause, **region)
    functions = workspace.run_input(run.id, "risk_function").filter(cause)
    serving = functions.filter(age_from=_serving(functions, age=age)["age_from"])
    years = years_of_deaths(workspace.run_input(run.id, "mortality").filter(**region), ages=[age])
    return {
        "people": _row(workspace.run_input(run.id, "population"), {**region, "age_from": age}),
        "rate": _serving(rates, age=age),
        "air": _row(workspace.run_input(run.id, "concentrations"), region),
        "function": serving,
        "years": None if years is None else years.get(age),
    }


def contribution_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain a contribution; NotFoundError where there is none."""
    found = AirRun(workspace, run)
    pair = {"region": key["receptor"], "source_region": key["region"]}
    response = _row(found.matrix, {**pair, "species": key["species"], "release": key["release"]})
    return explain_contribution(_row(found.contributions, key), response=response)


def air_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain the modelled air of a city by its contributions; NotFoundError where there is none."""
    found = AirRun(workspace, run)
    row = _row(found.totals, key)
    names = key_of(AirContribution)
    responses = found.matrix.rename({"region": "receptor", "source_region": "region"})
    here = found.contributions.filter(receptor=row["region"]).join(
        responses.select(*names, "ug_m3_per_kt", "model", "citation", "quality"), on=names
    )
    parts = [
        explain_contribution(
            one, response=one, figure="air_contribution/" + ",".join(str(one[name]) for name in names)
        )
        for one in here.sort("ug_m3", descending=True).iter_rows(named=True)
    ]
    return explain_total(row, parts=parts)
