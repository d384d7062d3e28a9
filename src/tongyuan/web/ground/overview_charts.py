"""The overview's map of cities and its trends."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.figures import figure
from tongyuan.web.theme import chart_base, colour
from tongyuan.web.view import View

__all__ = ["city_map", "trend"]


def city_map(view: View) -> None:
    """Draw a statistical series on the map of cities; cities without a figure are hatched.

    Parameters
    ----------
    view
        Its query may hold ``series`` and ``period``.
    """
    answer = view.session.call(
        "statistic.map", series=view.query.get("series"), period=view.query.get("period")
    )
    meta = answer.meta
    rows = answer.frame()
    known = rows.filter(pl.col("value").is_not_null())
    with ui.column().classes("ty-card"):
        if not meta["choices"]:
            ui.label(view.word("尚无分市数据；导入分市统计后在此成图。"))
            return
        ui.select(
            {key: labels[view.lang] for key, labels in meta["choices"].items()},
            value=meta["choice"],
            on_change=lambda event: ui.navigate.to(
                view.here(series=event.value.split("@")[0], period=event.value.split("@")[1])
            ),
        ).props("dense outlined").classes("w-full")
        chart = ui.echart(_map_options(view, rows, known, meta)).classes("w-full").style("height:400px")
        chart.props('role="img"')


def _map_options(view: View, rows: pl.DataFrame, known: pl.DataFrame, meta: dict[str, Any]) -> dict[str, Any]:
    title = f"{meta[f'label_{view.lang}']}（{meta['unit']}）{meta['period']}"
    source = f"n = {known.height}/{rows.height} · {meta['citation']}"
    options = chart_base(title, source=source if len(source) < 90 else source[:88] + "…")
    options["tooltip"] = {"trigger": "item", "confine": True}
    options["visualMap"] = {
        "type": "continuous",
        "min": float(known["value"].min()),  # type: ignore[arg-type]
        "max": float(known["value"].max()),  # type: ignore[arg-type]
        "left": 0,
        "bottom": 8,
        "calculable": True,
        "inRange": {"color": ["#e0eef7", "#0072B2", "#08306b"]},
        "text": [meta["unit"], ""],
    }
    options["series"] = [
        {
            "type": "map",
            "map": "jurisdiction",
            "nameProperty": "region",
            "top": 56,
            "bottom": 12,
            "label": {"show": True, "fontSize": 10, "formatter": "{b}"},
            "labelLayout": {"hideOverlap": True},
            "itemStyle": {"areaColor": "#f3f4f6", "borderColor": "#fff", "decal": {"symbol": "none"}},
            "data": [_map_item(view, row, str(meta["unit"])) for row in rows.iter_rows(named=True)],
        }
    ]
    return options


def _map_item(view: View, row: dict[str, Any], unit: str) -> dict[str, Any]:
    name = row[f"name_{view.lang}"]
    if row["value"] is None:
        decal = {
            "symbol": "rect",
            "dashArrayX": [1, 0],
            "dashArrayY": [2, 5],
            "rotation": -0.785,
            "color": "#9CA3AF",
        }
        return {
            "name": row["region"],
            "itemStyle": {"areaColor": "#f3f4f6", "decal": decal},
            "label": {"formatter": name},
            "tooltip": {"formatter": f"{name}：— {view.word('未报告')}"},
        }
    return {
        "name": row["region"],
        "value": row["value"],
        "label": {"formatter": name},
        "tooltip": {"formatter": f"{name}：{figure(row['value'])} {unit}"},
    }


def trend(view: View, medium: str) -> None:
    """Draw the trend of carbon or of air pollution, each line with its own definition.

    Parameters
    ----------
    view
        What is shown.
    medium
        ``carbon`` or ``air``.
    """
    answer = view.session.call("statistic.trend", medium=medium)
    rows = answer.frame()
    titles = {
        "carbon": ("二氧化碳排放（万吨）", "CO2 emissions [10 kt]"),
        "air": ("大气污染物与空气质量", "Air pollutants and air quality"),
    }
    options = chart_base(view.pick(*titles[medium]), source=view.word("各线口径见图例"))
    years = sorted(rows["year"].unique().to_list())
    options["grid"] = {"left": 8, "right": 16, "top": 64, "bottom": 72, "containLabel": True}
    options["xAxis"] = {"type": "category", "data": [str(year) for year in years], "name": view.word("年")}
    units = rows["unit"].unique(maintain_order=True).to_list()
    options["yAxis"] = [{"type": "value", "name": unit, "scale": True} for unit in units]
    options["legend"] = {"bottom": 0, "type": "scroll"}
    options["tooltip"] = {"trigger": "axis", "confine": True}
    options["color"] = [colour(medium), "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#CC79A7"]
    options["series"] = [
        {
            "type": "line",
            "name": str(label),
            "yAxisIndex": units.index(part["unit"][0]),
            "connectNulls": False,
            "symbolSize": 8,
            "data": _by_year(part, years),
        }
        for (label,), part in rows.group_by([f"label_{view.lang}"], maintain_order=True)
    ]
    with ui.column().classes("ty-card"):
        if not rows.height:
            ui.label(view.word("尚无数据"))
            return
        ui.echart(options).classes("w-full").style("height:400px")


def _by_year(part: pl.DataFrame, years: list[int]) -> list[float | None]:
    found = dict(zip(part["year"], part["value"], strict=True))
    return [found.get(year) for year in years]
