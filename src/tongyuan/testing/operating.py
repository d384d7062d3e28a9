"""What a process that may be killed runs: one operation or many drawn by a seed, each acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from tongyuan.testing.operations import OPERATIONS
from tongyuan.workspace.workspace import Workspace

__all__ = ["main"]


def main(arguments: list[str], acknowledge: Callable[[str], object]) -> None:
    """Run operations in a workspace.

    Parameters
    ----------
    arguments
        Folder, address of the database or nothing, then ``NAME:NUMBER`` for one operation or ``seed:NUMBER``
        for a mixed workload without an end.
    acknowledge
        Told each operation that has returned.
    """
    folder, database, what = arguments
    name, _, number = what.partition(":")
    with Workspace.open(Path(folder), database=database or None) as workspace:
        if name != "seed":
            OPERATIONS[name].act(workspace, int(number))
            acknowledge(what)
            return
        chance = Random(int(number))  # noqa: S311 - a workload, no secret
        acknowledge("begun")
        for step in range(int(number) * 1000, int(number) * 1000 + 999):
            chosen = chance.choice(sorted(OPERATIONS))
            OPERATIONS[chosen].prepare(workspace, step)
            OPERATIONS[chosen].act(workspace, step)
            acknowledge(f"{chosen}:{step}")
