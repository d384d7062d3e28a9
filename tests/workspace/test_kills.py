"""Thirty processes are killed at random moments of a mixed workload: nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tongyuan.testing.backends import Backend
from tongyuan.testing.crashing import crashes
from tongyuan.testing.kills import faults_after, killed_at_random
from tongyuan.testing.workspace import a_workspace

KILLS = 15


@pytest.mark.slow
def test_fifteen_kills_of_thirty_lose_nothing_that_was_acknowledged(backend: Backend, tmp_path: Path) -> None:
    """Fifteen on each database; the seed is new each time, and printed."""
    seed = Random().randrange(1000, 100_000)
    print(f"seed {seed}")
    database = backend.new()
    with a_workspace(tmp_path, database=database) as workspace, crashes() as killing:
        done = 0
        for number, acknowledged in killed_at_random(
            killing, workspace.folder, database=database, seed=seed, kills=KILLS
        ):
            assert faults_after(workspace, number, acknowledged) == []
            done += len(acknowledged)
        assert done > 0
