"""Greenhouse gases of a station above a background station, day by day."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure
from tongyuan.web.frame import heading, quoted
from tongyuan.web.view import View

__all__ = ["draw_gases"]


async def draw_gases(view: View, latest: Answer, *, station: str) -> None:
    """Draw what a station holds above the background that the visitor chooses.

    Parameters
    ----------
    view
        Its query may hold ``item`` and ``background``.
    latest
        Of ``monitor.latest``.
    station
        The station.
    """
    rows = latest.frame()
    own = rows.filter((pl.col("station") == station) & pl.col("item").is_not_null())
    others = dict(rows.filter(pl.col("station") != station).select("station", "name").iter_rows())
    if own.is_empty() or not others:
        return
    item = view.choice("item", tuple(own["item"].unique(maintain_order=True)))
    background = view.query.get("background")
    with ui.column().classes("ty-card").props("data-testid=site-excess-card"):
        heading(
            view.word("与背景站之差"),
            note=view.word("逐小时相减，任一站缺测的小时不计；选哪个背景站由人判断，结果随之改变。"),
        )
        box = ui.select(
            others,
            value=background if background in others else None,
            label=view.word("背景站"),
            on_change=lambda event: ui.navigate.to(view.here(background=event.value)),
        )
        box.props("dense outlined options-dense data-testid=site-background").classes("min-w-[180px]")
        if background in others:
            span = {"first": latest.meta["first"], "last": latest.meta["last"]}
            asked = {"station": station, "background": background, "item": item, **span}
            _drawn(view, await view.ask("monitor.excess", **asked), asked)


def _drawn(view: View, found: Answer, asked: dict[str, Any]) -> None:
    meta, days = found.meta, found.frame()
    quoted(_told(view, meta))
    if days.is_empty():
        return
    caption = Caption(
        title=view.measure(view.word("逐日高出背景"), view.unit(meta["unit"])),
        source=f"{asked['station']} – {asked['background']}",
        name="site-excess",
        service="monitor.excess",
        arguments=asked,
        note=view.word("每日为两站同时有值的小时的平均差。"),
    )
    options = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "grid": {"left": 64, "right": 16, "top": 30, "bottom": 44},
        "xAxis": {"type": "category", "data": [str(day) for day in days["day"]]},
        "yAxis": {"type": "value", "name": view.unit(meta["unit"])},
        "series": [{"type": "bar", "data": days["excess"].to_list(), "name": asked["item"]}],
    }
    draw_chart(view, caption, options, height=240)


def _told(view: View, meta: dict[str, Any]) -> str:
    if meta["mean"] is None:
        return view.word("两站没有同时有值的小时，不能比较。")
    unit, pairs = view.unit(meta["unit"]), f"{meta['pairs']} / {meta['hours']}"
    mean = f"{figure(meta['mean'])} {unit}"
    if meta["low"] is None:
        few = view.word("不足 10 天，不给区间")
    else:
        few = f"90 %: {figure(meta['low'])} – {figure(meta['high'])}"
    return view.pick(
        f"平均高出 {mean}（{few}）；成对小时 {pairs}，{meta['days']} 天。",
        f"{mean} above it on average ({few}); {pairs} pairs of hours, {meta['days']} days.",
    )
