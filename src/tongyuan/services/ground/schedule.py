"""Schedules: work that the platform asks for again and again, in the name of whoever set it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import polars as pl

from tongyuan.services.actors import require
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import require_between
from tongyuan.services.declaration import Context, Positional, Service, find, service
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["end", "list_offered", "list_schedules", "offered", "put"]

LONGEST = 527_040  # minutes of a leap year
#: Long work that needs no argument and whose result changes with what came in since.
OFFERED = ("feed.poll", "forecast.retrain", "inventory.compile_years", "backup.make")
FORM = "%Y-%m-%d %H:%M"


@service("schedule.list")
def list_schedules(ctx: Context) -> Answer:
    """List one's own scheduled work; everybody's for who sees everything. 定时工作。"""
    rows = ctx.workspace.schedules.listing(actor=_whose(ctx))
    return Answer(meta={"contract": "Schedule"}, data=rows)


@service("schedule.offered")
def list_offered(ctx: Context) -> Answer:
    """List the work that may be scheduled by who asks. 可定时的工作。"""
    rows = [{"service": one.name, "summary": one.summary} for one in offered() if ctx.actor.may(one.permits)]
    return Answer(data=pl.DataFrame(rows, schema={"service": pl.String(), "summary": pl.String()}))


@service("schedule.set", changes=True)
def put(
    ctx: Context,
    *,
    work: Annotated[str, Positional("工作，如 feed.poll · service to ask for")],
    every_minutes: Annotated[int, "间隔（分钟） · how often, in minutes"],
    first: Annotated[
        str | None, "首次时间（北京时间，YYYY-MM-DD HH:MM），缺省为现在 · first time; now by default"
    ] = None,
) -> Answer:
    """Have work asked for again and again, with the rights that one has then. 设定定时工作。"""
    require_between(every_minutes, name="every_minutes", least=1, most=LONGEST)
    known = {one.name: one for one in offered()}
    if work not in known:
        raise InputError(Problem("schedule.work", {"got": work, "known": "、".join(sorted(known))}))
    require(ctx.actor, known[work].permits)
    due_at = _first(ctx, first)
    number = ctx.workspace.schedules.put(
        work, every_minutes=every_minutes, due_at=due_at, actor=ctx.actor.id, at=ctx.now
    )
    return Answer(meta={"outcome": str(number), "contract": "Schedule"}, data=_listed(ctx, number))


@service("schedule.end", changes=True)
def end(ctx: Context, *, number: Annotated[int, Positional("编号 · number")]) -> Answer:
    """End scheduled work; what it did stays. 结束定时工作。"""
    rows = _listed(ctx, number)
    if rows.is_empty():
        raise NotFoundError(Problem("schedule.none", {"got": number}))
    ctx.workspace.schedules.end(number, actor=ctx.actor.id, at=ctx.now)
    return Answer(meta={"outcome": str(number), "contract": "Schedule"}, data=rows)


def offered() -> tuple[Service, ...]:
    """List the services that may be scheduled.

    Returns
    -------
    tuple of Service
        Long work that needs no argument and whose result changes with what came in since.
    """
    return tuple(find(name) for name in OFFERED)


def _whose(ctx: Context) -> str | None:
    return None if ctx.scope.everything else ctx.actor.id


def _listed(ctx: Context, number: int) -> pl.DataFrame:
    """Give the row of one schedule; another's is told in the words of one that is not there."""
    return ctx.workspace.schedules.listing(actor=_whose(ctx)).filter(pl.col("number") == number)


def _first(ctx: Context, text: str | None) -> datetime:
    if text is None:
        return ctx.now
    try:
        found = datetime.strptime(text.strip(), FORM).replace(tzinfo=CIVIL_ZONE)
    except ValueError as error:
        raise InputError(Problem("schedule.first", {"got": text})) from error
    if not ctx.now - timedelta(minutes=1) <= found <= ctx.now + timedelta(minutes=LONGEST):
        raise InputError(Problem("schedule.first", {"got": text}))
    return found
