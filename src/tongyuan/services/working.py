"""Work off jobs: in the name of who asked for each, with the rights that person has now.

A job's row is the truth. It is put there by :func:`submit`; a worker in this process (:func:`start`) or in
one of its own (:func:`work`) takes it, and any other takes it over where that one went away.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tongyuan.services.actors import Actor, folder_owner, require
from tongyuan.services.declaration import context, find
from tongyuan.services.denial import denial
from tongyuan.services.outcomes import written
from tongyuan.services.session import Session
from tongyuan.services.visitors import actor_of
from tongyuan.vocabulary.problems import InputError, PermissionDeniedError, Problem, TongyuanError
from tongyuan.workspace.inbox import Inbox, Upload
from tongyuan.workspace.jobs import Job
from tongyuan.workspace.workers import Progress, Worker

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Job", "aside", "give_way", "queue_due", "start", "submit", "work", "work_off"]

T = TypeVar("T")
_log = logging.getLogger(__name__)

#: Seconds between two looks at an empty queue.
PAUSE_S = 1.0
#: Seconds for others between two parts of a drawing: an answer takes several turns of the loop.
BREATH_S = 0.002


def submit(session: Session, name: str, /, **arguments: Any) -> Job:
    """Ask for a service as a job; a worker takes it.

    Parameters
    ----------
    session
        Who asks, and where.
    name
        ``noun.verb`` of a service that is declared a job.
    **arguments
        Its parameters; a file that is handed in is kept in the inbox.

    Returns
    -------
    Job
        The job as queued; its row tells how far it is.

    Raises
    ------
    InputError
        If the service is no job.
    PermissionDeniedError
        If who asks may not; such work is never queued.
    """
    declared, actor, workspace = find(name), session.acting(), session.workspace
    if not declared.job:
        raise InputError(Problem("service.no_job", {"name": name}))
    require(actor, declared.permits)
    inspect.signature(declared.function).bind(None, **arguments)  # refuses what it does not take
    files = {parameter.name for parameter in declared.parameters() if parameter.is_file}

    def queue() -> Job:
        with workspace.database.serialised():
            inbox = Inbox(workspace.artefacts)
            given = {
                key: _noted(inbox.keep(value)) if key in files and value is not None else value
                for key, value in arguments.items()
            }
            return workspace.jobs.submit(name, params=given, actor=actor.id)

    return workspace.database.retried(queue)


def start(session: Session, name: str, /, **arguments: Any) -> Job:
    """Ask for a service as a job, and work it off beside the caller unless a process apart does the jobs.

    Parameters
    ----------
    session
        Who asks, and where.
    name
        ``noun.verb`` of a service that is declared a job.
    **arguments
        Its parameters.

    Returns
    -------
    Job
        The job as queued; its row tells how far it is.
    """
    job = submit(session, name, **arguments)
    if session.jobs == "apart":
        return job
    threading.Thread(target=work_off, args=(session,), name=f"job {job.id}", daemon=True).start()
    return job


def work_off(session: Session) -> None:
    """Do waiting jobs, and those whose worker went away, until none is left.

    Parameters
    ----------
    session
        In whose workspace; a job runs in the name of the actor who asked for it.
    """
    _worker(session.workspace, {session.actor.id: session.actor}, lambda: False).work_off()


def work(workspace: Workspace, *, until: Callable[[], bool], pause_s: float = PAUSE_S) -> None:
    """Do jobs as they come, until told to stop: what a process of its own does.

    Parameters
    ----------
    workspace
        Where.
    until
        Asked between jobs and at each progress: True once the work is to stop. A job that is under way then
        goes back into the queue.
    pause_s
        Seconds between two looks at an empty queue.
    """
    worker, waiting = _worker(workspace, {}, until), threading.Event()
    while not until():
        queue_due(workspace)
        worker.work_off()
        waiting.wait(0 if until() else pause_s)


def queue_due(workspace: Workspace) -> list[str]:
    """Queue what is due now; where the database cannot be reached the next look does it.

    Parameters
    ----------
    workspace
        Where.

    Returns
    -------
    list of str
        Ids of the jobs that were queued.
    """
    try:
        return workspace.schedules.fire(datetime.now(UTC))
    except TongyuanError:
        _log.exception("what is due could not be queued; looked at again later")
        return []


async def aside(act: Callable[[], T]) -> T:
    """Run what takes its time in a thread, so that a server goes on answering meanwhile.

    Parameters
    ----------
    act
        What to run.

    Returns
    -------
    T
        What it returned.
    """
    return await asyncio.to_thread(act)


async def give_way() -> None:
    """Let a server answer others first: said between the parts of a long drawing."""
    await asyncio.sleep(BREATH_S)


def _worker(workspace: Workspace, known: dict[str, Actor], stop: Callable[[], bool]) -> Worker:
    def perform(job: Job, progress: Progress) -> str | None:
        asking = context(_asking(workspace, job, known), workspace, progress)
        with ExitStack() as files:
            answer = find(job.service).call(asking, **_laid_out(workspace, job, files))
        return written(answer)

    return Worker(workspace.jobs, perform, name=Worker.new_name(), stop=stop)


def _asking(workspace: Workspace, job: Job, known: dict[str, Actor]) -> Actor:
    """Say who asked for a job, with the rights of now."""
    if job.actor.startswith("person:"):
        return actor_of(workspace, job.actor)
    owner = folder_owner()
    actors = {owner.id: owner, **known} if workspace.database.is_sqlite else known
    if job.actor not in actors:
        raise PermissionDeniedError(denial(job.actor, find(job.service).permits))
    return actors[job.actor]


def _noted(upload: Upload) -> dict[str, str]:
    return {"inbox": upload.sha256, "name": upload.name}


def _laid_out(workspace: Workspace, job: Job, files: ExitStack) -> dict[str, Any]:
    """Give a job's parameters, files as copies on the disk."""
    inbox = Inbox(workspace.artefacts)
    taken = {parameter.name for parameter in find(job.service).parameters() if parameter.is_file}

    def value(name: str, given: Any) -> Any:
        if name not in taken or given is None:
            return given
        file: Path = files.enter_context(inbox.laid_out(Upload(given["inbox"], given["name"])))
        return file

    return {name: value(name, given) for name, given in job.params.items()}
