"""Burdens with their intervals: a bar from low to high, and the central value in it."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["intervals"]

PIXELS = 26
LEAST = 180
NAMED = 110


def intervals(view: View, shown: Answer, *, by: str, measure: str) -> None:
    """Draw the parts of a burden, one bar each.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``health.show``.
    by
        ``region``, ``age`` or ``cause``.
    measure
        ``deaths`` or ``years_lost``.
    """
    rows = shown.frame().to_dicts()
    if not rows:
        return
    side = "base" if rows[0]["avoided"] is None else "avoided"
    told = view.word("可归因负担") if side == "base" else view.word("情景避免的负担")
    parts = {"region": view.word("分市"), "age": view.word("分年龄"), "cause": view.word("分死因")}
    caption = Caption(
        title=f"{parts[by]} · {told} · {view.term('burden', measure)}",
        source=f"{view.word('运行')} {shown.meta['run']}",
        name=f"health-{by}",
        service="health.show",
        arguments={"run": shown.meta["run"], "by": by, "measure": measure},
        note=view.word("浅色为 95% 区间，圆点为中心值。"),
    )
    names = [_name(view, row, by) for row in rows]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, _options(rows, names, side), height=max(LEAST, PIXELS * len(rows) + 60))


def _name(view: View, row: dict[str, Any], by: str) -> str:
    if by == "region":
        return view.of(row, "region_name")
    if by == "cause":
        return view.of(row, "item")
    return view.pick(f"{row['item']} 岁起", f"from {row['item']}")


def _options(rows: list[dict[str, Any]], names: list[str], side: str) -> dict[str, Any]:
    low, middle, high = ([row[f"{side}{end}"] for row in rows] for end in ("_low", "", "_high"))
    hidden = {"color": "transparent"}
    width = [top - bottom for bottom, top in zip(low, high, strict=True)]
    shown = [
        {"value": value, "name": f"{figure(value)} ({figure(bottom)} – {figure(top)})"}
        for bottom, value, top in zip(low, middle, high, strict=True)
    ]
    return {
        "aria": {"enabled": True},
        "grid": {"left": NAMED, "right": 24, "top": 8, "bottom": 30, "containLabel": False},
        "tooltip": {"confine": True, "formatter": "{b}"},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLabel": {"width": NAMED - 12, "overflow": "break"},
        },
        "series": [
            {"type": "bar", "stack": "range", "data": low, "itemStyle": hidden, "silent": True},
            {
                "type": "bar",
                "stack": "range",
                "data": width,
                "itemStyle": {"color": colour("air"), "opacity": 0.35},
                "silent": True,
            },
            {"type": "scatter", "data": shown, "symbolSize": 9, "itemStyle": {"color": colour("air")}},
        ],
    }
