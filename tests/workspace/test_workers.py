"""Workers: leases that are kept, work that is taken over, what is done twice and gives one result."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tongyuan.testing.backends import Backend
from tongyuan.testing.crashing import Crashes, crashes
from tongyuan.testing.operations import OPERATIONS, let_leases_lapse
from tongyuan.testing.workspace import a_workspace
from tongyuan.vocabulary.problems import CheckFailed, NotFoundError, Problem
from tongyuan.workspace.inbox import Inbox, Upload
from tongyuan.workspace.jobs import Job
from tongyuan.workspace.workers import Perform, Progress, Worker
from tongyuan.workspace.workspace import Workspace

BRIEF = timedelta(seconds=0.4)


@pytest.fixture(scope="module")
def killing() -> Iterator[Crashes]:
    with crashes() as ready:
        yield ready


def worker(workspace: Workspace, perform: Perform, **changes: object) -> Worker:
    return Worker(workspace.jobs, perform, Worker.new_name(), **changes)  # type: ignore[arg-type]


def submit(workspace: Workspace, number: int = 1) -> Job:
    return workspace.jobs.submit("test.run", params={"number": number}, actor="tester")


def test_work_that_computes_in_silence_keeps_its_lease(workspace: Workspace) -> None:
    job, computed = submit(workspace), threading.Event()
    taken: list[Job | None] = []

    def perform(job: Job, progress: Progress) -> str:
        lapses = workspace.jobs.get(job.id).lease_until
        while workspace.jobs.get(job.id).lease_until == lapses:  # until it was renewed
            computed.wait(0.01)
        taken.append(workspace.jobs.claim("another"))
        return "made"

    worker(workspace, perform, lease=BRIEF).work_off()
    assert taken == [None]
    done = workspace.jobs.get(job.id)
    assert (done.state, done.result, done.attempts) == ("done", "made", 1)


def test_a_worker_that_is_killed_in_mid_job_is_followed_by_another_and_the_result_is_one_run(
    backend: Backend, tmp_path: Path, killing: Crashes
) -> None:
    database = backend.new()
    with a_workspace(tmp_path, database=database) as workspace:
        arguments = [str(workspace.folder), database or "", "job:7"]
        end = killing.run("tongyuan.testing.operating", arguments, failpoints="job.worked=kill")
        assert end.killed
        [job] = workspace.jobs.listing()
        assert (job.state, workspace.runs("test").height) == ("running", 1)
        assert workspace.jobs.claim("too early") is None
        let_leases_lapse(workspace)
        OPERATIONS["job"].act(workspace, 7)
        done = workspace.jobs.get(job.id)
        assert (done.state, done.attempts, workspace.runs("test").height) == ("done", 2, 1)
        assert [line.count("attempt") for line in done.log.splitlines() if "attempt" in line] == [1, 1]
        assert f"attempt 1 by {job.worker}" in done.log
        assert f"attempt 2 by {done.worker}" in done.log


def test_a_cancel_is_noticed_at_the_next_progress_and_the_work_stops(workspace: Workspace) -> None:
    job, reached = submit(workspace), []

    def perform(job: Job, progress: Progress) -> str:
        reached.append("begun")
        workspace.jobs.cancel(job.id)
        progress(0.5, "never said")
        reached.append("too far")
        return "made"

    worker(workspace, perform).work_off()
    assert reached == ["begun"]
    assert (workspace.jobs.get(job.id).state, workspace.jobs.get(job.id).result) == ("cancelled", None)


def test_a_worker_that_is_told_to_stop_puts_its_job_back_and_the_attempt_does_not_count(
    workspace: Workspace,
) -> None:
    job, stopping = submit(workspace), threading.Event()

    def perform(job: Job, progress: Progress) -> str:
        stopping.set()
        progress(0.5, "half")
        return "made"

    worker(workspace, perform, stop=stopping.is_set).work_off()
    waiting = workspace.jobs.get(job.id)
    assert (waiting.state, waiting.attempts, waiting.worker) == ("queued", 0, None)
    stopping.clear()
    worker(workspace, lambda job, progress: "made").work_off()
    assert workspace.jobs.get(job.id).state == "done"


def test_several_workers_share_the_queue_and_none_does_what_another_does(workspace: Workspace) -> None:
    jobs = [submit(workspace, number).id for number in range(24)]
    done: list[str] = []

    def perform(job: Job, progress: Progress) -> str:
        done.append(job.id)
        progress(0.5, "half")
        return "made"

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(lambda _: worker(workspace, perform).work_off(), range(6)))
    assert (sum(counts), sorted(done)) == (24, sorted(jobs))
    assert {job.state for job in workspace.jobs.listing()} == {"done"}


def test_what_fails_is_told_in_the_row_whether_it_was_foreseen_or_not_and_the_worker_goes_on(
    workspace: Workspace,
) -> None:
    foreseen, unforeseen, good = submit(workspace, 1), submit(workspace, 2), submit(workspace, 3)

    def perform(job: Job, progress: Progress) -> str:
        if job.id == foreseen.id:
            raise CheckFailed(Problem("workspace.no_run", {"run": "x"}))
        if job.id == unforeseen.id:
            raise ZeroDivisionError
        return "made"

    assert worker(workspace, perform).work_off() == 3
    assert workspace.jobs.get(foreseen.id).state == "failed"
    assert "没有编号为“x”的运行" in workspace.jobs.get(foreseen.id).log
    assert "ZeroDivisionError" in workspace.jobs.get(unforeseen.id).message
    assert workspace.jobs.get(good.id).state == "done"


def test_a_file_that_was_handed_in_is_kept_under_its_hash_and_laid_out_under_its_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "一月 表.xlsx"
    file.write_bytes(b"content")
    inbox = Inbox(workspace.artefacts)
    upload = inbox.keep(file)
    assert inbox.keep(file) == upload
    with inbox.laid_out(upload) as copy:
        assert (copy.name, copy.read_bytes()) == (file.name, b"content")
    assert not copy.exists()
    assert all(check.passed for check in workspace.check())
    (workspace.folder / "inbox" / upload.sha256[:2] / upload.sha256).write_bytes(b"altered")
    assert not all(check.passed for check in workspace.check())
    with pytest.raises(NotFoundError), inbox.laid_out(Upload("0" * 64, "gone.xlsx")):
        pass
