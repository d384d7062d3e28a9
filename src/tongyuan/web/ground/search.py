"""Find a target, a task, a series or a region by its words, or a figure by its id."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

SHOWN = 50


async def page(view: View) -> None:
    """Draw what is found.

    Parameters
    ----------
    view
        Its query may hold ``q``.
    """
    text = view.query.get("q", "").strip()
    async with frame(view, view.word("查找")):
        _ask(view, text)
        if not text:
            answer_line(view.word("输入指标、任务、地区的名称或编号，或一个数字的编号。"))
            return
        if "/" in text:
            ui.link(f"{view.word('查看数字')} {text}", view.link("/figure", id=text))
        found = await _found(view, text)
        answer_line(view.pick(f"“{text}”：找到 {len(found)} 处。", f"“{text}”: {len(found)} found."))
        if not found:
            ui.label(view.word("没有找到；换一个词，或从左侧进入各室。")).classes("ty-empty")
            return
        columns = [
            Column("kind", view.word("类别")),
            Column("name", view.word("名称")),
            Column("words", view.word("原文或单位")),
        ]
        with ui.column().classes("ty-card"):
            heading(view.word("找到的内容"))
            draw_table(view, columns, found[:SHOWN], name="found")


def _ask(view: View, text: str) -> None:
    def go() -> None:
        ui.navigate.to(view.link("/search", q=(box.value or "").strip()))

    with ui.element("div").classes("ty-choices"):
        box = ui.input(view.word("查找"), value=text).props("dense outlined").classes("grow")
        box.on("keydown.enter", go)
        ui.button(view.word("查找"), on_click=go).props("unelevated")


async def _found(view: View, text: str) -> list[dict[str, Any]]:
    rows = (await view.ask("search.find", text=text)).frame()
    return [_line(view, row) for row in rows.head(SHOWN + 1).iter_rows(named=True)]


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "target": (view.word("目标"), "/assess/targets", {"article": row["article"]}),
        "task": (view.word("任务"), "/deploy/policy", {"article": row["article"]}),
        "series": (view.word("指标"), "/advance/statistics", {"series": row["key"]}),
        "region": (view.word("地区"), "/", {"region": row["key"]}),
    }
    kind, path, query = kinds[row["kind"]]
    address = view.link(path, **query) if view.opens(path) else None
    return {
        "kind": kind,
        "name": cell(f"{row['key']} {view.of(row, 'name')}", link=address),
        "words": cell(view.unit(row["words"]) if row["kind"] == "series" else row["words"] or "", lang="zh"),
    }
