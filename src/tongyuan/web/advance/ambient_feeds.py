"""Feeds of observations: when each was last read, polling, and the records that wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_feeds"]


async def draw_feeds(view: View) -> None:
    """Draw the feeds that the house polls, where there are any and the visitor may see them.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("feed.list"):
        return
    with ui.column().classes("ty-card").props("data-testid=air-feeds"):
        note = view.word(
            "接口地址由运维人员写在服务器的文件里；轮询时可恢复的故障自动重试，读不了的记录留待处理。"
        )
        heading(view.word("数据接口"), note=note)
        try:
            rows = (await view.ask("feed.list")).frame()
        except TongyuanError as error:
            show_problems(view, error.problems)
            return
        if rows.is_empty():
            ui.label(view.word("没有设置数据接口（TONGYUAN_FEEDS）；可导入文件。"))
            return
        _table(view, rows.to_dicts())
        if view.may_call("feed.poll"):
            _polling(view)
        await _letters(view, rows["feed"].to_list())


def _table(view: View, rows: list[dict[str, Any]]) -> None:
    columns = [
        Column("feed", view.word("接口")),
        Column("kind", view.word("类别")),
        Column("read", view.word("最近读到")),
        Column("state", view.word("最近结果")),
        Column("told", view.word("原因")),
        Column("due", view.word("到期")),
        Column("waiting", view.measure(view.word("待处理"), view.word("条")), right=True),
    ]
    lines = [
        {
            "feed": cell(row["feed"], lang="zh", tip=row["address"]),
            "kind": view.term("station_kind", row["kind"]),
            "read": _local(row["read"]),
            "state": DASH if row["state"] is None else view.term("feed_state", row["state"]),
            "told": row["told"] or "",
            "due": view.word("是") if row["due"] else view.word("否"),
            "waiting": row["waiting"],
        }
        for row in rows
    ]
    draw_table(view, columns, lines, name="air-feeds", page=20)
    downloads(view, "feed.polls")


def _local(instant: datetime | None) -> str:
    return DASH if instant is None else instant.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")


def _polling(view: View) -> None:
    place = ui.column().classes("w-full")

    def done(row: dict[str, Any]) -> None:
        del row
        ui.navigate.to(view.here())

    async def take() -> None:
        await follow_job(view, place, "feed.poll", then=done)

    ui.button(view.word("轮询到期的接口"), on_click=take).props("outline data-testid=poll")


async def _letters(view: View, feeds: list[str]) -> None:
    rows = (await view.ask("feed.letters")).frame()
    if rows.is_empty():
        return
    heading(
        view.word("待处理的记录"),
        note=view.word("先按原因登记点位或请提供方更正，再补投；确属无用的写明理由后放弃。"),
    )
    columns = [
        Column("number", view.word("编号"), right=True, narrow=True),
        Column("feed", view.word("接口")),
        Column("at", view.word("收到时间")),
        Column("told", view.word("问题")),
        Column("record", view.word("原文")),
    ]
    lines = [
        {
            "number": row["number"],
            "feed": cell(row["feed"], lang="zh"),
            "at": _local(row["at"]),
            "told": cell(row["told"], lang="zh"),
            "record": cell(row["record"], lang="zh"),
        }
        for row in rows.iter_rows(named=True)
    ]
    draw_table(view, columns, lines, name="air-letters", page=20)
    downloads(view, "feed.letters")
    if view.may_call("feed.redeliver"):
        _ending(view, [feed for feed in feeds if feed in set(rows["feed"])])


def _ending(view: View, feeds: list[str]) -> None:
    place = ui.column().classes("w-full")

    async def ask(name: str, **told: Any) -> None:
        place.clear()
        try:
            answer = await view.ask(name, **told)
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        if answer.passed:
            ui.navigate.to(view.here())
            return
        with place:
            ui.label(str(answer.meta["outcome"]))

    with ui.element("div").classes("ty-choices"):
        for feed in feeds:
            again = view.pair(view.word("补投"), feed)
            ui.button(again, on_click=lambda feed=feed: ask("feed.redeliver", feed=feed)).props(
                "outline data-testid=redeliver"
            )
        number = ui.number(view.word("编号"), format="%d")
        reason = ui.input(view.word("放弃的理由"))
        for box, name in ((number, "number"), (reason, "reason")):
            box.props(f"dense outlined data-testid=drop-{name}").classes("min-w-[160px]")

        async def give_up() -> None:
            await ask("feed.drop", number=int(number.value or 0), reason=reason.value or "")

        ui.button(view.word("放弃这条记录"), on_click=give_up).props("outline data-testid=drop")
