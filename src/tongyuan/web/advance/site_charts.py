"""Pictures of stations of every kind: where they stand, and the values of one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure
from tongyuan.web.frame import heading
from tongyuan.web.maps import attribution, dot_options
from tongyuan.web.view import View

__all__ = ["draw_hours", "draw_map"]

WHOLE, PART, NONE = "#2c7fb8", "#e68a00", "#9CA3AF"
#: Share of the clock from which a station counts as complete [%].
ENOUGH = 75.0
HOUR = timedelta(hours=1)


async def draw_map(view: View, latest: Answer, *, kind: str) -> None:
    """Draw stations where they stand, coloured by the completeness of their worst item.

    Parameters
    ----------
    view
        What is shown.
    latest
        Of ``monitor.latest``.
    kind
        Kind of the stations.
    """
    placed = latest.frame().filter(pl.col("lon").is_not_null() & pl.col("lat").is_not_null())
    if placed.is_empty():
        return
    worst = placed.group_by("station", "name", "lon", "lat", maintain_order=True).agg(
        share=pl.col("share").min(), silent=pl.col("value").is_null().all()
    )
    caption = Caption(
        title=f"{view.term('station_kind', kind)} · {view.word('站点与完整性')}",
        source=f"{latest.meta['first']} – {latest.meta['last']}",
        name="sites-map",
        service="monitor.latest",
        arguments={"kind": kind},
        note=view.word("颜色按该站最不完整的项目；没有坐标的站点只在表中。"),
        credit=await attribution(view),
    )
    keys = [
        (WHOLE, view.word("完整性 75 % 及以上")),
        (PART, view.word("不足 75 %")),
        (NONE, view.word("没有数值或不计")),
    ]
    data = [_dot(view, row) for row in worst.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, dot_options(data), height=380, keys=keys)
        chart.on_point_click(lambda event: ui.navigate.to(view.here(station=str(event.name), item=None)))
        ui.label(caption.credit).classes("ty-note")


def _dot(view: View, row: dict[str, Any]) -> dict[str, Any]:
    share = None if row["silent"] else row["share"]
    shade = NONE if share is None else WHOLE if share >= ENOUGH else PART
    told = view.word("没有数值或不计") if share is None else f"{figure(share)} %"
    return {
        "name": row["station"],
        "value": [row["lon"], row["lat"]],
        "itemStyle": {"color": shade},
        "tooltip": {"formatter": view.pair(row["name"], told)},
    }


async def draw_hours(view: View, latest: Answer, *, station: str, kind: str) -> None:
    """Draw the values of one item of a station over the days that the page looks at.

    Parameters
    ----------
    view
        Its query may hold ``item``.
    latest
        Of ``monitor.latest``.
    station
        The station.
    kind
        Its kind.
    """
    own = latest.frame().filter((pl.col("station") == station) & pl.col("item").is_not_null())
    if own.is_empty():
        heading(view.word("这个站点在所看的日子里没有数值。"))
        return
    listed = {row["item"]: view.of(row, "item") for row in own.iter_rows(named=True)}
    item = view.choice("item", tuple(listed))
    row = own.filter(pl.col("item") == item).row(0, named=True)
    span = {"first": str(latest.meta["first"]), "last": str(latest.meta["last"])}
    asked = {"station": station, "kind": kind, "item": item, "averaging": row["averaging"], **span}
    rows = (await view.ask("monitor.hours", **asked)).frame()
    unit = view.unit(row["unit"])
    caption = Caption(
        title=view.measure(f"{row['name']} · {listed[item]}", unit),
        source=view.word("监测值（现行版本）"),
        name="site-hours",
        service="monitor.hours",
        arguments=asked,
        note=view.word("缺测处断开，不补零。"),
    )
    with ui.column().classes("ty-card").props("data-testid=site-hours-card"):
        box = ui.select(
            listed,
            value=item,
            label=view.word("项目"),
            on_change=lambda event: ui.navigate.to(view.here(item=event.value)),
        )
        box.props("dense outlined options-dense data-testid=site-item").classes("min-w-[180px]")
        draw_chart(view, caption, _lines(view, rows, asked, unit), height=280)


def _lines(view: View, rows: pl.DataFrame, asked: dict[str, Any], unit: str) -> dict[str, Any]:
    local = rows.with_columns(at=pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key))
    clock = _clock(asked, local)
    held = dict(zip(local["at"].dt.strftime("%Y-%m-%d %H:%M"), local["value"], strict=True))
    ticks = [one.strftime("%Y-%m-%d %H:%M") for one in clock]
    points = asked["averaging"] != "hour"
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "grid": {"left": 64, "right": 16, "top": 30, "bottom": 44},
        "xAxis": {"type": "category", "data": ticks, "name": view.word("时")},
        "yAxis": {"type": "value", "name": unit, "scale": True},
        "series": [
            {
                "type": "line",
                "name": asked["item"],
                "data": [held.get(one) for one in ticks],
                "symbol": "circle" if points else "none",
            }
        ],
    }


def _clock(asked: dict[str, Any], local: pl.DataFrame) -> list[Any]:
    """Give every hour of the days; days and samples have the times that they came at."""
    if asked["averaging"] != "hour":
        return sorted(local["at"].to_list())
    begin = pl.datetime_range(
        pl.lit(date.fromisoformat(asked["first"])).cast(pl.Datetime) + HOUR,
        pl.lit(date.fromisoformat(asked["last"])).cast(pl.Datetime) + 24 * HOUR,
        "1h",
    )
    return pl.select(begin).to_series().to_list()
