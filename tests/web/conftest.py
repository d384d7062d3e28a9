"""A workspace, a server and a browser for the tests of the pages, each made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tongyuan.testing.desks import Desk, busy
from tongyuan.testing.sessions import a_bare_demo, a_copy, real_pack
from tongyuan.testing.visits import one_of_each_role
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served, browsing, chromium, serving


@pytest.fixture(scope="session")
def province(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the province's real figures."""
    chromium()
    yield from _served(founded(real_pack()), tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def exercise(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the fictive province."""
    chromium()
    yield from _served(founded("exercise"), tmp_path_factory.mktemp("exercise"))


def _served(made: Path, place: Path) -> Iterator[Served]:
    with serving(a_copy(made, to=place / "workspace")) as served:
        yield served


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a workspace without any figure; of a module's own, for its tests may fill it."""
    chromium()
    with serving(a_bare_demo(tmp_path_factory.mktemp("bare") / "workspace", pack="exercise")) as served:
        yield served


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("downloads")) as found:
        yield found


def _desktop(chromium: Browser, served: Served) -> Browser:
    chromium.enter(served)
    chromium.size(1360)
    chromium.media()
    return chromium


@pytest.fixture
def browser(_chromium: Browser, province: Served) -> Browser:
    """A desktop's browser at the province."""
    return _desktop(_chromium, province)


@pytest.fixture
def trainee(_chromium: Browser, exercise: Served) -> Browser:
    """A desktop's browser at the fictive province."""
    return _desktop(_chromium, exercise)


@pytest.fixture
def beginner(_chromium: Browser, bare: Served) -> Browser:
    """A desktop's browser at a workspace without any figure."""
    return _desktop(_chromium, bare)


@pytest.fixture(scope="module")
def gate(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the fictive province, for tests of who comes in; each module leaves its own behind."""
    yield from _served(founded("exercise"), tmp_path_factory.mktemp("gate"))


@pytest.fixture(scope="module")
def behind(gate: Served) -> Iterator[Workspace]:
    """The workspace behind that server, opened beside it."""
    workspace = Workspace.open(gate.workspace)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def cookies(behind: Workspace) -> dict[str, str]:
    """One signed-in person of each role: role to cookie."""
    return one_of_each_role(behind)


@dataclass(frozen=True)
class Office:
    """A server over the fictive province in which everybody has been at work."""

    served: Served
    workspace: Workspace
    cookies: dict[str, str]
    desk: Desk


@pytest.fixture(scope="session")
def office(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A round, jobs, findings and a release under way, served."""
    folder = a_copy(founded("exercise"), to=tmp_path_factory.mktemp("office") / "workspace")
    workspace = Workspace.open(folder)
    cookies = one_of_each_role(workspace)
    desk = busy(workspace)
    with serving(folder) as served:
        yield Office(served, workspace, cookies, desk)
    workspace.close()


@pytest.fixture
def stranger(tmp_path: Path, gate: Served) -> Iterator[Browser]:
    """A browser that nobody has used, at the gate."""
    with browsing(tmp_path) as found:
        found.address = gate.address
        found.size(1360)
        yield found
