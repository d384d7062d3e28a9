"""Scheduled work on the page of jobs: what comes again, when it is due, how it ended last; set and end it."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.web.changing import change
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH
from tongyuan.web.frame import CHINESE, heading
from tongyuan.web.granted import civil
from tongyuan.web.job_words import job_message, service_words
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_schedules"]

HOUR, DAY, WEEK = 60, 1440, 10_080


async def draw_schedules(view: View) -> None:
    """Draw the scheduled work of the visitor, or of everybody, and the form that sets some.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("schedule.list"):
        return
    rows = (await view.ask("schedule.list")).frame()
    with ui.column().classes("ty-card").props("data-testid=schedules"):
        heading(
            view.word("定时工作"),
            note=view.word("到时自动排队，以设定人当时的权限办理；上一次未完时不重复排队，错过的不补。"),
        )
        if rows.height:
            _list(view, [_row(view, row) for row in rows.iter_rows(named=True)])
            _ending(view, rows["number"].to_list())
        else:
            ui.label(view.word("还没有定时工作。")).classes("ty-empty")
        if view.may_call("schedule.set"):
            await _setting(view)


def _list(view: View, lines: list[dict[str, Any]]) -> None:
    columns = [
        Column("number", view.word("编号"), right=True),
        Column("service", view.word("工作")),
        Column("every", view.word("间隔")),
        Column("due", view.word("下次时间（北京时间）")),
        Column("state", view.word("最近结果")),
        Column("message", view.word("说明")),
        Column("actor", view.word("设定人")),
    ]
    draw_table(view, columns, lines, name="schedules")
    downloads(view, "schedule.list")


def _row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    message = job_message(view, row["message"] or "") or DASH
    return {
        "number": str(row["number"]),
        "service": service_words(view, row["service"]),
        "every": _interval(view, row["every_minutes"]),
        "due": civil(row["due_at"]),
        "state": view.term("job", row["state"]) if row["state"] else DASH,
        "message": cell(message, lang="zh" if CHINESE.search(message) else None),
        "actor": row["actor"],
    }


def _interval(view: View, minutes: int) -> str:
    """Say an interval in the greatest unit that it is a whole number of."""
    if minutes % DAY == 0:
        return view.pick(f"{minutes // DAY} 天", f"{minutes // DAY} d")
    if minutes % HOUR == 0:
        return view.pick(f"{minutes // HOUR} 小时", f"{minutes // HOUR} h")
    return view.pick(f"{minutes} 分钟", f"{minutes} min")


async def _setting(view: View) -> None:
    """Draw the form: which work, how often, from when."""
    offered = (await view.ask("schedule.offered")).frame()["service"].to_list()
    if not offered:
        return
    names = {name: service_words(view, name) for name in offered}
    intervals = {minutes: _interval(view, minutes) for minutes in (10, 30, HOUR, 6 * HOUR, DAY, WEEK)}
    with ui.element("div").classes("ty-choices"):
        work = ui.select(names, value=offered[0], label=view.word("工作"))
        work.props("dense outlined options-dense data-testid=schedule-work").classes("min-w-[220px]")
        every = ui.select(intervals, value=HOUR, label=view.word("间隔"))
        every.props("dense outlined options-dense data-testid=schedule-every").classes("min-w-[110px]")
        first = ui.input(view.word("首次时间（留空为现在）"), placeholder="YYYY-MM-DD HH:MM")
        first.props("dense outlined data-testid=schedule-first")
        button = ui.button(view.word("设定")).props("unelevated data-testid=schedule-set")
    told = ui.column().classes("w-full")

    async def put() -> None:
        start = str(first.value or "").strip() or None
        asked = {"work": work.value, "every_minutes": every.value, "first": start}
        await change(view, told, "schedule.set", asked)

    button.on_click(put)


def _ending(view: View, numbers: list[int]) -> None:
    if not view.may_call("schedule.end"):
        return
    with ui.element("div").classes("ty-choices"):
        for number in numbers:
            words = view.pick(f"结束第 {number} 号", f"End no. {number}")
            button = ui.button(words).props(f"outline dense data-testid=schedule-end-{number}")
            button.on_click(partial(change, view, ui.column(), "schedule.end", {"number": number}))
