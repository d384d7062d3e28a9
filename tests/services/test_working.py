"""Jobs of services: taken over from a killed process, in the name of who asked, with files handed in."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tongyuan import reference
from tongyuan.services.actors import Actor, Grant
from tongyuan.services.session import Session, open_session
from tongyuan.services.working import aside, submit, work, work_off
from tongyuan.testing.filling import Sheet, opened, saved
from tongyuan.testing.operations import let_leases_lapse
from tongyuan.vocabulary.problems import InputError, PermissionDeniedError

TONGYUAN = Path(sys.executable).with_name("tongyuan")


def years_of(session: Session) -> int:
    return int(session.call("inventory.years").data["year"][0])


def another_family(session: Session) -> str:
    """A factor family of which there is no run yet, so that the job has something to make."""
    used = set(session.workspace.runs("inventory")["family"])
    return next(family for family in reference.families()["family"] if family not in used)


def test_a_job_is_done_in_the_name_of_who_asked_and_its_row_names_the_run(own: Session) -> None:
    job = submit(own, "inventory.compile", year=years_of(own))
    work_off(own)
    done = own.workspace.jobs.get(job.id)
    assert (done.state, done.message) == ("done", done.result)
    assert done.result is not None
    assert own.workspace.run(done.result).kind == "inventory"
    assert own.workspace.audit.rows(limit=1)["actor"].to_list() == [own.actor.id]


def test_who_may_not_cannot_queue_and_what_is_no_job_cannot_be_queued(own: Session) -> None:
    with pytest.raises(PermissionDeniedError):
        submit(Session(own.workspace, Actor("x", "X")), "inventory.compile", year=2007)
    with pytest.raises(InputError) as caught:
        submit(own, "inventory.show")
    assert caught.value.problems[0].code == "service.no_job"
    assert own.workspace.jobs.listing() == ()


def test_rights_that_were_lost_since_are_lost_for_the_job_too(own: Session) -> None:
    job = submit(own, "inventory.compile", year=years_of(own))
    bereft = Actor(own.actor.id, own.actor.name, (Grant("inspector"),))
    work_off(Session(own.workspace, bereft))
    assert own.workspace.jobs.get(job.id).state == "failed"


def test_somebody_else_does_not_lend_a_job_their_rights(own: Session) -> None:
    job = own.workspace.jobs.submit("inventory.compile", params={"year": 2007}, actor="person:nobody")
    work_off(own)
    assert own.workspace.jobs.get(job.id).state == "failed"


def test_a_file_that_is_handed_in_is_worked_off_as_a_job(own: Session, tmp_path: Path) -> None:
    department = own.call("statistic.owed").data["department"][0]
    template = own.call("statistic.template", department=department, years="2021-2021").document
    assert template is not None
    book = opened(template.content)
    sheet = Sheet(book, "填报", first="指标代码")
    sheet.write(next(iter(sheet.filled("指标代码"))), {"2021年": "是"})
    file = tmp_path / "填报.xlsx"
    file.write_bytes(saved(book))
    job = submit(own, "statistic.import", file=file, department=department)
    file.unlink()  # what was handed in is kept
    assert job.params["file"]["name"] == "填报.xlsx"
    work_off(own)
    done = own.workspace.jobs.get(job.id)
    assert done.state == "done", done.log


def test_a_process_that_does_jobs_stops_when_it_is_told_and_leaves_none_undone(own: Session) -> None:
    job, told = submit(own, "inventory.compile", year=years_of(own)), threading.Event()
    working = threading.Thread(
        target=lambda: work(own.workspace, until=told.is_set, pause_s=0.01), daemon=True
    )
    working.start()
    while own.workspace.jobs.get(job.id).state in ("queued", "running"):
        time.sleep(0.02)
    told.set()
    working.join(timeout=60)
    assert not working.is_alive()
    # The actor of the test is no person of this workspace and not the folder's owner.
    assert own.workspace.jobs.get(job.id).state == "failed"


def test_what_takes_its_time_leaves_the_loop_free() -> None:
    async def both() -> list[str]:
        said: list[str] = []
        free = threading.Event()

        def slow() -> None:
            free.wait(60)
            said.append("slow")

        task = asyncio.create_task(aside(slow))
        await asyncio.sleep(0)
        said.append("loop")
        free.set()
        await task
        return said

    assert asyncio.run(both()) == ["loop", "slow"]


@pytest.mark.slow
def test_a_worker_process_killed_in_mid_job_is_followed_by_another_and_there_is_one_run(
    own_folder: Path,
) -> None:
    session = open_session(own_folder)
    before = session.workspace.runs("inventory").height
    job = submit(session, "inventory.compile", year=years_of(session), family=another_family(session))

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [TONGYUAN, "work", "--workspace", str(own_folder)], env=os.environ, stderr=subprocess.DEVNULL
        )

    first = start()
    while session.workspace.jobs.get(job.id).state == "queued":
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    first.wait()
    held = session.workspace.jobs.get(job.id)
    assert held.state == "running"
    let_leases_lapse(session.workspace)
    second = start()
    while session.workspace.jobs.get(job.id).state == "running":
        time.sleep(0.02)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=120) == 0
    done = session.workspace.jobs.get(job.id)
    assert (done.state, done.attempts) == ("done", 2), done.log
    assert [line.count("attempt") for line in done.log.splitlines() if "attempt" in line] == [1, 1]
    runs = session.workspace.runs("inventory")
    assert (runs.height, runs["run"].to_list().count(done.result)) == (before + 1, 1)
    session.workspace.close()
