"""Finding kept runs of one kind: by its id, else the latest that has what is asked; and saying what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["about_run", "kept_run", "kept_runs", "told_runs"]


def kept_runs(workspace: Workspace, kind: str) -> list[Run]:
    """List kept runs of a kind.

    Parameters
    ----------
    workspace
        The workspace.
    kind
        Kind of the runs.

    Returns
    -------
    list of Run
        The runs, the latest first.
    """
    return [workspace.run(run) for run in workspace.runs(kind)["run"]]


def told_runs(
    workspace: Workspace, kind: str, *, told: Sequence[str], later: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Say of kept runs of a kind what tells them apart.

    Parameters
    ----------
    workspace
        The workspace.
    kind
        Kind of the runs.
    told
        Parameters that are told.
    later
        What a run says of those that it was kept before; None where it is not named here.

    Returns
    -------
    list of dict
        ``run`` and what is told, the latest first.
    """
    return [
        {"run": one.id} | {name: one.params.get(name, (later or {}).get(name)) for name in told}
        for one in kept_runs(workspace, kind)
    ]


def kept_run(workspace: Workspace, kind: str, *, run: str | None, absent: str, **asked: Any) -> Run:
    """Find a kept run of a kind.

    Parameters
    ----------
    workspace
        The workspace.
    kind
        Kind of the run.
    run
        Run id or its beginning.
    absent
        Code of the problem that says there is none.
    **asked
        Parameters of the run, else the latest that has them: a year, or the beginning of another run's id;
        any where it is None.

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
    wanted = {name: value for name, value in asked.items() if value is not None}
    for row in workspace.runs(kind).iter_rows(named=True):
        found = workspace.run(row["run"])
        if all(_fits(found.params[name], value) for name, value in wanted.items()):
            return found
    raise NotFoundError(Problem(absent, {"got": " ".join(map(str, wanted.values())) or "—"}))


def _fits(held: Any, asked: Any) -> bool:
    return held.startswith(asked) if isinstance(held, str) else bool(held == asked)


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
