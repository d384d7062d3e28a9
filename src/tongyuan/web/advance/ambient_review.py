"""Review of observations: what the automatic checks ask, what persons decided; making an evaluation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_review", "draw_running"]


async def draw_review(view: View) -> None:
    """Draw the flags that wait for a person, the decisions, and the form of a decision.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("monitor.flags"):
        return
    with ui.column().classes("ty-card").props("data-testid=air-review"):
        note = view.word("自动审核只提出疑问，不剔除数据；只有来源标记或人的决定才使数据不参加评价。")
        heading(view.word("数据审核"), note=note)
        await _flags(view)
        await _decisions(view)
        if view.may_call("monitor.decide"):
            _deciding(view)


async def _flags(view: View) -> None:
    try:
        answer = await view.ask("monitor.flags")
    except NotFoundError:
        ui.label(view.word("还没有自动审核的结果。"))
        return
    columns = [
        Column("station", view.word("点位")),
        Column("at", view.word("时段末")),
        Column("item", view.word("项目")),
        Column("check", view.word("疑问")),
        Column("value", view.word("数值"), right=True),
        Column("against", view.word("比较对象"), right=True),
        Column("decision", view.word("决定")),
    ]
    local = pl.col("ended_at").dt.convert_time_zone("Asia/Shanghai").dt.strftime("%Y-%m-%d %H:%M")
    lines = [
        {
            "station": cell(row["station"], lang="zh"),
            "at": row["at"],
            "item": row["item"].upper(),
            "check": view.term("monitor_check", row["check"]),
            "value": figure(row["value"]),
            "against": figure(row["against"]),
            "decision": view.word("待决定")
            if row["decision"] is None
            else view.term("monitor_decision", row["decision"]),
        }
        for row in answer.frame().with_columns(at=local).iter_rows(named=True)
    ]
    draw_table(view, columns, lines, name="air-flags", page=20)
    downloads(view, "monitor.flags")


async def _decisions(view: View) -> None:
    rows = (await view.ask("monitor.decisions")).frame()
    if rows.is_empty():
        return
    columns = [
        Column("number", view.word("编号"), right=True, narrow=True),
        Column("decision", view.word("决定")),
        Column("station", view.word("点位或地区")),
        Column("item", view.word("项目")),
        Column("first", view.word("起")),
        Column("last", view.word("止")),
        Column("reason", view.word("理由与依据")),
        Column("actor", view.word("决定人")),
    ]
    lines = [
        {
            "number": row["number"],
            "decision": view.term("monitor_decision", row["decision"]),
            "station": cell(row["station"], lang="zh"),
            "item": (row["item"] or DASH).upper(),
            "first": _local(row["first"]),
            "last": _local(row["last"]),
            "reason": cell(row["reason"], lang="zh"),
            "actor": cell(row["actor"], lang="zh"),
        }
        for row in rows.iter_rows(named=True)
    ]
    heading(view.word("已作的决定"))
    draw_table(view, columns, lines, name="air-decisions", page=20)
    downloads(view, "monitor.decisions")


def _local(instant: datetime) -> str:
    return instant.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")


def _deciding(view: View) -> None:
    choices = {one: view.term("monitor_decision", one) for one in ("void", "keep", "dust", "lift")}
    heading(view.word("作出决定"))
    with ui.element("div").classes("ty-choices"):
        boxes: dict[str, Any] = {
            "decision": ui.select(choices, value="void", label=view.word("决定")),
            "place": ui.input(view.word("点位；沙尘填城市代码"), value=view.query.get("place", "")),
            "item": ui.input(view.word("项目，不填为全部"), placeholder="pm2.5"),
            "first": ui.input(view.word("起始日"), placeholder="2024-01-05"),
            "last": ui.input(view.word("截止日"), placeholder="2024-01-06"),
            "number": ui.input(view.word("撤销的编号")),
            "reason": ui.input(view.word("理由与依据文件")),
        }
        for name, box in boxes.items():
            box.props(f"dense outlined data-testid=decide-{name}").classes("min-w-[160px]")
    place = ui.column().classes("w-full")

    async def take() -> None:
        place.clear()
        told = {name: box.value for name, box in boxes.items() if box.value not in (None, "")}
        try:
            await view.ask("monitor.decide", **{"reason": ""} | told)
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    ui.button(view.word("记录决定"), on_click=take).props("outline data-testid=decide")


def draw_running(view: View) -> None:
    """Draw the forms that evaluate a year and check hours, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("monitor.evaluate"):
        return
    with ui.column().classes("ty-card").props("data-testid=air-running"):
        heading(
            view.word("评价与自动审核"),
            note=view.word("标准版本依日期选择；导入、更正或作出决定后重新评价。"),
        )
        with ui.element("div").classes("ty-choices"):
            year = ui.number(view.word("年份"), value=datetime.now(CIVIL_ZONE).year, format="%d")
            kinds = {one: view.term("monitor_kind", one) for one in ("air", "city")}
            kind = ui.select(kinds, value="air", label=view.word("来源"))
            for box, name in ((year, "year"), (kind, "kind")):
                box.props(f"dense outlined data-testid=evaluate-{name}").classes("min-w-[160px]")
        place = ui.column().classes("w-full")

        def done(row: dict[str, Any]) -> None:
            del row
            ui.navigate.to(view.link("/advance/air", year=int(year.value)))

        async def evaluate() -> None:
            await follow_job(
                view, place, "monitor.evaluate", then=done, year=int(year.value or 0), kind=kind.value
            )

        async def check() -> None:
            span = {"first": f"{int(year.value or 0)}-01-01", "last": f"{int(year.value or 0)}-12-31"}
            await follow_job(view, place, "monitor.check", then=done, **span)

        with ui.row():
            ui.button(view.word("评价这一年"), on_click=evaluate).props("outline data-testid=evaluate")
            ui.button(view.word("自动审核这一年"), on_click=check).props("outline data-testid=check")
