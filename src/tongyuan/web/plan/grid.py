"""Where on the map a species is emitted: cells of 0.1 degree, their sectors, patterns and files."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import mass_scale, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.plan.cities import place_of, species_tabs
from tongyuan.web.plan.grid_map import cell_map, largest_cells
from tongyuan.web.plan.run_times import family_line, run_times
from tongyuan.web.plan.spreading_making import making
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

ALL = "all"


async def page(view: View) -> None:
    """Draw the gridded inventory of a year.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``species`` and ``sector``.
    """
    title = view.word("网格化清单：排放在哪里")
    sector = view.query.get("sector", ALL)
    try:
        shown = await view.ask(
            "grid.show",
            run=view.query.get("run"),
            species=view.query.get("species", "CO2"),
            sector=None if sector == ALL else sector,
        )
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有网格化过：先编制分市清单，再分配到 0.1 度网格。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("编制后在此看到网格图、空间分布方式与 NetCDF 下载。"),
            )
            await making(view, "grid.compile", path="/plan/grid")
        return
    meta = shown.meta
    draw_maps()
    async with frame(view, title, times=await run_times(view, meta)):
        species_tabs(view, meta["species_held"])
        _sectors(view, meta, sector)
        answer_line(_said(view, shown))
        only = None if sector == ALL else sector
        await cell_map(view, shown, sector=only)
        largest_cells(view, shown, sector=only)
        await _components(view, meta)
        _patterns(view, meta)
        await making(view, "grid.compile", path="/plan/grid")
        basis(view, lines=_lines(view, meta))


def _sectors(view: View, meta: dict[str, Any], chosen: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("部门")}"'):
        listed = [
            (ALL, view.word("全部部门")),
            *((one["sector"], view.of(one, "name")) for one in meta["sectors"]),
        ]
        for key, name in listed:
            link = ui.link(name, view.here(sector=None if key == ALL else key))
            link.classes("ty-tab ty-tab-here" if key == chosen else "ty-tab")


def _said(view: View, shown: Answer) -> str:
    rows, meta = shown.frame(), shown.meta
    if not rows.height:
        return view.word("此物种在所选部门没有估算值（不作零处理）。")
    whole, place = float(rows["mass_t"].sum()), place_of(view, meta)
    scale = mass_scale(whole, view.lang)
    return view.pick(
        f"{place} {meta['year']} 年 {meta['species']} 共 {scale.write(whole)} {scale.unit} "
        f"落在 {rows.height} 个 0.1 度网格上，与各市合计相同。",
        f"{place} {meta['year']}: {scale.write(whole)} {scale.unit} of {meta['species']} on "
        f"{rows.height} cells of 0.1 degree, the same as the cities' sum.",
    )


async def _components(view: View, meta: dict[str, Any]) -> None:
    divided = await view.ask("grid.components", run=meta["run"])
    rows = divided.frame()
    if not rows.height:
        return
    scale = mass_scale(float(rows["mass_t"].sum()), view.lang)
    columns = [
        Column("component", view.word("成分")),
        Column("mass", view.measure(view.word("排放量"), scale.unit), right=True),
        Column("quality", view.word("成分谱质量")),
        Column("sources", view.word("排放源")),
    ]
    lines = [
        {
            "component": view.of(row, "component"),
            "mass": cell(scale.write(row["mass_t"]), raw=row["mass_t"]),
            "quality": view.term("quality", row["profile_quality"]) if row["profile_quality"] else "NE",
            "sources": row["sources"],
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=components"):
        heading(
            view.word("挥发性有机物的成分"),
            note=view.word("各成分之和等于总量；没有成分谱的排放源单列，不摊入其他成分。"),
        )
        covered = percent(divided.meta["coverage"])
        ui.label(f"{view.word('有成分谱的质量占比')} {covered} %").props("data-testid=coverage")
        draw_table(view, columns, lines, name="components-table", page=10)
        downloads(view, "grid.components", run=meta["run"])


def _patterns(view: View, meta: dict[str, Any]) -> None:
    columns = [
        Column("pattern", view.word("空间分布方式")),
        Column("count", view.word("市 × 排放源"), right=True),
    ]
    lines = [{"pattern": _pattern(view, row), "count": row["len"]} for row in meta["patterns"]]
    with ui.column().classes("ty-card"):
        heading(
            view.word("空间分布方式"),
            note=view.word("有点源的按权重落点；县级代理指标齐全的按县分配；其余按面积。"),
        )
        draw_table(view, columns, lines, name="patterns")


def _pattern(view: View, row: dict[str, Any]) -> str:
    if row["pattern"].startswith("points:"):
        return view.pair(view.word("点源"), row["pattern"].removeprefix("points:"))
    if row["pattern"] == "area":
        return view.word("按面积均匀")
    return view.pair(view.word("县级代理指标"), view.of(row, "proxy"))


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    return [
        f"{view.word('运行')} {meta['run']} · {view.word('分市清单')} {meta['cities']} · "
        f"{family_line(view, meta)} · {view.word('程序版本')} {meta['package_version']}",
        f"{view.word('时间谱')} {meta['profile']}",
        view.word("时间谱 tno 为欧洲已发表数值；meic2cmaq 为中国数值但出处未核实；flat 为均匀。"),
    ]
