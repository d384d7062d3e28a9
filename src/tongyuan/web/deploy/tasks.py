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
from tongyuan.web.deploy.task_overview import draw_overview
from tongyuan.web.deploy.task_work import draw_work
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

ASKED = ("department", "helper", "region", "text", "due_from", "due_to", "alert")
STANDINGS = ("overdue", "due_soon", "going", "not_begun", "unassigned", "undated", "done")
LEVELS = ("all", "plan", "annual", "node")
MOST = 100_000


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
        level = view.query.get("level") or "plan"
        chosen_level = {} if level == "all" else {"level": level}
        asked = {**asked, **chosen_level}
        every = await view.ask("task.list", **asked, size=1)
        standing = view.choice("standing", ("all", *STANDINGS))
        number = max(view.number("page") or 1, 1)
        chosen = {} if standing == "all" else {"standing": standing}
        shown = await view.ask("task.list", **asked, **chosen, page=number)
        _answer(view, every)
        _filters(view, known, every, standing)
        if every.meta["tasks"] == 0 and asked == {"level": "plan"}:
            _teach(view)
            _generate(view)
            return
        _list(view, shown, known, {**asked, **chosen})
        draw_overview(view, await view.ask("task.overview", **chosen_level), known)
        await _calendar(view)
        draw_work(view, known, asked)


def _answer(view: View, every: Answer) -> None:
    told = every.meta
    level = view.term("task_level", told["counted_level"])
    size = told[f"tasks_{told['counted_level']}"]
    late, lead, soon = told["count_overdue"], told["count_unassigned"], told["count_due_soon"]
    others = [one for one in LEVELS[1:] if one != told["counted_level"] and told[f"tasks_{one}"]]
    more_zh = "".join(f"另有{view.term('task_level', one)} {told[f'tasks_{one}']} 项。" for one in others)
    more_en = "".join(f" Besides {told[f'tasks_{one}']} {view.term('task_level', one)}." for one in others)
    answer_line(
        view.pick(
            f"{level} {size} 项：{late} 项已逾期，{soon} 项临期，"
            f"{lead} 项待明确牵头，{told['count_done']} 项已办结（{told['on']}）。{more_zh}",
            f"{size} tasks {level}: {late} overdue, {soon} due soon, "
            f"{lead} without a lead, {told['count_done']} done ({told['on']}).{more_en}",
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
            size = every.meta[f"tasks_{every.meta['counted_level']}"]
            count = size if standing == "all" else every.meta[f"count_{standing}"]
            name = view.word("全部") if standing == "all" else view.term("task_standing", standing)
            link = ui.link(f"{name} {count}", view.here(standing=standing, page=None))
            link.classes("ty-tab ty-tab-here" if standing == chosen else "ty-tab")
    levels = {one: view.word("全部层级") if one == "all" else view.term("task_level", one) for one in LEVELS}
    departments = {"": view.word("全部单位"), **known.departments}
    with ui.element("div").classes("ty-choices"):
        _select(view, "level", levels, view.query.get("level") or "plan", view.word("层级"))
        _select(view, "department", departments, view.query.get("department", ""), view.word("牵头单位"))
        helpers = {"": view.word("全部单位"), **known.departments}
        _select(view, "helper", helpers, view.query.get("helper", ""), view.word("配合单位"))
        regions = {"": view.word("全部地区"), **{code: known.region(code) for code in sorted(known.regions)}}
        _select(view, "region", regions, view.query.get("region", ""), view.word("责任地区"))
        for name, label in (("due_from", view.word("时限不早于")), ("due_to", view.word("时限不晚于"))):
            _day(view, name, label)
        box = ui.input(view.word("任务中的词"), value=view.query.get("text", ""))
        box.props("dense outlined data-testid=task-text").classes("min-w-[180px]")
        box.on("keydown.enter", lambda: ui.navigate.to(view.here(text=box.value or None, page=None)))


def _select(view: View, name: str, options: Mapping[str, str], value: str, label: str) -> None:
    def go(event: Any) -> None:
        ui.navigate.to(view.here(**{name: event.value or None}, page=None))

    shown = value if value in options else next(iter(options))
    box = ui.select(dict(options), value=shown, label=label, on_change=go)
    box.props(f"dense outlined options-dense data-testid=task-{name}").classes("min-w-[180px]")


def _day(view: View, name: str, label: str) -> None:
    box = ui.input(label, value=view.query.get(name, ""), placeholder="2025-12-31")
    box.props(f"dense outlined data-testid=task-{name}").classes("min-w-[150px]")
    box.on("keydown.enter", lambda: ui.navigate.to(view.here(**{name: box.value or None}, page=None)))


def _list(view: View, shown: Answer, known: Names, asked: Mapping[str, Any]) -> None:
    columns = [
        Column("place", view.word("序号"), right=True, narrow=True),
        Column("text", view.word("任务")),
        Column("department", view.word("牵头")),
        Column("helpers", view.word("配合")),
        Column("region", view.word("责任地区")),
        Column("due_on", view.word("时限"), narrow=True),
        Column("standing", view.word("状态"), narrow=True),
        Column("progress", view.measure(view.word("进展"), "%"), right=True),
        Column("trouble", view.word("存在问题")),
        Column("next_step", view.word("下一步")),
    ]
    before = (shown.meta["page"] - 1) * shown.meta["size"]
    rows = [
        _line(view, place, row, known)
        for place, row in enumerate(shown.frame().iter_rows(named=True), start=before + 1)
    ]
    with ui.column().classes("ty-card").props("data-testid=task-list"):
        heading(
            view.word("任务台账"),
            note=view.word("点任务看办理经过；未报送写“—”，不作零计；下级进展按权重，注明已报送的权重。"),
        )
        draw_table(view, columns, rows, name="tasks", page=50)
        _pager(view, shown)
        downloads(view, "task.list", **asked, size=MOST)


def _pager(view: View, shown: Answer) -> None:
    """Draw the ways to the pages before and after."""
    page, size, tasks = (shown.meta[name] for name in ("page", "size", "tasks"))
    if tasks <= size:
        return
    with ui.element("nav").classes("ty-foot").props("data-testid=task-pager"):
        last = min(page * size, tasks)
        ui.label(
            view.pick(
                f"第 {(page - 1) * size + 1}—{last} 项，共 {tasks} 项",
                f"{(page - 1) * size + 1} to {last} of {tasks}",
            )
        )
        if page > 1:
            ui.link(view.word("上一页"), view.here(page=page - 1))
        if last < tasks:
            ui.link(view.word("下一页"), view.here(page=page + 1))


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
        "progress": _progress(view, row),
        "trouble": row["trouble"] or "—",
        "next_step": row["next_step"] or "—",
    }


def _progress(view: View, row: dict[str, Any]) -> str:
    """Tell progress [%]: as reported, else as the parts tell it, with how much of them told."""
    if row["progress"] is None and row["parts_told"]:
        told, share = f"{row['parts_progress']:.0f}", f"{row['parts_coverage']:.0f}"
        text = view.pick(
            f"{told}（下级，已报 {share}% 权重）", f"{told} (parts; {share}% of weight reported)"
        )
    else:
        text = "—" if row["progress"] is None else f"{row['progress']:g}"
    return f"{text}{view.word('（待审核）')}" if row["state"] == "reported" else text


async def _calendar(view: View) -> None:
    """Draw the months in which tasks fall due, and how those of each stand."""
    asked = {name: view.query[name] for name in ("department", "region") if view.query.get(name)}
    level = view.query.get("level") or "plan"
    asked |= {} if level == "all" else {"level": level}
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
