"""Kept decompositions: what is kept of one, how it is found again, and the tree of a budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.decomposition import Decided, Decomposition, explain_budget, structure_of
from tongyuan.services.deploy.decomposition_inputs import Gathered
from tongyuan.services.plan.kept_runs import about_run, kept_run, told_runs
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "DecompositionRun", "budget_node", "decomposition_run", "decomposition_runs", "params_of"]

KIND = "decomposition"
TOLD = ("name", "indicator", "form", "value", "unit", "base_year", "year", "methods", "target")
#: What is not told with a run: its file holds figures of every city.
WHOLE = ("totals", "structure", "left_out", "citation", "city_run", "cocontrol", "quality")


@dataclass(frozen=True, slots=True)
class DecompositionRun:
    """A kept decomposition."""

    workspace: Workspace
    run: Run

    def table(self, name: str) -> pl.DataFrame:
        """Return one of its tables, as far as the reader sees."""
        return self.workspace.run_table(self.run.id, name)

    @property
    def text(self) -> str:
        """The file as it was handed in."""
        return str(self.workspace.run_input(self.run.id, "decomposition_file")["text"][0])

    def meta(self) -> dict[str, Any]:
        """Say what the run is."""
        told = {name: self.run.params[name] for name in (*TOLD, *WHOLE)}
        return about_run(self.workspace, self.run) | told


def params_of(given: Gathered, made: Decided, *, region: str) -> dict[str, Any]:
    """Say of a decomposition what its run is known by.

    Parameters
    ----------
    given
        What it stands on.
    made
        What it gives.
    region
        The region whose target it is.

    Returns
    -------
    dict
        Parameters of the run.
    """
    asked: Decomposition = given.asked
    structure = structure_of(asked, cities=given.cities)
    told = {name: getattr(asked, name) for name in TOLD} | {"methods": list(asked.methods)}
    return told | {
        "region": region,
        "totals": made.totals,
        "structure": None if structure is None else asdict(structure),
        "left_out": dict(asked.left_out),
        "citation": asked.citation,
        "city_run": given.city_run,
        "cocontrol": asked.cocontrol,
        "quality": asked.quality.value,
    }


def decomposition_run(workspace: Workspace, *, run: str | None = None) -> DecompositionRun:
    """Find a kept decomposition: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    DecompositionRun
        The decomposition.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return DecompositionRun(workspace, kept_run(workspace, KIND, run=run, absent="decomposition.no_run"))


def decomposition_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept decompositions, latest first."""
    return told_runs(workspace, KIND, told=TOLD)


def budget_node(workspace: Workspace, run: Run, key: Mapping[str, str]) -> Node:
    """Explain a budget; NotFoundError where there is none."""
    rows = workspace.run_table(run.id, "budget")
    held = rows.filter(*(pl.col(name).cast(pl.String) == value for name, value in key.items()))
    if held.is_empty():
        got = ",".join(key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": "1a2b3c/budget/…"}))
    row = held.row(0, named=True)
    totals = [one for one in run.params["totals"] if one["method"] == row["method"]]
    return explain_budget(
        row,
        total=totals[0] if totals else None,
        inputs=workspace.run_input(run.id, "decomposition_input"),
        citation=run.params["citation"],
    )
