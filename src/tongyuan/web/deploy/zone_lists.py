"""Entry and exit lists of units on the page of zoning."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["lists"]


async def lists(view: View) -> None:
    """Draw the lines of the entry and exit lists, and their import.

    Parameters
    ----------
    view
        What is shown.
    """
    rows = (await view.ask("zone.rules")).frame().to_dicts()
    columns = [
        Column("unit", view.word("单元编码"), narrow=True),
        Column("effect", view.word("准入要求")),
        Column("dimension", view.word("维度")),
        Column("subject", view.word("对象")),
        Column("figure", view.word("限值")),
        Column("text", view.word("内容")),
        Column("since", view.word("生效日")),
        Column("quality", view.word("数据质量")),
        Column("citation", view.word("出处")),
    ]
    with ui.column().classes("ty-card").props("data-testid=zone-lists"):
        heading(
            view.word("准入与退出清单"),
            note=view.word("逐单元列出允许、限制、禁止、退出和限值；原文以来源为准。"),
        )
        if rows:
            draw_table(view, columns, [_line(view, row) for row in rows], name="zone-rules", page=20)
            downloads(view, "zone.rules")
        else:
            ui.label(view.word("还没有清单；单元的四维清单在研判结果中显示，逐条清单可在下方导入。"))
    upload_card(
        view,
        view.word("导入准入与退出清单"),
        service="zone.enlist",
        tell=lambda meta: [view.pick(f"已入库：{meta['outcome']}", f"Landed: {meta['outcome']}")],
    )


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    limit = DASH
    if row["value"] is not None:
        sign = {"at_most": "≤", "at_least": "≥"}[row["comparison"]]
        limit = f"{sign} {figure(row['value'])} {row['value_unit']}"
    return {
        "unit": row["unit"],
        "effect": view.term("zone_effect", row["effect"]),
        "dimension": view.term("zone_dimension", row["dimension"]),
        "subject": cell(row["subject"], lang="zh"),
        "figure": limit,
        "text": cell(row["text"], lang="zh"),
        "since": str(row["valid_from"]),
        "quality": view.term("quality", row["quality"]),
        "citation": cell(row["citation"], lang="zh"),
    }
