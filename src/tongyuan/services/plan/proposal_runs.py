"""Kept deployment proposals: what is kept of one, its version, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.jurisdiction import department_names, jurisdiction
from tongyuan.services.plan.cocontrol_labels import named_rows
from tongyuan.services.plan.cocontrol_runs import CocontrolRun, cocontrol_run
from tongyuan.services.plan.kept_runs import kept_run, kept_runs

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "TABLES", "ProposalRun", "proposal_run", "proposal_runs"]

KIND = "proposal"
#: Tables of a proposal that can be shown.
TABLES = {
    "rows": "proposal_row",
    "falls": "proposal_fall",
    "targets": "proposal_target",
    "assumptions": "proposal_assumption",
}
LISTED = ("name_zh", "name_en", "note", "author", "date", "state", "plan", "scenario", "year", "years", "by")
#: Of what was left out: where, and why.
LEFT = (
    "region",
    "region_zh",
    "region_en",
    "source",
    "source_zh",
    "source_en",
    "fuel",
    "measure",
    "measure_zh",
    "measure_en",
    "reason",
)
COST = ("cost_cny", "price_year", "social_rate")


@dataclass(frozen=True, slots=True)
class ProposalRun:
    """A kept proposal."""

    workspace: Workspace
    run: Run

    @property
    def plan(self) -> CocontrolRun:
        """The plan that it is of."""
        return cocontrol_run(self.workspace, run=str(self.run.params["plan"]))

    def table(self, name: str) -> pl.DataFrame:
        """Read one of :data:`TABLES`, or ``left_out``: what the plan could not choose."""
        if name == "left_out":
            return named_rows(self.workspace, self.plan.table("left_out")).select(LEFT)
        frame = self.workspace.run_table(self.run.id, TABLES[name])
        return self._with_departments(frame) if name == "rows" else frame

    def _with_departments(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Name the departments; who is not named by the policy is not guessed."""
        names = department_names(jurisdiction(self.workspace))
        told = {
            ids: "；".join(names.get(one, one) for one in ids.split(";"))
            for ids in rows["departments"].drop_nulls().unique()
        }
        named = pl.col("departments").replace_strict(told, default=None, return_dtype=pl.String)
        return rows.with_columns(departments_zh=named)

    def fall(self) -> pl.DataFrame:
        """Sum the tonnes by species and year: columns year, species, fall_t [t]."""
        rows = self.table("falls").group_by("year", "species", maintain_order=True)
        return rows.agg(pl.col("fall_t").sum()).sort("year", "species")

    def meta(self) -> dict[str, Any]:
        """Say what it is and what it rests on."""
        params = self.run.params
        version = next(row["version"] for row in proposal_runs(self.workspace) if row["run"] == self.run.id)
        about = {name: params[name] for name in (*LISTED, *COST)}
        return self.plan.meta() | about | {"run": self.run.id, "plan": params["plan"], "version": version}


def proposal_run(workspace: Workspace, *, run: str | None = None) -> ProposalRun:
    """Find a kept proposal: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    ProposalRun
        The proposal.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return ProposalRun(workspace, kept_run(workspace, KIND, run=run, absent="proposal.no_run"))


def proposal_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept proposals, latest first; those of one name count up as its versions."""
    found = kept_runs(workspace, KIND)
    rows: list[dict[str, Any]] = []
    versions: dict[str, int] = {}
    for one in sorted(found, key=lambda run: run.started_at):
        name = str(one.params["name_zh"])
        versions[name] = versions.get(name, 0) + 1
        told = {key: one.params[key] for key in (*LISTED, *COST)}
        rows.append({"run": one.id, "version": versions[name]} | told)
    return rows[::-1]
