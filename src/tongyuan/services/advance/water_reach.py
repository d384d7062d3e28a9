"""An evaluation of surface water as a reader sees it: sections within reach, and waters that have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.services.advance.water_evaluating import KIND
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Evaluation", "Run", "evaluation"]

ABSENT = "water.no_evaluation"
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
TOLD = ("first", "last", "averaging", "edition", "unverified")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run of surface water, narrowed to its reader.

    Parameters
    ----------
    workspace
        The whole workspace.
    run
        Id of the run.
    sections
        Sections within reach, with their ``water``, ``basin`` and ``body``.
    meta
        What is told with every answer.
    """

    workspace: Workspace
    run: str
    sections: pl.DataFrame
    meta: dict[str, Any]

    def table(self, name: str) -> pl.DataFrame:
        """Read the rows of a table that are within reach."""
        rows = self.workspace.run_table(self.run, f"water_{name}")
        if "station" in rows.columns:
            return rows.filter(pl.col("station").is_in(self.sections["station"].to_list()))
        if name == "trophic":
            return rows.filter(pl.col("water").is_in(self.sections["water"].to_list()))
        by = pl.col("group") == "water"
        waters, basins = self.sections["water"].to_list(), self.sections["basin"].to_list()
        seen = pl.when(by).then(pl.col("name").is_in(waters)).otherwise(pl.col("name").is_in(basins))
        return rows.filter(seen)


def evaluation(ctx: Context, run: str | None) -> Evaluation:
    """Find an evaluation and narrow it to the sections that the reader sees.

    Parameters
    ----------
    ctx
        Who reads, where.
    run
        Run id, or None for the latest.

    Returns
    -------
    Evaluation
        The run, the sections within reach, what is told with it.

    Raises
    ------
    NotFoundError
        If there is none, or none of its sections is within reach.
    """
    whole = ctx.workspace.whole
    found = kept_run(whole, KIND, run=run, absent=ABSENT)
    reach = ctx.workspace.stations.frame(kind="water")["station"].unique().to_list()
    held = whole.run_table(found.id, "water_sections")
    seen = held.filter(pl.col("station").is_in(reach)).unique("station", maintain_order=True)
    if seen.is_empty():
        raise NotFoundError(Problem(ABSENT, {"got": run or "—"}))
    meta = {**about_run(whole, found), **{name: found.params[name] for name in TOLD}}
    meta["synthetic"] = bool(meta["synthetic"] or found.params["invented"])
    meta["sensitivity"] = Sensitivity.INTERNAL.value
    return Evaluation(whole, found.id, seen.select("station", "water", "basin", "body"), meta)
