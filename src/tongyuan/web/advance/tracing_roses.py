"""The rose of winds, and of what each wind brings."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure
from tongyuan.web.view import View

__all__ = ["draw_roses"]

COMPASS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
#: From weak to strong wind.
SHADES = ("#cfe3f2", "#8dbde0", "#3f8ec4", "#174a7c")
MEAN = "#b4551f"


def draw_roses(view: View, answer: Answer, told: dict[str, str]) -> None:
    """Draw how often the wind blows from where, and the mean of the item in it.

    Parameters
    ----------
    view
        What is shown.
    answer
        Of ``trace.rose``.
    told
        What it was asked.
    """
    rows = answer.frame()
    with ui.element("div").classes("w-full grid gap-4 md:grid-cols-2"):
        with ui.column().classes("w-full"):
            _winds(view, rows, told)
        with ui.column().classes("w-full"):
            _means(view, rows, told)


def _caption(view: View, rows: pl.DataFrame, told: dict[str, str], *, name: str, title: str) -> Caption:
    calm = float(rows.filter(pl.col("sector").is_null())["share"].sum())
    unusable = int(rows["unusable"][0])
    return Caption(
        title=title,
        source=f"{told['station']} · {told['weather']} · {told['first']} – {told['last']}",
        name=name,
        service="trace.rose",
        arguments=told,
        note=view.pick(
            f"静风 {figure(calm)} %，不画；{unusable} 个小时没有风，未计入。",
            f"Calm {figure(calm)} %, not drawn; {unusable} hours without a wind do not count.",
        ),
    )


def _winds(view: View, rows: pl.DataFrame, told: dict[str, str]) -> None:
    edges = rows["speed_from"].unique().sort().to_list()
    names = {low: f"{low:g}–{high:g} m/s" for low, high in pairwise(edges)} | {
        edges[-1]: f"≥ {edges[-1]:g} m/s"
    }
    blown = rows.drop_nulls("sector")
    series = []
    for low, shade in zip(edges, SHADES, strict=False):
        held = dict(blown.filter(pl.col("speed_from") == low).select("sector", "share").iter_rows())
        data = [round(held.get(at, 0.0), 3) for at in range(len(COMPASS))]
        series.append(_bar(names[low], data, shade) | {"stack": "wind"})
    title = view.measure(view.word("风玫瑰：各风向的时间比例"), "%")
    keys = [(shade, names[low]) for low, shade in zip(edges, SHADES, strict=False)]
    draw_chart(
        view, _caption(view, rows, told, name="trace-rose", title=title), _rose(series), height=360, keys=keys
    )


def _means(view: View, rows: pl.DataFrame, told: dict[str, str]) -> None:
    valued = rows.filter(pl.col("sector").is_not_null() & (pl.col("valued") > 0))
    sums = valued.group_by("sector").agg(
        mean=(pl.col("mean") * pl.col("valued")).sum() / pl.col("valued").sum()
    )
    held = dict(sums.iter_rows())
    data = [None if held.get(at) is None else round(held[at], 2) for at in range(len(COMPASS))]
    unit = view.unit("毫克/立方米" if told["item"] == "co" else "微克/立方米")
    title = view.measure(f"{view.word('污染玫瑰：各风向的平均浓度')} · {told['item'].upper()}", unit)
    series = [_bar(told["item"].upper(), data, MEAN)]
    draw_chart(
        view, _caption(view, rows, told, name="trace-pollution-rose", title=title), _rose(series), height=360
    )


def _bar(name: str, data: list[Any], shade: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "coordinateSystem": "polar",
        "name": name,
        "data": data,
        "itemStyle": {"color": shade},
    }


def _rose(series: list[dict[str, Any]]) -> dict[str, Any]:
    """Lay bars around the compass, north on top and clockwise."""
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "polar": {"radius": "72%"},
        "angleAxis": {"type": "category", "data": list(COMPASS), "startAngle": 101.25},
        "radiusAxis": {"type": "value", "min": 0},
        "series": series,
    }
