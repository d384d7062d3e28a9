"""Jobs: work that was asked for, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.outcomes import outcome_of
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.workspace.jobs import Job

__all__ = ["cancel", "list_jobs", "show"]

JobId = Annotated[str, Positional("任务编号 · job id")]
SHOWN = ("id", "service", "actor", "state", "progress", "message", "result", "created_at", "finished_at")


@service("job.list")
def list_jobs(ctx: Context) -> Answer:
    """List one's own jobs, newest first; everybody's for who sees everything. 任务列表。"""
    actor = None if ctx.scope.everything else ctx.actor.id
    jobs = [
        {name: getattr(job, name) for name in SHOWN} | {"result": outcome_of(job.result).name}
        for job in ctx.workspace.jobs.listing(actor=actor)
    ]
    return Answer(data=pl.DataFrame(jobs) if jobs else pl.DataFrame(schema=dict.fromkeys(SHOWN, pl.String)))


@service("job.show")
def show(ctx: Context, *, job: JobId) -> Answer:
    """Show one job with its log, and what came of it. 查看一个任务。"""
    found = _within(ctx, job)
    outcome = outcome_of(found.result)
    said = {"about": outcome.meta, "problems": [problem.as_dict() for problem in outcome.problems]}
    return Answer(data={**asdict(found), "result": outcome.name, **said})


@service("job.cancel", changes=True)
def cancel(ctx: Context, *, job: JobId) -> Answer:
    """Cancel a job. 取消任务。"""
    ctx.workspace.jobs.cancel(_within(ctx, job).id)
    return Answer(meta={"outcome": "cancelled"}, data={"job": job})


def _within(ctx: Context, job_id: str) -> Job:
    """Return a job; another's is told in the words of one that is not there."""
    job = ctx.workspace.jobs.get(job_id)
    if ctx.scope.everything or job.actor == ctx.actor.id:
        return job
    raise NotFoundError(Problem("workspace.no_job", {"job": job_id}))
