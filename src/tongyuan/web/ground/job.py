"""What goes on beside the pages: jobs, how far they are, what came of them, and the log of one."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import CHINESE, answer_line, frame, heading, quoted
from tongyuan.web.granted import civil
from tongyuan.web.ground.schedules import draw_schedules
from tongyuan.web.job_words import ENDED, job_message, result_address, service_words
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

STATES = ("all", "going", "done", "failed", "cancelled")


async def page(view: View) -> None:
    """Draw the list of jobs, newest first, and the log of one.

    Parameters
    ----------
    view
        Its query may hold ``job`` and ``state``.
    """
    rows = (await view.ask("job.list")).frame()
    state = view.choice("state", STATES)
    async with frame(view, view.word("哪些工作在进行")):
        going = int(rows["state"].is_in(["queued", "running"]).sum()) if rows.height else 0
        answer_line(
            view.pick(
                f"{going} 项工作在进行或等待，共 {rows.height} 项。",
                f"{going} jobs under way of {rows.height}.",
            )
        )
        if "job" in view.query:
            await _one(view, view.query["job"])
        if not rows.height:
            ui.label(
                view.word("还没有排队的工作。编制清单等较长的工作会列在这里，可以离开页面再回来。")
            ).classes("ty-empty")
        else:
            _choose(view, state)
            _list(view, rows.filter(_wanted(state)))
        await draw_schedules(view)


def _wanted(state: str) -> pl.Expr:
    if state == "all":
        return pl.lit(True)
    return pl.col("state").is_in(["queued", "running"] if state == "going" else [state])


def _choose(view: View, chosen: str) -> None:
    words = {"all": view.word("全部"), "going": view.word("进行或等待")}
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("状态")}"'):
        for state in STATES:
            link = ui.link(words.get(state, view.term("job", state)), view.here(state=state, job=None))
            link.classes("ty-tab ty-tab-here" if state == chosen else "ty-tab")


def _list(view: View, rows: pl.DataFrame) -> None:
    columns = [
        Column("service", view.word("工作")),
        Column("state", view.word("状态")),
        Column("progress", view.measure(view.word("进度"), "%"), right=True),
        Column("message", view.word("说明")),
        Column("actor", view.word("提出者")),
        Column("created", view.word("提出时间（北京时间）")),
        Column("result", view.word("结果")),
    ]
    with ui.column().classes("ty-card"):
        draw_table(
            view, columns, [_row(view, row) for row in rows.iter_rows(named=True)], name="jobs", page=20
        )
        with ui.element("div").classes("ty-foot"):
            ui.link(view.word("刷新"), view.here())
        downloads(view, "job.list")


def _row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    result = result_address(view, row)
    message = job_message(view, row["message"] or "")
    return {
        "service": cell(service_words(view, row["service"]), link=view.here(job=row["id"])),
        "state": view.term("job", row["state"]),
        "progress": f"{float(row['progress']) * 100:.0f}",
        "message": cell(message, lang="zh" if CHINESE.search(message) else None),
        "actor": row["actor"],
        "created": civil(row["created_at"]),
        "result": cell(view.word("查看结果"), link=result) if result else "",
    }


async def _one(view: View, job: str) -> None:
    """Draw one job with its log; under way, it is drawn anew on demand."""
    row = (await view.ask("job.show", job=job)).record()
    going = row["state"] not in ENDED
    with ui.column().classes("ty-card").props("data-testid=job-card"):
        heading(f"{service_words(view, row['service'])} · {view.term('job', row['state'])}")
        said = [f"{float(row['progress']) * 100:.0f} %", job_message(view, row["message"])]
        quoted(" · ".join(filter(None, said)))
        if address := result_address(view, row):
            ui.link(view.word("查看结果"), address)
        quoted(row["log"] or "—").classes("ty-log")
        with ui.element("div").classes("ty-choices"):
            ui.link(view.word("刷新"), view.here()).classes("ty-tab")
            ui.link(view.word("关闭"), view.here(job=None)).classes("ty-tab")
            if going and view.may_call("job.cancel"):
                cancel = ui.button(view.word("取消任务")).props("outline dense data-testid=job-cancel")
                cancel.on_click(partial(_cancel, view, job))


async def _cancel(view: View, job: str) -> None:
    try:
        await view.ask("job.cancel", job=job)
    except TongyuanError as error:
        with ui.dialog(value=True), ui.column().classes("ty-card"):
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.here())
