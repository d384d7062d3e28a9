"""Jobs: work that was asked for, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service

__all__ = ["cancel", "list_jobs", "show"]

JobId = Annotated[str, Positional("任务编号 · job id")]
SHOWN = ("id", "service", "actor", "state", "progress", "message", "created_at", "finished_at")


@service("job.list")
def list_jobs(ctx: Context) -> Answer:
    """List the jobs, newest first. 任务列表。"""
    jobs = [{name: getattr(job, name) for name in SHOWN} for job in ctx.workspace.jobs.listing()]
    return Answer(data=pl.DataFrame(jobs) if jobs else pl.DataFrame(schema=dict.fromkeys(SHOWN, pl.String)))


@service("job.show")
def show(ctx: Context, *, job: JobId) -> Answer:
    """Show one job with its log. 查看一个任务。"""
    return Answer(data=asdict(ctx.workspace.jobs.get(job)))


@service("job.cancel", changes=True)
def cancel(ctx: Context, *, job: JobId) -> Answer:
    """Cancel a job. 取消任务。"""
    ctx.workspace.jobs.cancel(job)
    return Answer(meta={"outcome": "cancelled"}, data={"job": job})
