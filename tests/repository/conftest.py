"""The repository as the tests of its rules see it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Every Python module of the package, in order."""
    return sorted((REPOSITORY / "src").rglob("*.py"))


@pytest.fixture(scope="session")
def committed() -> list[Path]:
    """Every committed file; skipped outside a git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    names = listed.stdout.decode().split("\0")
    return [REPOSITORY / name for name in names if name and (REPOSITORY / name).is_file()]
