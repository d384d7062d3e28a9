"""Which city emitted what: from its own records, or by which proxy with which error."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import map_classes
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure, mass_scale, missing, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.maps import area, attribution, draw_maps, map_options
from tongyuan.web.plan.cities_checks import findings, overlap
from tongyuan.web.plan.run_times import family_line, run_times
from tongyuan.web.plan.spreading_making import making
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page", "place_of", "species_tabs"]


async def page(view: View) -> None:
    """Draw the cities of an inventory.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``species`` and ``region``.
    """
    title = view.word("分市清单：各市排放了什么")
    try:
        shown = await view.ask("city.total", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有分市编制过：先编制全省清单，再按各市记录与代理指标分配。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("编制后在此看到各市的排放、方式、代理指标与误差。"),
            )
            await making(view, "city.compile", path="/plan/cities")
        return
    run = str(shown.meta["run"])
    draw_maps()
    async with frame(view, title, times=await run_times(view, shown.meta)):
        species = species_tabs(view, shown.frame()["species"].to_list())
        rows = shown.frame().filter((pl.col("species") == species) & (pl.col("scope") == 1))
        answer_line(_said(view, shown.meta, rows, species))
        if shown.meta["seen"]:
            told = view.word("此处只有您辖区的市；其他市未发布，全省与其他市的数字不在其中。")
            ui.label(told).classes("ty-note").props("data-testid=own-city")
        await _map(view, rows, species=species, meta=shown.meta)
        last = rows.sort(pl.col("region") == shown.meta["region"], maintain_order=True)
        _totals(view, last, run=run, species=species)
        await _sources(view, run=run, species=species)
        await overlap(view, run)
        await findings(view, run)
        await making(view, "city.compile", path="/plan/cities")
        await _basis(view, shown)


def species_tabs(view: View, held: list[str]) -> str:
    """Draw a tab for each species and return the one that the address names, else the first."""
    present = tuple(code for code in species_words.codes() if code in set(held))
    chosen = view.choice("species", present)
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for code in present:
            link = ui.link(code, view.here(species=code))
            link.classes("ty-tab ty-tab-here" if code == chosen else "ty-tab")
    return chosen


def _said(view: View, meta: dict[str, Any], rows: pl.DataFrame, species: str) -> str:
    cities = rows.filter(pl.col("region") != meta["region"])
    whole, own, left = (
        float(held.sum()) for held in (rows["mass_t"], cities["bottom_up_t"], rows["unallocated_t"])
    )
    if not rows["mass_t"].count():
        return view.pick(
            f"{species} 未估算（NE），不作零处理。", f"{species} is not estimated (NE); it is not zero."
        )
    scale = mass_scale(whole, view.lang)
    part, place = percent(own / whole if whole else None), place_of(view, meta)
    return view.pick(
        f"{place} {meta['year']} 年直接排放 {species} {scale.write(whole)} {scale.unit}："
        f"自下而上 {part} %，其余按代理指标分配；未分到市的 {scale.write(left)} {scale.unit}。",
        f"{place} {meta['year']}: {scale.write(whole)} {scale.unit} of {species} directly; {part} % from "
        f"cities' own records, the rest by proxies; {scale.write(left)} {scale.unit} left with the province.",
    )


def place_of(view: View, meta: dict[str, Any]) -> str:
    """Name what the visitor sees: the province, or of it the cities within reach.

    Parameters
    ----------
    view
        What is shown.
    meta
        What the service said: ``region`` and the cities ``seen``, where they are not all.

    Returns
    -------
    str
        The province's name, or those of the cities.
    """
    seen = meta["seen"]
    if not seen:
        return view.of(meta, "region_name")
    return view.pick("、", ", ").join(view.of(city, "name") for city in seen)


async def _map(view: View, rows: pl.DataFrame, *, species: str, meta: dict[str, Any]) -> None:
    cities = rows.filter(pl.col("region") != meta["region"])
    known = cities.filter(pl.col("mass_t").is_not_null())
    if not known.height:
        return
    largest = max(known["mass_t"].abs().to_list())
    scale = mass_scale(largest, view.lang)
    found = map_classes([mass / scale.tonnes for mass in known["mass_t"]])
    areas = []
    for row in cities.iter_rows(named=True):
        name = view.of(row, "region_name")
        value = None if row["mass_t"] is None else row["mass_t"] / scale.tonnes
        told = view.pair(name, missing("NE", view.lang) if value is None else f"{figure(value)} {scale.unit}")
        chosen = row["region"] == view.query.get("region")
        areas.append(area(row["region"], value, name=name, told=told, chosen=chosen))
    caption = Caption(
        title=f"{view.measure(species, scale.unit)} {meta['year']}",
        source=f"{view.word('运行')} {meta['run']}",
        name="city-map",
        service="city.total",
        arguments={"run": meta["run"], "species": species},
        note=view.word("点选城市查看它的各排放源；斜线为未估算。"),
        credit=await attribution(view),
    )
    keys = [(place.colour, place.text()) for place in found]
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, map_options(areas, found), height=420, keys=keys)
        chart.on_point_click(lambda event: _open(view, event))
        ui.label(caption.credit).classes("ty-note").props("data-testid=attribution")


def _open(view: View, event: events.EChartPointClickEventArguments) -> None:
    ui.navigate.to(view.here(region=str(event.name)))


def _totals(view: View, rows: pl.DataFrame, *, run: str, species: str) -> None:
    scale = mass_scale(float(rows["mass_t"].sum()) or 1.0, view.lang)
    columns = [
        Column("city", view.word("城市")),
        Column("mass", view.measure(view.word("直接排放"), scale.unit), right=True),
        Column("own", view.measure(view.word("自下而上"), scale.unit), right=True),
        Column("proxied", view.measure(view.word("代理指标分配"), scale.unit), right=True),
        Column("missing", view.word("缺项数"), right=True),
    ]
    lines = [
        {
            "city": cell(view.of(row, "region_name"), link=view.here(region=row["region"])),
            "mass": cell(scale.write(row["mass_t"]), raw=row["mass_t"]),
            "own": cell(scale.write(row["bottom_up_t"]), raw=row["bottom_up_t"]),
            "proxied": cell(scale.write(row["top_down_t"]), raw=row["top_down_t"]),
            "missing": row["missing"],
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("各市合计"), note=view.word("最后一行为未分到市、留在全省的部分。"))
        draw_table(view, columns, lines, name="city-totals")
        downloads(view, "city.total", run=run, species=species)


async def _sources(view: View, *, run: str, species: str) -> None:
    region = view.query.get("region")
    if region is None:
        return
    rows = (await view.ask("city.show", run=run, species=species, region=region)).frame()
    if not rows.height:
        return
    scale = mass_scale(max(rows["mass_t"].drop_nulls().abs(), default=1.0), view.lang)
    columns = [
        Column("source", view.word("排放源")),
        Column("scope", view.word("范围"), right=True),
        Column("way", view.word("方式")),
        Column("proxy", view.word("代理指标")),
        Column("share", view.measure(view.word("份额"), "%"), right=True),
        Column("mass", view.measure(view.word("排放量"), scale.unit), right=True),
        Column("error", view.measure(view.word("代理误差"), "%"), right=True, tip=_tip(view)),
        Column("quality", view.word("数据质量")),
    ]
    with ui.column().classes("ty-card").props("data-testid=city-sources"):
        heading(view.pair(view.of(rows.row(0, named=True), "region_name"), view.word("各排放源")))
        draw_table(
            view, columns, [_line(view, row, scale) for row in rows.iter_rows(named=True)], name="sources"
        )
        downloads(view, "city.show", run=run, species=species, region=region)


def _tip(view: View) -> str:
    return view.word("有自身记录的市：代理指标推算值比记录值高出的比例。")


def _source(view: View, row: dict[str, Any]) -> str:
    """Name a source; what is bought has none, and is called by what it is."""
    if row["scope"] == 2:
        return view.term("bought", row["activity"])
    return f"{row['source']} {view.of(row, 'source')}"


def _line(view: View, row: dict[str, Any], scale: Any) -> dict[str, Any]:
    shown = scale.write(row["mass_t"]) if row["mass_t"] is not None else missing(row["state"], view.lang)
    proxy = view.of(row, "proxy") if row["proxy"] else "—"
    year = f"（{row['proxy_year']}）" if row["proxy_year"] else ""
    return {
        "source": _source(view, row),
        "scope": row["scope"],
        "way": view.term("way", row["way"]),
        "proxy": f"{proxy}{year}",
        "share": cell(percent(row["share"]), raw=row["share"]),
        "mass": cell(shown, link=view.link("/figure", id=row["figure"]), raw=row["mass_t"]),
        "error": cell(percent(row["error"], signed=True), raw=row["error"]),
        "quality": view.term("quality", row["quality"]) if row["quality"] else "—",
    }


async def _basis(view: View, shown: Answer) -> None:
    used = await view.ask("city.proxies", run=shown.meta["run"])
    meta = shown.meta
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('全省清单')} {meta['inventory']} · "
        f"{family_line(view, meta)} · {view.word('程序版本')} {meta['package_version']}",
        view.word("代理规则的选取未在所引文献中逐条核对，按“未核实”标示。"),
        view.word("各市之和加未分配部分等于全省；范围一与范围二从不相加。"),
    ]
    basis(view, lines=lines, citations=used.meta["citations"])
