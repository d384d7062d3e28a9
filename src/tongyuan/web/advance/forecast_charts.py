"""Pictures of forecasts: a fan of hours to come, a fan beside what came, months in ordinary weather."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["fan_chart", "months_chart", "past_chart", "unit_of"]

DIGITS = 2


def unit_of(view: View, item: str) -> str:
    """Name the unit of an item of air."""
    return view.unit("毫克/立方米" if item == "co" else "微克/立方米")


def fan_chart(view: View, shown: Answer, asked: dict[str, Any]) -> None:
    """Draw the hours measured and the 72 to come with their interval; a missing hour leaves a gap.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``forecast.show``.
    asked
        Its parameters.
    """
    item = str(shown.meta["item"])
    names = (view.word("实测"), view.word("预报"), view.word("区间"), view.word("维持现状"))
    rows = shown.frame()
    lines = [
        _line(names[0], rows["observed"], "carbon"),
        _line(names[1], rows["value"], "air"),
        _line(names[3], rows["persistence"], "cannot_tell", dashed=True),
    ]
    caption = Caption(
        title=view.measure(
            f"{view.of(shown.meta, 'name')} · {item.upper()} · {view.word('72 小时预报')}",
            unit_of(view, item),
        ),
        source=f"{view.word('运行')} {shown.meta['run']}",
        name="forecast-fan",
        service="forecast.show",
        arguments=asked,
        note=view.word("阴影为名义 90 % 区间；断开处缺测，不补。虚线为“维持现状”的对照。"),
    )
    keys = [("carbon", names[0]), ("air", names[1]), ("#9bd3f5", names[2]), ("cannot_tell", names[3])]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, _fan(view, rows, lines, item), height=320, keys=keys)


def past_chart(view: View, past: Answer, asked: dict[str, Any]) -> None:
    """Draw a forecast of the trial beside what came.

    Parameters
    ----------
    view
        What is shown.
    past
        Of ``forecast.past``.
    asked
        Its parameters.
    """
    item = str(past.meta["item"])
    names = (view.word("实测"), view.word("预报"), view.word("区间"))
    rows = past.frame()
    lines = [_line(names[0], rows["observed"], "carbon"), _line(names[1], rows["value"], "air")]
    caption = Caption(
        title=view.measure(f"{view.word('检验期的一次预报与实测')} · {item.upper()}", unit_of(view, item)),
        source=f"{view.word('运行')} {past.meta['run']}",
        name="forecast-past",
        service="forecast.past",
        arguments=asked,
        note=view.word("起报时模型没有见过这些小时；后来缺测的小时不在图上。"),
    )
    keys = [("carbon", names[0]), ("air", names[1]), ("#9bd3f5", names[2])]
    draw_chart(view, caption, _fan(view, rows, lines, item), height=280, keys=keys)


def months_chart(view: View, trend: Answer, asked: dict[str, Any]) -> None:
    """Draw months as measured and in ordinary weather with their interval.

    Parameters
    ----------
    view
        What is shown.
    trend
        Of ``forecast.trend``.
    asked
        Its parameters.
    """
    item = str(trend.meta["item"])
    names = (view.word("实测月均"), view.word("气象归一化"), view.word("区间"))
    rows = trend.frame()
    lines = [
        _line(names[0], rows["observed"], "carbon", dashed=True),
        _line(names[1], rows["normalised"], "air"),
    ]
    caption = Caption(
        title=view.measure(f"{view.word('常年气象下的月均浓度')} · {item.upper()}", unit_of(view, item)),
        source=f"{view.word('运行')} {trend.meta['run']}",
        name="forecast-trend",
        service="forecast.trend",
        arguments=asked,
        note=view.word("区间含拟合与抽样的误差，不含未测到的气象因素；没有小时值的月份断开。"),
    )
    keys = [("carbon", names[0]), ("air", names[1]), ("#9bd3f5", names[2])]
    ticks = rows["month"].dt.strftime("%Y-%m").to_list()
    options = _options(view, ticks, rows, lines, item, view.word("月份"))
    draw_chart(view, caption, options, height=280, keys=keys)


def _fan(view: View, rows: pl.DataFrame, lines: list[dict[str, Any]], item: str) -> dict[str, Any]:
    local = rows["ended_at"].dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%m-%d %H:%M").to_list()
    return _options(view, local, rows, lines, item, view.word("时段末"))


def _options(
    view: View, ticks: list[str], rows: pl.DataFrame, lines: list[dict[str, Any]], item: str, axis: str
) -> dict[str, Any]:
    return {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 40},
        "xAxis": {"type": "category", "data": ticks, "name": axis},
        "yAxis": {"type": "value", "name": unit_of(view, item)},
        "series": [*_band(view, rows), *lines],
    }


def _band(view: View, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Draw the interval as a shaded width upon an unseen foot."""
    unseen = {"opacity": 0}
    head = {"type": "line", "stack": "interval", "symbol": "none", "lineStyle": unseen, "silent": True}
    width = (rows["high"] - rows["low"]).round(DIGITS).to_list()
    shade = {"areaStyle": {"color": colour("air"), "opacity": 0.25}}
    return [
        head | {"name": view.word("下界"), "data": rows["low"].round(DIGITS).to_list()},
        head | {"name": view.word("区间宽度"), "data": width} | shade,
    ]


def _line(name: str, values: pl.Series, key: str, *, dashed: bool = False) -> dict[str, Any]:
    tone = colour(key)
    return {
        "type": "line",
        "name": name,
        "data": values.round(DIGITS).to_list(),
        "showSymbol": False,
        "connectNulls": False,
        "itemStyle": {"color": tone},
        "lineStyle": {"color": tone, "type": "dashed" if dashed else "solid", "width": 1.5},
    }
