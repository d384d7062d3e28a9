"""Ecological zoning: the map, a place asked about, units, plots and candidates."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.deploy.zone_lists import lists
from tongyuan.web.deploy.zone_map import draw_zones
from tongyuan.web.deploy.zone_plots import plots
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

DIMENSIONS = ("space", "pollution", "risk", "resource")


async def page(view: View) -> None:
    """Draw the zoning.

    Parameters
    ----------
    view
        Its query may hold ``lon`` and ``lat`` [degree] of a place that is asked about, and ``plot``.
    """
    async with frame(view, view.word("生态环境分区管控：这里能建什么")):
        units = (await view.ask("zone.list")).frame()
        if units.is_empty():
            empty(
                view,
                missing=view.word("尚无管控单元"),
                owed_by=view.word("主管部门发布的单元边界与准入清单，由省级分析员导入；系统不臆造任何边界"),
                then=view.word("这里将给出地图、每个单元的四维清单，以及任一点、线、面所在的单元与占比。"),
            )
            _example(view)
        else:
            await _zoned(view, units)
        await plots(view)


async def _zoned(view: View, units: Any) -> None:
    synthetic = (units["origin"].cast(str) == "synthetic").any()
    mark = view.word("（含合成数据，仅供演练）") if synthetic else ""
    answer_line(view.pick(f"{units.height} 个管控单元{mark}。", f"{units.height} units of zoning {mark}."))
    at = _place(view)
    with ui.column().classes("ty-card"):
        heading(view.word("地图"), note=view.word("点击地图查询该点；边界为显示而简化，研判用原始边界。"))
        drawn = (await view.ask("zone.outlines")).record()["features"]
        draw_zones(view, drawn, at=at)
        _asking(view, at)
        if at is not None:
            await _answer(view, at)
    _screening(view)
    _listed(view, units)
    await lists(view)


def _place(view: View) -> tuple[float, float] | None:
    """Read the place that the address names."""
    try:
        lon, lat = float(view.query.get("lon", "")), float(view.query.get("lat", ""))
    except ValueError:
        return None
    known = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if known else None


def _asking(view: View, at: tuple[float, float] | None) -> None:
    with ui.row().classes("items-end gap-3"):
        lon = ui.input(view.word("经度（度）"), value="" if at is None else f"{at[0]:g}")
        lat = ui.input(view.word("纬度（度）"), value="" if at is None else f"{at[1]:g}")
        lon.props("dense outlined data-testid=zone-lon")
        lat.props("dense outlined data-testid=zone-lat")
        ask = ui.button(
            view.word("研判"), on_click=lambda: ui.navigate.to(view.here(lon=lon.value, lat=lat.value))
        )
        ask.props("unelevated no-caps data-testid=zone-ask")


async def _answer(view: View, at: tuple[float, float]) -> None:
    rows = (await view.ask("zone.locate", lon=at[0], lat=at[1])).frame()
    with ui.column().classes("w-full").props("data-testid=zone-answer"):
        _judged(view, rows)
        address = service_address("zone.located", form="json", lon=at[0], lat=at[1])
        ui.link(view.word("下载研判结果（GeoJSON）"), address).props("download data-testid=zone-located")


def _judged(view: View, rows: Any) -> None:
    """Write what the units say about sites, each unit with its four-dimension list."""
    for row in rows.iter_rows(named=True):
        if row["unit"] is None:
            ui.label(view.pair(row["site"], view.word("不在任何管控单元内")))
            continue
        red = view.term("zone_red_line", row["red_line_state"])
        share = figure(row["share"] * 100)
        ui.label(
            f"{row['site']} · {row['unit']} {row['name']} · {view.term('zone_class', row['zone_class'])} · "
            f"{share} % · {red}"
        ).classes("font-bold")
        if row["shared_border"]:
            ui.label(view.word("该点位于单元交界，各单元清单均适用。"))
        for dimension in DIMENSIONS:
            text = row[dimension] or view.word("来源未给出")
            ui.label(view.pair(view.term("zone_dimension", dimension), text)).classes("ty-note")


def _screening(view: View) -> None:
    """Take a file of sites and answer beside it."""
    if not view.may_call("zone.screen"):
        return
    with ui.column().classes("ty-card"):
        note = view.word("csv、xlsx（经度、纬度或 WKT）、GeoJSON 或 shapefile 压缩包；坐标系 CGCS2000。")
        heading(view.word("批量研判"), note=note)
        place = ui.column().classes("w-full").props("data-testid=zone-screened")

        async def receive(event: events.UploadEventArguments) -> None:
            place.clear()
            with tempfile.TemporaryDirectory() as folder, place:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                try:
                    _judged(view, (await view.ask("zone.screen", file=file)).frame().head(50))
                except TongyuanError as error:
                    show_problems(view, error.problems)

        box = ui.upload(label=view.word("选择选址文件"), on_upload=receive, auto_upload=True)
        box.props('accept=".csv,.xlsx,.geojson,.json,.zip" flat bordered').classes("w-full")


def _listed(view: View, units: Any) -> None:
    columns = [
        Column("unit", view.word("单元编码"), narrow=True),
        Column("name", view.word("名称")),
        Column("class", view.word("管控分类")),
        Column("red_line", view.word("生态保护红线")),
        Column("area", view.measure(view.word("面积"), "km²"), right=True),
        Column("edition", view.word("版本")),
    ]
    truth = {True: view.word("是"), False: view.word("否"), None: view.word("未标明")}
    lines = [
        {
            "unit": row["unit"],
            "name": cell(row["name"], lang="zh"),
            "class": view.term("zone_class", row["zone_class"]),
            "red_line": truth[row["red_line"]],
            "area": cell(figure(row["area_km2"]), raw=row["area_km2"]),
            "edition": row["edition"],
        }
        for row in units.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("管控单元"), note=view.word("按最新有效版本；较早版本按生效日查询。"))
        draw_table(view, columns, lines, name="zones", page=20)
        downloads(view, "zone.list")
        address = service_address("zone.geojson", form="json")
        ui.link(view.word("边界（GeoJSON）"), address).props("download data-testid=zone-geojson")


def _example(view: View) -> None:
    if view.may_call("zone.example"):
        address = service_address("zone.example", form="csv")
        ui.link(view.word("下载合成示例单元（仅供演练）"), address).props("download data-testid=zone-example")
