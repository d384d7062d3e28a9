"""A workspace, a server and a browser for the tests of the pages, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .browsing import Browser, browsing, chromium, run_tongyuan, serving


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over the province's real figures."""
    yield from _served(tmp_path_factory.mktemp("province"), "liaoning")


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over the fictive province."""
    yield from _served(tmp_path_factory.mktemp("exercise"), "exercise")


def _served(folder: Path, pack: str) -> Iterator[str]:
    chromium()
    run_tongyuan("init", str(folder / "workspace"), "--demo", pack)
    with serving(folder / "workspace") as address:
        yield address


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("downloads")) as found:
        yield found


@pytest.fixture
def browser(_chromium: Browser, province: str) -> Browser:
    """A desktop's browser at the province."""
    _chromium.address = province
    _chromium.size(1360)
    _chromium.media()
    return _chromium


@pytest.fixture
def trainee(_chromium: Browser, exercise: str) -> Browser:
    """A desktop's browser at the fictive province."""
    _chromium.address = exercise
    _chromium.size(1360)
    _chromium.media()
    return _chromium
