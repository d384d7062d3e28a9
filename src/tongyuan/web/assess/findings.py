"""Findings of inspectors: written on a region, department, enterprise or figure; answered; closed."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.assess.finding_card import draw_finding
from tongyuan.web.assess.finding_form import draw_finding_form
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import CHINESE, answer_line, empty, frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

STATES = ("going", "open", "answered", "closed", "all")
FILTERS = ("region", "enterprise", "article", "figure")
BRIEF = 80


async def page(view: View) -> None:
    """Draw the findings within reach, and the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``number``, ``state``, ``region``, ``enterprise``, ``article``, ``figure`` and
        ``write``.
    """
    rows = (await view.ask("finding.list")).frame()
    known = await names(view)
    state = view.choice("state", STATES)
    async with frame(view, view.word("查出了什么问题，整改到哪一步")):
        going = rows.filter(pl.col("state") != "closed").height
        answer_line(
            view.pick(
                f"{going} 条未办结，共 {rows.height} 条。", f"{going} not closed of {rows.height} findings."
            )
        )
        number = view.number("number")
        if number is not None:
            await draw_finding(view, number, known)
        if view.query.get("write") == "1" and view.may_call("finding.write"):
            draw_finding_form(view, known)
        if rows.is_empty():
            empty(
                view,
                missing=view.word("没有问题线索"),
                owed_by=view.word("督察人员在任一数字或本页登记"),
                then=view.word("登记后，所涉地区与企业收到通知并回复，复核后办结；每一步都留存。"),
            )
        else:
            _choose(view, state)
            _list(view, rows.filter(_wanted(view, state)), known)
        if view.query.get("write") != "1" and view.may_call("finding.write"):
            ui.link(view.word("登记问题线索"), view.here(write=1, number=None)).classes(
                "ty-button-link"
            ).props("data-testid=finding-new")


def _wanted(view: View, state: str) -> pl.Expr:
    wanted = {"all": pl.lit(True), "going": pl.col("state") != "closed"}.get(state, pl.col("state") == state)
    for name in FILTERS:
        if name in view.query and "write" not in view.query:
            wanted = wanted & (pl.col(name) == view.query[name])
    return wanted


def _choose(view: View, chosen: str) -> None:
    words = {"all": view.word("全部"), "going": view.word("未办结")}
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("状态")}" data-testid=states'):
        for state in STATES:
            link = ui.link(words.get(state, view.term("finding", state)), view.here(state=state))
            link.classes("ty-tab ty-tab-here" if state == chosen else "ty-tab")
        for name in FILTERS:
            if name in view.query and "write" not in view.query:
                ui.link(f"✕ {view.query[name]}", view.here(**{name: None})).classes("ty-tab")


def _list(view: View, rows: pl.DataFrame, known: Names) -> None:
    columns = [
        Column("number", view.word("编号"), right=True),
        Column("text", view.word("内容（最近一步）")),
        Column("state", view.word("状态")),
        Column("region", view.word("地区")),
        Column("whose", view.word("部门或企业")),
        Column("at", view.word("时间（北京时间）"), narrow=True),
    ]
    listed = [
        {
            "number": cell(str(row["number"]), link=view.here(number=row["number"]), raw=row["number"]),
            "text": cell(_brief(row["text"]), lang="zh" if CHINESE.search(row["text"]) else None),
            "state": view.term("finding", row["state"]),
            "region": known.region(row["region"]),
            "whose": view.listing(
                filter(
                    None,
                    (
                        known.departments.get(row["department"], row["department"]),
                        known.units.get(row["enterprise"], row["enterprise"]),
                    ),
                )
            )
            or "—",
            "at": civil(row["at"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=finding-list"):
        heading(view.word("问题线索"))
        draw_table(view, columns, listed, name="findings", page=50)
        downloads(view, "finding.list")


def _brief(text: str) -> str:
    return text if len(text) <= BRIEF else f"{text[:BRIEF]}…"
