"""The command as people run it: a process of its own, and the same commands within this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tongyuan.cli.app import build

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TONGYUAN = Path(sys.executable).with_name("tongyuan")


@pytest.fixture(scope="session")
def tongyuan() -> Run:
    """Runs ``tongyuan`` with words, as a process; never raises."""

    def run(
        *words: object, workspace: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        place = {"TONGYUAN_WORKSPACE": str(workspace)} if workspace else {}
        return subprocess.run(
            [TONGYUAN, *map(str, words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | place | variables,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def inside() -> Callable[..., Result]:
    """Runs the same command within this process: what needs no process of its own is quicker so."""

    def run(*words: object, workspace: Path | None = None, **variables: str) -> Result:
        place = {"TONGYUAN_WORKSPACE": str(workspace)} if workspace else {}
        arguments = [str(word) for word in words]
        return CliRunner(env=place | variables).invoke(build(arguments), arguments)

    return run
