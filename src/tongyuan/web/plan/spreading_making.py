"""Compile cities or a grid beside the page, for a year whose inventory is kept."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["making"]

KINDS = {"city.compile": "inventory", "grid.compile": "cities"}


async def making(view: View, service: str, *, path: str) -> None:
    """Draw the card that compiles cities or a grid, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    service
        ``city.compile`` or ``grid.compile``.
    path
        Page that shows what was made.
    """
    if not view.may_call(service) or not view.may_call("run.list"):
        return
    rows = (await view.ask("run.list", kind=KINDS[service])).frame()
    years = sorted({int(year) for year in rows["params"].str.json_path_match("$.year")}, reverse=True)
    with ui.column().classes("ty-card ty-noprint").props("data-testid=making"):
        heading(view.word("编制一年"), note=view.word("同一年重新编制不改变已有结果，另存为新的运行。"))
        if not years:
            ui.label(view.word("还没有可用的上一步结果，请先编制清单。"))
            return
        with ui.element("div").classes("ty-choices"):
            year = ui.select(years, value=years[0], label=view.word("年份")).classes("min-w-[100px]")
            button = ui.button(view.word("编制")).props("unelevated data-testid=compile")
        place = ui.column().classes("w-full")
        button.on_click(
            lambda: follow_job(
                view,
                place,
                service,
                then=lambda row: ui.navigate.to(view.link(path, run=row["result"])),
                year=year.value,
            )
        )
