"""Assess health beside the page: a year, a function, and the case that is asked about."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["making"]

USUAL_LEVEL = 35


async def making(view: View) -> None:
    """Draw the card that assesses a year, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("health.impact") or not view.may_call("record.list"):
        return
    held = (await view.ask("record.list", kind="concentrations")).frame()
    years = sorted({int(year) for year in held["year"].drop_nulls()}, reverse=True)
    listed = (await view.ask("health.functions")).frame()
    with ui.column().classes("ty-card").props("data-testid=making"):
        heading(
            view.word("评估一年"),
            note=view.word("情景浓度留空则只算现状；填写后，高于此值的市降到此值，其余不变。"),
        )
        if not years:
            ui.link(
                view.word("还没有任何一年的年均浓度：到“部门记录”下载模板并导入。"),
                view.link("/plan/records"),
            )
            return
        with ui.element("div").classes("ty-choices"):
            year = ui.select(years, value=years[0], label=view.word("年份")).classes("min-w-[100px]")
            names = {row["function"]: _named(view, row) for row in listed.iter_rows(named=True)}
            function = ui.select(names, value=_usual(listed), label=view.word("暴露反应函数"))
            function.classes("min-w-[220px]")
            level = ui.number(
                view.measure(view.word("情景浓度"), view.unit("微克/立方米")), value=USUAL_LEVEL, min=0
            )
            button = ui.button(view.word("评估")).props("unelevated data-testid=assess")
        place = ui.column().classes("w-full")
        button.on_click(
            lambda: follow_job(
                view,
                place,
                "health.impact",
                then=lambda row: ui.navigate.to(view.link("/plan/health", run=row["result"])),
                year=year.value,
                function=function.value,
                level=None if level.value in (None, "") else float(level.value),
            )
        )


def _named(view: View, row: dict[str, object]) -> str:
    """Name a function; one that rests on what nobody verified says so."""
    quality = str(row["quality"])
    name = view.term("risk_function", str(row["function"]))
    return view.measure(name, view.term("quality", quality)) if quality == "unverified" else name


def _usual(listed: pl.DataFrame) -> str:
    names = listed["function"].to_list()
    return "gemm" if "gemm" in names else str(names[0])
