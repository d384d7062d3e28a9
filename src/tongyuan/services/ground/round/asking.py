"""Rounds of reporting: open one, list, look at its progress and at single assignments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.ground.round.allowed import allowed_steps
from tongyuan.services.ground.round.arguments import OnDay, One, RoundNumber, on_day
from tongyuan.services.ground.round.board import counted, late, summary
from tongyuan.services.ground.round.filling import filled, share_of_jump
from tongyuan.services.ground.round.forms import Forms, forms_of, known_forms
from tongyuan.services.ground.round.names import named
from tongyuan.services.ground.round.nesting import nested
from tongyuan.services.ground.round.reach import rounds_of
from tongyuan.services.ground.round.steps import hindrances
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.rounds import round_kind
from tongyuan.vocabulary.tables import Form
from tongyuan.vocabulary.tables.checking import conforming
from tongyuan.workspace.rounds import Rounds

__all__ = ["board", "form", "forms", "list_rounds", "open_round", "show"]

Kind = Literal["january_call", "ledger", "dispatch", "assessment"]
ROUND = ("round", "kind", "period", "title", "opens_on", "due_on", "state", "assignments", "settled")
TASK = ("assignment", "department_name", "unit_name", "level", "due_on", "state", "days_late")


@service("round.open", changes=True)
def open_round(
    ctx: Context,
    *,
    kind: Annotated[Kind, "轮次类型 · kind of round"],
    period: Annotated[str, "报告期：2024、2025Q1、2025-03 · period"],
    title: Annotated[str | None, "标题 · title"] = None,
    forms: Annotated[str | None, "表号，以逗号分隔；缺省为该类全部表式 · forms, by comma"] = None,
    levels: Annotated[str | None, "填报层级，以分号分隔；缺省依表式 · levels, by ;"] = None,
    opens_on: Annotated[str | None, "开始日期 · opens on"] = None,
    due_on: Annotated[str | None, "截止日期 · due on"] = None,
) -> Answer:
    """Open a round with an assignment for every unit that is asked. 下达填报轮次。"""
    place = jurisdiction(ctx.workspace)
    about, last = round_kind(kind), _last_day(period)
    first = day(opens_on, name="opens_on") or last + timedelta(days=about.opens_after_days)
    due = day(due_on, name="due_on") or last + timedelta(days=about.due_after_days)
    if due < first:
        raise InputError(Problem("round.dates", {"opens_on": first, "due_on": due}))
    names = [name.strip() for name in forms.split(",")] if forms else []
    asked = _at_levels(forms_of(place, kind=kind, period=period, names=names), levels)
    plan = nested(place, asked.forms, opens_on=first, due=due)
    if not plan:
        raise InputError(Problem("round.nobody", {"kind": about.label_zh, "period": period}))
    rounds = rounds_of(ctx)
    number = rounds.open(
        kind=kind,
        period=period,
        title=title or f"{period} {about.label_zh}",
        opens_on=first,
        due_on=due,
        items=asked.items,
        plan=plan,
        actor=ctx.actor.id,
        at=ctx.now,
    )
    made = rounds.assignments(round_number=number)
    return Answer(meta={**rounds.about(number), "outcome": f"round/{number}"}, data=made, brief=TASK)


def _last_day(period: str) -> date:
    try:
        return parse_period(period).last
    except ValueError:
        raise InputError(Problem("workspace.period", {"got": period})) from None


def _at_levels(asked: Forms, levels: str | None) -> Forms:
    if levels is None:
        return asked
    changed = asked.forms.with_columns(pl.lit(levels).alias("levels"))
    return replace(asked, forms=conforming(changed, contract=Form))


@service("round.forms")
def forms(ctx: Context) -> Answer:
    """List the forms that a round may ask for, and how many items each has. 表式。"""
    known = known_forms(jurisdiction(ctx.workspace))
    sizes = known.items.group_by("form").agg(pl.len().alias("items"))
    return Answer(
        meta={"contract": "Form"},
        data=known.forms.join(sizes, on="form", how="left", maintain_order="left"),
    )


@service("round.list")
def list_rounds(ctx: Context) -> Answer:
    """List the rounds within reach, newest first. 填报轮次。"""
    rounds = rounds_of(ctx)
    settled = pl.col("state").cast(pl.String).is_in(["approved", "locked", "waived"])
    counts = (
        rounds.assignments()
        .group_by("round")
        .agg(pl.len().alias("assignments"), settled.sum().alias("settled"))
    )
    found = rounds.listing().join(counts, on="round", maintain_order="left")
    return Answer(meta={"contract": "Round"}, data=found, brief=ROUND)


@service("round.show")
def show(
    ctx: Context,
    *,
    number: RoundNumber,
    state: Annotated[str | None, "只列此状态 · only in this state"] = None,
    department: Annotated[str | None, "只列此部门 · only this department"] = None,
    region: Annotated[str | None, "只列此地区 · only this region"] = None,
    on: OnDay = None,
) -> Answer:
    """List the assignments of a round within reach, with days late. 轮次与任务。"""
    rounds = rounds_of(ctx)
    about = rounds.about(number)
    found = rounds.assignments(round_number=number)
    for column, wanted in (("state", state), ("department", department), ("region", region)):
        if wanted is not None:
            found = found.filter(pl.col(column).cast(pl.String) == wanted)
    rows = late(named(jurisdiction(ctx.workspace), found), on=on_day(ctx, on))
    return Answer(meta={**about, "contract": "Assignment"}, data=rows, brief=TASK)


@service("round.board")
def board(ctx: Context, *, number: RoundNumber, on: OnDay = None) -> Answer:
    """Count a round by department, unit and state, and the share on time. 进度看板。"""
    rounds = rounds_of(ctx)
    when = on_day(ctx, on)
    found = rounds.assignments(round_number=number)
    rows = counted(named(jurisdiction(ctx.workspace), found), on=when)
    return Answer(meta={**rounds.about(number), "on": when, **summary(found, on=when)}, data=rows)


@service("round.form")
def form(ctx: Context, *, number: One) -> Answer:
    """Lay out an assignment: items, what stands in them, last year's figures, sums below. 填报表。"""
    rounds = rounds_of(ctx)
    about = rounds.about(rounds.assignment(number)["round"])
    assignment = rounds.assignments(numbers=[number])
    rows = filled(ctx, rounds, assignment)
    meta = {
        **named(jurisdiction(ctx.workspace), assignment).row(0, named=True),
        "period": about["period"],
        "title": about["title"],
        "kind": about["kind"],
        "jump": share_of_jump(ctx),
        "problems": [found.as_dict() for found in hindrances(ctx, rounds, assignment, rows)],
        "steps": rounds.steps([number]).to_dicts(),
        "people": _people(ctx, rounds, number),
        "allowed": allowed_steps(ctx, rounds, assignment.row(0, named=True)),
    }
    brief = ("item", "label_zh", "value", "state", "unit", "last_value", "sum_value", "reason")
    return Answer(meta=meta, data=rows.drop("assignment", "sum_true"), brief=brief)


def _people(ctx: Context, rounds: Rounds, number: int) -> dict[str, str]:
    """Name who took a step or entered a figure; nobody else of the accounts."""
    known = ctx.workspace.people.names()
    actors = {*rounds.steps([number])["actor"], *rounds.versions([number])["actor"]}
    return {actor: known.get(actor, actor.removeprefix("local:")) for actor in sorted(actors)}


@service("round.history")
def history(ctx: Context, *, number: One) -> Answer:
    """List every version of every entry of an assignment: nothing saved is lost. 各版本。"""
    rounds = rounds_of(ctx)
    rounds.assignment(number)
    return Answer(meta={"contract": "Entry", "assignment": number}, data=rounds.versions([number]))
