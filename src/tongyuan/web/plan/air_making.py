"""Work out a response beside the page: an inventory of cities, another one beside, and the matrix."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["making"]

MODELS = ("screening", "imported")


async def making(view: View) -> None:
    """Draw the card that works out a response, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("air.response") or not view.may_call("run.list"):
        return
    rows = (await view.ask("run.list", kind="cities")).frame()
    years = {
        str(run): int(year)
        for run, year in zip(rows["run"], rows["params"].str.json_path_match("$.year"), strict=True)
    }
    with ui.column().classes("ty-card").props("data-testid=making"):
        heading(
            view.word("计算一次响应"),
            note=view.word("另选一个分市清单作对照，即得两者之间的浓度变化；变化可直接用于健康影响。"),
        )
        if not years:
            ui.link(view.word("还没有分市清单，请先编制。"), view.link("/plan/cities"))
            return
        names = {run: f"{year} · {run[:8]}" for run, year in years.items()}
        with ui.element("div").classes("ty-choices"):
            run = ui.select(names, value=next(iter(names)), label=view.word("分市清单"))
            against = ui.select({"": "—", **names}, value="", label=view.word("对照"))
            model = ui.select(
                {one: view.term("air_model", one) for one in MODELS}, value=MODELS[0], label=view.word("模型")
            )
            button = ui.button(view.word("计算")).props("unelevated data-testid=respond")
        place = ui.column().classes("w-full")
        button.on_click(
            lambda: follow_job(
                view,
                place,
                "air.response",
                then=lambda row: ui.navigate.to(view.link("/plan/air", run=row["result"])),
                year=years[str(run.value)],
                run=run.value,
                against=against.value or None,
                model=model.value,
            )
        )
