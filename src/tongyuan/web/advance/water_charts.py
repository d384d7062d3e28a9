"""Pictures of surface water: sections on a map by class, a section's months by class."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.maps import attribution, dot_options
from tongyuan.web.view import View

__all__ = ["CLASS_COLOURS", "class_name", "draw_map", "months_chart"]

#: Colours of classes I to V and worse; what was not measured is grey.
CLASS_COLOURS = ("#2c7fb8", "#41b6c4", "#5B8C2A", "#e6c700", "#e68a00", "#B91C1C")
UNKNOWN = "#9CA3AF"


def class_name(view: View, listed: Answer, number: int | None) -> str:
    """Name a class; none where nothing was measured."""
    if number is None:
        return view.word("未监测")
    row = next(one for one in listed.meta["classes"] if one["class"] == number)
    return view.of(row, "name")


def _keys(view: View, listed: Answer) -> list[tuple[str, str]]:
    named = [(shade, class_name(view, listed, at)) for at, shade in enumerate(CLASS_COLOURS, start=1)]
    return [*named, (UNKNOWN, view.word("未监测"))]


async def draw_map(view: View, listed: Answer, *, period: str) -> None:
    """Draw sections where they lie, coloured by class; one that lacks items has a hollow dot.

    Parameters
    ----------
    view
        What is shown.
    listed
        Of ``water.list``.
    period
        The year or month shown.
    """
    placed = listed.frame().filter(pl.col("lon").is_not_null())
    run = str(listed.meta["run"])
    caption = Caption(
        title=f"{view.word('断面水质类别')} · {period}",
        source=f"{view.word('运行')} {run}",
        name="water-map",
        service="water.list",
        arguments={"run": run, "period": period},
        note=view.word("空心点缺少项目，真实类别同样或更差；没有坐标的断面只在表中。"),
        credit=await attribution(view),
    )
    with ui.column().classes("ty-card"):
        data = [_dot(view, listed, row) for row in placed.iter_rows(named=True)]
        chart = draw_chart(view, caption, dot_options(data), height=440, keys=_keys(view, listed))
        chart.on_point_click(lambda event: ui.navigate.to(view.here(station=str(event.name))))
        ui.label(caption.credit).classes("ty-note")


def _dot(view: View, listed: Answer, row: dict[str, Any]) -> dict[str, Any]:
    shade = UNKNOWN if row["class"] is None else CLASS_COLOURS[row["class"] - 1]
    hollow = {"color": "#ffffff", "borderColor": shade, "borderWidth": 4}
    told = view.pair(row["name"], class_name(view, listed, row["class"]))
    if not row["complete"]:
        told += f" · {view.word('项目不全')}"
    return {
        "name": row["station"],
        "value": [row["lon"], row["lat"]],
        "itemStyle": {"color": shade} if row["complete"] else hollow,
        "tooltip": {"formatter": told},
    }


def months_chart(view: View, listed: Answer, shown: Answer, *, station: str) -> None:
    """Draw the class of every item in every month; a blank month was not measured.

    Parameters
    ----------
    view
        What is shown.
    listed
        Of ``water.list``; it names the classes.
    shown
        Items of ``water.show``.
    station
        The section.
    """
    rows = shown.frame().filter((pl.col("month") > 0) & (pl.col("role") == "judged"))
    named = rows.with_columns(period=pl.format("{}-{}", "year", pl.col("month").cast(pl.String).str.zfill(2)))
    periods = named["period"].unique().sort().to_list()
    items = named["item"].unique(maintain_order=True).to_list()[::-1]
    known = named.filter(pl.col("class").is_not_null())
    cells = [
        [periods.index(row["period"]), items.index(row["item"]), row["class"]]
        for row in known.iter_rows(named=True)
    ]
    pieces = [{"value": at, "color": shade} for at, shade in enumerate(CLASS_COLOURS, start=1)]
    names = [view.term("water_item", item) for item in items]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "grid": {"left": 130, "right": 16, "top": 10, "bottom": 40},
        "xAxis": {"type": "category", "data": periods},
        "yAxis": {"type": "category", "data": names},
        "visualMap": {"type": "piecewise", "show": False, "pieces": pieces, "dimension": 2},
        "series": [{"type": "heatmap", "data": cells}],
    }
    run = str(shown.meta["run"])
    caption = Caption(
        title=f"{view.word('逐月各项目类别')} · {station}",
        source=f"{view.word('运行')} {run}",
        name="water-months",
        service="water.show",
        arguments={"run": run, "station": station, "table": "items"},
        note=view.word("空白为没有监测，不当作达标。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=480, keys=_keys(view, listed))
