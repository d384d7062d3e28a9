"""One enterprise: where it is, what it has to report, what inspectors found there."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.web.advance.round_names import names
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw one enterprise, or the list of those within reach.

    Parameters
    ----------
    view
        Its query may hold ``id``.
    """
    rows = (await view.ask("enterprise.list")).frame()
    known = await names(view)
    wanted = view.query.get("id")
    found = rows.filter(enterprise=wanted) if wanted else rows
    if wanted and found.is_empty():
        raise NotFoundError(Problem("people.no_enterprise", {"got": wanted}))
    async with frame(view, view.word("企业名录") if wanted is None else view.word("这家企业的情况")):
        if wanted is None:
            answer_line(view.pick(f"可见 {rows.height} 家企业。", f"{rows.height} enterprises within reach."))
            _list(view, rows, known.units)
            return
        row = found.row(0, named=True)
        answer_line(f"{view.of(row, 'name')} · {known.region(row['region'])}")
        _facts(view, row, known.units)
        if view.may_call("finding.list"):
            await _findings(view, str(wanted))
        ui.link(view.word("全部企业"), view.here(id=None))


def _list(view: View, rows: pl.DataFrame, units: Any) -> None:
    columns = [
        Column("name", view.word("名称")),
        Column("enterprise", view.word("编号"), narrow=True),
        Column("region", view.word("地区")),
        Column("park", view.word("园区")),
    ]
    listed = [
        {
            "name": cell(view.of(row, "name"), link=view.here(id=row["enterprise"])),
            "enterprise": row["enterprise"],
            "region": units.get(row["region"], row["region"]),
            "park": units.get(row["park"], row["park"] or "—"),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        draw_table(view, columns, listed, name="enterprises", page=50)
        downloads(view, "enterprise.list")


def _facts(view: View, row: dict[str, Any], units: Any) -> None:
    facts = (
        (view.word("编号"), row["enterprise"]),
        (view.word("统一社会信用代码"), row["credit_code"] or "—"),
        (view.word("地区"), units.get(row["region"], row["region"])),
        (view.word("园区"), units.get(row["park"], row["park"] or "—")),
        (view.word("行业代码（GB/T 4754）"), row["industry"] or "—"),
    )
    with ui.column().classes("ty-card"), ui.element("div").classes("ty-facts"):
        for name, value in facts:
            ui.label(name)
            ui.label(str(value))


async def _findings(view: View, enterprise: str) -> None:
    found = (await view.ask("finding.list")).frame().filter(enterprise=enterprise)
    with ui.column().classes("ty-card"):
        heading(view.word("问题线索"))
        count = view.pick(f"{found.height} 条", f"{found.height}")
        ui.label(count if found.height else view.word("没有登记过问题线索。"))
        if view.opens("/assess/findings"):
            address = view.link("/assess/findings", enterprise=enterprise, state="all")
            ui.link(view.word("查看问题线索"), address)
