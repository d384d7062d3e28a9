"""What all tests share: the folder of restricted data, where it is there, and the demo workspaces."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tongyuan.services.session import Session
from tongyuan.testing.asking import asked_of
from tongyuan.testing.sessions import a_copy, a_demo, a_session, real_pack
from tongyuan.workspace.workspace import DATABASE_FILE

pytest_plugins = ("tongyuan.testing.backends",)

REPOSITORY = Path(__file__).parents[1]

# Keys of the audit that tests make do not belong among the user's own; processes they start inherit it, and
# workers of one run share it, for they share workspaces.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="tongyuan-state-")

# A busy machine is no fault of the code: no test is timed. Every run draws the same examples, so that what
# is red in one place is red in all; `pytest --hypothesis-profile=wandering` draws new ones to look for more.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("untimed", UNTIMED, derandomize=True, database=None)
settings.register_profile("wandering", UNTIMED)
settings.load_profile("untimed")


# The modules that take longest, longest first: begun last, one of them would keep a single worker busy at the
# end while the other stands idle. It is no rule of order: each module stands by itself.
LONGEST = (
    "api/test_fuzzing.py",
    "services/test_year_of_rounds.py",
    "lineage/test_why.py",
    "web/test_rounds_in_chromium.py",
    "services/test_canaries.py",
    "web/test_pages_in_chromium.py",
    "workspace/test_failpoints.py",
    "packs/test_exercise.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest; the rest stays as it was collected."""
    rank = {REPOSITORY / "tests" / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the collected notes and restricted data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("TONGYUAN_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("restricted data are not here: set TONGYUAN_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Founds the workspace of a pack once for all workers of a run; nobody opens it, tests copy it."""
    worker = "PYTEST_XDIST_WORKER" in os.environ
    place = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()

    @cache
    def make(pack: str) -> Path:
        folder = place / "founded" / pack
        folder.parent.mkdir(exist_ok=True)
        with (folder.parent / f"{pack}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker waits for the first
            return folder if (folder / DATABASE_FILE).exists() else a_demo(folder, pack=pack)

    return make


@pytest.fixture(scope="session")
def demo_folder(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of real figures, for tests that read; runs of theirs may be added to it."""
    return a_copy(founded(real_pack()), to=tmp_path_factory.mktemp("demo") / "workspace")


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[Session]:
    """A session in the workspace that tests read."""
    session = a_session(demo_folder)
    yield session
    session.workspace.close()


@pytest.fixture(scope="session")
def asked(demo: Session, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each reading service needs to be asked about, there in the workspace that tests read."""
    return asked_of(demo, folder=tmp_path_factory.mktemp("asked"))


@pytest.fixture
def own_folder(founded: Callable[[str], Path], tmp_path: Path) -> Path:
    """A workspace of real figures of the test's own, to change."""
    return a_copy(founded(real_pack()), to=tmp_path / "workspace")


@pytest.fixture
def own(own_folder: Path) -> Iterator[Session]:
    """A session in the test's own workspace."""
    session = a_session(own_folder)
    yield session
    session.workspace.close()
