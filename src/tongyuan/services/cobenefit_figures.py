"""Trees of what a plan means for air and health: falls, changes of concentration, burdens avoided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol.cobenefit_lineage import explain_avoided, explain_change, explain_fall
from tongyuan.plan.health.lineage import explain_impact
from tongyuan.services.breathed_figures import inputs_of_impact
from tongyuan.services.plan.cocontrol_benefiting import emitted_by
from tongyuan.services.plan.cocontrol_cases import kept
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["avoided_node", "change_node", "fall_node"]

Key = Mapping[str, Any]


def _rows(rows: pl.DataFrame, key: Key) -> pl.DataFrame:
    return rows.filter(*(pl.col(name).cast(pl.String) == str(value) for name, value in key.items()))


def _row(rows: pl.DataFrame, key: Key) -> dict[str, Any]:
    held = _rows(rows, key)
    if held.is_empty():
        got = ",".join(str(value) for value in key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": "1a2b3c/benefit_air/…"}))
    return held.row(0, named=True)


def fall_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain what a plan lowers by what is run and built; NotFoundError where there is no such figure."""
    row = _row(workspace.run_table(run.id, "benefit_fall"), key)
    rows = emitted_by(kept(workspace, run=str(run.params["plan"])))
    return explain_fall(row, rows=_rows(rows, key))


def change_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain how a plan changes the air of a city; NotFoundError where there is no such figure."""
    row = _row(workspace.run_table(run.id, "benefit_air"), key)
    parts = workspace.run_table(run.id, "benefit_part")
    response = {"model": "air_model", "run": "air", "calibrated": "calibrated"}
    return explain_change(
        row,
        parts=_rows(parts, {"receptor": row["region"], "year": row["year"]}),
        figure=f"{run.id}/benefit_fall",
        response={name: run.params[param] for name, param in response.items()},
    )


def avoided_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain a burden that a plan avoids; NotFoundError where there is no such figure."""
    row = _row(workspace.run_table(run.id, "benefit_impact"), key)
    given = inputs_of_impact(workspace, run, row)
    place = {"region": row["region"], "year": row["year"]}
    change = _row(workspace.run_table(run.id, "benefit_air"), place)["change_ug_m3"]
    moved = given | {"air": {**given["air"], "ug_m3": row["case_ug_m3"]}}
    return explain_avoided(
        row,
        base=explain_impact(row, **given),
        case=explain_impact({**row, "base": row["case"]}, **moved),
        change=change,
        figure=f"{run.id}/benefit_air/{row['region']},{row['year']}",
        incidence=str(run.params["incidence"]),
    )
