"""The bulletin of what is overdue, to print: by department and unit, with days late and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.advance.round_steps import ask
from tongyuan.web.advance.round_words import HEAD, label, round_title, state_text
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

OWING = ("not_reported", "returned")


async def page(view: View) -> None:
    """Draw the bulletin of one round.

    Parameters
    ----------
    view
        Its query holds ``round``, the newest one by default, and may hold ``on``, the day looked at.
    """
    ui.add_head_html(HEAD)
    rounds = (await view.ask("round.list")).frame()
    asked = view.number("round")
    number = asked if asked is not None else int(rounds["round"][0]) if rounds.height else 0
    on = view.query.get("on") or datetime.now(CIVIL_ZONE).date().isoformat()
    async with frame(view, view.word("逾期通报")):
        shown = await view.ask("round.show", number=number, on=on)
        rows = shown.frame().filter(
            pl.col("days_late").is_not_null() & pl.col("state").cast(pl.String).is_in(list(OWING))
        )
        answer_line(_say(view, shown.meta, rows, on))
        _deeds(view, number, on)
        known = await names(view)
        for part in rows.sort("department").partition_by("department", maintain_order=True):
            _of_department(view, part, known)
        with ui.element("div").classes("ty-signature"):
            ui.label(view.word("签发："))
            ui.label(view.word("日期："))


def _say(view: View, about: Mapping[str, Any], rows: pl.DataFrame, on: str) -> str:
    departments, title = rows["department"].n_unique(), round_title(view, about)
    if rows.is_empty():
        return view.pick(f"截至 {on}，“{title}”没有逾期未报。", f"On {on} nothing of {title} is overdue.")
    return view.pick(
        f"截至 {on}，“{title}”有 {departments} 个部门的 {rows.height} 项任务逾期未报。",
        f"On {on}, {rows.height} assignments of {departments} departments are overdue in {title}.",
    )


def _deeds(view: View, number: int, on: str) -> None:
    with ui.element("div").classes("ty-deeds"):
        ui.button(view.word("打印"), icon="print").props("outline data-testid=print").on(
            "click", js_handler="() => window.print()"
        )
        if view.may_call("round.overdue"):
            for suffix, text in (("docx", "Word"), ("xlsx", "Excel")):
                _make(view, number, on, suffix, text)
        ui.link(view.word("返回轮次"), view.link("/advance/rounds", round=number))


def _make(view: View, number: int, on: str, suffix: str, text: str) -> None:
    async def make(_: str) -> None:
        answer = await view.ask("round.overdue", number=number, on=on, document=suffix)
        if answer.document is not None:
            ui.download.content(answer.document.content, answer.document.name)

    word = view.pick(f"发出通报并下载 {text}", f"Issue and download as {text}")
    told = view.word("通报记入每项逾期任务的办理经过，不能撤销。")
    ui.button(word, on_click=lambda: ask(view, word, told=told, deed=make)).props(
        f'outline data-testid="overdue-{suffix}"'
    )


def _of_department(view: View, part: pl.DataFrame, known: Names) -> None:
    columns = [
        Column("unit", view.word("填报单位")),
        Column("level", view.word("层级"), narrow=True),
        Column("state", view.word("状态"), narrow=True),
        Column("due_on", view.word("截止日期"), narrow=True),
        Column("days_late", view.measure(view.word("逾期"), view.word("天")), right=True),
    ]
    rows = [
        {
            "unit": cell(known.unit(row), link=view.link("/advance/round", assignment=row["assignment"])),
            "level": label(view, "round_levels", str(row["level"])),
            "state": state_text(view, str(row["state"])),
            "due_on": str(row["due_on"]),
            "days_late": row["days_late"],
        }
        for row in part.sort("days_late", descending=True).iter_rows(named=True)
    ]
    with ui.column().classes("ty-card ty-overdue"):
        heading(view.measure(known.department(part.row(0, named=True)), str(part.height)))
        draw_table(view, columns, rows, name=f"overdue-{part['department'][0]}")
