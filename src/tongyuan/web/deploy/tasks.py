"""The list of tasks (任务台账): who leads what by when, how far, what stands in the way; a calendar."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.deploy.task_card import draw_task
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

ASKED = ("department", "helper", "region", "level", "text", "due_from", "due_to", "alert")
STANDINGS = ("overdue", "due_soon", "going", "not_begun", "unassigned", "undated", "done")
LEVELS = ("all", "plan", "annual", "node")


async def page(view: View) -> None:
    """Draw the list of tasks within reach, or the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``task``, ``standing``, ``level``, ``department``, ``helper``, ``region``,
        ``text``, ``due_from``, ``due_to``, ``alert`` and ``page``.
    """
    known = await names(view)
    async with frame(view, view.word("任务由谁牵头，到哪一步了")):
        if "task" in view.query:
            await draw_task(view, view.query["task"], known)
            return
        asked = {name: view.query[name] for name in ASKED if view.query.get(name)}
        every = await view.ask("task.list", **asked)
        standing = view.choice("standing", ("all", *STANDINGS))
        number = view.number("page") or 1
        chosen = {} if standing == "all" else {"standing": standing}
        shown = await view.ask("task.list", **asked, **chosen, page=number)
        _answer(view, every)
        _filters(view, known, every, standing)
        if every.meta["tasks"] == 0 and not asked:
            _teach(view)
            _generate(view)
            return
        _list(view, shown, known, {**asked, **chosen})
        await _calendar(view)


def _answer(view: View, every: Answer) -> None:
    told = every.meta
    late, lead = told["count_overdue"], told["count_unassigned"]
    answer_line(
        view.pick(
            f"{told['tasks']} 项任务：{late} 项已逾期，{told['count_due_soon']} 项临期，"
            f"{lead} 项待明确牵头，{told['count_done']} 项已办结（{told['on']}）。",
            f"{told['tasks']} tasks: {late} overdue, {told['count_due_soon']} due soon, "
            f"{lead} without a lead, {told['count_done']} done ({told['on']}).",
        )
    )


def _teach(view: View) -> None:
    empty(
        view,
        missing=view.word("台账中还没有任务"),
        owed_by=view.word("省级分析人员由政策任务生成台账，牵头单位先为建议，确认后生效"),
        then=view.word("生成后按序号列出任务、牵头、配合、时限、进展、问题和下一步。"),
    )


def _generate(view: View) -> None:
    """Offer to make the list from the policy's tasks."""
    if not view.may_call("task.generate"):
        return
    with ui.column().classes("ty-card").props("data-testid=task-generate-card"):
        heading(view.word("由政策任务生成台账"), note=view.word("时限先取方案的结束日期，逐项可改。"))
        with ui.element("div").classes("ty-choices"):
            first = ui.input(view.word("方案开始日期"), placeholder="2023-10-20")
            last = ui.input(view.word("方案结束日期"), placeholder="2025-12-31")
            first.props("dense outlined data-testid=task-first")
            last.props("dense outlined data-testid=task-last")
        place = ui.column().classes("w-full")

        async def make() -> None:
            place.clear()
            try:
                await view.ask("task.generate", starts_on=first.value or "", due_on=last.value or "")
            except TongyuanError as error:
                with place:
                    show_problems(view, error.problems)
                return
            ui.navigate.to(view.here())

        ui.button(view.word("生成"), on_click=make).props("unelevated data-testid=task-generate")


def _filters(view: View, known: Names, every: Answer, chosen: str) -> None:
    nav = ui.element("nav").classes("ty-tabs")
    with nav.props(f'aria-label="{view.word("进度状态")}" data-testid=standings'):
        for standing in ("all", *STANDINGS):
            count = every.meta["tasks"] if standing == "all" else every.meta[f"count_{standing}"]
            name = view.word("全部") if standing == "all" else view.term("task_standing", standing)
            link = ui.link(f"{name} {count}", view.here(standing=standing, page=None))
            link.classes("ty-tab ty-tab-here" if standing == chosen else "ty-tab")
    levels = {one: view.word("全部层级") if one == "all" else view.term("task_level", one) for one in LEVELS}
    departments = {"": view.word("全部单位"), **known.departments}
    with ui.element("div").classes("ty-choices"):
        _select(view, "level", levels, view.query.get("level", "all"), view.word("层级"))
        _select(view, "department", departments, view.query.get("department", ""), view.word("牵头单位"))
        box = ui.input(view.word("任务中的词"), value=view.query.get("text", ""))
        box.props("dense outlined data-testid=task-text").classes("min-w-[180px]")
        box.on("keydown.enter", lambda: ui.navigate.to(view.here(text=box.value or None, page=None)))


def _select(view: View, name: str, options: Mapping[str, str], value: str, label: str) -> None:
    def go(event: Any) -> None:
        ui.navigate.to(view.here(**{name: None if event.value in ("", "all") else event.value}, page=None))

    shown = value if value in options else next(iter(options))
    box = ui.select(dict(options), value=shown, label=label, on_change=go)
    box.props(f"dense outlined options-dense data-testid=task-{name}").classes("min-w-[180px]")


def _list(view: View, shown: Answer, known: Names, asked: Mapping[str, Any]) -> None:
    columns = [
        Column("place", view.word("序号"), right=True, narrow=True),
        Column("text", view.word("任务")),
        Column("department", view.word("牵头")),
        Column("helpers", view.word("配合")),
        Column("region", view.word("责任地区")),
        Column("due_on", view.word("时限")),
        Column("standing", view.word("状态")),
        Column("progress", view.measure(view.word("进展"), "%"), right=True),
        Column("trouble", view.word("存在问题")),
        Column("next_step", view.word("下一步")),
    ]
    rows = [
        _line(view, place, row, known)
        for place, row in enumerate(shown.frame().iter_rows(named=True), start=1)
    ]
    with ui.column().classes("ty-card").props("data-testid=task-list"):
        heading(view.word("任务台账"), note=view.word("点任务看办理经过；未报送写“—”，不作零计。"))
        draw_table(view, columns, rows, name="tasks", page=50)
        downloads(view, "task.list", **asked)


def _line(view: View, place: int, row: dict[str, Any], known: Names) -> dict[str, Any]:
    proposed = known.departments.get(row["lead_proposed"], row["lead_proposed"] or "")
    lead = known.departments.get(row["department"], row["department"])
    helpers = [one for one in (row["helpers"] or "").split(";") if one]
    return {
        "place": place,
        "text": cell(row["text"], link=view.here(task=row["task"]), lang="zh"),
        "department": lead or (f"{proposed}{view.word('（待确认）')}" if proposed else "—"),
        "helpers": view.listing(known.departments.get(one, one) for one in helpers) or "—",
        "region": known.region(row["region"]),
        "due_on": "—" if row["due_on"] is None else row["due_on"].isoformat(),
        "standing": view.term("task_standing", row["standing"]),
        "progress": "—" if row["progress"] is None else f"{row['progress']:g}",
        "trouble": row["trouble"] or "—",
        "next_step": row["next_step"] or "—",
    }


async def _calendar(view: View) -> None:
    """Draw the months in which tasks fall due, and how those of each stand."""
    asked = {name: view.query[name] for name in ("department", "region", "level") if view.query.get(name)}
    months = (await view.ask("task.calendar", **asked)).frame()
    names = [one for one in STANDINGS if one != "undated" and months[one].sum()]
    columns = [
        Column("month", view.word("月份")),
        *(Column(one, view.term("task_standing", one), right=True) for one in names),
        Column("tasks", view.word("合计"), right=True),
    ]
    rows = [
        {"month": cell(row["month"], link=view.here(**_days(row["month"]), page=None)), "tasks": row["tasks"]}
        | {one: row[one] for one in names}
        for row in months.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=task-calendar"):
        heading(view.word("时限日历"), note=view.word("按时限所在月份；点月份只看该月。"))
        draw_table(view, columns, rows, name="task-months", page=24)
        downloads(view, "task.calendar", **asked)


def _days(month: str) -> dict[str, str]:
    year, number = (int(part) for part in month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return {"due_from": f"{month}-01", "due_to": f"{month}-{last:02}"}
