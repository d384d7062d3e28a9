"""The map of cities through the year: one quantity, one month at a time or the year as a whole."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import map_classes
from tongyuan.web.figures import figure, missing
from tongyuan.web.frame import heading
from tongyuan.web.maps import area, attribution, map_options
from tongyuan.web.view import View

__all__ = ["draw_map"]

SHOWN = ("pm2.5", "o3", "pm10", "no2", "so2", "co", "composite")
MONTHS = 12
CITY = r"^\d{4}00$"


async def draw_map(view: View, levels: Answer) -> None:
    """Draw the map with its slider of months.

    Parameters
    ----------
    view
        Its query may hold ``show`` and ``month`` (0 or absent: the year).
    levels
        Of ``monitor.levels``.
    """
    shown = view.choice("show", SHOWN)
    month = min(max(view.number("month") or 0, 0), MONTHS)
    run = str(levels.meta["run"])
    values, valid, service = await _values(view, run, shown, month)
    with ui.column().classes("ty-card").props("data-testid=air-map-card"):
        _choose(view, shown, month)
        told = [value for value in values.values() if value is not None]
        if not told:
            heading(view.word("该月没有可画的数值。"))
            return
        found = map_classes(told)
        cities = (await view.ask("region.list")).frame().filter(pl.col("region").is_in(list(values)))
        areas = []
        for row in cities.iter_rows(named=True):
            value, name = values[row["region"]], view.of(row, "name")
            words = missing("not_reported", view.lang) if value is None else figure(value)
            if value is not None and not valid[row["region"]]:
                words += f" · {view.word('有效天数不足')}"
            chosen = view.query.get("place") == row["region"]
            areas.append(area(row["region"], value, name=name, told=view.pair(name, words), chosen=chosen))
        when = f"{levels.meta['year']}" + (f"-{month:02d}" if month else "")
        caption = Caption(
            title=f"{_label(view, shown)} · {when}",
            source=f"{view.word('运行')} {run}",
            name="air-map",
            service=service,
            arguments={"run": run, "span": "month" if month else "year"},
            note=view.word("点选城市看逐日；斜线为没有数据。"),
            credit=await attribution(view),
        )
        keys = [(place.colour, place.text()) for place in found]
        chart = draw_chart(view, caption, map_options(areas, found), height=420, keys=keys)
        chart.on_point_click(lambda event: ui.navigate.to(view.here(place=str(event.name))))
        ui.label(caption.credit).classes("ty-note")


async def _values(
    view: View, run: str, shown: str, month: int
) -> tuple[dict[str, float | None], dict[str, bool], str]:
    span = "month" if month else "year"
    if shown == "composite":
        rows = (await view.ask("monitor.ranking", run=run, span=span)).frame()
        rows = rows.filter(pl.col("month") == month).with_columns(valid=pl.col("rank").is_not_null())
        service, column = "monitor.ranking", "composite"
    else:
        rows = (await view.ask("monitor.periods", run=run, item=shown, span=span)).frame()
        rows = rows.filter((pl.col("month") == month) & pl.col("place").str.contains(CITY))
        service, column = "monitor.periods", "percentile" if shown in ("o3", "co") else "mean"
    values = dict(rows.select("place", column).iter_rows())
    return values, dict(rows.select("place", "valid").iter_rows()), service


def _label(view: View, shown: str) -> str:
    if shown == "composite":
        return view.word("综合指数")
    unit = view.unit("毫克/立方米" if shown == "co" else "微克/立方米")
    percentile = {"o3": view.word("O3 第 90 百分位"), "co": view.word("CO 第 95 百分位")}
    return view.measure(percentile.get(shown, shown.upper()), unit)


def _choose(view: View, shown: str, month: int) -> None:
    with ui.element("div").classes("ty-choices"):
        box = ui.select(
            {one: _label(view, one) for one in SHOWN},
            value=shown,
            label=view.word("地图显示"),
            on_change=lambda event: ui.navigate.to(view.here(show=event.value)),
        )
        box.props("dense outlined data-testid=air-show").classes("min-w-[220px]")
        with ui.column().classes("min-w-[280px]"):
            ui.label(view.pair(view.word("月份"), str(month) if month else view.word("全年"))).classes(
                "ty-note"
            )
            slider = ui.slider(min=0, max=MONTHS, value=month, step=1)
            slider.props(f'markers snap label data-testid=air-month aria-label="{view.word("月份")}"')
            slider.on("change", lambda event: _go(view, event.args))


def _go(view: View, month: Any) -> None:
    ui.navigate.to(view.here(month=int(month) or None))
