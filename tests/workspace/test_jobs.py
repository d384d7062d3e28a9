from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.workspace.jobs import MAX_ATTEMPTS, Job
from tongyuan.workspace.workspace import Workspace

LAPSED = timedelta(seconds=-1)


def submit(workspace: Workspace, year: int = 2023) -> Job:
    return workspace.jobs.submit("inventory.compile", params={"year": year}, actor="li")


def test_a_job_goes_from_the_queue_to_its_result(workspace: Workspace) -> None:
    job = submit(workspace)
    claimed = workspace.jobs.claim("one")
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.attempts) == (job.id, "running", 1)
    workspace.jobs.beat(job.id, worker="one", progress=0.5, message="halfway")
    done = workspace.jobs.finish(job.id, worker="one", result="1a2b3c")
    assert (done.state, done.progress, done.result) == ("done", 1.0, "1a2b3c")
    assert "halfway" in workspace.jobs.get(job.id).log


def test_the_oldest_job_comes_first_and_nobody_gets_it_twice(workspace: Workspace) -> None:
    first, second = submit(workspace, 2022), submit(workspace, 2023)
    claims = [workspace.jobs.claim(worker) for worker in ("one", "two", "three")]
    assert [job.id if job else None for job in claims] == [first.id, second.id, None]


def test_a_lapsed_lease_is_taken_again_and_its_first_holder_is_told(workspace: Workspace) -> None:
    job = submit(workspace)
    workspace.jobs.claim("one", lease=LAPSED)
    again = workspace.jobs.claim("two")
    assert again is not None
    assert (again.id, again.worker, again.attempts) == (job.id, "two", 2)
    with pytest.raises(ConflictError) as caught:
        workspace.jobs.finish(job.id, worker="one")
    assert caught.value.problems[0].code == "workspace.lease_lost"


def test_a_heartbeat_keeps_the_lease(workspace: Workspace) -> None:
    job = submit(workspace)
    workspace.jobs.claim("one", lease=LAPSED)
    workspace.jobs.beat(job.id, worker="one")
    assert workspace.jobs.claim("two") is None


def test_a_job_that_kills_every_worker_fails_in_the_end(workspace: Workspace) -> None:
    job = submit(workspace)
    for attempt in range(MAX_ATTEMPTS):
        assert workspace.jobs.claim(f"worker {attempt}", lease=LAPSED) is not None
    assert workspace.jobs.claim("last") is None
    assert workspace.jobs.get(job.id).state == "failed"


def test_a_cancelled_job_is_not_claimed_and_its_worker_is_told(workspace: Workspace) -> None:
    waiting, running = submit(workspace, 2022), submit(workspace, 2023)
    workspace.jobs.cancel(waiting.id)
    assert workspace.jobs.claim("one") is not None
    workspace.jobs.cancel(running.id)
    with pytest.raises(ConflictError):
        workspace.jobs.beat(running.id, worker="one", progress=0.5)
    assert [job.id for job in workspace.jobs.listing("cancelled")] == [running.id, waiting.id]
    with pytest.raises(ConflictError):
        workspace.jobs.cancel(running.id)


def test_a_failed_job_says_why(workspace: Workspace) -> None:
    job = submit(workspace)
    workspace.jobs.claim("one")
    assert (
        workspace.jobs.fail(job.id, worker="one", message="no balance of 2023").message
        == "no balance of 2023"
    )


def test_progress_is_seen_while_the_work_is_still_in_its_transaction(workspace: Workspace) -> None:
    job = submit(workspace)
    workspace.jobs.claim("one")
    with workspace.transaction(), ThreadPoolExecutor(1) as pool:
        workspace.jobs.beat(job.id, worker="one", progress=0.25)
        assert pool.submit(workspace.jobs.get, job.id).result().progress == 0.25


def test_a_job_that_nobody_submitted_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        workspace.jobs.get("0000")
