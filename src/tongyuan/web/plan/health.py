"""How many die early of PM2.5, how many a case would save, and how sure that is."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import Times, answer_line, basis, empty, frame, heading
from tongyuan.web.plan.health_charts import intervals
from tongyuan.web.plan.health_making import making
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

MEASURES = ("deaths", "years_lost")
PARTS = ("region", "age", "cause")


async def page(view: View) -> None:
    """Draw an assessment of health.

    Parameters
    ----------
    view
        Its query may hold ``run`` and ``measure``.
    """
    title = view.word("健康影响：细颗粒物造成多少过早死亡")
    measure = view.choice("measure", MEASURES)
    try:
        shown = await view.ask("health.show", run=view.query.get("run"), by="region", measure=measure)
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有评估过：需要各市分年龄人口、年均浓度，以及分死因分年龄死亡率。"),
                owed_by=view.word("统计部门、生态环境部门、卫生健康部门"),
                then=view.word("在“部门记录”导入这三类数据后即可评估；结果带 95% 区间。"),
            )
            await making(view)
        return
    meta = shown.meta
    run = str(meta["run"])
    async with frame(view, title, times=Times(key="run", choices=meta["runs"], value=run)):
        _tabs(view, measure)
        answer_line(_said(view, meta))
        _cards(view, meta)
        for by in PARTS:
            answer = await view.ask("health.show", run=run, by=by, measure=measure)
            intervals(view, answer, by=by, measure=measure)
        _table(view, shown.frame().to_dicts(), run=run, measure=measure)
        await making(view)
        basis(view, lines=_lines(view, meta), citations=meta["citations"])


def _tabs(view: View, chosen: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("指标")}"'):
        for measure in MEASURES:
            link = ui.link(view.term("burden", measure), view.here(measure=measure))
            link.classes("ty-tab ty-tab-here" if measure == chosen else "ty-tab")


def _between(view: View, row: dict[str, Any], side: str) -> str:
    """Write a figure with its 95 % interval."""
    low, high = figure(row[f"{side}_low"]), figure(row[f"{side}_high"])
    return view.pick(
        f"{figure(row[side])}（95% 区间 {low} 至 {high}）",
        f"{figure(row[side])} (95 % interval {low} to {high})",
    )


def _said(view: View, meta: dict[str, Any]) -> str:
    whole = {row["measure"]: row for row in meta["totals"]}
    if "deaths" not in whole:
        return view.word("所选范围内没有结果。")
    row, place = whole["deaths"], view.of(meta, "region_name")
    base = _between(view, row, "base")
    burden = view.pick(
        f"{place} {meta['year']} 年可归因于细颗粒物的过早死亡为每年 {base} 人",
        f"{place} {meta['year']}: {base} early deaths a year are attributable to PM2.5",
    )
    if row["avoided"] is None:
        return burden + view.pick("。", ".")
    avoided = _between(view, row, "avoided")
    return burden + view.pick(f"；所选情景每年可避免 {avoided} 人。", f"; the case avoids {avoided}.")


def _cards(view: View, meta: dict[str, Any]) -> None:
    """Draw deaths, then years, and only then what they are worth."""
    with ui.element("div").classes("ty-grid").props("data-testid=health-cards"):
        for row in meta["totals"]:
            with ui.column().classes("ty-card"):
                heading(
                    view.term("burden", row["measure"]), note=view.word("每年；两个完整负担相减，不用斜率")
                )
                ui.label(view.pair(view.word("现状"), _between(view, row, "base")))
                if row["avoided"] is not None:
                    ui.label(view.pair(view.word("情景"), _between(view, row, "case")))
                    ui.label(view.pair(view.word("避免"), _between(view, row, "avoided")))
        if meta["worth"] is not None:
            worth = meta["worth"]
            with ui.column().classes("ty-card"):
                heading(
                    view.word("折算价值"), note=view.word("先看死亡与寿命损失，再看折算；取值由使用者给定")
                )
                low, middle, high = (figure(worth[f"{end}_cny"] / 1e8) for end in ("low", "central", "high"))
                ui.label(
                    view.pick(f"{middle} 亿元（{low} 至 {high}）", f"{middle} ({low} to {high}) 10⁸ CNY")
                )
                ui.label(view.pair(view.word("每条生命的统计价值（元）"), figure(worth["life_cny"]))).classes(
                    "ty-note"
                )


def _table(view: View, rows: list[dict[str, Any]], *, run: str, measure: str) -> None:
    columns = [
        Column("city", view.word("城市")),
        Column("persons", view.word("暴露人口"), right=True),
        Column("base", view.word("现状"), right=True),
        Column("interval", view.word("95% 区间"), right=True),
        Column("avoided", view.word("避免"), right=True),
        Column("saved", view.word("避免的 95% 区间"), right=True),
        Column("quality", view.word("数据质量")),
    ]
    lines = [
        {
            "city": view.of(row, "region_name"),
            "persons": cell(figure(row["persons"]), raw=row["persons"]),
            "base": cell(figure(row["base"]), raw=row["base"]),
            "interval": f"{figure(row['base_low'])} – {figure(row['base_high'])}",
            "avoided": cell(figure(row["avoided"]), raw=row["avoided"]),
            "saved": DASH
            if row["avoided"] is None
            else f"{figure(row['avoided_low'])} – {figure(row['avoided_high'])}",
            "quality": view.term("quality", row["quality"]),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            f"{view.word('各市')} · {view.term('burden', measure)}",
            note=view.word("各市区间的端点不能相加得到全省区间。"),
        )
        draw_table(view, columns, lines, name="health-cities")
        downloads(view, "health.show", run=run, by="detail", measure=measure)


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('暴露反应函数')} {meta['function']} · "
        f"{view.pair(view.word('抽样次数'), str(meta['draws']))} · {view.word('程序版本')} "
        f"{meta['package_version']}",
        view.word("只算细颗粒物：不再另加其前体物的死亡，避免重复计算。"),
        view.word("人口、死亡率与浓度由使用者提供；缺少任一项的市不评估，也不作零处理。"),
    ]
    if meta["not_assessed"]:
        lines.append(view.pair(view.word("未评估的市"), view.listing(meta["not_assessed"])))
    if meta["rates_lent"]:
        lines.append(view.pair(view.word("使用全省死亡率的市"), view.listing(meta["rates_lent"])))
    if not meta["years_lost_held"]:
        lines.append(view.word("没有全死因死亡率，寿命损失年未计算。"))
    return lines
