"""Volatile organic compounds of a station: what they may make of ozone, what ozone seems limited by."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading, quoted
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_organics"]


async def draw_organics(view: View, latest: Answer, *, station: str) -> None:
    """Draw the potential of the species, and the ratios beside a station of air.

    Parameters
    ----------
    view
        Its query may hold ``air``, the station of air.
    latest
        Of ``monitor.latest``.
    station
        The station.
    """
    asked = {"station": station, "first": latest.meta["first"], "last": latest.meta["last"]}
    _potential(view, await view.ask("monitor.potential", **asked), asked)
    await _regime(view, asked)


def _potential(view: View, found: Answer, asked: dict[str, Any]) -> None:
    rows, meta = found.frame(), found.meta
    unit = view.unit("微克/立方米")
    with ui.column().classes("ty-card").props("data-testid=site-potential-card"):
        heading(view.word("臭氧生成潜势"), note=meta["said"][view.lang])
        if rows.is_empty():
            quoted(view.word("没有可用的物种小时值。"))
            return
        measured, lacking = rows.height, len(meta["not_measured"])
        total = f"{figure(meta['potential'])} {unit}"
        quoted(
            view.pick(
                f"合计至少 {total}（{measured} 个物种，另有 {lacking} 个未监测）。",
                f"{total} at least ({measured} species; {lacking} more not measured).",
            )
        )
        caption = Caption(
            title=view.measure(view.word("各物种的臭氧生成潜势"), unit),
            source="Carter 2010 (MIR)",
            name="site-potential",
            service="monitor.potential",
            arguments=asked,
            note=view.word("均值 × 最大增量反应活性；298.15 K、101.325 kPa。"),
        )
        named = rows.reverse()
        names = [view.of(row, "name") for row in named.iter_rows(named=True)]
        options = {
            "aria": {"enabled": True},
            "tooltip": {"confine": True, "trigger": "axis"},
            "grid": {"left": 120, "right": 30, "top": 10, "bottom": 40},
            "xAxis": {"type": "value", "name": unit},
            "yAxis": {"type": "category", "data": names},
            "series": [{"type": "bar", "data": [round(one, 2) for one in named["potential"]]}],
        }
        draw_chart(view, caption, options, height=120 + 22 * rows.height)


async def _regime(view: View, asked: dict[str, Any]) -> None:
    stations = (await view.ask("monitor.stations", kind="air")).frame().unique("station")
    listed = dict(stations.sort("station").select("station", "name").iter_rows())
    if not listed:
        return
    air = view.query.get("air")
    with ui.column().classes("ty-card").props("data-testid=site-regime"):
        heading(
            view.word("臭氧敏感性指示"),
            note=view.word("整个区间落在一侧才给出判断；不足 20 天或物种太少，不能判断。"),
        )
        box = ui.select(
            listed,
            value=air if air in listed else None,
            label=view.word("同址或邻近的空气点位"),
            on_change=lambda event: ui.navigate.to(view.here(air=event.value)),
        )
        box.props("dense outlined options-dense data-testid=site-air").classes("min-w-[200px]")
        if air in listed:
            found = await view.ask("monitor.regime", **asked, air=air)
            quoted(found.meta["said"][view.lang])
            _ratios(view, found)
            downloads(view, "monitor.regime", **asked, air=air)


def _ratios(view: View, found: Answer) -> None:
    columns = [
        Column("indicator", view.word("指标")),
        Column("verdict", view.word("判断")),
        Column("median", view.word("中位数"), right=True),
        Column("interval", view.word("90 % 区间"), right=True),
        Column("bounds", view.word("界限（未核对原文）"), right=True),
        Column("hours", view.word("时段")),
        Column("days", view.word("天数"), right=True),
        Column("species", view.word("物种数"), right=True),
    ]
    lines = [
        {
            "indicator": view.term("ozone_indicator", row["indicator"]),
            "verdict": view.term("ozone_regime", row["verdict"]),
            "median": cell(figure(row["median"]), raw=row["median"]),
            "interval": DASH if row["low"] is None else f"{figure(row['low'])} – {figure(row['high'])}",
            "bounds": f"{figure(row['bound_low'])} / {figure(row['bound_high'])}",
            "hours": f"{row['first_hour']:02d}–{row['last_hour']:02d}",
            "days": f"{row['days']} / {row['expected_days']}",
            "species": row["species"] or DASH,
        }
        for row in found.frame().iter_rows(named=True)
    ]
    draw_table(view, columns, lines, name="site-ratios")
