"""Stations of every kind (监测站点): latest values, completeness, one station's hours, what they tell."""

from __future__ import annotations

from typing import Any, get_args

import polars as pl
from nicegui import ui

from tongyuan.services.advance.monitor_stations import Kind
from tongyuan.services.answer import Answer
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.advance.site_charts import draw_hours, draw_map
from tongyuan.web.advance.site_gases import draw_gases
from tongyuan.web.advance.site_organics import draw_organics
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.maps import draw_maps
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

#: Kinds that have pages of their own come last.
FIRST = ("ghg", "voc", "composition", "weather", "ecology", "radiation")
KINDS = (*FIRST, *(kind for kind in get_args(Kind) if kind not in FIRST and kind != "city"))


async def page(view: View) -> None:
    """Draw the stations of a kind, and one of them.

    Parameters
    ----------
    view
        Its query may hold ``kind``, ``station`` and ``item``; of one station ``background`` or ``air``.
    """
    kind = view.choice("kind", KINDS)
    latest = await view.ask("monitor.latest", kind=kind)
    rows, known = latest.frame(), await names(view)
    draw_maps()
    async with frame(view, view.word("监测站点：测了什么，数据全不全")):
        _choose(view, kind)
        if rows.is_empty():
            _teach(view)
            return
        _answer(view, latest, kind)
        if rows.filter(pl.col("origin") == "synthetic").height:
            ui.label(view.word("合成数据，仅供试用。")).props('role="note" data-testid=synthetic')
        station = view.query.get("station")
        if station in rows["station"].to_list():
            await _one(view, latest, str(station), kind=kind)
        await draw_map(view, latest, kind=kind)
        _table(view, latest, known, kind=kind)


def _choose(view: View, kind: str) -> None:
    box = ui.select(
        {one: view.term("station_kind", one) for one in KINDS},
        value=kind,
        label=view.word("类别"),
        on_change=lambda event: ui.navigate.to(
            view.here(kind=event.value, station=None, item=None, background=None, air=None)
        ),
    )
    box.props("dense outlined options-dense data-testid=site-kind").classes("min-w-[200px]")


def _teach(view: View) -> None:
    empty(
        view,
        missing=view.word("还没有登记这一类站点"),
        owed_by=view.word("监测部门登记站点并导入监测值（monitor enter、monitor import）；系统不编造数据"),
        then=view.word("各站各项目的最近值和时间、完整性、曲线；温室气体与背景站之差，VOC 的臭氧生成潜势"),
    )


def _answer(view: View, latest: Answer, kind: str) -> None:
    rows = latest.frame()
    stations = rows["station"].n_unique()
    silent = rows.filter(pl.col("value").is_null())["station"].n_unique()
    name, span = view.term("station_kind", kind), f"{latest.meta['first']} – {latest.meta['last']}"
    told = view.pick(
        f"{name}：{stations} 个站点，{span} 没有数值的 {silent} 个。",
        f"{name}: {stations} stations; {silent} without a value from {span}.",
    )
    untold = view.pick(
        f"{name}：{stations} 个站点，尚无监测值。", f"{name}: {stations} stations, no value yet."
    )
    answer_line(told if latest.meta["last"] else untold)


def _table(view: View, latest: Answer, known: Names, *, kind: str) -> None:
    columns = [
        Column("station", view.word("站点")),
        Column("region", view.word("地区")),
        Column("item", view.word("项目")),
        Column("value", view.word("最近值"), right=True),
        Column("unit", view.word("单位")),
        Column("ended", view.word("时间（北京时间）")),
        Column("have", view.word("有效数")),
        Column("share", view.measure(view.word("完整性"), "%"), right=True),
        Column("origin", view.word("来源")),
    ]
    lines = [_line(view, row, known) for row in latest.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=sites-card"):
        heading(
            view.word("最近值与完整性"),
            note=view.word("完整性按固定时钟计：没有行的小时同样是缺测。单次采样没有固定时钟，不计完整性。"),
        )
        draw_table(view, columns, lines, name="sites", page=50)
        downloads(view, "monitor.latest", kind=kind)


def _line(view: View, row: dict[str, Any], known: Names) -> dict[str, Any]:
    link = view.here(station=row["station"], item=row["item"], background=None, air=None)
    origin = view.word("合成") if row["origin"] == "synthetic" else row["source"]
    return {
        "station": cell(row["name"], link=link, lang="zh"),
        "region": known.region(row["region"]),
        "item": view.of(row, "item") if row["item"] else DASH,
        "value": cell(figure(row["value"]), raw=row["value"]),
        "unit": view.unit(row["unit"]) if row["unit"] else DASH,
        "ended": civil(row["ended_at"]) or DASH,
        "have": DASH if row["have"] is None else f"{row['have']} / {row['expected'] or DASH}",
        "share": DASH if row["share"] is None else figure(row["share"]),
        "origin": cell(origin, lang="zh"),
    }


async def _one(view: View, latest: Answer, station: str, *, kind: str) -> None:
    ui.link(view.word("返回全部站点"), view.here(station=None, item=None, background=None, air=None))
    await draw_hours(view, latest, station=station, kind=kind)
    if kind == "ghg":
        await draw_gases(view, latest, station=station)
    if kind == "voc":
        await draw_organics(view, latest, station=station)
