"""Tables of a plan: what is taken up, emission, prices, targets, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import heading
from tongyuan.web.plan.cocontrol_words import amount, next_unit, source_name
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = [
    "emission_table",
    "left_out",
    "price_table",
    "target_states",
    "unbounded",
    "uncounted",
    "uptake_table",
]

Row = dict[str, Any]
PAGE = 20
STATES = (
    "constraint",
    "left_out",
    "aspiration",
    "year_outside",
    "no_driver",
    "no_coefficient",
    "no_activity",
    "no_option",
    "not_modelled",
)


def uptake_table(view: View, rows: Sequence[Row], *, run: str) -> None:
    """Draw what is taken up by source and measure."""
    placed = len({row["region"] for row in rows}) > 1
    columns = [
        *([Column("region", view.word("地区"))] if placed else []),
        Column("source", view.word("排放源")),
        Column("measure", view.word("措施")),
        Column("year", view.word("年份"), right=True),
        Column("quantity", view.word("采用量"), right=True),
        Column("unit", view.word("计量单位")),
        Column("share", view.measure(view.word("占可用活动量"), "%"), right=True),
        Column("cost", view.measure(view.word("年成本"), view.word("万元")), right=True),
        Column("bound", view.word("最高应用比例")),
    ]
    lines = [
        {
            "region": view.of(row, "region") if row["region"] else DASH,
            "source": source_name(view, row),
            "measure": _measure(view, row),
            "year": cell(str(row["year"]), raw=row["year"]),
            "quantity": cell(figure(row["quantity"]), raw=row["quantity"]),
            "unit": DASH if row["unit"] == "1" else view.unit(row["unit"]),
            "share": cell(percent(row["share"]), raw=row["share"]),
            "cost": cell(figure(row["cost_cny"] / 1e4), raw=row["cost_cny"]),
            "bound": view.word("已知")
            if row["share_known"]
            else cell(f"! {view.word('未找到')}", tone="ty-sign-behind"),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("采用的措施"), note=view.word("没有列出的活动按现状运行。"))
        draw_table(view, columns, lines, name="uptake", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="by_source")
        if view.may_call("cocontrol.show"):
            ui.label(view.word("逐项活动：")).classes("ty-note")
            downloads(view, "cocontrol.show", run=run, table="uptake")


def _measure(view: View, row: Row) -> Row | str:
    """Name a measure, with its card where it is one alone."""
    named, code = view.of(row, "measure"), str(row["measure"])
    if "+" in code or not row["source"] or not view.opens("/plan/measures"):
        return named
    return cell(f"{code} {named}", link=view.link("/plan/measures", measure=code))


def emission_table(view: View, rows: Sequence[Row], *, run: str) -> None:
    """Draw emission with and without the plan by species and year."""
    columns = [
        Column("species", view.word("物种"), narrow=True),
        Column("year", view.word("年份"), right=True),
        Column("before", view.measure(view.word("不采取措施"), "t"), right=True),
        Column("after", view.measure(view.word("本方案"), "t"), right=True),
        Column("change", view.measure(view.word("变化"), "t"), right=True),
        Column("share", view.measure(view.word("变化"), "%"), right=True),
    ]
    lines = []
    for row in rows:
        before, after = row["baseline_t"], row["mass_t"]
        share = None if not before else after / before - 1
        lines.append(
            {
                "species": row["species"],
                "year": cell(str(row["year"]), raw=row["year"]),
                "before": cell(figure(before), raw=before),
                "after": cell(figure(after), raw=after),
                "change": cell(figure(after - before), raw=after - before),
                "share": cell(percent(share, signed=True), raw=share),
            }
        )
    with ui.column().classes("ty-card"):
        heading(
            view.word("排放：不采取措施与本方案"),
            note=view.word("只含清单知道的排放；不知道的见“未纳入”。"),
        )
        draw_table(view, columns, lines, name="planned-emission", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="planned_emission")


def price_table(view: View, rows: Sequence[Row], *, run: str) -> None:
    """Draw every limit with its value, its price and what that means."""
    columns = [
        Column("limit", view.word("约束")),
        Column("article", view.word("条款")),
        Column("year", view.word("年份"), right=True),
        Column("bound", view.word("限值"), right=True),
        Column("value", view.word("方案达到"), right=True),
        Column("binds", view.word("是否起作用")),
        Column("price", view.measure(view.word("影子价格"), view.word("元/单位")), right=True),
        Column("less", view.measure(view.word("放宽可省"), view.word("元/单位")), right=True),
        Column("more", view.measure(view.word("加严多花"), view.word("元/单位")), right=True),
        Column("words", view.word("意思是")),
    ]
    lines = [
        {
            "limit": f"{row['limit']} {view.of(row, 'name')}",
            "article": row["article"] or DASH,
            "year": cell(str(row["year"]), raw=row["year"]),
            "bound": cell(f"{_sign(row)} {amount(view, row['bound'], row['unit'])}", raw=row["bound"]),
            "value": cell(amount(view, row["value"], row["unit"]), raw=row["value"]),
            "binds": view.word("起作用") if row["binding"] else view.word("未用到极限"),
            "price": cell(figure(row["price_cny"]), raw=row["price_cny"]),
            "less": cell(figure(row["relaxed_cny"]), raw=row["relaxed_cny"]),
            "more": cell(
                figure(row["tightened_cny"]),
                raw=row["tightened_cny"],
                tip=None if row["tightened_cny"] is not None else view.word("不能再严，或没有算出"),
            ),
            "words": next_unit(view, row),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("约束与影子价格"),
            note=view.word("影子价格是把约束再收紧一个单位每年多花的钱；处在拐点时放宽与加严的价格不同。"),
        )
        draw_table(view, columns, lines, name="prices", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="shadow_price")


def _sign(row: Row) -> str:
    return {"at_most": "≤", "at_least": "≥", "equal": "="}[str(row["sense"])]


def target_states(view: View, frame: pl.DataFrame, *, run: str) -> None:
    """Draw what became of every target of the policy: counts in words, then the rows."""
    counts = dict(frame["state"].value_counts().iter_rows())
    chosen = view.query.get("state") or ""
    with ui.column().classes("ty-card"):
        heading(
            view.word("政策目标怎样进入这个问题"),
            note=view.word("没有一项目标被悄悄略去：作为约束的、没有作为约束的及其原因都在这里。"),
        )
        with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("目标处理")}"'):
            for state in ("", *(one for one in STATES if one in counts)):
                number = counts.get(state, frame.height)
                text = view.term("target_state", state) if state else view.word("全部")
                link = ui.link(f"{text} {number}", view.here(state=state or None))
                link.classes("ty-tab ty-tab-here" if state == chosen else "ty-tab")
        order = {state: place for place, state in enumerate(STATES)}
        rows = sorted(frame.iter_rows(named=True), key=lambda row: order.get(row["state"], len(order)))
        columns = [
            Column("target", view.word("目标"), narrow=True),
            Column("name", view.word("名称")),
            Column("article", view.word("条款"), right=True),
            Column("state", view.word("处理")),
            Column("form", view.word("约束形式")),
        ]
        lines = [_target(view, row) for row in rows if chosen in ("", row["state"])]
        draw_table(view, columns, lines, name="target-states", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="target_state")


def _target(view: View, row: Row) -> Row:
    part = "" if row["part"] == "-" else f":{row['part']}"
    code = f"{row['target']}{part}"
    article = str(row["article"])
    linked = view.opens("/deploy/policy")
    return {
        "target": f"{code} ({row['reading']})",
        "name": view.of(row, "name"),
        "article": cell(article, link=view.link("/deploy/policy", article=article)) if linked else article,
        "state": cell(
            view.term("target_state", row["state"]),
            tip=explanation("target_state", row["state"], view.lang) or None,
        ),
        "form": view.term("limit_form", row["form"]),
    }


def left_out(view: View, frame: pl.DataFrame, *, run: str) -> None:
    """Draw the measures that the library has and that could not be chosen here, with the reason."""
    grouped = (
        frame.group_by("measure", "measure_zh", "measure_en", "reason", maintain_order=True)
        .agg(pl.len(), pl.col("source").unique().sort().str.join(" "))
        .sort("measure", "reason")
    )
    columns = [
        Column("measure", view.word("措施")),
        Column("reason", view.word("为什么不能选")),
        Column("count", view.word("活动数"), right=True),
        Column("source", view.word("排放源")),
    ]
    lines = [
        {
            "measure": _measure(view, row),
            "reason": view.term("excluded", row["reason"]),
            "count": cell(str(row["len"]), raw=row["len"]),
            "source": row["source"] or DASH,
        }
        for row in grouped.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("库中有、这里不能选的措施"), note=view.word("补上成本、效果或比例后再求解，就会纳入。")
        )
        draw_table(view, columns, lines, name="left-out", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="left_out")


def unbounded(view: View, frame: pl.DataFrame, used: set[str], *, run: str) -> None:
    """Draw the measures whose highest share nobody found; those that the plan takes up stand first."""
    grouped = frame.group_by("measure", "measure_zh", "measure_en", maintain_order=True).agg(
        pl.len(), pl.col("source").unique().sort().str.join(" ")
    )
    rows = sorted(grouped.iter_rows(named=True), key=lambda row: (row["measure"] not in used, row["measure"]))
    columns = [
        Column("measure", view.word("措施")),
        Column("used", view.word("本方案是否采用")),
        Column("count", view.word("活动数"), right=True),
        Column("source", view.word("排放源")),
    ]
    lines = [
        {
            "measure": _measure(view, row),
            "used": cell(f"! {view.word('采用')}", tone="ty-sign-behind")
            if row["measure"] in used
            else view.word("未采用"),
            "count": cell(str(row["len"]), raw=row["len"]),
            "source": row["source"],
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("最高应用比例没有找到的措施"),
            note=view.word(
                "这些措施按可用于全部活动计算，方案可能因此偏乐观；在问题文件 most_shares 中填写比例。"
            ),
        )
        draw_table(view, columns, lines, name="unbounded", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="unbounded")


def uncounted(view: View, frame: pl.DataFrame, *, run: str) -> None:
    """Draw the species that the inventory does not know somewhere: no limit counts them there."""
    grouped = (
        frame.group_by("species", "state", maintain_order=True)
        .agg(pl.len(), pl.col("source").unique().sort().str.join(" "))
        .sort("species", "state")
    )
    columns = [
        Column("species", view.word("物种"), narrow=True),
        Column("state", view.word("状态")),
        Column("count", view.word("活动数"), right=True),
        Column("source", view.word("排放源")),
    ]
    lines = [
        {
            "species": row["species"],
            "state": f"{row['state']} {view.term('missing', row['state'])}",
            "count": cell(str(row["len"]), raw=row["len"]),
            "source": row["source"],
        }
        for row in grouped.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("没有计入的排放"),
            note=view.word("清单没有算出的排放不是零；约束只管住算得出的部分。"),
        )
        draw_table(view, columns, lines, name="uncounted", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="uncounted")
