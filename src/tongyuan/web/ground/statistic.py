"""Hand in figures: a department's workbook to download, fill and hand back; what is here already."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from nicegui import events, run, ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import figure, missing
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the page for handing in figures.

    Parameters
    ----------
    view
        Its query may hold ``department`` and ``series``.
    """
    owed = view.session.call("statistic.owed")
    with frame(view, view.word("哪些数据还没报，怎么报")):
        answer_line(_say(view, owed.frame()))
        with ui.element("div").classes("ty-grid"):
            _templates(view, owed.frame())
            _upload(view)
        _figures(view)


def _say(view: View, owed: pl.DataFrame) -> str:
    lacking = int(owed["missing"].sum())
    total = int(owed["series"].sum())
    return view.pick(
        f"{owed.height} 个部门应报 {total} 项指标，其中 {lacking} 项尚无任何数据。",
        f"{owed.height} departments owe {total} series; {lacking} of them hold no figure yet.",
    )


def _templates(view: View, owed: pl.DataFrame) -> None:
    with ui.column().classes("ty-card"):
        ui.label(view.word("下载填报模板（每部门一本）")).classes("font-semibold")
        ui.label(view.word("填报部门为建议，标注“待确认”，可在表中改派。")).classes("ty-note")
        for row in owed.iter_rows(named=True):
            text = view.pick(
                f"{row['name_zh']} · {row['series']} 项，缺 {row['missing']} 项",
                f"{row['name_en']} · {row['series']} series, {row['missing']} missing",
            )
            address = service_address("statistic.template", form="xlsx", department=row["department"])
            ui.link(text, address).props("download")


def _upload(view: View) -> None:
    with ui.column().classes("ty-card"):
        ui.label(view.word("交回填好的工作簿")).classes("font-semibold")
        ui.label(view.word("先整体检查：有一处不对就全部不入库，并逐格说明。")).classes("ty-note")
        outcome = ui.column().classes("w-full")

        async def receive(event: events.UploadEventArguments) -> None:
            outcome.clear()
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / Path(event.file.name).name
                await event.file.save(path)
                try:
                    answer = await run.io_bound(view.session.call, "statistic.import", file=path)
                except TongyuanError as error:
                    with outcome:
                        show_problems(view, error.problems)
                    return
            if answer is None:  # the program is ending
                return
            with outcome:
                counts = answer.meta
                ui.label(
                    view.pick(
                        f"已入库：新增 {counts['new']}，更正 {counts['corrected']}，"
                        f"未变 {counts['unchanged']}",
                        f"Kept: {counts['new']} new, {counts['corrected']} corrected, "
                        f"{counts['unchanged']} unchanged",
                    )
                ).props('role="status"')

        ui.upload(label=view.word("选择 xlsx 或 csv"), on_upload=receive, auto_upload=True).props(
            'accept=".xlsx,.csv" flat bordered'
        ).classes("w-full")


def _figures(view: View) -> None:
    answer = view.session.call("statistic.list", series=view.query.get("series"))
    rows = [_row(view, row) for row in answer.frame().iter_rows(named=True)]
    heads = {
        "label": "指标名称",
        "region": "地区",
        "period": "时期",
        "value": "数值",
        "unit": "计量单位",
        "quality": "数据质量",
        "citation": "出处",
    }
    columns = [
        {
            "name": name,
            "label": view.word(zh),
            "field": name,
            "align": "right" if name == "value" else "left",
            "sortable": True,
        }
        for name, zh in heads.items()
    ]
    with ui.column().classes("ty-card"):
        ui.label(view.word("已有数据")).classes("font-semibold")
        search = ui.input(view.word("查找")).props("clearable dense").classes("min-w-[220px]")
        table = ui.table(rows=rows, columns=columns, row_key="id", pagination=15).classes("ty-table")
        table.props("flat dense wrap-cells").bind_filter_from(search, "value")
        downloads(view, "statistic.list", series=view.query.get("series"))


def _row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    value = figure(row["value"]) if row["value"] is not None else missing(row["state"], view.lang)
    return {
        "id": row["figure"],
        "label": row[f"label_{view.lang}"],
        "region": row["region_name"],
        "period": row["period"],
        "value": value,
        "unit": row["unit"],
        "quality": row["quality"],
        "citation": row["citation"],
    }
