"""Tasks as work (任务台账): from the policy to owners and dates, reported, reviewed, warned of, closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.tasks import split, standing_of, taken
from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import task_books, task_duties, task_listing, task_rounds
from tongyuan.services.deploy.policy_library import named, own_policy
from tongyuan.services.deploy.task_duties import settle
from tongyuan.services.deploy.task_rows import (
    listed,
    of_policy,
    of_version,
    region_of,
    require_departments,
    task_frame,
    tell_of,
)
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.tasks import TaskFilter, TaskSlip

__all__ = [
    "add",
    "alert",
    "assign",
    "attach",
    "finish",
    "generate",
    "remind",
    "report",
    "review",
    "split_task",
]

#: Its services belong to the same noun.
PARTS = (task_listing, task_duties, task_books, task_rounds)
Task = Annotated[str, Positional("任务编号 · task id")]
Evidence = Annotated[str | None, "材料的文号或名称 · number or name of the paper"]
WHOLE = 100.0
On = Annotated[str | None, "按哪一天判断进度，缺省为今天 · day by which standings are told; today"]
NEXT_LEVEL = {"plan": "annual", "annual": "node"}


@service("task.generate", changes=True)
def generate(
    ctx: Context,
    *,
    starts_on: Annotated[str, "方案开始日期 · first day of the plan"],
    due_on: Annotated[str, "方案结束日期 · last day of the plan"],
    policy: Annotated[
        str | None, "政策库中已发布的版本，缺省为本地方案 · published version; the workspace's own by default"
    ] = None,
) -> Answer:
    """Make tasks of a policy's tasks that are not in the list yet. 由政策任务生成台账。"""
    first, last = _days(starts_on, due_on)
    own = named(ctx, policy)[0] if policy is not None else None
    if own is None or own == own_policy(ctx.workspace)["policy"]:
        made = of_policy(ctx, starts_on=first, due_on=last)
    else:
        made = of_version(ctx, str(policy), starts_on=first, due_on=last)
    require_reach(ctx, region=region_of(ctx, own))
    ctx.workspace.tasks.add(made, TaskSlip("generate", ctx.actor.id))
    return Answer(meta={"made": len(made), "outcome": f"{len(made)} tasks"})


@service("task.add", changes=True)
def add(
    ctx: Context,
    *,
    task: Task,
    text: Annotated[str, "任务 · task"],
    region: Annotated[str | None, "责任地区，缺省为全省 · region; the whole by default"] = None,
    lead: Annotated[str | None, "牵头单位 · department that leads"] = None,
    helpers: Annotated[str, "配合单位，以 ; 分隔 · departments that help, by ;"] = "",
    starts_on: Annotated[str | None, "开始 · start"] = None,
    due_on: Annotated[str | None, "时限 · date by which"] = None,
) -> Answer:
    """Add a task of one's own. 新增任务。"""
    place = jurisdiction(ctx.workspace).region(region)
    require_reach(ctx, region=place, department=lead)
    helping = [one.strip() for one in helpers.split(";") if one.strip()]
    require_departments(ctx, lead=lead, helpers=helping)
    if not text.strip() or not task.strip() or len(task) > 64:
        raise InputError(Problem("task.blank", {}))
    first, last = day(starts_on, name="starts_on"), day(due_on, name="due_on")
    if first is not None and last is not None:
        _days(first.isoformat(), last.isoformat())
    told = {"task": task.strip(), "level": "plan", "text": text.strip(), "region": place, "department": lead}
    dates = {"starts_on": first, "due_on": last, "helpers": listed(helping)}
    ctx.workspace.tasks.add([told | dates], TaskSlip("add", ctx.actor.id))
    return _told(ctx, task.strip())


@service("task.assign", changes=True)
def assign(
    ctx: Context,
    *,
    task: Task,
    lead: Annotated[str | None, "牵头单位，不填则不变 · department that leads; as before if left out"] = None,
    helpers: Annotated[str | None, "配合单位，以 ; 分隔 · departments that help, by ;"] = None,
    person: Annotated[str | None, "责任人 · who answers for it"] = None,
    region: Annotated[str | None, "责任地区 · region that answers for it"] = None,
    due_on: Annotated[
        str | None, "新时限（须写事由和依据） · another date; say why and by which paper"
    ] = None,
    memo: Annotated[str, "事由 · reason"] = "",
    evidence: Evidence = None,
) -> Answer:
    """Settle who leads, who helps and by when; a proposal is confirmed by it. 明确牵头、配合与时限。"""
    helping = None if helpers is None else [one.strip() for one in helpers.split(";") if one.strip()]
    require_departments(ctx, lead=lead, helpers=helping or [])
    given: dict[str, Any] = {"department": lead, "person": person, "due_on": day(due_on, name="due_on")}
    given["helpers"] = None if helping is None else listed(helping)
    given["region"] = None if region is None else jurisdiction(ctx.workspace).region(region)
    told = {name: value for name, value in given.items() if value is not None}
    after = settle(ctx, task, told, memo=memo, evidence=evidence)
    if after["department"] is not None:
        tell_of(ctx, after, code="task.assigned")
    return _told(ctx, task)


@service("task.split", changes=True)
def split_task(ctx: Context, *, task: Task) -> Answer:
    """Split a task into years, or a year's into quarters; weights add up. 分解为年度或季度任务。"""
    whole = ctx.workspace.tasks.get(task)
    require_reach(ctx, region=whole["region"])
    level = NEXT_LEVEL.get(whole["level"])
    if level is None:
        raise ConflictError(Problem("task.split_level", {"task": task}))
    if whole["starts_on"] is None or whole["due_on"] is None:
        raise InputError(Problem("task.no_dates", {"task": task}))
    asked = TaskFilter(on=ctx.today, soon=SOON, parent=task)
    if ctx.workspace.tasks.listed(asked, most=1):
        raise ConflictError(Problem("task.split_already", {"task": task}))
    dates = {"starts_on": whole["starts_on"], "due_on": whole["due_on"], "weight": whole["weight"]}
    carried = ("policy_task", "article", "text", "region", "department", "helpers", "person", "targets")
    parts = [
        {name: whole[name] for name in (*carried, "lead_proposed")}
        | {name: part[name] for name in ("starts_on", "due_on", "weight")}
        | {"task": f"{task}/{part['label']}", "level": level, "parent": task}
        for part in split(**dates, level=level)
    ]
    ctx.workspace.tasks.add(parts, TaskSlip("split", ctx.actor.id))
    meta = {"contract": "WorkTask", "parts": len(parts), "outcome": f"{len(parts)} parts"}
    return Answer(meta=meta, data=_parts(ctx, task))


def _parts(ctx: Context, task: str) -> pl.DataFrame:
    asked = TaskFilter(on=ctx.today, soon=SOON, parent=task)
    return task_frame(ctx.workspace.tasks.listed(asked))


@service("task.report", changes=True)
def report(
    ctx: Context,
    *,
    task: Task,
    text: Annotated[str, "进展说明 · what was done"],
    percent: Annotated[float | None, "进展（%） · progress [%]"] = None,
    trouble: Annotated[str | None, "问题 · what stands in the way"] = None,
    next_step: Annotated[str | None, "下一步 · what comes next"] = None,
    evidence: Evidence = None,
) -> Answer:
    """Report progress on a task. 报送进展。"""
    if not text.strip():
        raise InputError(Problem("task.blank", {}))
    if percent is not None:
        require_between(percent, name="percent", least=0, most=100)
    told = {"said": text.strip(), "trouble": trouble, "next_step": next_step}
    slip = TaskSlip("report", ctx.actor.id, text.strip(), evidence)
    return _reported(ctx, task, slip, told | ({} if percent is None else {"progress": percent}))


@service("task.finish", changes=True, permits="task.report")
def finish(
    ctx: Context,
    *,
    task: Task,
    text: Annotated[str, "办结情况 · what was achieved"],
    evidence: Evidence = None,
) -> Answer:
    """Ask that a task be closed as done; it is done when another accepts the paper. 申请办结。"""
    if not text.strip():
        raise InputError(Problem("task.blank", {}))
    slip = TaskSlip("finish", ctx.actor.id, text.strip(), evidence)
    return _reported(ctx, task, slip, {"said": text.strip()})


@service("task.attach", changes=True, permits="task.report")
def attach(
    ctx: Context,
    *,
    task: Task,
    file: Annotated[Path, "材料文件，只记名称与校验值，文件由部门保存 · paper; its name and hash are kept"],
) -> Answer:
    """Name a file as evidence of a task, by its hash. 登记材料。"""

    def decide(now: Any) -> dict[str, Any]:
        require_reach(ctx, region=now["region"], department=now["department"])
        return {}

    slip = TaskSlip("attach", ctx.actor.id, "", file.name, hash_bytes(file.read_bytes()))
    ctx.workspace.tasks.change(task, slip, decide=decide)
    return _told(ctx, task)


def _reported(ctx: Context, task: str, slip: TaskSlip, told: dict[str, Any]) -> Answer:
    def decide(now: Any) -> dict[str, Any]:
        require_reach(ctx, region=now["region"], department=now["department"])
        after = taken(slip.step, task=now, actor=slip.actor, evidence=slip.evidence)
        stamped = {"reported_by": slip.actor, "reported_on": ctx.today}
        return told | after | stamped

    ctx.workspace.tasks.change(task, slip, decide=decide)
    return _told(ctx, task)


@service("task.review", changes=True)
def review(
    ctx: Context,
    *,
    task: Task,
    step: Annotated[Literal["accept", "return"], "通过、退回 · accept or return"],
    text: Annotated[str, "意见 · opinion"] = "",
) -> Answer:
    """Accept what was reported as done, or return it; never one's own. 审核办结。"""

    def decide(now: Any) -> dict[str, Any]:
        after = taken(step, task=now, actor=ctx.actor.id, evidence=None)
        return after | ({"done_on": ctx.today, "progress": WHOLE} if after["state"] == "done" else {})

    slip = TaskSlip(step, ctx.actor.id, text)
    tell_of(ctx, ctx.workspace.tasks.change(task, slip, decide=decide), code=f"task.told_{step}")
    return _told(ctx, task)


@service("task.alert", changes=True)
def alert(
    ctx: Context,
    *,
    task: Task,
    step: Annotated[
        Literal["warn", "talk", "notify", "rectify", "close"],
        "预警、约谈、通报、整改、销号 · warn, call in, circulate, rectify, strike off",
    ],
    text: Annotated[str, "事由 · reason"] = "",
    evidence: Evidence = None,
) -> Answer:
    """Take a task from warning to striking off, a step at a time. 预警、约谈、通报、整改、销号。"""
    rectified = {"rectified_by": _last_of(ctx, task, step="rectify")}

    def decide(now: Any) -> dict[str, Any]:
        return taken(step, task=now | rectified, actor=ctx.actor.id, evidence=evidence)

    slip = TaskSlip(step, ctx.actor.id, text, evidence)
    tell_of(ctx, ctx.workspace.tasks.change(task, slip, decide=decide), code="task.told_alert")
    return _told(ctx, task)


@service("task.remind", changes=True)
def remind(ctx: Context, *, on: On = None) -> Answer:
    """Remind whoever leads tasks that are overdue or due soon; once a day. 催办。"""
    moment = day(on, name="on") or ctx.today
    memos = {standing: f"{standing} {moment.isoformat()}" for standing in ("overdue", "due_soon")}
    reminded = ctx.workspace.tasks.stepped("remind", memos=list(memos.values()))
    told = 0
    for standing, memo in memos.items():
        for row in ctx.workspace.tasks.listed(TaskFilter(on=moment, soon=SOON, standing=standing)):
            if row["task"] in reminded:
                continue
            slip = TaskSlip("remind", ctx.actor.id, memo)
            ctx.workspace.tasks.change(row["task"], slip, decide=lambda _now: {})
            told += tell_of(ctx, row, code=f"task.told_{standing}")
    return Answer(meta={"told": told, "outcome": f"{told} notices"})


def _last_of(ctx: Context, task: str, *, step: str) -> str | None:
    """Tell who took a step last; None where nobody did."""
    actors = [one["actor"] for one in ctx.workspace.tasks.history(task) if one["step"] == step]
    return actors[-1] if actors else None


def _told(ctx: Context, task: str) -> Answer:
    now = ctx.workspace.tasks.get(task)
    meta = {"contract": "WorkTask", "task": task, "state": now["state"], "outcome": now["state"]}
    return Answer(meta=meta, data=_row(ctx, now))


def _row(ctx: Context, now: dict[str, Any]) -> pl.DataFrame:
    return task_frame([now | {"standing": standing_of(now, on=ctx.today)}])


def _days(starts_on: str, due_on: str) -> tuple[date, date]:
    first, last = day(starts_on, name="starts_on"), day(due_on, name="due_on")
    if first is None or last is None or last < first:
        raise InputError(Problem("task.dates", {"starts_on": starts_on, "due_on": due_on}))
    return first, last
