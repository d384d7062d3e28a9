"""Steps of assignments: save, report, return, review, approve, lock, correct, waive."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.task_landing import land_approved
from tongyuan.services.ground.round.arguments import (
    Numbers,
    One,
    Reason,
    Seq,
    chosen,
    seqs,
    text_of,
)
from tongyuan.services.ground.round.checks import problems_of
from tongyuan.services.ground.round.entering import enter, read_object
from tongyuan.services.ground.round.figures import declare
from tongyuan.services.ground.round.filling import filled, share_of_jump
from tongyuan.services.ground.round.names import unit_names
from tongyuan.services.ground.round.reach import require_own, rounds_of
from tongyuan.services.ground.round.sums import below, unsettled
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.record_answers import keep_approved
from tongyuan.vocabulary.problems import CheckFailed, ConflictError, InputError, Problem
from tongyuan.workspace.rounds import Rounds

__all__ = ["approve", "correct", "hindrances", "lock", "report", "return_", "review", "save", "waive"]

RESTRICTED = "受限"
Values = Annotated[
    str, 'JSON：{"项目": 数值 | "NO" | {"value": …, "state": …, "reason": …}} · item to value, as JSON'
]


def hindrances(ctx: Context, rounds: Rounds, assignments: pl.DataFrame, rows: pl.DataFrame) -> list[Problem]:
    """Name what stands in the way of reporting assignments as they stand."""
    open_below = unsettled(below(rounds, assignments))
    names: dict[str, str] = {}
    if open_below.height:
        names |= unit_names(jurisdiction(ctx.workspace))
        # An enterprise that the actor may not see is not named.
        seen = rounds.assignments(numbers=open_below["assignment"].to_list())["assignment"]
        hidden = open_below.filter(~pl.col("assignment").is_in(seen.implode()))["enterprise"].drop_nulls()
        names |= dict.fromkeys(hidden, RESTRICTED)
    jump = share_of_jump(ctx)
    by_number = rows.partition_by("assignment", as_dict=True)
    nobody = open_below.clear()
    children = open_below.partition_by("above", as_dict=True)
    problems: list[Problem] = []
    for row in assignments.iter_rows(named=True):
        key = (row["assignment"],)
        problems += problems_of(row, by_number[key], children.get(key, nobody), jump=jump, names=names)
    return problems


@service("round.save", changes=True)
def save(ctx: Context, *, number: One, values: Values, seq: Seq = None) -> Answer:
    """Keep what is filled in so far, without reporting it. 保存草稿。"""
    rounds = rounds_of(ctx)
    given = {number: read_object(values)}
    saved = enter(ctx, rounds, given, permission="round.save", seqs=_seen(number, seq))
    return _one(rounds, number, saved=saved)


@service("round.fill", permits="round.save", changes=True)
def fill(
    ctx: Context,
    *,
    values: Annotated[str, "JSON：{任务编号: {项目: 数值…}} · assignment to items, as JSON"],
) -> Answer:
    """Keep what is filled in for several assignments at once, all or none. 批量保存草稿。"""
    rounds = rounds_of(ctx)
    given = read_object(values)
    if not given or not all(key.isdecimal() and isinstance(cells, dict) for key, cells in given.items()):
        raise InputError(Problem("round.json", {"got": values[:60]}))
    numbered = {int(key): cells for key, cells in given.items()}
    saved = enter(ctx, rounds, numbered, permission="round.save")
    answer = _several(rounds, rounds.assignments(numbers=list(numbered)), "saved")
    return replace(answer, meta=answer.meta | {"saved": saved})


def _seen(number: int, seq: int | None) -> dict[int, int]:
    return {} if seq is None else {number: seq}


@service("round.report", changes=True)
def report(ctx: Context, *, numbers: Numbers, seq: Seq = None) -> Answer:
    """Report assignments that are complete; every problem is told at once. 上报。"""
    rounds = rounds_of(ctx)
    with rounds.deciding():
        found = chosen(rounds, numbers)
        require_own(ctx.actor, "round.report", found.to_dicts(), top=ctx.workspace.meta.region)
        _take(ctx, rounds, "report", found, seq=seq)
        _refuse_hindered(ctx, rounds, found)
    return _several(rounds, found, "reported")


def _refuse_hindered(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> None:
    problems = hindrances(ctx, rounds, assignments, filled(ctx, rounds, assignments))
    if problems:
        raise CheckFailed(problems)


@service("round.return", changes=True)
def return_(ctx: Context, *, numbers: Numbers, reason: Reason, seq: Seq = None) -> Answer:
    """Send assignments back to whoever reported them, and say why. 退回。"""
    why = text_of(reason)
    rounds = rounds_of(ctx)
    with rounds.deciding():
        found = chosen(rounds, numbers)
        _take(ctx, rounds, "return", found, seq=seq, reason=why)
        for row in found.iter_rows(named=True):
            duties = rounds.duties(row["assignment"])
            for person in sorted(duties.who(row["assignment"], "report")):
                values = {"assignment": row["assignment"], "reason": why}
                link = f"/advance/round?assignment={row['assignment']}"
                ctx.workspace.notices.send(
                    person, "round.returned", values=values, sent_by=ctx.actor.id, link=link
                )
    return _several(rounds, found, "returned")


@service("round.review", changes=True)
def review(ctx: Context, *, numbers: Numbers, seq: Seq = None) -> Answer:
    """Say that one has looked over what others reported. 审核。"""
    return _step(ctx, "review", numbers, seq, "reviewed")


@service("round.approve", changes=True)
def approve(ctx: Context, *, numbers: Numbers, seq: Seq = None) -> Answer:
    """Sign what was reviewed: records asked for are kept, tasks have their progress from it. 签发。"""
    answer = _step(ctx, "approve", numbers, seq, "approved")
    keep_approved(ctx, rounds_of(ctx), answer.frame())
    land_approved(ctx, rounds_of(ctx), answer.frame())
    return answer


@service("round.waive", changes=True)
def waive(ctx: Context, *, numbers: Numbers, reason: Reason, seq: Seq = None) -> Answer:
    """Excuse units from reporting in this round, and say why. 免报。"""
    return _step(ctx, "waive", numbers, seq, "waived", reason=text_of(reason))


@service("round.lock", changes=True)
def lock(
    ctx: Context,
    *,
    numbers: Annotated[str | None, "任务编号，缺省为该轮次全部已签发任务 · assignment numbers"] = None,
    round: Annotated[int | None, "轮次编号 · round number"] = None,
) -> Answer:
    """Lock what is approved: its figures become declared statistics. 锁定。"""
    rounds = rounds_of(ctx)
    with rounds.deciding():
        if numbers is not None:
            found = chosen(rounds, numbers)
        else:
            approved = pl.col("state").cast(pl.String) == "approved"
            found = rounds.assignments(round_number=round or 0).filter(approved)
        if found.is_empty():
            raise ConflictError(Problem("round.nothing_to_lock", {"round": round}))
        _take(ctx, rounds, "lock", found)
        added = [declare(ctx, rounds, part) for part in found.partition_by("round", maintain_order=True)]
    counts = {name: sum(part[name] for part in added) for name in ("new", "corrected", "unchanged")}
    answer = _several(rounds, found, "locked")
    return Answer(meta=answer.meta | counts, data=answer.data, brief=answer.brief)


@service("round.correct", changes=True)
def correct(ctx: Context, *, number: One, values: Values, reason: Reason, seq: Seq = None) -> Answer:
    """Correct what is approved or locked: a new version, reviewed and approved again. 更正。"""
    why = text_of(reason)
    rounds = rounds_of(ctx)
    with rounds.deciding():
        given, seen = {number: read_object(values)}, _seen(number, seq)
        saved = enter(ctx, rounds, given, permission="round.correct", step="correct", reason=why, seqs=seen)
        _refuse_hindered(ctx, rounds, rounds.assignments(numbers=[number]))
    return _one(rounds, number, saved=saved)


def _step(
    ctx: Context, step: str, numbers: str, seq: int | None, outcome: str, reason: str | None = None
) -> Answer:
    rounds = rounds_of(ctx)
    with rounds.deciding():
        found = chosen(rounds, numbers)
        _take(ctx, rounds, step, found, seq=seq, reason=reason)
    return _several(rounds, found, outcome)


def _take(
    ctx: Context,
    rounds: Rounds,
    step: str,
    found: pl.DataFrame,
    *,
    seq: int | None = None,
    reason: str | None = None,
) -> None:
    numbers = found["assignment"].to_list()
    rounds.take(step, numbers, actor=ctx.actor.id, at=ctx.now, reason=reason, seqs=seqs(found, seq))


def _one(rounds: Rounds, number: int, *, saved: int) -> Answer:
    row = rounds.assignments(numbers=[number])
    meta = {"assignment": number, "saved": saved, "seq": row["seq"][0], "outcome": row["state"][0]}
    return Answer(meta=meta, data=row)


def _several(rounds: Rounds, found: pl.DataFrame, outcome: str) -> Answer:
    after = rounds.assignments(numbers=found["assignment"].to_list())
    brief = ("assignment", "department", "region", "enterprise", "state", "seq")
    return Answer(
        meta={"outcome": outcome, "count": after.height, "contract": "Assignment"}, data=after, brief=brief
    )
