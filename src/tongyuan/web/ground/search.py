"""Find anything within reach by its code, its name or its words; a figure by its id."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.frame import CHINESE, answer_line, frame, heading
from tongyuan.web.view import View

__all__ = ["page"]

#: Shown of a kind before the reader asks for all of it.
FEW = 8


async def page(view: View) -> None:
    """Draw what is found, by kind.

    Parameters
    ----------
    view
        Its query may hold ``q`` (what is looked for) and ``kind`` (only this kind).
    """
    text = view.query.get("q", "").strip()
    async with frame(view, view.word("查找")):
        _ask(view, text)
        if not text:
            answer_line(view.word("输入名称、编号或几个字；按 / 到搜索框，↑ ↓ 选择，Enter 打开。"))
            return
        if "/" in text:
            ui.link(f"{view.word('查看数字')} {text}", view.link("/figure", id=text)).classes("ty-found")
        answer = await view.ask("search.find", text=text)
        found = answer.frame()
        total = answer.meta["found"]
        answer_line(view.pick(f"“{text}”：找到 {total} 处。", f"“{text}”: {total} found."))
        if total > found.height:
            ui.label(
                view.pick(f"列出最相近的 {found.height} 处。", f"The nearest {found.height} are listed.")
            ).classes("ty-note")
        if found.is_empty():
            ui.label(view.word("没有找到；换一个词，或从左侧进入各室。")).classes("ty-empty")
            return
        _groups(view, found)


def _ask(view: View, text: str) -> None:
    def go() -> None:
        ui.navigate.to(view.link("/search", q=(box.value or "").strip()))

    with ui.element("div").classes("ty-choices").props("role=search"):
        box = ui.input(view.word("查找"), value=text).props("dense outlined for=ty-search-page autofocus")
        box.classes("grow").on("keydown.enter", go)
        ui.button(view.word("查找"), on_click=go).props("unelevated")


def _groups(view: View, found: pl.DataFrame) -> None:
    chosen = view.query.get("kind")
    groups = {str(part["kind"][0]): part for part in found.partition_by("kind", maintain_order=True)}
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("类别")}" data-testid=kinds'):
        for kind, part in {"": found, **groups}.items():
            here = (chosen or "") == kind
            name = view.of(part.row(0, named=True), "kind") if kind else view.word("全部")
            link = ui.link(f"{name} {part.height}", view.here(kind=kind or None))
            link.classes("ty-tab ty-tab-here" if here else "ty-tab")
    for kind, part in groups.items():
        if chosen in (None, kind):
            _group(view, part, most=FEW if chosen is None else part.height)


def _group(view: View, part: pl.DataFrame, *, most: int) -> None:
    first = part.row(0, named=True)
    with ui.column().classes("ty-card").props(f"data-testid=kind-{first['kind']}"):
        heading(view.measure(view.of(first, "kind"), str(part.height)))
        for row in part.head(most).iter_rows(named=True):
            _one(view, row)
        if part.height > most:
            more = view.pick(f"显示全部 {part.height} 处", f"Show all {part.height}")
            ui.link(more, view.here(kind=first["kind"])).classes("ty-link")


def _one(view: View, row: dict[str, Any]) -> None:
    title = view.of(row, "title")
    with ui.link(target=view.to(row["link"])).classes("ty-found").props("data-testid=found"):
        with ui.element("span").classes("ty-found-title"):
            _marked(title, row["matched"])
            ui.label(row["key"]).classes("ty-found-key").style("display:inline;margin-left:8px")
        if row["snippet"] and row["snippet"] != title:
            with ui.element("span").classes("ty-found-text"):
                _marked(row["snippet"], row["matched"])


def _marked(text: str, matched: str) -> None:
    """Write a text with the words that were met in it marked; each piece is text, never markup."""
    words = [re.escape(word) for word in sorted(matched.split(), key=len, reverse=True)]
    pieces = re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE) if words else [text]
    for place, piece in enumerate(pieces):
        if not piece:
            continue
        with ui.element("mark" if place % 2 else "span") as part:
            ui.label(piece).style("display:inline;white-space:pre-wrap")
        if CHINESE.search(piece):
            part.props("lang=zh")
