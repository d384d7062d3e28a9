"""Kills at random moments of a mixed workload, and what is there of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from tongyuan.testing.crashing import Crashes
from tongyuan.testing.operations import OPERATIONS, let_leases_lapse
from tongyuan.workspace.workspace import Workspace

__all__ = ["faults_after", "killed_at_random", "untold"]

#: A kill comes at the latest so long after the work began [s].
LONGEST_S = 0.6


def killed_at_random(
    killing: Crashes, folder: Path, *, database: str | None, seed: int, kills: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Start a mixed workload again and again, and kill it each time at a moment drawn by the seed.

    Parameters
    ----------
    killing
        Forks the processes.
    folder, database
        The workspace, and the address of its database where it has one.
    seed
        Draws the moments; the workload of each kill is drawn by ``seed + number of the kill``.
    kills
        How many.

    Yields
    ------
    tuple of int and tuple
        Seed of the workload that was killed, and what it had acknowledged as ``operation:number``.

    Raises
    ------
    RuntimeError
        If the workload failed before it was killed.
    """
    chance = Random(seed)  # noqa: S311 - moments of kills, no secret
    for number in range(seed, seed + kills):
        end = killing.run(
            "tongyuan.testing.operating",
            [str(folder), database or "", f"seed:{number}"],
            kill_after=chance.uniform(0.001, LONGEST_S),
        )
        if not end.killed:
            raise RuntimeError(f"seed {number}: {end.error}")
        yield number, tuple(line for line in end.acknowledged if ":" in line)


def faults_after(workspace: Workspace, seed: int, acknowledged: tuple[str, ...]) -> list[str]:
    """Say what is lost, half there or untold after a workload was killed.

    Parameters
    ----------
    workspace
        Where it worked.
    seed
        Seed of the workload.
    acknowledged
        What had returned.

    Returns
    -------
    list of str
        A sentence for each fault.
    """
    faults = []
    for line in acknowledged:
        name, _, number = line.partition(":")
        parts = OPERATIONS[name].parts(workspace, int(number))
        faults += [f"seed {seed}: {line} was acknowledged, and its {part} is lost" for part in _absent(parts)]
    faults += _half_done(workspace, seed, acknowledged)
    faults += [f"seed {seed}: {fault}" for fault in untold(workspace)]
    let_leases_lapse(workspace)
    return faults


def untold(workspace: Workspace) -> list[str]:
    """Say what the check of a workspace finds at fault after a crash, or does not tell of what it left."""
    checks = {check.name: check for check in workspace.check()}
    faults = [f"{name}: {check.detail('en')}" for name, check in checks.items() if not check.passed]
    if checks["orphans"].finding.values["count"] != len(workspace.artefacts.orphans()):
        faults.append("what lies about is not told")
    return faults


def _half_done(workspace: Workspace, seed: int, acknowledged: tuple[str, ...]) -> list[str]:
    """Look at the one step that may have been under way when the kill came."""
    step = seed * 1000 + len(acknowledged)
    faults = []
    for name, operation in OPERATIONS.items():
        try:
            parts = operation.parts(workspace, step)
        except ValueError:  # a release that was not prepared to its end
            continue
        if len(set(parts.values())) > 1:
            faults.append(f"seed {seed}: {name}:{step} is half there: {_absent(parts)} absent")
    return faults


def _absent(parts: Mapping[str, bool]) -> list[str]:
    return [part for part, there in parts.items() if not there]
