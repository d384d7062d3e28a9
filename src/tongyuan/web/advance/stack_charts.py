"""Pictures of a stack: its hours against the limit, and its days on a calendar."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import BLUES
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["calendar_chart", "hourly_chart"]

MG = "mg/m³"
DIGITS = 3


def _caption(view: View, asked: dict[str, Any], *, title: str, name: str, table: str, note: str) -> Caption:
    return Caption(
        title=view.measure(f"{title} · {asked['pollutant']}", MG),
        source=f"{view.word('运行')} {asked['run']}",
        name=name,
        service="stack.show",
        arguments={**asked, "table": table},
        note=note,
    )


def hourly_chart(view: View, shown: Answer, asked: dict[str, Any], *, month: str) -> None:
    """Draw a month's hours at reference oxygen against the limit; hours without a figure leave a gap.

    Parameters
    ----------
    view
        What is shown.
    shown
        Hours of ``stack.show``.
    asked
        Stack, pollutant and run.
    month
        As ``2024-01``.
    """
    rows = shown.frame().filter(pl.col("day").dt.strftime("%Y-%m") == month)
    if rows.is_empty():
        return
    local = rows["ended_at"].dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%m-%d %H:%M").to_list()
    names = (view.word("折算浓度"), view.word("排放限值"))
    series = [
        _line(names[0], rows["corrected_mg_m3"], "air"),
        _line(names[1], rows["limit_mg_m3"], "not_done", dashed=True),
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": {"left": 48, "right": 16, "top": 10, "bottom": 60},
        "xAxis": {"type": "category", "data": local, "name": view.word("时段末")},
        "yAxis": {"type": "value", "name": MG},
        "dataZoom": [{"type": "inside"}, {"type": "slider", "height": 16, "bottom": 4}],
        "series": series,
    }
    caption = _caption(
        view,
        asked,
        title=view.word("逐时折算浓度与限值"),
        name="stack-hours",
        table="hours",
        note=view.word("断开处没有可用的数：缺数、停运、含氧量不低于 21 % 或没有基准含氧量。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=320, keys=[("air", names[0]), ("not_done", names[1])])


def _line(name: str, values: pl.Series, key: str, *, dashed: bool = False) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "data": values.round(DIGITS).to_list(),
        "showSymbol": False,
        "connectNulls": False,
        "itemStyle": {"color": colour(key)},
        "lineStyle": {"color": colour(key), "type": "dashed" if dashed else "solid", "width": 1.5},
    }


def calendar_chart(view: View, shown: Answer, asked: dict[str, Any]) -> None:
    """Draw the means of valid days on a calendar; a day that is not valid stays blank.

    Parameters
    ----------
    view
        What is shown.
    shown
        Days of ``stack.show``.
    asked
        Stack, pollutant and run.
    """
    rows = shown.frame()
    known = rows.filter(pl.col("mean_corrected_mg_m3").is_not_null())
    if known.is_empty():
        return
    days, means = (
        known["day"].cast(pl.String).to_list(),
        known["mean_corrected_mg_m3"].round(DIGITS).to_list(),
    )
    every = rows["day"].sort().cast(pl.String)
    pairs = list(zip(days, means, strict=True))
    options = _calendar(view, pairs, span=[every[0], every[-1]])
    caption = _caption(
        view,
        asked,
        title=view.word("有效日均值日历"),
        name="stack-calendar",
        table="days",
        note=view.word("空白的日子有效小时不足或全日停运，不是零。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=240)


def _calendar(view: View, pairs: list[tuple[str, float]], *, span: list[str]) -> dict[str, Any]:
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "visualMap": {
            "min": 0,
            "max": max(value for _, value in pairs),
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "calculable": True,
            "inRange": {"color": list(BLUES)},
        },
        "calendar": {
            "range": span,
            "top": 40,
            "left": 60,
            "right": 16,
            "cellSize": ["auto", 16],
            "dayLabel": {"nameMap": view.pick("ZH", "EN")},
            "monthLabel": {"nameMap": view.pick("ZH", "EN")},
        },
        "series": [
            {
                "type": "heatmap",
                "coordinateSystem": "calendar",
                "data": [list(pair) for pair in pairs],
            }
        ],
    }
