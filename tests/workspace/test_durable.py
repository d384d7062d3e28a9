"""What a machine that loses its power keeps, and what is told where it kept less than it had said."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tongyuan.testing.losing import as_after_a_loss_of_power
from tongyuan.testing.operations import OPERATIONS
from tongyuan.testing.workspace import a_workspace
from tongyuan.vocabulary.problems import UnavailableError
from tongyuan.workspace import durable
from tongyuan.workspace.failpoints import Failure, armed, failpoints
from tongyuan.workspace.workspace import Workspace

NUMBER = 7
FILES = [name for name in failpoints() if name.startswith(("file.", "append."))]


def faults(workspace: Workspace) -> dict[str, str]:
    return {check.name: check.detail("en") for check in workspace.check() if not check.passed}


def after_the_loss(workspace: Workspace, steps: list[durable.Step], to: Path) -> Workspace:
    workspace.close()
    return Workspace.open(as_after_a_loss_of_power(workspace.folder, steps, to=to / "after"))


@pytest.mark.parametrize("operation", ["import", "save", "run", "upload"])
def test_what_was_acknowledged_is_on_the_disk_when_the_power_goes(operation: str, tmp_path: Path) -> None:
    with durable.recorded() as steps, a_workspace(tmp_path) as workspace:
        OPERATIONS[operation].act(workspace, NUMBER)
        with after_the_loss(workspace, steps, tmp_path) as left:
            assert all(OPERATIONS[operation].parts(left, NUMBER).values())
            assert faults(left) == {}
            assert left.artefacts.orphans() == ()


@pytest.mark.parametrize("place", FILES)
def test_what_was_not_acknowledged_is_whole_or_absent_when_the_power_goes(place: str, tmp_path: Path) -> None:
    with durable.recorded() as steps, a_workspace(tmp_path) as workspace:
        with armed(place), pytest.raises(Failure):
            OPERATIONS["import"].act(workspace, NUMBER)
        with after_the_loss(workspace, steps, tmp_path) as left:
            assert len(set(OPERATIONS["import"].parts(left, NUMBER).values())) == 1
            assert faults(left) == {}
            OPERATIONS["import"].act(left, NUMBER)
            assert all(OPERATIONS["import"].parts(left, NUMBER).values())
            assert faults(left) == {}


def _no_sync(steps: list[durable.Step]) -> list[durable.Step]:
    return [step for step in steps if step.verb in ("write", "append", "rename")]


def test_a_disk_that_did_not_keep_what_it_had_promised_is_found_out(tmp_path: Path) -> None:
    """Every sync was a lie: files are empty or absent, and the check names them."""
    with durable.recorded() as steps, a_workspace(tmp_path) as workspace:
        OPERATIONS["import"].act(workspace, NUMBER)
        with after_the_loss(workspace, _no_sync(steps), tmp_path) as left:
            assert "is gone" in faults(left)["files"]
            assert "none has a signed head" in left.audit.verify().statement("en")


def test_a_database_that_forgot_its_last_changes_is_found_out_by_the_heads(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        OPERATIONS["save"].act(workspace, 1)
        workspace.close()
        shutil.copy(workspace.folder / "tongyuan.db", tmp_path / "before.db")
        OPERATIONS["save"].act(workspace, 2)
        workspace.close()
        shutil.copy(tmp_path / "before.db", workspace.folder / "tongyuan.db")
        assert "lacks row 3" in faults(workspace)["audit"]


def test_changes_whose_heads_were_not_written_are_told_and_the_next_change_anchors_them(
    workspace: Workspace,
) -> None:
    with armed("audit.anchoring"), pytest.raises(Failure):
        OPERATIONS["save"].act(workspace, NUMBER)
    assert all(OPERATIONS["save"].parts(workspace, NUMBER).values())
    assert "not yet anchored" in workspace.audit.verify().statement("en")
    OPERATIONS["save"].act(workspace, NUMBER + 1)
    assert "not yet anchored" not in workspace.audit.verify().statement("en")
    assert faults(workspace) == {}


def test_files_and_folders_are_the_owners_alone(folder_workspace: Workspace) -> None:
    for operation in ("import", "run", "upload"):
        OPERATIONS[operation].act(folder_workspace, NUMBER)
    folder = folder_workspace.folder
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    for name, mode in modes.items():
        assert mode & (stat.S_IRWXG | stat.S_IRWXO) == 0 or name in ("audit.heads", "audit.keys"), name


def test_the_database_file_waits_for_the_disk_and_its_log_is_written_back(
    folder_workspace: Workspace,
) -> None:
    with folder_workspace.database.engine.connect() as connection:
        pragma = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
        limit, pages = pragma("journal_size_limit"), pragma("wal_autocheckpoint")
    for number in range(40):
        OPERATIONS["save"].act(folder_workspace, number)
    log = folder_workspace.folder / "tongyuan.db-wal"
    assert log.stat().st_size <= limit + pages * 8192
    folder_workspace.close()
    assert not log.exists()
    with closing(sqlite3.connect(folder_workspace.folder / "tongyuan.db")) as plain:
        assert plain.execute("SELECT count(DISTINCT series) FROM statistic").fetchone() == (40,)


def _full(_path: str, _flags: int) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "act", [lambda file: durable.append(file, b"x"), lambda file: durable.keep(file, print)]
)
def test_a_full_disk_is_one_clear_problem(
    act: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_private", _full)
    with pytest.raises(UnavailableError) as caught:
        act(tmp_path / "file")
    assert [problem.code for problem in caught.value.problems] == ["workspace.disk_full"]
