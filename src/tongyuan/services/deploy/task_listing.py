"""The list of tasks, one task with its steps, the leads' overview, the calendar: what is read of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.tasks import STANDINGS, rolled_up, standing_of
from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.task_rows import stepped_frame, task_frame
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.tasks import TaskFilter

__all__ = ["calendar_of", "list_tasks", "overview", "show"]

Task = Annotated[str, Positional("任务编号 · task id")]
On = Annotated[str | None, "按哪一天判断进度，缺省为今天 · day by which standings are told; today"]
Levels = Literal["plan", "annual", "node"]
LEVEL_TOLD = "层级：方案、年度、季度节点 · of the plan, a year, a quarter"
Level = Annotated[Levels, LEVEL_TOLD]
AnyLevel = Annotated[Levels | None, LEVEL_TOLD]
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
#: Highest first.
LEVELS = ("plan", "annual", "node")
PAGE, MOST = 200, 100_000
BRIEF = ("task", "text", "department", "region", "due_on", "progress", "standing", "trouble", "next_step")
ALERTS = ("warned", "talked", "notified", "rectifying", "closed")
#: What is counted of a lead: all, by standing, waiting for review, with progress reported, by alert.
COUNTED = ("tasks", *STANDINGS, "reported", "told", *ALERTS)


@service("task.list")
def list_tasks(
    ctx: Context,
    *,
    department: Annotated[str | None, "牵头单位 · department that leads"] = None,
    helper: Annotated[str | None, "配合单位 · department that helps"] = None,
    region: Annotated[str | None, "责任地区 · region"] = None,
    level: AnyLevel = None,
    article: Annotated[int | None, "条 · article"] = None,
    standing: Annotated[
        Literal[STANDINGS] | None,  # type: ignore[valid-type]
        "进度状态 · how it stands",
    ] = None,
    alert: Annotated[
        Literal["warned", "talked", "notified", "rectifying", "closed"] | None, "督办 · alert"
    ] = None,
    text: Annotated[str | None, "任务中的词 · words in the task"] = None,
    due_from: Annotated[str | None, "时限不早于 · date from"] = None,
    due_to: Annotated[str | None, "时限不晚于 · date to"] = None,
    on: On = None,
    page: Annotated[int, "页 · page"] = 1,
    size: Annotated[int, "每页行数 · rows of a page"] = PAGE,
) -> Answer:
    """List tasks within reach by date, with how each stands. 任务台账。"""
    require_between(page, name="page", least=1, most=1_000_000)
    require_between(size, name="size", least=1, most=MOST)
    dates: dict[str, Any] = {
        name: day(told, name=name) for name, told in (("due_from", due_from), ("due_to", due_to))
    }
    equal: dict[str, Any] = {"department": department, "helper": helper, "region": region, "level": level}
    equal |= {"article": article, "standing": standing, "alert": alert, "text": text}
    asked = TaskFilter(on=day(on, name="on") or ctx.today, soon=SOON, **equal, **dates)
    tasks = ctx.workspace.tasks
    counts = tasks.counted(asked)
    rows = tasks.listed(asked, first=(page - 1) * size, most=size)
    below = tasks.below([row["task"] for row in rows if row["level"] != "node"])
    meta = {"contract": "WorkTask", "on": asked.on.isoformat(), "page": page, "size": size}
    return Answer(meta=meta | _counts(counts, level), data=task_frame(rows, below=below), brief=BRIEF)


def _counts(counts: Mapping[str, Mapping[str, int]], level: str | None) -> dict[str, Any]:
    """Count by standing at one level: a year's part is the work of its whole once more."""
    counted = level or next((one for one in LEVELS if one in counts), LEVELS[0])
    at = counts.get(counted, {})
    sizes = {one: sum(counts.get(one, {}).values()) for one in LEVELS}
    return {
        "tasks": sum(sizes.values()),
        **{f"tasks_{one}": size for one, size in sizes.items()},
        "counted_level": counted,
        **{f"count_{name}": at.get(name, 0) for name in STANDINGS},
    }


@service("task.show")
def show(ctx: Context, *, task: Task) -> Answer:
    """Show a task with every step of it. 查看任务及其办理经过。"""
    now = ctx.workspace.tasks.get(task)
    told = {name: _plain(value) for name, value in now.items()} | {"helpers": now["helpers"].strip(";")}
    told["standing"] = standing_of(now, on=ctx.today)
    rolled = rolled_up(ctx.workspace.tasks.below([task])).get(task)
    told |= {f"parts_{name}": value for name, value in asdict(rolled).items()} if rolled else {}
    rows = stepped_frame(ctx.workspace.tasks.history(task))
    told["people"] = _people(ctx, rows)
    brief = ("at", "step", "actor", "memo", "evidence")
    return Answer(meta={"contract": "WorkStep"} | told, data=rows, brief=brief)


def _people(ctx: Context, steps: pl.DataFrame) -> dict[str, str]:
    """Name who took a step; nobody else of the accounts."""
    known = ctx.workspace.people.names()
    return {actor: known.get(actor, actor.removeprefix("local:")) for actor in steps["actor"].unique().sort()}


@service("task.overview", permits="task.list")
def overview(ctx: Context, *, level: Level = "plan", on: On = None) -> Answer:
    """Count the tasks of each lead at one level: done, overdue, under alert. 各牵头单位任务总览。"""
    asked = TaskFilter(on=day(on, name="on") or ctx.today, soon=SOON, level=level)
    names = dict(jurisdiction(ctx.workspace).departments.select("department", "name_zh").iter_rows())
    found: dict[str | None, Counter[str]] = {}
    for lead, standing, state, alert, told, count in ctx.workspace.tasks.led(asked):
        row = found.setdefault(lead, Counter())
        kinds = ["tasks", standing, alert, state if state == "reported" else None, "told" if told else None]
        row.update({kind: count for kind in kinds if kind})
    rows = [
        {"department": lead, "department_name": names.get(lead or "")} | {name: row[name] for name in COUNTED}
        for lead, row in sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
    ]
    schema = {"department": pl.String, "department_name": pl.String, **dict.fromkeys(COUNTED, pl.Int64)}
    meta = {"on": asked.on.isoformat(), "level": level, "leads": len(rows), **LEVEL}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=schema))


@service("task.calendar", permits="task.list")
def calendar_of(
    ctx: Context,
    *,
    department: Annotated[str | None, "牵头单位 · department that leads"] = None,
    region: Annotated[str | None, "责任地区 · region"] = None,
    level: AnyLevel = None,
) -> Answer:
    """Count tasks by the month in which they fall due and by how they stand. 任务时限日历。"""
    asked = TaskFilter(on=ctx.today, soon=SOON, department=department, region=region, level=level)
    months = ctx.workspace.tasks.months(asked)
    rows = [
        {"month": month, **{name: told.get(name, 0) for name in STANDINGS}, "tasks": sum(told.values())}
        for month, told in months.items()
    ]
    schema = {"month": pl.String, **dict.fromkeys((*STANDINGS, "tasks"), pl.Int64)}
    return Answer(meta={"on": asked.on.isoformat(), **LEVEL}, data=pl.DataFrame(rows, schema=schema))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
