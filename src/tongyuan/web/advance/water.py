"""Surface water: sections on a map and in a table, rivers and basins, one section's months, plants."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.advance.water_charts import class_name, draw_map, months_chart
from tongyuan.web.advance.water_plants import draw_plants
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

HUNDRED = 100


async def page(view: View) -> None:
    """Draw the sections of a period, or one of them.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``period`` and ``station``.
    """
    title = view.word("地表水：断面达到什么类别")
    station = view.query.get("station")
    asked = {"run": view.query.get("run"), "period": view.query.get("period")}
    try:
        listed = await view.ask("water.list", **asked)
    except NotFoundError:
        if station is not None or asked["run"]:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有评价过地表水：需要断面档案与监测数据。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("导入后运行 water evaluate，这里给出断面类别、河流与流域状况、预警。"),
            )
            await draw_plants(view)
        return
    if station is not None:
        await view.ask("water.show", station=station, table="sections", run=listed.meta["run"])
    draw_maps()
    async with frame(view, title):
        if listed.meta["synthetic"]:
            ui.label(view.word("合成数据，仅供试用。")).props('role="note" data-testid=synthetic')
        if station is None:
            await _sections(view, listed)
            await draw_plants(view)
        else:
            await _section(view, listed, station)
        basis(view, lines=_lines(view, listed.meta))


def _period(meta: dict[str, Any]) -> str:
    return f"{meta['year']}-{meta['month']:02d}" if meta["month"] else str(meta["year"])


async def _sections(view: View, listed: Answer) -> None:
    period, run = _period(listed.meta), str(listed.meta["run"])
    rows = listed.frame().to_dicts()
    counts = {one: sum(row["status"] == one for row in rows) for one in ("met", "not_met", "cannot_tell")}
    told = "；".join(f"{view.term('water_status', one)} {count}" for one, count in counts.items())
    answer_line(
        view.pick(f"{period}：{len(rows)} 个断面，{told}。", f"{period}: {len(rows)} sections; {told}.")
    )
    box = ui.select(
        listed.meta["periods"],
        value=period if period in listed.meta["periods"] else None,
        label=view.word("时段"),
        on_change=lambda event: ui.navigate.to(view.here(period=event.value)),
    )
    box.props("dense outlined data-testid=water-period").classes("min-w-[140px]")
    await draw_map(view, listed, period=period)
    _table(view, listed, rows, period=period)
    for by in ("water", "basin"):
        _states(view, await view.ask("water.states", by=by, period=period, run=run), by=by, period=period)
    _warnings(view, await view.ask("water.warnings", run=run))


def _table(view: View, listed: Answer, rows: list[dict[str, Any]], *, period: str) -> None:
    columns = [
        Column("section", view.word("断面")),
        Column("water", view.word("河流或湖库")),
        Column("class", view.word("类别")),
        Column("target", view.word("目标")),
        Column("status", view.word("状态")),
        Column("lacking", view.word("缺少的项目")),
        Column("main", view.word("主要污染指标")),
    ]
    lines = [
        {
            "section": cell(row["name"], link=view.here(station=row["station"]), lang="zh"),
            "water": cell(row["water"], lang="zh"),
            "class": cell(class_name(view, listed, row["class"]), raw=row["class"] or 0),
            "target": class_name(view, listed, row["target_class"]) if row["target_class"] else DASH,
            "status": view.term("water_status", row["status"]),
            "lacking": _items(view, f"{row['missing']};{row['short']}"),
            "main": _items(view, row["main"] or ""),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("各断面类别与目标"),
            note=view.word("缺少项目的断面按已监测项目定类，真实类别同样或更差，不判为达标。"),
        )
        draw_table(view, columns, lines, name="water-sections")
        downloads(view, "water.list", run=listed.meta["run"], period=period)


def _items(view: View, joined: str) -> str:
    found = [view.term("water_item", one) for one in joined.split(";") if one]
    return view.listing(found) or DASH


def _states(view: View, states: Answer, *, by: str, period: str) -> None:
    columns = [
        Column("name", view.word("河流或湖库") if by == "water" else view.word("流域")),
        Column("sections", view.word("断面数"), right=True),
        Column("complete", view.word("项目齐全的断面"), right=True),
        Column("good", view.measure(view.word("Ⅰ～Ⅲ类占比"), "%"), right=True),
        Column("worst", view.measure(view.word("劣Ⅴ类占比"), "%"), right=True),
        Column("state", view.word("水质状况")),
        Column("method", view.word("方法")),
        Column("main", view.word("主要污染指标")),
    ]
    lines = [
        {
            "name": cell(row["name"], lang="zh"),
            "sections": row["sections"],
            "complete": row["complete"],
            "good": _bounds(row["good_least"], row["good_most"]),
            "worst": _bounds(row["worst_least"], row["worst_most"]),
            "state": _state(view, row),
            "method": view.term("water_method", row["method"]),
            "main": _items(view, row["main"] or ""),
        }
        for row in states.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("河流与湖库水质状况") if by == "water" else view.word("流域水质状况"),
            note=view.word("占比写成“至少–至多”：项目不全或未监测的断面可能落在任何一边。"),
        )
        draw_table(view, columns, lines, name=f"water-states-{by}")
        downloads(view, "water.states", run=states.meta["run"], by=by, period=period)


def _bounds(least: float, most: float) -> str:
    low, high = percent(least / HUNDRED), percent(most / HUNDRED)
    return low if low == high else f"{low}–{high}"


def _state(view: View, row: dict[str, Any]) -> str:
    if row["state"] is not None:
        return view.term("water_state", row["state"])
    unknown = view.term("water_status", "cannot_tell")
    if row["state_best"] is None:
        return unknown
    best, worst = (view.term("water_state", row[name]) for name in ("state_best", "state_worst"))
    return view.measure(unknown, f"{best} – {worst}")


def _warnings(view: View, found: Answer) -> None:
    columns = [
        Column("month", view.word("月份"), narrow=True),
        Column("section", view.word("断面")),
        Column("kind", view.word("预警")),
        Column("item", view.word("项目")),
        Column("mean", view.word("均值"), right=True),
        Column("limit", view.word("限值"), right=True),
    ]
    lines = [
        {
            "month": f"{row['year']}-{row['month']:02d}",
            "section": cell(row["name"], link=view.here(station=row["station"]), lang="zh"),
            "kind": view.term("water_warning", row["kind"]),
            "item": _items(view, row["item"] or ""),
            "mean": cell(figure(row["mean"]), raw=row["mean"]),
            "limit": cell(figure(row["limit"]), raw=row["limit"]),
        }
        for row in found.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("水质预警"),
            note=view.word("按月：劣于目标、接近目标限值、一月下降两类以上、未监测；单位见项目表。"),
        )
        draw_table(view, columns, lines, name="water-warnings", page=20)
        downloads(view, "water.warnings", run=found.meta["run"])


async def _section(view: View, listed: Answer, station: str) -> None:
    run = str(listed.meta["run"])
    ui.link(view.word("返回全部断面"), view.here(station=None))
    row = next((one for one in listed.frame().to_dicts() if one["station"] == station), None)
    if row is not None:
        status = view.term("water_status", row["status"])
        name, reached = row["name"], class_name(view, listed, row["class"])
        answer_line(f"{view.pair(name, reached)} · {status}")
    months_chart(
        view, listed, await view.ask("water.show", station=station, table="items", run=run), station=station
    )
    _trends(view, await view.ask("water.trend", station=station, run=run), station=station)


def _trends(view: View, found: Answer, *, station: str) -> None:
    columns = [
        Column("item", view.word("项目")),
        Column("periods", view.word("有均值的年数"), right=True),
        Column("strength", view.word("秩相关系数"), right=True),
        Column("chance", view.word("偶然概率（单侧）"), right=True),
        Column("trend", view.word("趋势")),
    ]
    lines = [
        {
            "item": view.term("water_item", row["item"]),
            "periods": row["periods"],
            "strength": cell(figure(row["correlation"]), raw=row["correlation"]),
            "chance": cell(figure(row["chance"]), raw=row["chance"]),
            "trend": view.term("water_trend", row["trend"]),
        }
        for row in found.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("逐年变化趋势"), note=found.meta["said"][view.lang])
        draw_table(view, columns, lines, name="water-trends")
        downloads(view, "water.trend", run=found.meta["run"], station=station)


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    listed = "；".join(meta["unverified"])
    return [
        f"{view.word('运行')} {meta['run']} · {meta['first']} – {meta['last']}",
        f"GB 3838-{meta['edition']} · 环办〔2011〕22号",
        f"{view.word('未核对原文的依据')}：{listed or DASH}",
    ]
