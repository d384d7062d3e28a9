"""Where it comes from: winds that bring high values to a station, and cells of a grid that are often hot."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError
from tongyuan.web.advance.tracing_roses import draw_roses
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_cells", "draw_winds"]

ASKED = ("station", "weather", "first", "last")
#: From no to certain: readable on paper, each point tells its figure.
COLOURS = ["#dce9f5", "#f2c14e", "#d7263d"]
LEVELS = {1: "#d7263d", 2: "#e6c700", 3: "#2f6fb0", 0: "#9aa5b1"}


async def draw_winds(view: View) -> None:
    """Draw the form of winds, and the polar plot where the address tells station, weather and days.

    Parameters
    ----------
    view
        Its query may hold ``station``, ``weather``, ``first``, ``last``, ``item``.
    """
    if not view.may_call("trace.polar"):
        return
    with ui.column().classes("ty-card").props("data-testid=trace-winds"):
        note = view.word("每格为该风向、风速下浓度高于第 75 百分位的小时比例（CBPF）；不足 5 小时的格不画。")
        heading(view.word("高值从哪个方向来"), note=note)
        _asking(view)
        if not all(view.query.get(name) for name in ASKED):
            return
        told = {name: view.query[name] for name in ASKED} | {"item": view.query.get("item", "pm2.5")}
        try:
            answer = await view.ask("trace.polar", **told)
        except TongyuanError as error:
            show_problems(view, error.problems)
            return
        _polar(view, answer, told)
        draw_roses(view, await view.ask("trace.rose", **told), told)


def _asking(view: View) -> None:
    words = {
        "station": view.word("点位"),
        "weather": view.word("气象站"),
        "item": view.word("项目"),
        "first": view.word("起始日"),
        "last": view.word("截止日"),
    }
    with ui.element("div").classes("ty-choices"):
        boxes = {name: ui.input(word, value=view.query.get(name, "")) for name, word in words.items()}
        for name, box in boxes.items():
            box.props(f"dense outlined data-testid=wind-{name}").classes("min-w-[140px]")

        def go() -> None:
            told = {name: box.value for name, box in boxes.items() if box.value}
            ui.navigate.to(view.here(**told))

        ui.button(view.word("画出来"), on_click=go).props("outline data-testid=wind-draw")


def _polar(view: View, answer: Answer, told: dict[str, str]) -> None:
    rows = answer.frame()
    unusable = int(rows["unusable"].max() or 0)  # type: ignore[arg-type]
    edges = rows["speed_from"].unique().sort().to_list()
    middle = {low: (low + high) / 2 for low, high in pairwise(edges)} | {edges[-1]: edges[-1] + 1.0}
    points = [
        [middle[row["speed_from"]], row["from_degrees"], round(row["probability"], 3), row["hours"]]
        for row in rows.drop_nulls(["sector", "probability"]).iter_rows(named=True)
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "polar": {"radius": "75%"},
        "angleAxis": {"type": "value", "min": 0, "max": 360, "interval": 45, "startAngle": 90},
        "radiusAxis": {"type": "value", "name": "m/s", "min": 0},
        "visualMap": {"min": 0, "max": 1, "dimension": 2, "inRange": {"color": COLOURS}, "right": 0},
        "series": [{"type": "scatter", "coordinateSystem": "polar", "symbolSize": 20, "data": points}],
    }
    threshold = figure(rows["threshold"][0])
    caption = Caption(
        title=f"{told['station']} · {told['item'].upper()} > {threshold} · {told['first']} – {told['last']}",
        source=view.pick(
            f"风取自 {told['weather']}；{unusable} 个小时缺浓度或风，未计入。",
            f"Winds of {told['weather']}; {unusable} hours lack value or wind and do not count.",
        ),
        name="trace-polar",
        service="trace.polar",
        arguments=told,
    )
    draw_chart(view, caption, options, height=420)


async def draw_cells(view: View) -> None:
    """Draw the cells of the latest screening, gravest first.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("trace.cells"):
        return
    try:
        answer = await view.ask("trace.cells")
    except NotFoundError:
        return
    rows = answer.frame()
    with ui.column().classes("ty-card").props("data-testid=trace-cells"):
        note = view.word(
            "等级按热点时段的比例：1 红、2 黄、3 蓝；时段太少的不判。比例界限由本系统给出，不是标准。"
        )
        heading(view.word("热点网格"), note=note)
        _cells_chart(view, answer)
        _cells_table(view, rows)
        downloads(view, "trace.cells", run=answer.meta["run"])


def _cells_chart(view: View, answer: Answer) -> None:
    placed = answer.frame().filter(pl.col("lon").is_not_null())
    if placed.is_empty():
        return
    series = [
        {
            "type": "scatter",
            "symbol": "rect",
            "symbolSize": 16,
            "name": view.word("无") if level == 0 else str(level),
            "itemStyle": {"color": shade},
            "data": placed.filter(level=level).select("lon", "lat", "share", "cell").rows(),
        }
        for level, shade in LEVELS.items()
    ]
    axis = {"type": "value", "scale": True}
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "legend": {"top": 0},
        "grid": {"left": 56, "right": 30, "top": 40, "bottom": 40},
        "xAxis": {**axis, "name": view.word("经度")},
        "yAxis": {**axis, "name": view.word("纬度")},
        "series": series,
    }
    caption = Caption(
        title=view.word("热点网格的位置与等级"),
        source=f"{view.word('运行')} {answer.meta['run']}",
        name="trace-hot",
        service="trace.cells",
        arguments={"run": answer.meta["run"]},
    )
    draw_chart(view, caption, options, height=320)


def _cells_table(view: View, rows: pl.DataFrame) -> None:
    columns = [
        Column("cell", view.word("网格")),
        Column("level", view.word("等级"), right=True, narrow=True),
        Column("share", view.measure(view.word("热点比例"), "%"), right=True),
        Column("longest", view.word("最长连续"), right=True),
        Column("measured", view.word("有值时段"), right=True),
        Column("missing", view.word("缺测时段"), right=True),
        Column("mean", view.word("平均值"), right=True),
    ]
    lines = [
        {
            "cell": cell(row["cell"], lang="zh"),
            "level": view.word("不能判定") if row["level"] is None else row["level"],
            "share": DASH if row["share"] is None else percent(row["share"]),
            **{name: row[name] for name in ("longest", "measured", "missing")},
            "mean": figure(row["mean"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    draw_table(view, columns, lines, name="trace-cells", page=20)
