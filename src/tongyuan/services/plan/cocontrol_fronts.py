"""Kept fronts and curves: what was swept, on which problem, and how they are found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongyuan.services.plan.cocontrol_runs import cocontrol_runs
from tongyuan.services.plan.inventory_runs import meta_of
from tongyuan.services.plan.kept_runs import kept_run, told_runs

if TYPE_CHECKING:
    import polars as pl

    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["FRONT", "FrontRun", "front_run", "front_runs"]

#: Kind of the runs, and name of their table.
FRONT = "cocontrol_front"
KEPT = ("scenario", "years", "shape", "limits", "points", "social_rate", "price_year")


@dataclass(frozen=True, slots=True)
class FrontRun:
    """A kept front between cost and limits, or the curve of the system over one."""

    workspace: Workspace
    run: Run

    @property
    def points(self) -> pl.DataFrame:
        """Its points, the cheapest first."""
        rows = self.workspace.run_table(self.run.id, "front")
        return rows.sort("point", "limit") if "point" in rows.columns else rows.sort("cost_cny")

    def meta(self) -> dict[str, Any]:
        """Say what was swept: ``shape`` (front or curve), ``limits``, and which points are ``solved``."""
        inventory = str(self.run.params["inventory"])
        about = meta_of(self.workspace, self.workspace.run(inventory))
        kept = {name: self.run.params[name] for name in KEPT if name in self.run.params}
        return about | kept | {"run": self.run.id, "inventory": inventory, "solved": self.solved()}

    def solved(self) -> list[dict[str, Any]]:
        """List the points that are plans of their own: ``point`` and ``run``, the latest of each first."""
        plans = [one for one in cocontrol_runs(self.workspace) if one["front"] == self.run.id]
        return [{"point": one["point"], "run": one["run"]} for one in plans]


def front_run(workspace: Workspace, *, run: str | None = None) -> FrontRun:
    """Find a kept front or curve: by its run id, else the latest.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.

    Returns
    -------
    FrontRun
        The front or curve.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    return FrontRun(workspace, kept_run(workspace, FRONT, run=run, absent="cocontrol.no_front"))


def front_runs(workspace: Workspace) -> list[dict[str, Any]]:
    """List kept fronts and curves, latest first: run, scenario, shape, limits."""
    return told_runs(workspace, FRONT, told=("scenario", "shape", "limits", "points"))
