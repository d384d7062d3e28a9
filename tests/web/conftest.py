"""A workspace, a server and a browser for the tests of the pages, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tongyuan import packs
from tongyuan.services.ground import founding
from tongyuan.workspace.workspace import Workspace

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
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over a workspace without any figure."""
    chromium()
    folder = tmp_path_factory.mktemp("bare") / "workspace"
    pack = packs.load("exercise", seed=1)
    figures = ("balances", "activity", "comparisons", "statistics")
    emptied = replace(pack, **{name: getattr(pack, name).clear() for name in figures})
    Workspace.create(
        folder,
        pack="exercise",
        title_zh=pack.title_zh,
        title_en=pack.title_en,
        region=pack.region,
        synthetic=True,
        settings={"family": pack.family, "year": pack.year, "seed": 1, **founding.SETTINGS},
        actor="tester",
        fill=lambda made: founding._keep(made, emptied, actor="tester"),
    )
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("downloads")) as found:
        yield found


def _desktop(chromium: Browser, address: str) -> Browser:
    chromium.address = address
    chromium.size(1360)
    chromium.media()
    return chromium


@pytest.fixture
def browser(_chromium: Browser, province: str) -> Browser:
    """A desktop's browser at the province."""
    return _desktop(_chromium, province)


@pytest.fixture
def trainee(_chromium: Browser, exercise: str) -> Browser:
    """A desktop's browser at the fictive province."""
    return _desktop(_chromium, exercise)


@pytest.fixture
def beginner(_chromium: Browser, bare: str) -> Browser:
    """A desktop's browser at a workspace without any figure."""
    return _desktop(_chromium, bare)
