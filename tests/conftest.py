"""What all tests share: the folder of restricted data, where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the collected notes and restricted data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("TONGYUAN_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("restricted data are not here: set TONGYUAN_SHARED to their folder")
    return folder
