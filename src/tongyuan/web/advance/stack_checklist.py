"""The checklist of a steel works beside its stacks: fugitive emission and clean transport, item by item."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import DASH, percent
from tongyuan.web.frame import heading, quoted
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_checklist"]

PARTS = ("fugitive", "transport")


def draw_checklist(view: View, *, run: str) -> None:
    """Draw the form to download, the place to hand it in, and what it comes to; nothing of it is kept.

    Parameters
    ----------
    view
        What is shown.
    run
        The evaluation of stacks beside which it stands.
    """
    if not (view.may_call("stack.example") and view.may_call("stack.ultralow")):
        return
    with ui.column().classes("ty-card").props("data-testid=stack-checklist-card"):
        heading(
            view.word("钢铁企业超低排放清单：无组织与清洁运输"),
            note=view.word(
                "下载表格逐项填写后交来评定；没有填的项和没有证据的“达标”都无法判断。结果只显示，不留存。"
            ),
        )
        address = f"{service_address('stack.example', form='csv')}&form=checklist"
        ui.link(view.word("下载空白清单（csv）"), address).props("download data-testid=stack-checklist-form")
        place = ui.column().classes("w-full")

        async def receive(event: events.UploadEventArguments) -> None:
            place.clear()
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                with place:
                    await _judged(view, file, run)

        box = ui.upload(label=view.word("选择 xlsx 或 csv"), on_upload=receive, auto_upload=True)
        box.props('accept=".xlsx,.csv" flat bordered').classes("w-full")


async def _judged(view: View, file: Path, run: str) -> None:
    try:
        answer = await view.ask("stack.ultralow", checklist=file, run=run)
    except TongyuanError as error:
        show_problems(view, error.problems)
        return
    _parts(view, answer)
    columns = [
        Column("part", view.word("部分")),
        Column("item", view.word("项目")),
        Column("status", view.word("状态")),
        Column("share", view.word("占比"), right=True),
        Column("least", view.word("要求占比"), right=True),
        Column("evidence", view.word("证据")),
        Column("why", view.word("原因")),
    ]
    lines = [_line(view, row) for row in answer.meta["checklist"]]
    draw_table(view, columns, lines, name="stack-checklist")


def _parts(view: View, answer: Answer) -> None:
    told = (
        view.pair(view.term("stack_part", part), view.term("stack_status", answer.meta[part]))
        for part in PARTS
    )
    quoted("；".join(told))


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "part": view.term("stack_part", row["part"]),
        "item": view.of(row, "name"),
        "status": view.term("stack_status", row["status"]),
        "share": DASH if row["share"] is None else percent(row["share"]),
        "least": DASH if row["least_share"] is None else percent(row["least_share"]),
        "evidence": cell(row["evidence"] or DASH, lang="zh"),
        "why": view.term("stack_checklist_reason", row["reason"]) if row["reason"] else DASH,
    }
