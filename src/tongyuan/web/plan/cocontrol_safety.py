"""How sure a plan is where factors are known within ranges alone, and what more safety costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import sources
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, heading
from tongyuan.web.plan import cocontrol_product_charts as charts
from tongyuan.web.plan.cocontrol_analysing import kept_analysis, making
from tongyuan.web.plan.cocontrol_product_words import chances_said, ranged_share, safety_said
from tongyuan.web.plan.cocontrol_words import amount, limit_name, money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["safety"]

Row = dict[str, Any]
PAGE = 12
BASE = "base"
#: Joins the region and the source of what is fixed.
AT = "/"
USUAL_DRAWS = 10_000
LEAST_DRAWS, MOST_DRAWS = 100, 100_000
USUAL_GAMMAS = "0 0.05 0.1 0.25 0.5 1 2 5"


async def safety(view: View, plan: Answer) -> None:
    """Draw the chance of each limit under the shown plan, and the price of robustness.

    Parameters
    ----------
    view
        What is shown.
    plan
        The shown plan.
    """
    run = str(plan.meta["run"])
    if not plan.meta["feasible"]:
        answer_line(view.word("这个方案不可行，没有达标概率可言；请先放宽约束再求解。"))
        return
    found = await kept_analysis(view, "chances", plan=run)
    if found is None:
        answer_line(view.word("达标概率还没有算过。成本最低的方案正好压在限值上，因子稍有偏差就会超出。"))
    else:
        answer_line(chances_said(view, found.frame().to_dicts(), found.meta))
    await _chances(view, run, found)
    await _robust(view, run)


async def _chances(view: View, run: str, found: Answer | None) -> None:
    with ui.column().classes("ty-card").props("data-testid=chances"):
        note = view.word(
            "方案不变，按清单中各因子的 95% 范围抽样，数每个约束守住的比例；同一因子处处同抽，活动水平不抽。"
        )
        if found is None:
            heading(view.word("达标概率"), note=note)
        else:
            about = charts.caption(
                view,
                "chances",
                view.measure(view.word("达标概率"), "%"),
                run=str(found.meta["run"]),
                note=note,
            )
            rows = found.frame().to_dicts()
            charts.chance_bars(view, rows, about)
            _chance_table(view, rows)
            _air_note(view, found.meta)
            downloads(view, "cocontrol.analysis", run=str(found.meta["run"]))
        _drawing(view, run)
    if found is not None:
        await _exact(view, str(found.meta["run"]))


def _chance_table(view: View, rows: Sequence[Row]) -> None:
    columns = [
        Column("limit", view.word("约束")),
        Column("bound", view.word("限值"), right=True),
        Column("value", view.word("方案达到"), right=True),
        Column("p5", view.measure(view.word("低"), "5%"), right=True),
        Column("p95", view.measure(view.word("高"), "95%"), right=True),
        Column("chance", view.measure(view.word("达标概率"), "%"), right=True),
        Column("ranged", view.measure(view.word("有范围的部分"), "%"), right=True),
    ]
    lines = [
        {
            "limit": limit_name(view, row),
            **{
                name: cell(amount(view, row[name], row["unit"]), raw=row[name])
                for name in ("bound", "value", "p5", "p95")
            },
            "chance": view.word("没有范围，不判断")
            if row["chance"] is None
            else cell(percent(row["chance"]), raw=row["chance"]),
            "ranged": cell(ranged_share(view, row), raw=row["ranged"]),
        }
        for row in rows
    ]
    draw_table(view, columns, lines, name="chances-table", page=PAGE)
    ui.label(
        view.word(
            "有范围的部分按方案值计；项目的减排没有范围，所以可能超过 100%。有范围的少，概率就说明不了什么。"
        )
    ).classes("ty-note")


def _air_note(view: View, meta: Row) -> None:
    """Say that what a tonne does to the air is not drawn."""
    if meta.get("response_exact"):
        told = view.pick(
            "浓度：抽样的是各处排放，经受体矩阵算成浓度；观测浓度所对应的基准排放同抽，只有与它的差在动。"
            "矩阵、观测或背景浓度没有范围，按准数计，实际的把握比这里低。",
            "Concentrations: emission is drawn and goes through the matrix; what went with the observed "
            "level is drawn alike, so that only what differs from it moves. The matrix and the observed "
            "or background level have no range and count as exact: true certainty is less.",
        )
        ui.label(told).classes("ty-note").props("data-testid=response-exact")


def _drawing(view: View, run: str) -> None:
    """Draw the fields of the draws: how many, from which seed."""
    if not view.may_call("cocontrol.chances"):
        return
    with ui.element("div").classes("ty-choices"):
        draws = ui.number(
            view.word("抽样次数"), value=USUAL_DRAWS, min=LEAST_DRAWS, max=MOST_DRAWS, precision=0
        ).classes("min-w-[120px]")
        seed = ui.number(view.word("随机种子"), value=0, min=0, precision=0).classes("min-w-[120px]")
    making(
        view,
        "chances",
        plan=run,
        text=view.word("计算达标概率"),
        fields=lambda: {"draws": int(draws.value or USUAL_DRAWS), "seed": int(seed.value or 0)},
    )


async def _exact(view: View, run: str) -> None:
    """Say what counts as known because nobody stated a range of it."""
    found = await view.ask("cocontrol.analysis", run=run, table="exact")
    rows = found.frame().to_dicts()
    with ui.column().classes("ty-card").props("data-testid=exact"):
        heading(
            view.word("没有范围、按准数计的部分"),
            note=view.word(
                "清单没有给出这些因子的范围：它们实际也会偏，达标概率没有算进去。占方案值大的在前。"
            ),
        )
        columns = [
            Column("limit", view.word("约束")),
            Column("item", view.word("活动")),
            Column("species", view.word("物种"), narrow=True),
            Column("amount", view.word("量"), right=True),
            Column("share", view.measure(view.word("占方案值"), "%"), right=True),
        ]
        lines = [
            {
                "limit": f"{row['limit']} ({row['year']})",
                "item": _item(view, row),
                "species": row["species"],
                "amount": cell(f"{figure(row['amount'])} {row.get('unit', 't')}", raw=row["amount"]),
                "share": cell(percent(row["share"]), raw=row["share"]),
            }
            for row in sorted(rows, key=lambda row: -abs(row["share"] or 0.0))
        ]
        draw_table(view, columns, lines, name="exact-table", page=PAGE)
        downloads(view, "cocontrol.analysis", run=run, table="exact")


def _item(view: View, row: Row) -> str:
    """Name what is run by source, fuel and way, what is fixed by its source, a project by its id."""
    if row["subject"] == "running" and row.get("source"):
        way = view.word("现状") if row["part"] == BASE else view.of(row, "measure")
        return f"{row['source']} {view.of(row, 'source')} · {view.of(row, 'fuel')} · {way}"
    name = str(row["item"])
    if row["subject"] == "fixed":
        source = name.rpartition(AT)[2]
        name = f"{source} {sources.label(source, language=view.lang)}"
    return view.pair(view.term("limit_subject", row["subject"]), name)


async def _robust(view: View, run: str) -> None:
    found = await kept_analysis(view, "robust", plan=run)
    with ui.column().classes("ty-card").props("data-testid=robust"):
        note = view.word(
            "任何 Γ 个因子同时处在最坏一端，约束仍守住；Γ 可为小数，0 为原方案。随 Γ 多花的钱是安全的价格。"
        )
        if found is None:
            heading(view.word("稳健的价格"), note=note)
        else:
            rows = found.frame().to_dicts()
            ui.label(safety_said(view, rows, found.meta)).classes("font-semibold").props(
                "data-testid=robust-said"
            )
            about = charts.caption(
                view, "robust", view.word("稳健的价格"), run=str(found.meta["run"]), note=note
            )
            charts.safety_curve(view, rows, about)
            _safety_table(view, rows)
        if view.may_call("cocontrol.robust"):
            gammas = ui.input(view.word("各个 Γ，用空格分开"), value=USUAL_GAMMAS).classes("min-w-[260px]")
            making(
                view,
                "robust",
                plan=run,
                text=view.word("计算稳健的价格"),
                fields=lambda: {"gammas": str(gammas.value)},
            )


def _safety_table(view: View, rows: Sequence[Row]) -> None:
    columns = [
        Column("gamma", "Γ", right=True),
        Column("cost", view.word("成本现值"), right=True),
        Column("more", view.word("多花的成本"), right=True),
    ]
    lines = [
        {
            "gamma": cell(f"{row['gamma']:g}", raw=row["gamma"]),
            "cost": view.word("没有可行方案")
            if row["cost_cny"] is None
            else cell(money(view, row["cost_cny"]), raw=row["cost_cny"]),
            "more": DASH
            if row["more_cny"] is None
            else cell(money(view, row["more_cny"]), raw=row["more_cny"]),
        }
        for row in rows
    ]
    draw_table(view, columns, lines, name="robust-table", page=PAGE)
