"""What goes on beside the pages: jobs, how far they are, and what came of them."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.jobs import job_message
from tongyuan.web.tables import Column, draw_table
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the list of jobs, newest first.

    Parameters
    ----------
    view
        What is shown.
    """
    rows = (await view.ask("job.list")).frame()
    async with frame(view, view.word("哪些工作在进行")):
        going = int(rows["state"].is_in(["queued", "running"]).sum()) if rows.height else 0
        answer_line(
            view.pick(
                f"{going} 项工作在进行或等待，共 {rows.height} 项。",
                f"{going} jobs under way of {rows.height}.",
            )
        )
        if not rows.height:
            ui.label(
                view.word("还没有排队的工作。编制清单等较长的工作会列在这里，可以离开页面再回来。")
            ).classes("ty-empty")
            return
        columns = [
            Column("service", view.word("工作")),
            Column("state", view.word("状态")),
            Column("progress", view.measure(view.word("进度"), "%"), right=True),
            Column("message", view.word("说明")),
            Column("actor", view.word("提出者")),
            Column("created", view.word("提出时间（北京时间）")),
        ]
        with ui.column().classes("ty-card"):
            draw_table(
                view, columns, [_row(view, row) for row in rows.iter_rows(named=True)], name="jobs", page=20
            )
            with ui.element("div").classes("ty-foot"):
                ui.link(view.word("刷新"), view.here())
            downloads(view, "job.list")


def _row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "service": view.term("service", row["service"]),
        "state": view.term("job", row["state"]),
        "progress": f"{float(row['progress']) * 100:.0f}",
        "message": job_message(view, row["message"] or ""),
        "actor": row["actor"],
        "created": _civil(row["created_at"]),
    }


def _civil(instant: Any) -> str:
    return instant.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M") if instant else ""
