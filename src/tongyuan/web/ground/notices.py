"""Notices: what one should know, the unread first, each with the page that it is about."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.frame import CHINESE, answer_line, empty, frame
from tongyuan.web.granted import civil
from tongyuan.web.view import View

__all__ = ["page"]

SHOWS = ("all", "unread")


async def page(view: View) -> None:
    """Draw one's own notices.

    Parameters
    ----------
    view
        Its query may hold ``show``: ``unread`` leaves out what was read.
    """
    show = view.choice("show", SHOWS)
    answer = await view.ask("notice.list")
    rows, unread = answer.frame(), int(answer.meta["unread"])
    async with frame(view, view.word("有什么要我知道")):
        answer_line(
            view.pick(f"{unread} 条未读，共 {rows.height} 条。", f"{unread} unread of {rows.height} notices.")
        )
        if rows.is_empty():
            empty(
                view,
                missing=view.word("还没有通知"),
                owed_by=view.word("催报、任务结束、发布审签、问题线索、授权变动时由系统发送"),
                then=view.word("通知列在这里，点开到相应页面办理；右上角铃铛显示未读数。"),
            )
            return
        _choose(view, show, unread)
        listed = rows.sort(pl.col("read_at").is_not_null(), maintain_order=True)
        if show == "unread":
            listed = listed.filter(pl.col("read_at").is_null())
        with ui.column().classes("ty-card").props("data-testid=notices"):
            if listed.is_empty():
                ui.label(view.word("全部已读。"))
            for row in listed.iter_rows(named=True):
                _one(view, row)


def _choose(view: View, show: str, unread: int) -> None:
    with ui.element("div").classes("ty-choices"):
        with (
            ui.element("nav")
            .classes("ty-tabs")
            .style("width:auto")
            .props(f'aria-label="{view.word("显示")}"')
        ):
            for key, word in zip(SHOWS, (view.word("全部"), view.word("未读")), strict=True):
                link = ui.link(word, view.here(show=key))
                link.classes("ty-tab ty-tab-here" if key == show else "ty-tab")
        if unread:
            button = ui.button(view.word("全部标为已读")).props("outline dense data-testid=read-all")
            button.on_click(partial(_read, view, None, None))


def _one(view: View, row: dict[str, Any]) -> None:
    fresh = row["read_at"] is None
    with (
        ui.element("div")
        .classes("ty-notice ty-notice-unread" if fresh else "ty-notice")
        .props("data-testid=notice")
    ):
        text = view.of(row, "text")
        with ui.column().classes("gap-0"):
            told = ui.link(text, view.to(row["link"])) if row["link"] else ui.label(text)
            if row["link"] and fresh:
                told.on("click.prevent", partial(_read, view, row["id"], row["link"]))
            if view.lang == "en" and CHINESE.search(text):
                told.props("lang=zh")
            said = civil(row["sent_at"])
            if not fresh:
                said += " · " + view.pair(view.word("已读"), civil(row["read_at"]))
            ui.label(said).classes("ty-note")
        if fresh:
            button = ui.button(view.word("标为已读")).props("outline dense data-testid=read")
            button.on_click(partial(_read, view, row["id"], None))


async def _read(view: View, notice: str | None, then: str | None) -> None:
    await view.ask("notice.read", notice=notice)
    ui.navigate.to(view.to(then) if then else view.here())
