from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.workspace.workspace import Workspace

FRAME = pl.DataFrame({"a": [1.0]})

RECORDER = """
import sys
import polars as pl
from tongyuan.workspace.workspace import Workspace
with Workspace.open(sys.argv[1], database=sys.argv[2] or None) as ws:
    for seed in range(8):
        with ws.transaction():
            frame = pl.DataFrame({"a": [float(seed)]})
            frames = {"inputs": {"in": frame}, "tables": {"out": frame}}
            run = ws.record_run("k", params={}, seed=seed, actor="p", **frames)
            ws.audit.append(actor="p", service="k.record", params={"seed": seed}, outcome=run.id)
"""

KILLED = """
import sys
import polars as pl
from tongyuan.workspace.workspace import Workspace
ws = Workspace.open(sys.argv[1], database=sys.argv[2] or None)
with ws.transaction():
    ws.put_dataset("a", pl.DataFrame({"a": [1.0]}), actor="p")
    ws.audit.append(actor="p", service="a.put", params={}, outcome="done")
    print("written", flush=True)
    sys.stdin.read()
"""


def start(script: str, workspace: Workspace, database: str | None) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(workspace.folder), database or ""]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_record_at_once_lose_nothing(workspace: Workspace, database: str | None) -> None:
    processes = [start(RECORDER, workspace, database) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    for process in processes:
        process.communicate()
    assert workspace.runs().height == 8
    assert workspace.audit.verify().rows == 1 + 2 * 8
    assert all(check.passed for check in workspace.check())


def test_a_process_killed_between_file_and_row_leaves_no_trace(
    workspace: Workspace, database: str | None
) -> None:
    process = start(KILLED, workspace, database)
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(list((workspace.folder / "lake").rglob("*.parquet"))) == 1
    assert workspace.datasets().is_empty()
    assert workspace.audit.verify().rows == 1
    assert all(check.passed for check in workspace.check())
    workspace.put_dataset("a", FRAME, actor="tester")
    assert workspace.dataset_frame("a").equals(FRAME)
    assert workspace.artefacts.orphans() == ()


def test_many_threads_share_one_workspace(workspace: Workspace) -> None:
    def work(number: int) -> int:
        with workspace.transaction():
            workspace.add_statistics(
                statistics_of(a_statistic(value=float(number))), actor=f"thread {number}"
            )
            workspace.audit.append(
                actor="t", service="statistic.add", params={"number": number}, outcome="done"
            )
        return workspace.statistics().height

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(24))) == {1}
    assert workspace.statistics()["version"].to_list() == [24]
    assert workspace.audit.verify().problems == ()
    assert workspace.audit.verify().rows == 25


def test_readers_are_not_held_up_by_a_writer(workspace: Workspace) -> None:
    with workspace.transaction(), ThreadPoolExecutor(1) as pool:
        workspace.put_dataset("a", FRAME, actor="tester")
        assert pool.submit(lambda: workspace.datasets().height).result(timeout=20) == 0
        assert workspace.datasets().height == 1


def test_computing_inside_a_transaction_holds_no_lock_before_its_first_write(workspace: Workspace) -> None:
    with workspace.transaction(), ThreadPoolExecutor(1) as pool:
        assert workspace.datasets().is_empty()
        pool.submit(workspace.put_dataset, "b", FRAME, actor="another").result(timeout=20)
        workspace.put_dataset("a", FRAME, actor="tester")
    assert workspace.datasets()["name"].to_list() == ["a", "b"]


def test_what_fails_inside_a_transaction_and_is_caught_leaves_the_rest(workspace: Workspace) -> None:
    def fail() -> None:
        with workspace.database.write():
            workspace.audit.append(actor="t", service="s", params={}, outcome="done")
            raise ZeroDivisionError

    with workspace.transaction():
        workspace.put_dataset("a", FRAME, actor="tester")
        with pytest.raises(ZeroDivisionError):
            fail()
    assert workspace.datasets().height == 1
    assert workspace.audit.verify().problems == ()
    assert workspace.audit.verify().rows == 1


def test_a_workspace_whose_files_are_left_from_a_crash_is_sound(folder_workspace: Workspace) -> None:
    shelf = Path(folder_workspace.folder, "lake", "00")
    shelf.mkdir(parents=True)
    (shelf / ".half.1.partial").write_bytes(b"PAR1")
    assert all(check.passed for check in folder_workspace.check())
    assert len(folder_workspace.artefacts.orphans()) == 1
