"""PM2.5 and ozone looked at together by city and season, and a place's years with their trend."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.advance.round_names import Names
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_joint", "draw_trend"]

CITY = r"^\d{4}00$"
SEASONS = ("spring", "summer", "autumn", "winter")
CLASSES = ("both", "pm2_5_only", "o3_only", "neither")


async def draw_joint(view: View, levels: Answer, known: Names) -> None:
    """Draw how often PM2.5 and ozone exceed together or alone, and what weekends say of VOC and NOx.

    Parameters
    ----------
    view
        Its query may hold ``place``, whose seasons are drawn.
    levels
        Of ``monitor.levels``.
    known
        Names of regions.
    """
    run = str(levels.meta["run"])
    rows = (await view.ask("monitor.joint", run=run)).frame()
    free = (await view.ask("monitor.weekends", run=run)).frame()
    regimes = {row["place"]: row for row in free.iter_rows(named=True)}
    whole = rows.filter((pl.col("season") == "year") & pl.col("place").str.contains(CITY))
    lines = [_line(view, row, regimes.get(row["place"]), known) for row in whole.iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=air-joint"):
        note = view.word("只数 PM2.5 与 O3 都可判的日子；周末效应是指示，不是证明。")
        heading(view.word("PM2.5 与臭氧协同评价"), note=note)
        draw_table(view, _columns(view), lines, name="air-joint", page=50)
        downloads(view, "monitor.joint", run=run)
        place = view.query.get("place")
        own = rows.filter(pl.col("place") == place)
        if place is not None and own.height:
            _seasons(view, own, levels, place=place, name=known.region(place))


def _columns(view: View) -> list[Column]:
    days = view.word("天")
    return [
        Column("place", view.word("城市")),
        *(Column(one, view.measure(view.term("joint_class", one), days), right=True) for one in CLASSES),
        Column("untold", view.measure(view.word("不能判定"), days), right=True),
        Column("share", view.measure(view.word("同时超标"), "%"), right=True),
        Column("correlation", view.word("秩相关"), right=True),
        Column("no2", view.measure(view.word("周末与平日 NO2 之差"), view.unit("微克/立方米")), right=True),
        Column("o3", view.measure(view.word("周末与平日 O3 之差"), view.unit("微克/立方米")), right=True),
        Column("regime", view.word("周末效应指示")),
    ]


def _line(view: View, row: dict[str, Any], free: dict[str, Any] | None, known: Names) -> dict[str, Any]:
    place = row["place"]
    regime = None if free is None else free["regime"]
    return {
        "place": cell(known.region(place), link=view.here(place=place)),
        **{name: row[name] for name in (*CLASSES, "untold")},
        "share": figure(row["share_both"]),
        "correlation": DASH if row["correlation"] is None else f"{row['correlation']:.2f}",
        **{item: _gap(free, item) for item in ("no2", "o3")},
        "regime": DASH if regime is None else view.term("joint_regime", regime),
    }


def _gap(free: dict[str, Any] | None, item: str) -> str:
    if free is None or free[item] is None or free[f"{item}_low"] is None:
        return DASH
    return f"{free[item]:+.1f} [{free[f'{item}_low']:+.1f}, {free[f'{item}_high']:+.1f}]"


def _seasons(view: View, rows: pl.DataFrame, levels: Answer, *, place: str, name: str) -> None:
    counts = {row["season"]: row for row in rows.iter_rows(named=True)}
    series = [
        {
            "type": "bar",
            "stack": "days",
            "name": view.term("joint_class", one),
            "data": [counts[season][one] if season in counts else None for season in SEASONS],
        }
        for one in CLASSES
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 56, "right": 16, "top": 40, "bottom": 30},
        "xAxis": {"type": "category", "data": [view.term("season", one) for one in SEASONS]},
        "yAxis": {"type": "value", "name": view.word("天")},
        "series": series,
    }
    caption = Caption(
        title=f"{name} · {view.word('各季超标类型')} · {levels.meta['year']}",
        source=view.word("空气质量评价"),
        name="air-seasons",
        service="monitor.joint",
        arguments={"run": levels.meta["run"], "place": place},
        note=view.word("冬季为同一年的 1、2、12 月。"),
    )
    draw_chart(view, caption, options, height=260)


async def draw_trend(view: View, levels: Answer, *, place: str, name: str, item: str) -> None:
    """Draw a place's years of an item with their trend, where there are two or more.

    Parameters
    ----------
    view
        What is shown.
    levels
        Of ``monitor.levels``.
    place, name
        The place and its name.
    item
        The item.
    """
    kind = str(levels.meta["kind"])
    rows = (await view.ask("monitor.trends", place=place, item=item, kind=kind)).frame()
    if rows.height < 2:
        return
    unit = view.unit("毫克/立方米" if item == "co" else "微克/立方米")
    caption = Caption(
        title=f"{name} · {view.measure(item.upper(), unit)} · {_told(view, rows.row(0, named=True))}",
        source=view.word("空气质量评价"),
        name="air-trend",
        service="monitor.trends",
        arguments={"place": place, "item": item, "kind": kind},
        note=view.word("空心为有效天数不足的年份，不计入趋势；O3、CO 为百分位。"),
    )
    points = [
        {"value": row["value"], "symbol": "circle" if row["valid"] else "emptyCircle"}
        for row in rows.iter_rows(named=True)
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 40},
        "xAxis": {"type": "category", "data": [str(year) for year in rows["year"]]},
        "yAxis": {"type": "value", "name": unit},
        "series": [{"type": "line", "data": points, "symbolSize": 9, "name": item.upper()}],
    }
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=240)


def _told(view: View, row: dict[str, Any]) -> str:
    if row["trend"] is None:
        return view.word("有效年份不足五个，不判趋势")
    if row["trend"] == "none":
        return view.word("没有可判定的趋势")
    return f"{view.term('air_trend', row['trend'])} (r = {row['correlation']:.2f}, ≥ {row['critical']:.3f})"
