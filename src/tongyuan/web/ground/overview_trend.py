"""The overview's trends: one small chart for each unit, on real years, gaps left open."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary import units
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["trends"]

WIDE = 50  # a chart whose largest value is so many times its smallest is drawn on a logarithmic axis


async def trends(view: View) -> None:
    """Draw the trends of carbon and of air, one chart for each unit.

    Parameters
    ----------
    view
        What is shown.
    """
    titles = {
        "carbon": view.word("二氧化碳排放"),
        "air": view.word("大气污染物与空气质量"),
    }
    for medium, title in titles.items():
        rows = (await view.ask("statistic.trend", medium=medium)).frame()
        for number, part in enumerate(rows.partition_by("unit", maintain_order=True)):
            _panel(view, medium, part, title=title, name=f"trend-{medium}-{number}")
        if not rows.height:
            with ui.column().classes("ty-card"):
                ui.label(view.pair(title, view.word("尚无数据")))


def _panel(view: View, medium: str, rows: pl.DataFrame, *, title: str, name: str) -> None:
    rows, unit = _read(view, rows)
    known = rows.filter(pl.col("value").is_not_null())
    lines = known.partition_by("line", maintain_order=True)
    unknown = (
        rows.filter(pl.col("value").is_null())["species"].drop_nulls().unique(maintain_order=True).to_list()
    )
    if len(lines) == 1:
        title = view.of(lines[0].row(0, named=True), "label")
    elif medium == "air" and rows["species"].null_count() == 0:
        title = view.word("大气污染物排放")
    wide = known.height > 0 and known["value"].max() > WIDE * known["value"].min() > 0  # type: ignore[operator]
    options: dict[str, Any] = {
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 8, "containLabel": True},
        "xAxis": _years(view, known),
        "yAxis": {
            "type": "log" if wide else "value",
            "name": f"{unit} · {view.word('对数轴')}" if wide else unit,
            "nameTextStyle": {"align": "left"},
            "scale": True,
            "nameGap": 12,
        },
        "tooltip": {"trigger": "item", "confine": True},
        "series": [_line(view, part, unit) for part in lines],
    }
    caption = Caption(
        title=view.measure(title, unit),
        source=view.word("各线各有口径，见图例；不同口径的点不相连。"),
        name=name,
        service="statistic.trend",
        arguments={"medium": medium},
    )
    with ui.column().classes("ty-card"):
        keys = [(_shade(part), _told(view, part)) for part in lines]
        draw_chart(view, caption, options, height=240, keys=keys)
        if unknown:
            ui.label(view.pair(view.listing(unknown), view.word("未估算（NE），不画为零"))).classes("ty-note")


def _read(view: View, rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Write masses in the unit that the language reads: 万吨 in Chinese, kt in English."""
    if view.lang == "zh" or rows["unit"][0] != "万吨":
        return rows, view.unit(rows["unit"][0])
    return rows.with_columns(pl.col("value") * units.factor("万吨", to="千吨")), "kt"


def _years(view: View, known: pl.DataFrame) -> dict[str, Any]:
    years = known["year"].to_list() or [0]
    return {
        "type": "value",
        "min": min(years) - 1,
        "max": max(years) + 1,
        "minInterval": 1,
        "splitLine": {"show": False},
        "axisLabel": {":formatter": "year => String(year)", "hideOverlap": True},
    }


def _line(view: View, part: pl.DataFrame, unit: str) -> dict[str, Any]:
    compiled = part["species"][0] is not None
    label = view.of(part.row(0, named=True), "label")
    told = {
        year: f"{label}<br>{view.pair(str(year), figure(value))} {unit}"
        for year, value in part.select("year", "value").iter_rows()
    }
    return {
        "type": "line",
        "name": label,
        "connectNulls": False,
        "symbol": "circle" if compiled else "diamond",
        "symbolSize": 9,
        "showAllSymbol": True,
        "color": colour(_shade(part)),
        "data": [
            {"value": [year, value], "tooltip": {"formatter": told.get(year, "")}}
            for year, value in _with_gaps(part)
        ],
    }


def _with_gaps(part: pl.DataFrame) -> list[tuple[int, float | None]]:
    found = dict(part.select("year", "value").iter_rows())
    return [(year, found.get(year)) for year in range(min(found), max(found) + 1)]


def _shade(part: pl.DataFrame) -> str:
    return str(part["species"][0] or part["line"][0])


def _told(view: View, part: pl.DataFrame) -> str:
    last = part.row(-1, named=True)
    return view.measure(view.pair(view.of(last, "label"), figure(last["value"])), str(last["year"]))
