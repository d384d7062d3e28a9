"""Progress of tasks asked for in a round of reporting (季度调度).

A round of tasks has a form for each lead and region, ``task_LEAD_REGION``, whose items are its tasks that are
not divided further. Filling in, workbooks, reminders and bulletins are those of every round.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.task_landing import FORM, item_of
from tongyuan.services.ground.round.reach import reporters, rounds_of
from tongyuan.services.reach import require_reach
from tongyuan.services.telling import tell
from tongyuan.vocabulary.periods import Period, parse_period
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.rounds import grain_of, round_kind
from tongyuan.vocabulary.tables import FormItem
from tongyuan.workspace.rounds import Planned
from tongyuan.workspace.tasks import TaskFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ask"]

#: Kind of its round.
KIND = "dispatch"
UNIT = "%"
BRIEF = 40
SHOWN = ("assignment", "department", "region", "level", "due_on", "state")


@service("task.ask", changes=True)
def ask(
    ctx: Context,
    *,
    quarter: Annotated[str, Positional("季度：2025Q1 · quarter")],
    department: Annotated[str | None, "只调度此牵头单位 · this lead alone"] = None,
    region: Annotated[str | None, "只调度此地区 · this region alone"] = None,
    due_on: Annotated[str | None, "截止日期，缺省为 30 天后 · due on; in 30 days by default"] = None,
) -> Answer:
    """Ask every lead for the progress of its tasks: a round of a quarter. 按季度调度任务进展。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    period, today = _quarter(quarter), ctx.today
    due = day(due_on, name="due_on") or today + timedelta(days=30)
    if due < today:
        raise InputError(Problem("round.dates", {"opens_on": today, "due_on": due}))
    asked = TaskFilter(on=today, soon=SOON, department=department, region=region)
    tasks = ctx.workspace.tasks.undivided(asked, begun_by=period.last)
    if not tasks:
        raise ConflictError(Problem("task.nothing_to_ask", {"quarter": quarter}))
    top = ctx.workspace.meta.region
    groups = [
        (key, list(rows)) for key, rows in groupby(tasks, key=lambda row: (row["department"], row["region"]))
    ]
    rounds = rounds_of(ctx)
    number = rounds.open(
        kind=KIND,
        period=quarter,
        title=f"{quarter} 任务进展{round_kind(KIND).label_zh.removeprefix('季度')}",
        opens_on=today,
        due_on=due,
        items=pl.concat([_items(_form(*key), rows, quarter) for key, rows in groups]),
        plan=[
            Planned(_form(lead, place), lead, place, "province" if place == top else "unit", due)
            for (lead, place), _ in groups
        ],
        actor=ctx.actor.id,
        at=ctx.now,
    )
    made = rounds.assignments(round_number=number)
    told = sum(_tell(ctx, row, quarter) for row in made.iter_rows(named=True))
    meta = {**rounds.about(number), "tasks": len(tasks), "told": told, "outcome": f"round/{number}"}
    return Answer(meta=meta, data=made, brief=SHOWN)


def _quarter(text: str) -> Period:
    try:
        fits = grain_of(text) == "quarter"
    except ValueError:
        fits = False
    if not fits:
        raise InputError(Problem("task.no_quarter", {"got": text[:40]}))
    return parse_period(text)


def _form(department: str, region: str) -> str:
    return f"{FORM}{department}_{region}"


def _items(form: str, tasks: list[dict[str, Any]], quarter: str) -> pl.DataFrame:
    rows = [
        {
            "form": form,
            "item": item_of(row["task"], quarter=quarter),
            "order": place,
            "label_zh": f"{row['task']} {row['text'][:BRIEF]}",
            "label_en": f"task {row['task']}",
            "unit": UNIT,
            "required": True,
            "series": None,
            "sums": False,
            "minimum": 0.0,
            "maximum": 100.0,
            "choices": None,
        }
        for place, row in enumerate(tasks, start=1)
    ]
    schema = {name: definition.dtype for name, definition in FormItem.columns().items()}
    return FormItem.validate(pl.DataFrame(rows, schema=schema, orient="row"))


def _tell(ctx: Context, assignment: Mapping[str, Any], quarter: str) -> int:
    values = {"quarter": quarter, "due_on": assignment["due_on"]}
    link = f"/advance/round?assignment={assignment['assignment']}"
    return tell(ctx, reporters(ctx, assignment), "task.told_asked", values=values, link=link)
