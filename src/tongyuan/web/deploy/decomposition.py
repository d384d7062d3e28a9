"""What a target gives each city: methods side by side, who bears it, negotiated values with their reasons."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.deploy.decomposition_making import making, negotiated, negotiating
from tongyuan.web.deploy.decomposition_map import decomposition_map
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, exact, figure, percent
from tongyuan.web.frame import Times, answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#475569", "#F0E442", "#000000")
PIXELS, LEAST = 16, 240


async def page(view: View) -> None:
    """Draw a kept decomposition.

    Parameters
    ----------
    view
        Its query may hold ``run``, and of the map ``method`` and ``show``.
    """
    draw_maps()
    title = view.word("目标分解")
    try:
        shown = await view.ask("target.budget", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有分解过目标：需要目标值，以及各市的基准排放、生产总值和人口。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("分解之后，在此并排比较各种方法给各市的预算，以及谁承担多少。"),
            )
            await making(view, run=None)
        return
    run = str(shown.meta["run"])
    burden = (await view.ask("target.budget", run=run, table="burden")).frame()
    even = (await view.ask("target.budget", run=run, table="fairness")).frame()
    names = {one["run"]: f"{one['name']} · {one['indicator']} {one['year']}" for one in shown.meta["runs"]}
    async with frame(view, title, times=Times(key="run", choices=names, value=run)):
        answer_line(_said(view, shown))
        _optimum(view, shown.meta)
        _structure(view, shown.meta)
        await decomposition_map(view, shown, burden)
        _side_by_side(view, shown)
        _bars(view, shown)
        if burden.height:
            _burdens(view, burden, run)
        if even.height:
            _evenness(view, even, run)
        negotiated(view, shown)
        await negotiating(view, shown)
        await making(view, run=run)
        basis(view, lines=_lines(view, shown.meta))


def _methods(shown: Answer) -> list[str]:
    found: list[str] = shown.frame()["method"].unique(maintain_order=True).to_list()
    return found


def _said(view: View, shown: Answer) -> str:
    meta = shown.meta
    if meta["form"] == "concentration":
        return view.pick(
            f"{meta['indicator']} {meta['year']} 年：浓度目标按各市自己的规则确定，不相加。",
            f"{meta['indicator']} {meta['year']}: a concentration is each city's own bound, never added up.",
        )
    total = meta["totals"][0]
    cities = shown.frame()["region"].n_unique()
    sums = all(one["sum"] == one["cap"] for one in meta["totals"])
    told = view.pick("各方法合计均相等", "all methods add up to it exactly") if sums else ""
    cap = exact(float(total["cap"]))
    return view.pick(
        f"{meta['indicator']} {meta['year']} 年全省预算 {cap} {meta['unit']}，分到 {cities} 市，"
        f"{len(meta['totals'])} 种方法；{told}。",
        f"{meta['indicator']} {meta['year']}: {cap} {meta['unit']} for {cities} cities by "
        f"{len(meta['totals'])} methods; {told}.",
    )


def _structure(view: View, meta: dict[str, Any]) -> None:
    """Say what the shift of GDP among cities does to an intensity target."""
    told = meta["structure"]
    if told is None:
        return
    gives, term, needs = (100 * told[name] for name in ("equal_gives", "term", "equal_needs"))
    with ui.column().classes("ty-card").props("data-testid=structure"):
        heading(
            view.word("结构项"),
            note=view.word("各市强度同比例下降，只在各市生产总值占比不变时等于全省目标。"),
        )
        ui.label(
            view.pick(
                f"各市都下降 {meta['value']:g}%，全省下降 {gives:.3f}%，结构项 {term:+.3f} 个百分点；"
                f"要完成目标，各市需同降 {needs:.3f}%。",
                f"Falls of {meta['value']:g} % everywhere give {gives:.3f} % of the whole: "
                f"the structure term is {term:+.3f} points. "
                f"Equal falls of {needs:.3f} % would give the target.",
            )
        )


def _optimum(view: View, meta: dict[str, Any]) -> None:
    """Say which plan least cost stands on, and what the next tonne costs."""
    told = meta["optimum"]
    if told is None:
        return
    least, most = (figure(told[name]) for name in ("price_least_cny_per_t", "price_most_cny_per_t"))
    one = view.pick(
        f"各市再减一吨的成本相同：{least} 元/t。", f"The next tonne costs {least} CNY/t everywhere."
    )
    apart = view.pick(
        f"方案另有分市约束，各市再减一吨的成本为 {least} 至 {most} 元/t。",
        f"The plan has limits of single cities: the next tonne costs {least} to {most} CNY/t.",
    )
    with ui.column().classes("ty-card").props("data-testid=optimum"):
        heading(view.word("最低成本"), note=view.word("预算即协同控制方案中各市的排放，不按比例放大缩小。"))
        ui.label(one if told["one_price"] else apart)
        ui.label(
            view.pick(
                f"方案中不属于参加分解各市的排放 {exact(told['elsewhere_t'])} t，不在任何一市的预算内。",
                f"{exact(told['elsewhere_t'])} t of the plan are in none of these cities and in no budget.",
            )
        ).classes("ty-note")
        ui.link(view.word("看协同控制方案"), view.link("/plan/cocontrol", run=told["run"]))


def _side_by_side(view: View, shown: Answer) -> None:
    methods, unit = _methods(shown), str(shown.meta["unit"])
    columns = [Column("city", view.word("城市")), Column("base", view.word("基准值"), right=True)]
    columns += [Column(method, view.term("decomposition", method), right=True) for method in methods]
    lines: dict[str, dict[str, Any]] = {}
    for row in shown.frame().iter_rows(named=True):
        base = cell(exact(row["base_value"]), raw=row["base_value"])
        line = lines.setdefault(row["region"], {"city": view.of(row, "region_name"), "base": base})
        value = exact(row["budget_value"])
        marked = value if row["origin"] == "method" else f"{value} *"
        change = percent(-row["reduction_share"], signed=True)
        line[row["method"]] = cell(
            view.pick(f"{marked}（{change}%）", f"{marked} ({change} %)"),
            raw=row["budget_value"],
            link=view.link("/figure", id=row["figure"]),
        )
    with ui.column().classes("ty-card"):
        heading(
            view.measure(view.word("各方法并排"), unit),
            note=view.word("括号内为相对基准的变化；带 * 的是协商值；点数值看来由。"),
        )
        draw_table(view, columns, list(lines.values()), name="budgets")
        downloads(view, "target.budget", run=shown.meta["run"])


def _bars(view: View, shown: Answer) -> None:
    rows, methods = shown.frame(), _methods(shown)
    cities = rows.unique("region", maintain_order=True)
    names = [view.of(row, "region_name") for row in cities.iter_rows(named=True)]
    series = [
        {
            "type": "bar",
            "name": view.term("decomposition", method),
            "data": [
                round(100 * one, 3) for one in rows.filter(pl.col("method") == method)["reduction_share"]
            ],
            "itemStyle": {"color": COLOURS[at % len(COLOURS)]},
        }
        for at, method in enumerate(methods)
    ]
    caption = Caption(
        title=view.measure(view.word("各市下降比例"), "%"),
        source=f"{view.word('运行')} {shown.meta['run']}",
        name="decomposition",
        service="target.budget",
        arguments={"run": shown.meta["run"]},
    )
    options = {
        "aria": {"enabled": True},
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 90, "right": 24, "top": 40, "bottom": 30},
        "tooltip": {"confine": True, "trigger": "axis"},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": names, "inverse": True},
        "series": series,
    }
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=max(LEAST, PIXELS * len(names) * len(methods) + 80))


def _burdens(view: View, rows: pl.DataFrame, run: str) -> None:
    columns = [
        Column("city", view.word("城市")),
        Column("method", view.word("方法")),
        Column("reduction", view.word("减少量"), right=True),
        Column("per_capita", view.word("人均"), right=True),
        Column("per_gdp", view.word("单位GDP"), right=True),
        Column("cost", view.word("成本与GDP之比"), right=True),
        Column("rank", view.word("位次"), right=True),
        Column("shifted", view.word("协商转移"), right=True),
    ]
    lines = [
        {
            "city": view.of(row, "region_name"),
            "method": view.term("decomposition", row["method"]),
            "reduction": cell(figure(row["reduction"]), raw=row["reduction"]),
            "per_capita": figure(row["per_capita"]),
            "per_gdp": figure(row["per_gdp"]),
            "cost": figure(row["cost_per_gdp"]),
            "rank": _rank(row),
            "shifted": cell(figure(row["shifted"]), raw=row["shifted"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("谁承担多少"),
            note=view.word(
                "位次按单位GDP减少量；写明不确定性时给出位次区间，未写明时只有位次，不宜据此排名。"
            ),
        )
        draw_table(view, columns, lines, name="burdens")
        downloads(view, "target.budget", run=run, table="burden")


def _rank(row: dict[str, Any]) -> str:
    if row["rank"] is None:
        return DASH
    return str(row["rank"]) if row["rank_best"] is None else f"{row['rank_best']}–{row['rank_worst']}"


def _evenness(view: View, rows: pl.DataFrame, run: str) -> None:
    burdens = {
        "per_capita": view.word("人均减少量"),
        "per_gdp": view.word("单位GDP减少量"),
        "cost_per_gdp": view.word("成本与GDP之比"),
    }
    columns = [
        Column("method", view.word("方法")),
        Column("burden", view.word("负担")),
        Column("gini", view.word("基尼系数"), right=True),
        Column("theil", view.word("泰尔指数"), right=True),
    ]
    lines = [
        {
            "method": view.term("decomposition", row["method"]),
            "burden": burdens[row["burden"]],
            "gini": figure(row["gini"]),
            "theil": figure(row["theil"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("公平性"), note=view.word("0 为均等；有市不降反升或数据不全时不计算。"))
        draw_table(view, columns, lines, name="evenness")
        downloads(view, "target.budget", run=run, table="fairness")


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('程序版本')} {meta['package_version']}",
        view.pair(view.word("数据质量"), view.term("quality", meta["quality"])),
        view.word("缺数的市不作零处理；功能区计入所在市，不另加。"),
    ]
    if meta["citation"]:
        lines.append(view.pair(view.word("出处"), meta["citation"]))
    lines += [view.pair(view.word("未参加分解"), f"{one} {why}") for one, why in meta["left_out"].items()]
    lines += [_flags(view)[flag] for flag in meta["flags"]]
    if meta["gdp_price_year"]:
        lines.append(view.pair(view.word("生产总值增长按不变价，价格基年"), str(meta["gdp_price_year"])))
    if meta["seen"] is not None:
        lines.append(view.word("只显示可见范围内的城市，其他城市受限。"))
    over = sorted({one for total in meta["totals"] for one in total.get("over_limit", [])})
    if over:
        lines.append(view.pair(view.word("个别方法或协商值超过成本上限的市"), view.listing(over)))
    rising = sorted({one for total in meta["totals"] for one in total["rising"]})
    if rising:
        lines.append(view.pair(view.word("个别方法下预算高于基准的市"), view.listing(rising)))
    return lines


def _flags(view: View) -> dict[str, str]:
    """Say what of the figures a reader should know."""
    return {
        "not_reported": view.word("有的城市缺数，所需指标不计算，不作零处理；见数据来源表。"),
        "base_gaps": view.word("有的城市基准值含未估算的排放源，基准值偏低；见数据来源表。"),
        "price_year": view.word("生产总值水平为基准年现价，增长为另一价格基年的不变价。"),
    }
