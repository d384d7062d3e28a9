"""Work off jobs: claim the oldest, run its service as the actor who asked, keep its row true."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any
from uuid import uuid4

from tongyuan.services.actors import require
from tongyuan.services.declaration import find
from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import InputError, Problem, TongyuanError
from tongyuan.workspace.jobs import Job

__all__ = ["Job", "start", "work_off"]


def start(session: Session, name: str, /, **arguments: Any) -> Job:
    """Ask for a service as a job, and work it off beside the caller.

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

    Raises
    ------
    InputError
        If the service takes a file: a job's row cannot hold one.
    PermissionDeniedError
        If who asks may not; such work is never queued.
    """
    actor = session.acting()
    require(actor, find(name).permits)
    if any(parameter.is_file for parameter in find(name).parameters()):
        raise InputError(Problem("service.no_job", {"name": name}))
    job = session.workspace.jobs.submit(name, params=arguments, actor=actor.id)
    threading.Thread(target=work_off, args=(session,), name=f"job {job.id}", daemon=True).start()
    return job


def work_off(session: Session) -> None:
    """Run waiting jobs, and those whose worker went away, until none is left.

    Parameters
    ----------
    session
        In whose workspace; a job runs in the name of the actor who asked for it.
    """
    worker = uuid4().hex[:12]
    while (job := session.workspace.jobs.claim(worker)) is not None:
        _run(session, job, worker)


def _run(session: Session, job: Job, worker: str) -> None:
    jobs = session.workspace.jobs
    asking = Session(session.workspace, replace(session.actor, id=job.actor))

    def progress(fraction: float, message: str) -> None:
        jobs.beat(job.id, worker=worker, progress=fraction, message=message)

    try:
        answer = find(job.service).call(asking.context(progress), **job.params)
    except TongyuanError as error:
        jobs.fail(job.id, worker=worker, message=error.text())
        return
    except Exception as error:  # a job's row must say that it failed, whatever failed
        jobs.fail(job.id, worker=worker, message=repr(error))
        raise
    jobs.finish(job.id, worker=worker, result=answer.meta.get("run"))
