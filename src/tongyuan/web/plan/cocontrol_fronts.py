"""Fronts between cost and limits, the curve of the whole system: asked for, drawn, read point by point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure
from tongyuan.web.frame import answer_line, basis, empty, heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.plan.cocontrol_front_charts import draw_front
from tongyuan.web.plan.cocontrol_picking import picked
from tongyuan.web.plan.cocontrol_posing import problem_file, problem_text
from tongyuan.web.plan.cocontrol_words import amount, limit_name, money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["fronts"]

Row = dict[str, Any]
USUAL_POINTS = 12
MOST_POINTS = 60
#: Limits of a front: cost is set against one or two.
MOST_LIMITS = 2


async def fronts(view: View, plan: Answer | None) -> None:
    """Draw a kept front or curve, and the card that makes one of the shown plan's problem.

    Parameters
    ----------
    view
        Its query may hold ``front`` (a run) and ``point``.
    plan
        The shown plan; None where there is none.
    """
    try:
        shown = await view.ask("cocontrol.points", run=view.query.get("front"))
    except NotFoundError:
        if "front" in view.query:
            raise
        empty(
            view,
            missing=view.word("还没有计算过前沿或曲线。"),
            owed_by=view.word("省级分析人员"),
            then=view.word("选一到两个约束，看成本随限值怎样变化；点一个点看限值、成本和价格。"),
        )
    else:
        await _drawn(view, shown)
    if plan is not None:
        await _making(view, plan)


async def _drawn(view: View, shown: Answer) -> None:
    rows, meta = shown.frame().to_dicts(), shown.meta
    chosen = view.number("point")
    answer_line(_said(view, meta, rows))
    _runs(view, meta)
    draw_front(view, rows, meta=meta, chosen=chosen)
    if chosen is not None:
        await picked(view, rows, meta, point=chosen)
    _table(view, rows, meta)
    basis(
        view,
        lines=[
            f"{view.word('运行')} {meta['run']} · {view.word('清单')} {meta['inventory']}",
            view.pick(
                f"{meta['price_year']} 年价；社会折现率 {meta['social_rate']:.0%}；成本为全规划期现值，"
                "价格为该年每单位的元数。其余约束在每一点上都满足。",
                f"Prices of {meta['price_year']}; social rate {meta['social_rate']:.0%}; cost is a present "
                "value, prices are yuan of the year. All other limits hold at every point.",
            ),
        ],
    )


def _said(view: View, meta: Row, rows: Sequence[Row]) -> str:
    names = view.listing(limit_name(view, limit) for limit in meta["limits"])
    if not rows:
        return view.pick(f"{names}：没有可行的点。", f"{names}: no point can be reached.")
    low, high = min(row["cost_cny"] for row in rows), max(row["cost_cny"] for row in rows)
    if meta["shape"] == "curve":
        top = max(row["price_cny"] for row in rows)
        return view.pick(
            f"{names}从不加限制收到最严，成本增加{money(view, high)}（现值），"
            f"下一单位的价格升到{figure(top)}元。",
            f"{names}: from idle to the strictest, cost rises by {money(view, high)} (present value); "
            f"the next unit then costs {figure(top)} CNY.",
        )
    count = len({row["point"] for row in rows})
    return view.pick(
        f"成本与{names}之间的前沿，{count}个点：成本从{money(view, low)}到{money(view, high)}（现值）。",
        f"Front between cost and {names}, {count} points: cost from {money(view, low)} to "
        f"{money(view, high)} (present value).",
    )


def _runs(view: View, meta: Row) -> None:
    names = {row["run"]: _run_name(view, row) for row in meta["runs"]}
    with ui.element("div").classes("ty-choices"):
        ui.select(
            names,
            value=meta["run"],
            label=view.word("已保存的前沿与曲线"),
            on_change=lambda event: ui.navigate.to(view.here(front=event.value, point=None)),
        ).props("dense outlined options-dense data-testid=front-runs").classes("min-w-[280px]")


def _run_name(view: View, row: Row) -> str:
    limits = view.listing(f"{limit['limit']}:{limit['year']}" for limit in row["limits"])
    return f"{view.term('front_shape', row['shape'])} · {limits} · {row['run'][:8]}"


def _table(view: View, rows: Sequence[Row], meta: Row) -> None:
    columns = [
        Column("point", view.word("点"), right=True),
        Column("limit", view.word("约束")),
        Column("bound", view.word("限值"), right=True),
        Column("value", view.word("达到"), right=True),
        Column("price", view.measure(view.word("下一单位的价格"), view.word("元/单位")), right=True),
        Column("cost", view.measure(view.word("成本现值"), view.word("万元")), right=True),
    ]
    limits = {(limit["limit"], limit["year"]): limit for limit in meta["limits"]}
    lines = []
    for place, row in enumerate(rows):
        number = row.get("point", place)
        limit = limits.get((row.get("limit"), row.get("year")), meta["limits"][0])
        lines.append(
            {
                "point": cell(str(number + 1), link=view.here(point=number), raw=number),
                "limit": limit_name(view, limit),
                "bound": cell(amount(view, row["bound"], limit["unit"]), raw=row["bound"]),
                "value": cell(amount(view, row["value"], limit["unit"]), raw=row["value"]),
                "price": cell(figure(row["price_cny"]), raw=row["price_cny"]),
                "cost": cell(figure(row["cost_cny"] / 1e4), raw=row["cost_cny"]),
            }
        )
    with ui.column().classes("ty-card"):
        heading(view.word("各点"))
        draw_table(view, columns, lines, name="points", page=20)
        downloads(view, "cocontrol.points", run=str(meta["run"]))


async def _making(view: View, plan: Answer) -> None:
    """Draw the card that sweeps limits of the shown plan's problem."""
    if not view.may_call("cocontrol.pareto"):
        return
    run = str(plan.meta["run"])
    held = (await view.ask("cocontrol.show", run=run, table="limit")).frame()
    with ui.column().classes("ty-card").props("data-testid=sweeping"):
        heading(
            view.word("计算前沿或曲线"),
            note=view.word(
                "用当前方案的问题：限值在能达到的范围内移动，其余约束都保持。选一个画曲线，一到两个画前沿。"
            ),
        )
        if not plan.meta["feasible"] or held.is_empty():
            ui.label(view.word("当前方案不可行或没有约束，没有前沿可算；请先放宽约束再求解。"))
            return
        with ui.element("div").classes("ty-choices"):
            chosen, points = _sweep_fields(view, held)
            front = ui.button(view.word("计算前沿")).props("unelevated data-testid=make-front")
            curve = ui.button(view.word("计算曲线")).props("outline data-testid=make-curve")
        place = ui.column().classes("w-full")
    text = await problem_text(view, run)

    async def sweep(service: str, **asked: Any) -> None:
        with problem_file(text) as file:
            await follow_job(
                view,
                place,
                service,
                then=lambda row: ui.navigate.to(view.here(front=row["result"], point=None)),
                file=file,
                points=int(points.value or USUAL_POINTS),
                inventory=str(plan.meta["inventory"]),
                **asked,
            )

    front.on_click(lambda: sweep("cocontrol.pareto", across=" ".join(chosen.value[:MOST_LIMITS])))
    curve.on_click(lambda: sweep("cocontrol.curve", limit=chosen.value[0]))
    _may(chosen, front, curve)


def _sweep_fields(view: View, held: pl.DataFrame) -> tuple[ui.select, ui.number]:
    """Draw the fields that say which limits move, and over how many points."""
    names = {f"{row['limit']}:{row['year']}": limit_name(view, row) for row in _most_told(held)}
    chosen = ui.select(names, value=[next(iter(names))], label=view.word("约束"), multiple=True)
    chosen.props("outlined dense use-chips data-testid=sweep-limits").classes("min-w-[280px]")
    points = ui.number(view.word("点数"), value=USUAL_POINTS, min=2, max=MOST_POINTS, precision=0)
    return chosen, points.classes("min-w-[100px]")


def _may(chosen: ui.select, front: ui.button, curve: ui.button) -> None:
    """Let a front be asked of one or two limits, a curve of one."""

    def look() -> None:
        count = len(chosen.value or [])
        front.set_enabled(1 <= count <= MOST_LIMITS)
        curve.set_enabled(count == 1)

    chosen.on_value_change(look)
    look()


def _most_told(held: pl.DataFrame) -> list[Row]:
    """List limits, those that are stated beside the policy first."""
    return (
        held.with_columns(pl.col("target").is_null().alias("_own"))
        .sort("_own", descending=True, maintain_order=True)
        .to_dicts()
    )
