"""One place of the evaluation: its days as a calendar, its months against limits, its hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.advance.ambient_together import draw_trend
from tongyuan.web.advance.round_names import Names
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, draw_table
from tongyuan.web.view import View

__all__ = ["draw_place"]

#: Colours of the six levels as the standard names them, readable on paper; each day also tells its figure.
COLOURS = ("#00b050", "#e6c700", "#e68a00", "#d7263d", "#7b2d8b", "#6b1a2b")
WEEK = timedelta(days=6)
ITEMS = ("pm2.5", "o3", "pm10", "no2", "so2", "co")


async def draw_place(view: View, levels: Answer, known: Names) -> None:
    """Draw the place that the address names.

    Parameters
    ----------
    view
        Its query holds ``place``; it may hold ``first``, the first day of a week of hours.
    levels
        Of ``monitor.levels``.
    known
        Names of regions.
    """
    place, run = view.query["place"], str(levels.meta["run"])
    name = known.region(place)
    days = (await view.ask("monitor.days", run=run, place=place)).frame()
    if days.is_empty():
        with ui.column().classes("ty-card"):
            heading(view.word("没有这个地区或点位，或不在可见范围内。"))
        return
    _calendar(view, levels, days, place=place, name=name)
    await _months(view, levels, place=place, name=name)
    item = view.choice("item", ITEMS)
    await draw_trend(view, levels, place=place, name=name, item=item)
    _exceeding(view, levels, days, place=place, name=name)
    await _hours(view, levels, days, place=place)


def _calendar(view: View, levels: Answer, days: pl.DataFrame, *, place: str, name: str) -> None:
    year = int(levels.meta["year"])
    bands = list(zip(levels.meta["bands"], COLOURS, strict=True))
    told = days.filter(pl.col("aqi").is_not_null())
    data = [[str(row["day"]), row["aqi"]] for row in told.iter_rows(named=True)]
    pieces = [_piece(band, colour) for band, colour in bands]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "formatter": "{c}"},
        "visualMap": {"type": "piecewise", "show": False, "pieces": pieces, "dimension": 1},
        "calendar": _year_of(view, year),
        "series": [{"type": "heatmap", "coordinateSystem": "calendar", "data": data}],
    }
    keys = [
        (colour, f"{view.of(band, 'name')} {band['aqi_low']}–{band['aqi_high'] or ''}")
        for band, colour in bands
    ]
    caption = Caption(
        title=f"{name} · AQI · {year}",
        source=f"{view.word('运行')} {levels.meta['run']}",
        name="air-calendar",
        service="monitor.days",
        arguments={"run": levels.meta["run"], "place": place},
        note=view.word("空白为没有评价的日子；不足六项的日子 AQI 是下限，不能判为达标。"),
    )
    with ui.column().classes("ty-card").props("data-testid=air-calendar-card"):
        draw_chart(view, caption, options, height=170, keys=keys)


def _piece(band: dict[str, Any], colour: str) -> dict[str, Any]:
    piece = {"gte": band["aqi_low"], "color": colour}
    return piece if band["aqi_high"] is None else piece | {"lte": band["aqi_high"]}


def _year_of(view: View, year: int) -> dict[str, Any]:
    names = {"nameMap": "ZH" if view.lang == "zh" else "EN"}
    return {
        **{"range": str(year), "left": 40, "right": 10, "top": 24, "cellSize": ["auto", 15]},
        "yearLabel": {"show": False},
        "dayLabel": {**names, "firstDay": 1},
        "monthLabel": names,
    }


async def _months(view: View, levels: Answer, *, place: str, name: str) -> None:
    run = str(levels.meta["run"])
    item = view.choice("item", ITEMS)
    rows = (await view.ask("monitor.periods", run=run, place=place, item=item, span="month")).frame()
    unit = view.unit("毫克/立方米" if item == "co" else "微克/立方米")
    caption = Caption(
        title=f"{name} · {view.measure(item.upper(), unit)} · {levels.meta['year']}",
        source=f"{view.word('运行')} {run}",
        name="air-months",
        service="monitor.periods",
        arguments={"run": run, "place": place, "item": item, "span": "month"},
        note=view.word("浅色为有效天数不足的月份；O3、CO 为百分位。"),
    )
    with ui.column().classes("ty-card"):
        box = ui.select(
            {one: one.upper() for one in ITEMS},
            value=item,
            label=view.word("项目"),
            on_change=lambda event: ui.navigate.to(view.here(item=event.value)),
        )
        box.props("dense outlined data-testid=air-item").classes("min-w-[120px]")
        draw_chart(view, caption, _bars(view, rows, item, unit), height=240)


def _bars(view: View, rows: pl.DataFrame, item: str, unit: str) -> dict[str, Any]:
    column = "percentile" if item in ("o3", "co") else "mean"
    by_month = dict(rows.select("month", column).iter_rows())
    valid = dict(rows.select("month", "valid").iter_rows())
    months = range(1, 13)
    bars = [
        {"value": by_month.get(month), "itemStyle": {} if valid.get(month) else {"opacity": 0.35}}
        for month in months
    ]
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 40},
        "xAxis": {"type": "category", "data": [str(month) for month in months], "name": view.word("月")},
        "yAxis": {"type": "value", "name": unit},
        "series": [{"type": "bar", "data": bars, "name": item.upper()}],
    }


def _exceeding(view: View, levels: Answer, days: pl.DataFrame, *, place: str, name: str) -> None:
    over = days.filter(pl.col("exceeds")).sort("aqi", descending=True)
    columns = [
        Column("day", view.word("日期"), narrow=True),
        Column("aqi", "AQI", right=True),
        Column("primary", view.word("首要污染物")),
        Column("fine", view.measure("PM2.5", view.unit("微克/立方米")), right=True),
        Column("ozone", view.measure(view.word("O3 日最大 8 小时"), view.unit("微克/立方米")), right=True),
        Column("items", view.word("有效项目"), right=True),
        Column("dust", view.word("沙尘扣除")),
        Column("edition", view.word("标准版本")),
    ]
    lines = [
        {
            "day": str(row["day"]),
            "aqi": f"{row['aqi']:.0f}",
            "primary": (row["primary"] or DASH).upper().replace(" ", "、"),
            "fine": figure(row["pm2_5"]),
            "ozone": figure(row["o3"]),
            "items": row["items"],
            "dust": view.word("是") if row["dust"] else "",
            "edition": row["edition"],
        }
        for row in over.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=air-exceeding"):
        heading(f"{name} · {view.word('超标日')} · {over.height}")
        draw_table(view, columns, lines, name="air-exceeding", page=20)
        downloads(view, "monitor.days", run=levels.meta["run"], place=place)


async def _hours(view: View, levels: Answer, days: pl.DataFrame, *, place: str) -> None:
    """Draw a week of hours of a station; a city has none of its own."""
    if not view.may_call("monitor.hours") or levels.meta["kind"] != "air":
        return
    last_day = days["day"].max()
    assert isinstance(last_day, date)  # noqa: S101 - days are dates
    first = _first_day(view, last_day)
    span = {"first": str(first), "last": str(first + WEEK)}
    rows = (await view.ask("monitor.hours", station=place, **span)).frame()
    if rows.is_empty():
        return
    caption = Caption(
        title=f"{place} · {span['first']} – {span['last']}",
        source=view.word("监测值（现行版本）"),
        name="air-hours",
        service="monitor.hours",
        arguments={"station": place, **span},
        note=view.word("缺测处断开，不补零。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, _lines(view, rows, first), height=280)


def _lines(view: View, rows: pl.DataFrame, first: date) -> dict[str, Any]:
    ended = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key)
    local = rows.with_columns(at=ended.dt.strftime("%m-%d %H"))
    clock = [_tick(first, hour) for hour in range(1, 24 * 7 + 1)]
    fine, coarse = view.unit("微克/立方米"), view.unit("毫克/立方米")
    series = []
    for (item,), part in local.group_by("item", maintain_order=True):
        held = dict(part.select("at", "value").iter_rows())
        values = [held.get(one) for one in clock]
        series.append({"type": "line", "name": str(item).upper(), "data": values, "symbol": "none"})
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 56, "right": 16, "top": 60, "bottom": 40},
        "xAxis": {"type": "category", "data": clock, "name": view.word("时")},
        "yAxis": {"type": "value", "name": f"{fine} · CO {coarse}"},
        "series": series,
    }


def _first_day(view: View, last: date) -> date:
    try:
        return date.fromisoformat(view.query.get("first", ""))
    except ValueError:
        return last - WEEK


def _tick(first: date, hour: int) -> str:
    """Name the end of an hour of the week; an hour that ends at 24:00 is written as 0 of the next day."""
    day = first + timedelta(days=hour // 24)
    return f"{day:%m-%d} {hour % 24:02d}"
