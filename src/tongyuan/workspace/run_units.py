"""Runs that give figures of several units apart: each is seen by whoever sees that unit, its rows alone."""

from __future__ import annotations

from sqlalchemy import select

from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models import RunRow

__all__ = ["UNITS", "runs_of_units"]

#: Parameter of a run that names the regions whose figures it gives apart.
UNITS = "units"


def runs_of_units(database: Database, scope: Scope) -> list[str]:
    """Name the runs of several units of which one is within reach.

    Parameters
    ----------
    database
        Where the runs are entered.
    scope
        What may be seen.

    Returns
    -------
    list of str
        Ids of the runs; none where no reach is bound to regions, since the others see a run or do not.
    """
    if all(reach.regions is None for reach in scope.reaches):
        return []
    statement = select(RunRow.id, RunRow.params, RunRow.sensitivity).where(
        RunRow.params[UNITS].as_string().is_not(None)
    )
    with database.read() as session:
        found = session.execute(statement).all()
    return [
        run
        for run, params, level in found
        if any(scope.covers(region=unit, sensitivity=Sensitivity(level)) for unit in params[UNITS])
    ]
