"""The overview's map: one series by city, and the figures of the city that was chosen."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import MapClass, map_classes
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure, missing
from tongyuan.web.frame import heading
from tongyuan.web.maps import area, attribution, map_options
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["city_figures", "city_map"]


async def city_map(view: View) -> None:
    """Draw a statistical series on the map of cities; cities without a figure are hatched.

    Parameters
    ----------
    view
        Its query may hold ``series``, ``period`` and ``region``.
    """
    answer = await view.ask("statistic.map", series=view.query.get("series"), period=view.query.get("period"))
    meta, rows = answer.meta, answer.frame()
    with ui.column().classes("ty-card"):
        if not meta["choices"]:
            heading(view.word("尚无分市数据；导入分市统计后在此成图。"))
            if view.opens("/advance/statistics"):
                ui.link(view.word("下载填报模板"), view.link("/advance/statistics"))
            return
        _choose(view, meta)
        known = rows.filter(pl.col("value").is_not_null())
        found = map_classes(known["value"].to_list())
        caption = Caption(
            title=f"{view.measure(view.of(meta, 'label'), view.unit(meta['unit']))} {meta['period']}",
            source=view.pair(view.word("出处"), meta["citation"]),
            name="map",
            service="statistic.map",
            arguments={"series": meta["choice"].split("@")[0], "period": meta["period"]},
            note=view.word("点选城市查看它的数据；斜线为未报告。"),
            credit=await attribution(view),
        )
        keys = _keys(view, found, rows.height - known.height)
        areas = [_area(view, row, view.unit(meta["unit"])) for row in rows.iter_rows(named=True)]
        chart = draw_chart(view, caption, map_options(areas, found), height=420, keys=keys)
        chart.on_point_click(lambda event: _open_city(view, event))
        _cities(view, rows)
        ui.label(caption.credit).classes("ty-note").props("data-testid=attribution")


def _choose(view: View, meta: dict[str, Any]) -> None:
    ui.select(
        {key: labels[view.lang] for key, labels in meta["choices"].items()},
        value=meta["choice"],
        label=view.word("指标与年份"),
        on_change=lambda event: ui.navigate.to(
            view.here(series=event.value.split("@")[0], period=event.value.split("@")[1])
        ),
    ).props("dense outlined options-dense").classes("w-full")


def _open_city(view: View, event: events.EChartPointClickEventArguments) -> None:
    ui.navigate.to(view.here(region=str(event.name)))


def _area(view: View, row: dict[str, Any], unit: str) -> dict[str, Any]:
    name = view.of(row, "name")
    if row["value"] is None:
        told = missing("not_reported", view.lang)
    else:
        told = f"{figure(row['value'])} {unit} · {view.term('quality', row['quality'])}"
    return area(
        row["region"],
        row["value"],
        name=name,
        told=view.pair(name, told),
        chosen=row["region"] == view.query.get("region"),
    )


def _keys(view: View, found: list[MapClass], lacking: int) -> list[tuple[str, str]]:
    entries = [(place.colour, place.text()) for place in found]
    if lacking:
        entries.append(("#d1d5db", f"{view.word('未报告（斜线）')} (n = {lacking})"))
    return entries


def _cities(view: View, rows: pl.DataFrame) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("城市")}"'):
        for row in rows.iter_rows(named=True):
            here = row["region"] == view.query.get("region")
            ui.link(view.of(row, "name"), view.here(region=row["region"])).classes(
                "ty-tab ty-tab-here" if here else "ty-tab"
            )


async def city_figures(view: View) -> None:
    """Draw the figures of the city in the address, newest first; nothing where it names none.

    Parameters
    ----------
    view
        Its query may hold ``region``.
    """
    region = view.query.get("region")
    if region is None or not view.may_call("statistic.list"):
        return
    regions = (await view.ask("region.list")).frame()
    names = {row["region"]: view.of(row, "name") for row in regions.iter_rows(named=True)}
    listed = (await view.ask("statistic.list", region=region)).frame()
    newest = listed.sort("series", "period", descending=[False, True], maintain_order=True)
    with ui.column().classes("ty-card").props("data-testid=city"):
        heading(view.pair(names.get(region, region), view.word("已有数据")))
        if not newest.height:
            ui.label(view.word("这个地区还没有任何数据。"))
        else:
            draw_table(
                view,
                _columns(view),
                [_line(view, row) for row in newest.iter_rows(named=True)],
                name="city-figures",
                page=10,
            )
            downloads(view, "statistic.list", region=region)
        ui.link(view.word("返回全省"), view.here(region=None))


def _columns(view: View) -> list[Column]:
    return [
        Column("label", view.word("指标名称")),
        Column("period", view.word("时期"), narrow=True),
        Column("value", view.word("数值"), right=True),
        Column("unit", view.word("计量单位")),
        Column("quality", view.word("数据质量")),
    ]


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    shown = figure(row["value"]) if row["value"] is not None else missing(row["state"], view.lang)
    return {
        "label": view.of(row, "label"),
        "period": row["period"],
        "value": cell(shown, link=view.link("/figure", id=row["figure"]), raw=row["value"]),
        "unit": view.unit(row["unit"]),
        "quality": view.term("quality", row["quality"]),
    }
