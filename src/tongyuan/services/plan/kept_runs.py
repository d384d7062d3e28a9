"""Finding a kept run of one kind, by its id, else the latest of a year; and saying what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["about_run", "kept_run"]


def kept_run(workspace: Workspace, kind: str, *, run: str | None, year: int | None, absent: str) -> Run:
    """Find a kept run of a kind.

    Parameters
    ----------
    workspace
        The workspace.
    kind
        Kind of the run.
    run
        Run id or its beginning.
    year
        Year; the latest run whatever its year where it is None.
    absent
        Code of the problem that says there is none.

    Returns
    -------
    Run
        The run.

    Raises
    ------
    NotFoundError
        If there is none, or the run named is of another kind.
    """
    if run is not None:
        named = workspace.run(run)
        if named.kind != kind:
            raise NotFoundError(Problem(absent, {"got": run}))
        return named
    for row in workspace.runs(kind).iter_rows(named=True):
        found = workspace.run(row["run"])
        if year in (None, found.params["year"]):
            return found
    raise NotFoundError(Problem(absent, {"got": year or "—"}))


def about_run(workspace: Workspace, run: Run) -> dict[str, Any]:
    """Say what every kept run says of itself: its id, its region, what made it, and whether it is invented.

    Parameters
    ----------
    workspace
        The workspace.
    run
        A run of one region.

    Returns
    -------
    dict
        ``run``, ``region`` with its names, ``package_version`` and ``synthetic``.
    """
    region = str(run.params["region"])
    place = jurisdiction(workspace).regions.row(by_predicate=pl.col("region") == region, named=True)
    return {
        "run": run.id,
        "region": region,
        "region_name_zh": place["name_zh"],
        "region_name_en": place["name_en"],
        "package_version": run.package_version,
        "synthetic": workspace.meta.synthetic,
    }
