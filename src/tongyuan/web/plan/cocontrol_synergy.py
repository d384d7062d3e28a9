"""How far carbon and air go together: each measure's place, ranked bars, elasticity, dividend, shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, heading
from tongyuan.web.plan import cocontrol_product_charts as charts
from tongyuan.web.plan.cocontrol_analysing import kept_analysis, making
from tongyuan.web.plan.cocontrol_product_words import (
    dividend_said,
    group_name,
    measure_name,
    placed_said,
    unsure,
    weights_said,
)
from tongyuan.web.plan.cocontrol_words import amount, limit_name, money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["synergy"]

Row = dict[str, Any]
PAGE = 12
CO2E = "CO2e"


async def synergy(view: View, plan: Answer) -> None:
    """Draw what the measures of the shown plan's problem do to carbon and to air.

    Parameters
    ----------
    view
        Its query may hold ``year`` and ``species``.
    plan
        The shown plan.
    """
    run, years = str(plan.meta["run"]), plan.meta["years"]
    year = next((one for one in years if one == view.number("year")), years[-1])
    placed = await view.ask("cocontrol.coordinates", run=run, year=year)
    rows = placed.frame().to_dicts()
    emission = (await view.ask("cocontrol.show", run=run, table="planned_emission")).frame()
    species = [CO2E, *emission.filter(year=year)["species"].unique(maintain_order=True).to_list()]
    chosen = view.query.get("species") if view.query.get("species") in species else CO2E
    answer_line(placed_said(view, rows))
    _choices(view, years, year, species, str(chosen))
    _coordinates(view, placed, rows, run=run)
    await _bars(view, run=run, year=year, species=str(chosen))
    await _increments(view)
    if not plan.meta["feasible"]:
        ui.label(view.word("这个方案不可行：交叉弹性、协同红利和分组贡献要先有可行方案。")).classes("ty-note")
        return
    await _dividend(view, run)
    await _elasticity(view, run)
    await _attribution(view, run, species=str(chosen), year=year)


def _choices(view: View, years: Sequence[int], year: int, species: Sequence[str], chosen: str) -> None:
    with ui.element("div").classes("ty-choices"):
        ui.select(
            {one: str(one) for one in years},
            value=year,
            label=view.word("年份"),
            on_change=lambda event: ui.navigate.to(view.here(year=event.value)),
        ).props("dense outlined options-dense data-testid=synergy-year").classes("min-w-[110px]")
        ui.select(
            list(species),
            value=chosen,
            label=view.word("物种"),
            on_change=lambda event: ui.navigate.to(view.here(species=event.value)),
        ).props("dense outlined options-dense data-testid=synergy-species").classes("min-w-[110px]")


def _coordinates(view: View, placed: Answer, rows: Sequence[Row], *, run: str) -> None:
    note = view.word("逐项单独做到头，不计措施之间的影响；右为污染下降，上为碳下降，都除以不采取措施的排放。")
    with ui.column().classes("ty-card").props("data-testid=coordinates"):
        about = charts.caption(
            view,
            "coordinates",
            view.word("协同控制坐标：每项措施单独做"),
            run=run,
            note=note,
            service="cocontrol.coordinates",
            year=placed.meta["year"],
        )
        charts.quadrants(view, rows, about)
        ui.label(weights_said(view, placed.meta)).classes("ty-note")
        if unsure(view, rows):
            ui.label(f"! {unsure(view, rows)}").classes("ty-sign-behind").props("data-testid=unsure")
        columns = [
            Column("measure", view.word("措施")),
            Column("reading", view.word("象限")),
            Column("air", view.measure(view.word("大气下降"), "%"), right=True),
            Column("carbon", view.measure(view.word("碳下降"), "%"), right=True),
            Column("equivalents", view.measure(view.word("大气下降"), view.word("万当量")), right=True),
            Column("tonnes", view.measure(view.word("CO2e 下降"), "t"), right=True),
            Column("angle", view.measure(view.word("夹角"), "°"), right=True),
        ]
        lines = [
            {
                "measure": measure_name(view, row),
                "reading": view.term("synergy", row["reading"]),
                "air": cell(percent(row["air"], signed=True), raw=row["air"]),
                "carbon": cell(percent(row["carbon"], signed=True), raw=row["carbon"]),
                "equivalents": cell(figure(row["air_eq"] / 1e4), raw=row["air_eq"]),
                "tonnes": cell(figure(row["carbon_t"]), raw=row["carbon_t"]),
                "angle": cell(figure(row["angle_deg"]), raw=row["angle_deg"]),
            }
            for row in sorted(rows, key=lambda row: -(abs(row["air"]) + abs(row["carbon"])))
        ]
        draw_table(view, columns, lines, name="coordinates-table", page=PAGE)


async def _bars(view: View, *, run: str, year: int, species: str) -> None:
    asked = {"year": year, "species": species}
    rows = (await view.ask("cocontrol.bars", run=run, **asked)).frame().to_dicts()
    with ui.column().classes("ty-card").props("data-testid=bars"):
        title = view.measure(
            view.pick(
                f"措施排序条形图（不计相互作用）：{species}，{year}年",
                f"Ranked bars of measures (no interaction): {species}, {year}",
            ),
            view.pick("元/吨", "CNY/t"),
        )
        if not rows:
            heading(title)
            ui.label(view.word("没有一项措施单独做能使它下降。")).classes("ty-note")
            return
        note = view.word(
            "每项措施单独做到头，按单位成本排队，条末为能减的量；各条不能相加，也不是全系统边际成本曲线。"
        )
        about = charts.caption(view, "bars", title, run=run, note=note, service="cocontrol.bars", **asked)
        charts.ranked(view, rows, about, species=species)


async def _increments(view: View) -> None:
    try:
        found = await view.ask("cocontrol.increments", run=view.query.get("front"))
    except NotFoundError:
        return
    limit, unit = found.meta["limit"], found.meta["unit"]
    columns = [
        Column("step", view.word("从点到点")),
        Column("more", view.word("多减"), right=True),
        Column("cost", view.word("多花（现值）"), right=True),
        Column("ratio", view.measure(view.word("增量比"), view.word("元/单位")), right=True),
    ]
    lines = [
        {
            "step": f"{row['from_point'] + 1} → {row['to_point'] + 1}",
            "more": cell(amount(view, row["more"], unit), raw=row["more"]),
            "cost": cell(money(view, row["more_cny"]), raw=row["more_cny"]),
            "ratio": cell(figure(row["ratio_cny"]), raw=row["ratio_cny"]),
        }
        for row in found.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=increments"):
        heading(
            view.pick(f"前沿相邻点的增量比：{limit_name(view, limit)}", f"ICER: {limit_name(view, limit)}"),
            note=view.word(
                "最近保存的前沿上，多减一单位多花的钱；被相邻两点的混合胜过的点跳过，所以只升不降。"
            ),
        )
        draw_table(view, columns, lines, name="increments-table", page=PAGE)
        downloads(view, "cocontrol.increments", run=str(found.meta["run"]))


async def _dividend(view: View, run: str) -> None:
    found = await kept_analysis(view, "dividend", plan=run)
    with ui.column().classes("ty-card").props("data-testid=dividend"):
        if found is None:
            heading(view.word("协同红利"), note=_to_make(view))
        else:
            row = found.frame().row(0, named=True)
            note = view.pick(
                f"只管碳：{view.listing(found.meta['carbon'])}；只管大气：{view.listing(found.meta['air'])}；"
                f"四个方案里都守住：{view.listing(found.meta['held_in_all']) or '无'}。"
                "成本从两边都不管的方案算起。",
                f"Carbon: {view.listing(found.meta['carbon'])}; air: {view.listing(found.meta['air'])}; "
                f"kept in all four plans: {view.listing(found.meta['held_in_all']) or 'none'}. "
                "Costs above the plan that keeps neither.",
            )
            title = view.word("协同红利：一起做与分开做的成本")
            about = charts.caption(view, "dividend", title, run=str(found.meta["run"]), note=note)
            ui.label(dividend_said(view, row)).classes("font-semibold").props("data-testid=dividend-said")
            charts.cost_steps(view, row, about)
        making(view, "dividend", plan=run, text=view.word("计算协同红利"))


async def _elasticity(view: View, run: str) -> None:
    found = await kept_analysis(view, "elasticity", plan=run)
    with ui.column().classes("ty-card").props("data-testid=elasticity"):
        heading(
            view.word("交叉弹性：只管一项，别的跟着降多少"),
            note=_to_make(view)
            if found is None
            else view.word(
                "每次只留一个约束；弹性是该物种下降的比例除以被约束者下降的比例。没有变化的物种不列。"
            ),
        )
        if found is not None:
            _elasticities(view, found)
            downloads(view, "cocontrol.analysis", run=str(found.meta["run"]))
        making(view, "elasticity", plan=run, text=view.word("计算交叉弹性"))


def _elasticities(view: View, found: Answer) -> None:
    columns = [
        Column("limit", view.word("只管")),
        Column("name", view.word("物种"), narrow=True),
        Column("before", view.measure(view.word("不管"), "t"), right=True),
        Column("after", view.measure(view.word("只管这一项"), "t"), right=True),
        Column("fall", view.measure(view.word("下降"), "%"), right=True),
        Column("elasticity", view.word("弹性"), right=True),
        Column("reading", view.word("意思是")),
    ]
    lines = [
        {
            "limit": f"{row['limit']} ({row['year']})",
            "name": row["name"],
            "before": cell(figure(row["before_t"]), raw=row["before_t"]),
            "after": cell(figure(row["after_t"]), raw=row["after_t"]),
            "fall": cell(percent(row["fall"], signed=True), raw=row["fall"]),
            "elasticity": cell(figure(row["elasticity"]), raw=row["elasticity"]),
            "reading": _reading(view, row),
        }
        for row in found.frame().iter_rows(named=True)
        if row["fall"]
    ]
    slack = [
        f"{row['limit']} ({row['year']})"
        for row in found.frame().iter_rows(named=True)
        if row["name"] == row["cause"] and not row["fall"]
    ]
    draw_table(view, columns, lines, name="elasticity-table", page=PAGE)
    if slack:
        ui.label(
            view.pick(
                f"{view.listing(slack)}单独约束时不起作用，没有弹性可算。",
                f"{view.listing(slack)} does not bind by itself: there is no elasticity.",
            )
        ).classes("ty-note")


def _reading(view: View, row: Row) -> str:
    if row["name"] == row["cause"]:
        return view.word("被约束的就是它")
    return view.term("elasticity", row["reading"]) if row["reading"] else DASH


async def _attribution(view: View, run: str, *, species: str, year: int) -> None:
    found = await kept_analysis(view, "attribution", plan=run)
    with ui.column().classes("ty-card").props("data-testid=attribution"):
        if found is None:
            heading(view.word("分组贡献"), note=_to_make(view))
        else:
            _shares(view, found)
        making(
            view,
            "attribution",
            plan=run,
            text=view.pick(f"计算分组贡献（{species}，{year}年）", f"Share out {species} of {year}"),
            fields=lambda: {"species": species, "year": year},
        )


def _shares(view: View, found: Answer) -> None:
    meta, rows = found.meta, found.frame().to_dicts()
    title = view.pick(
        f"分组贡献：{meta['at']}年{meta['species']}的下降",
        f"Who brings the fall of {meta['species']}, {meta['at']}",
    )
    note = view.pick(
        f"按所有次序取平均（Shapley 值），加起来正好是本方案的下降{amount(view, meta['fall_t'], 't')}；"
        "负数是使它上升的组。",
        "The mean over all orders (Shapley); they add up to the plan's fall, "
        f"{amount(view, meta['fall_t'], 't')}. Below zero: the group makes it rise.",
    )
    about = charts.caption(view, "attribution", title, run=str(meta["run"]), note=note)
    if not rows:
        heading(title, note=view.word("本方案没有采用任何措施。"))
        return
    charts.share_bars(view, rows, about, by=meta["by"])
    columns = [
        Column("group", view.word("组")),
        Column("fall", view.measure(view.word("下降"), "t"), right=True),
        Column("share", view.measure(view.word("占全部减少"), "%"), right=True),
    ]
    lines = [
        {
            "group": group_name(view, row, by=meta["by"]),
            "fall": cell(figure(row["fall_t"]), raw=row["fall_t"]),
            "share": cell(percent(row["share"], signed=True), raw=row["share"]),
        }
        for row in rows
    ]
    draw_table(view, columns, lines, name="attribution-table", page=PAGE)


def _to_make(view: View) -> str:
    return view.word("这个方案还没有算过；由省级分析人员计算，算好后保存在这里。")
