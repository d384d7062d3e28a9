"""Hand in figures: a department's workbook to download, fill and hand back; what is here already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.working import aside
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import figure, missing
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the page for handing in figures.

    Parameters
    ----------
    view
        Its query may hold ``department``, ``series`` and ``region``.
    """
    if not view.may_call("statistic.owed"):
        async with frame(view, view.word("有哪些统计数据")):
            answer_line(view.word("以下为权限范围内的数据；填报由数据所属部门进行。"))
            await _figures(view)
        return
    owed = (await view.ask("statistic.owed")).frame()
    async with frame(view, view.word("哪些数据还没报，怎么报")):
        answer_line(_say(view, owed))
        with ui.element("div").classes("ty-grid"):
            _templates(view, owed)
            upload_card(
                view,
                view.word("交回填好的工作簿"),
                service="statistic.import",
                tell=lambda meta: _landed(view, meta),
            )
        await _figures(view)


def _say(view: View, owed: pl.DataFrame) -> str:
    lacking, total = int(owed["missing"].sum()), int(owed["series"].sum())
    return view.pick(
        f"{owed.height} 个部门应报 {total} 项指标，其中 {lacking} 项尚无任何数据。",
        f"{owed.height} departments owe {total} series; {lacking} of them hold no figure yet.",
    )


def _templates(view: View, owed: pl.DataFrame) -> None:
    columns = [
        Column("name", view.word("部门（待确认）")),
        Column("series", view.word("应报项数"), right=True),
        Column("missing", view.word("尚无数据"), right=True),
        Column("template", view.word("填报模板")),
        Column("targets", view.word("相关目标")),
    ]
    wanted = view.query.get("department")
    rows = owed if wanted is None else owed.filter(pl.col("department") == wanted)
    with ui.column().classes("ty-card").props("data-testid=templates"):
        heading(
            view.word("下载填报模板（每部门一本）"),
            note=view.word("填报部门为建议，标注“待确认”，可在表中改派。"),
        )
        draw_table(view, columns, [_owner(view, row) for row in rows.iter_rows(named=True)], name="owed")
        if wanted is not None:
            ui.link(view.word("显示全部部门"), view.here(department=None))


def _owner(view: View, row: dict[str, Any]) -> dict[str, Any]:
    department = row["department"]
    may_fill = view.may_call("statistic.template")
    address = service_address("statistic.template", form="xlsx", department=department)
    return {
        "name": view.of(row, "name"),
        "series": row["series"],
        "missing": row["missing"],
        "template": cell(view.word("下载 Excel"), link=address) if may_fill else "—",
        "targets": cell(view.word("查看"), link=view.link("/assess/targets", department=department)),
    }


def _landed(view: View, counts: Mapping[str, Any]) -> list[str]:
    line = view.pick(
        f"已入库：新增 {counts['new']}，更正 {counts['corrected']}，未变 {counts['unchanged']}。",
        f"Kept: {counts['new']} new, {counts['corrected']} corrected, {counts['unchanged']} unchanged.",
    )
    return [line, *counts["notes"]]


async def _figures(view: View) -> None:
    wanted = {name: view.query.get(name) for name in ("series", "region")}
    answer = await view.ask("statistic.list", series=wanted["series"], region=wanted["region"])
    regions = (await view.ask("region.list")).frame()
    names = {row["region"]: view.of(row, "name") for row in regions.iter_rows(named=True)}
    columns = [
        Column("label", view.word("指标名称")),
        Column("region", view.word("地区")),
        Column("period", view.word("时期"), narrow=True),
        Column("value", view.word("数值"), right=True),
        Column("unit", view.word("计量单位")),
        Column("vintage", view.word("版次")),
        Column("quality", view.word("数据质量")),
        Column("citation", view.word("出处")),
    ]
    # There may be many thousands: they are written aside, as they were asked for.
    rows = await aside(lambda: [_row(view, row, names) for row in answer.frame().iter_rows(named=True)])
    with ui.column().classes("ty-card"):
        heading(view.word("已有数据"))
        search = ui.input(view.word("在表中查找")).props("clearable dense").classes("min-w-[220px]")
        table = draw_table(view, columns, rows, name="statistics", page=15)
        table.bind_filter_from(search, "value")
        downloads(view, "statistic.list", **wanted)


def _row(view: View, row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    value = figure(row["value"]) if row["value"] is not None else missing(row["state"], view.lang)
    tip = explanation("quality", row["quality"], view.lang)
    return {
        "label": view.of(row, "label"),
        "region": names.get(row["region"], row["region"]),
        "period": row["period"],
        "value": cell(value, link=view.link("/figure", id=row["figure"]), raw=row["value"]),
        "unit": view.unit(row["unit"]),
        "vintage": view.term("vintage", row["vintage"]),
        "quality": cell(view.term("quality", row["quality"]), tip=tip or None),
        "citation": cell(row["citation"] or "", lang="zh"),
    }
