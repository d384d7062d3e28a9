"""The leads at a glance: tasks, done, overdue, under which alert; each with the letter of its month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.advance.round_names import Names
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_overview"]

STANDINGS = ("done", "overdue", "due_soon")
ALERTS = ("warned", "talked", "notified", "rectifying", "closed")


def draw_overview(view: View, answer: Answer, known: Names) -> None:
    """Draw how many tasks each lead has, and how they stand.

    Parameters
    ----------
    view
        What is shown.
    answer
        Of ``task.overview``.
    known
        Names of departments.
    """
    columns = [
        Column("department", view.word("牵头单位")),
        Column("tasks", view.word("任务数"), right=True),
        Column("told", view.word("已报送进展"), right=True),
        Column("reported", view.word("待审核"), right=True),
        *(Column(one, view.term("task_standing", one), right=True) for one in STANDINGS),
        *(Column(one, view.term("task_alert", one), right=True) for one in ALERTS),
        Column("letter", view.word("上月通报")),
    ]
    last = date.fromisoformat(answer.meta["on"]).replace(day=1) - timedelta(days=1)
    rows = [_line(view, row, known, last) for row in answer.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=task-overview"):
        title = f"{view.word('各牵头单位')}（{view.term('task_level', answer.meta['level'])}）"
        heading(title, note=view.word("点单位只看该单位；通报为上月末的 Word 文件。"))
        draw_table(view, columns, rows, name="task-leads", page=30)
        downloads(view, "task.overview", level=answer.meta["level"])


def _line(view: View, row: dict[str, Any], known: Names, last: date) -> dict[str, Any]:
    lead = row["department"]
    told: dict[str, Any] = {name: value for name, value in row.items() if isinstance(value, int)}
    if lead is None:
        unsettled = cell(view.word("待明确牵头"), link=view.here(standing="unassigned", page=None))
        return told | {"department": unsettled, "letter": "—"}
    month = {"department": lead, "year": last.year, "month": last.month}
    letter = service_address("task.digest", form="docx", **month)
    return told | {
        "department": cell(known.departments.get(lead, lead), link=view.here(department=lead, page=None)),
        "letter": cell(f"{last:%Y-%m}", link=letter),
    }
