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
#: Lists of cities in the totals of a method.
NAMING = ("rising", "over_limit")
#: What a run kept by an earlier version does not say.
LATER: dict[str, Any] = {"optimum": None, "flags": [], "gdp_price_year": None, "units": []}


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
        """The file as it was handed in, with the figures of every city; not there for who sees a part."""
        held = self.workspace.run_input(self.run.id, "decomposition_file")["text"]
        if held.is_empty():
            raise NotFoundError(Problem("decomposition.no_run", {"got": self.run.id}))
        return str(held[0])

    def seen(self) -> list[str] | None:
        """Name the cities whose rows are within reach; None where the reader sees all of the run."""
        if self.workspace.scope.everything:
            return None
        whole = self.workspace.whole.run_table(self.run.id, "budget")["region"].unique()
        held = self.table("budget")["region"].unique().sort().to_list()
        return None if set(whole) <= set(held) else held

    def meta(self) -> dict[str, Any]:
        """Say what the run is; who else rises, bears too much or is left out is not every city's to read."""
        told = {name: self.run.params[name] for name in (*TOLD, *WHOLE)}
        told |= {name: self.run.params.get(name, held) for name, held in LATER.items()}
        seen = self.seen()
        if seen is not None:
            told["left_out"] = {}
            told["totals"] = [
                total | {name: [one for one in total.get(name, []) if one in seen] for name in NAMING}
                for total in told["totals"]
            ]
        return about_run(self.workspace, self.run) | told | {"seen": seen}


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
        "cocontrol": None if given.optimum is None else given.optimum.run,
        "optimum": None if given.optimum is None else given.optimum.told(),
        "flags": given.flags(),
        "gdp_price_year": asked.gdp_price_year,
        "units": list(given.cities),
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
