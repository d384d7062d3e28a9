"""A thousand kills at random moments of a mixed workload: ``python -m benchmarks.kills [--kills 1000]``.

Not a race but a proof by numbers: it ends with 1 where anything acknowledged was lost, or anything is half
there, or what lies about is not told. Half of the kills are on SQLite, half on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tongyuan.testing.backends import postgres_databases
from tongyuan.testing.crashing import Crashes, crashes
from tongyuan.testing.kills import faults_after, killed_at_random
from tongyuan.testing.postgres import postgres_binaries
from tongyuan.testing.workspace import a_workspace

#: A workspace takes so many kills, then the next one is made: what there is to check grows with each.
EACH = 50


def main() -> None:
    arguments = _arguments()
    seed = arguments.seed or Random().randrange(1000, 1_000_000)
    print(f"\n## Kills at random moments, seed {seed}\n")
    print("| database | kills | acknowledged | lost or half there |\n|---|---|---|---|")
    faults: list[str] = []
    with ExitStack() as stack:
        state = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["XDG_STATE_HOME"] = state  # keys of the audit do not belong among the user's own
        killing = stack.enter_context(crashes())
        binaries = postgres_binaries()
        makers = {"SQLite": lambda: None}
        if binaries is not None:
            makers["PostgreSQL"] = stack.enter_context(postgres_databases(binaries))
        for name, make in makers.items():
            kills = arguments.kills // len(makers)
            done, found = _killed(killing, make, seed=seed, kills=kills)
            print(f"| {name} | {kills} | {done} | {len(found)} |", flush=True)
            faults += found
    print("\n".join(faults))
    sys.exit(bool(faults))


def _killed(killing: Crashes, make, *, seed: int, kills: int) -> tuple[int, list[str]]:
    done, faults = 0, []
    for first in range(seed, seed + kills, EACH):
        database = make()
        with (
            tempfile.TemporaryDirectory() as folder,
            a_workspace(Path(folder), database=database) as workspace,
        ):
            number = min(EACH, seed + kills - first)
            for one, acknowledged in killed_at_random(
                killing, workspace.folder, database=database, seed=first, kills=number
            ):
                done += len(acknowledged)
                faults += faults_after(workspace, one, acknowledged)
    return done, faults


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
