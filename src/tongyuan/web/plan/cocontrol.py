"""The plan of least cost that keeps every target, or which of them contend; what the next tonne costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.frame import Times, answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.plan import cocontrol_cities as by_city
from tongyuan.web.plan import cocontrol_tables as tables
from tongyuan.web.plan.bearing_card import bearing_card
from tongyuan.web.plan.benefit_card import benefit_card
from tongyuan.web.plan.cocontrol_charts import change_bars, cost_bars, year_bars
from tongyuan.web.plan.cocontrol_energy import cost_card, price_lines, unpriced_table
from tongyuan.web.plan.cocontrol_fronts import fronts
from tongyuan.web.plan.cocontrol_picking import moved
from tongyuan.web.plan.cocontrol_posing import posing
from tongyuan.web.plan.cocontrol_safety import safety
from tongyuan.web.plan.cocontrol_synergy import synergy
from tongyuan.web.plan.cocontrol_words import (
    amount,
    answer,
    conflict_lines,
    limit_name,
    next_unit,
    relaxations,
    wary,
)
from tongyuan.web.plan.proposal_saving import saving
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["page"]

Row = dict[str, Any]
PARTS = {
    "plan": mark("方案"),
    "targets": mark("约束与目标"),
    "left": mark("未纳入"),
    "front": mark("前沿与曲线"),
    "synergy": mark("协同程度"),
    "safety": mark("达标把握"),
    "pose": mark("提出问题"),
}


async def page(view: View) -> None:
    """Draw co-control.

    Parameters
    ----------
    view
        Its query may hold ``part``, ``run``, ``year``, ``species``, ``region``, ``state``, ``front``,
        ``point`` and ``from``.
    """
    part = view.choice("part", tuple(PARTS))
    title = view.word("协同控制：怎样以最低成本同时达到各项目标")
    try:
        plan = await view.ask("cocontrol.show", run=view.query.get("run"), table="by_source")
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            await _without(view, part)
        return
    names = {row["run"]: _run_name(view, row) for row in plan.meta["runs"]}
    if plan.meta["by"] == "city":
        draw_maps()
    times = Times(key="run", choices=names, value=str(plan.meta["run"]))
    async with frame(view, title, times=times):
        _tabs(view, part)
        await PAGES[part](view, plan)


def _run_name(view: View, row: Row) -> str:
    state = view.word("可行") if row["feasible"] else view.word("不可行")
    return f"{row['scenario']} {row['year']}–{row['years'][-1]} · {state} · {row['run'][:6]}"


def _tabs(view: View, part: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("视图")}"'):
        for key, word in PARTS.items():
            run = view.query.get("run")
            link = ui.link(view.word(word), view.link(view.path, part=key, run=run))
            link.classes("ty-tab ty-tab-here" if key == part else "ty-tab")


async def _without(view: View, part: str) -> None:
    """Say who makes the first plan, and let it be made."""
    empty(
        view,
        missing=view.word("还没有求解过：需要一份清单、措施库和一个写明情景与约束的问题文件。"),
        owed_by=view.word("省级分析人员"),
        then=view.word(
            "求解后这里给出最低成本方案、每个约束的价格；不可行时说明哪些目标冲突、放宽多少即可行。"
        ),
    )
    if part == "front":
        await fronts(view, None)
    else:
        await posing(view)


async def _plan(view: View, plan: Answer) -> None:
    run = str(plan.meta["run"])
    prices, conflicts = await _limits(view, run)
    binding = [row for row in prices if row["binding"]]
    contending = [row for row in conflicts if row["contends"]]
    answer_line(answer(view, plan.meta, binding=binding, conflicts=contending))
    if not plan.meta["feasible"]:
        _conflict(view, plan.meta, conflicts, run=run)
    else:
        await _solved(view, plan, binding)
    _basis(view, plan.meta)


async def _solved(view: View, plan: Answer, binding: Sequence[Row]) -> None:
    run = str(plan.meta["run"])
    rows = plan.frame().to_dicts()
    moved(view, plan.meta)
    _beware(view, rows)
    if binding:
        with ui.column().classes("ty-card").props("data-testid=next-unit"):
            heading(view.word("再多减一点要花多少"))
            for row in binding:
                ui.label(view.pair(limit_name(view, row), next_unit(view, row)))
    year = view.number("year") or plan.meta["years"][-1]
    emission = (await view.ask("cocontrol.show", run=run, table="planned_emission")).frame()
    _choices(view, plan.meta["years"], year, emission)
    region, species = by_city.chosen_region(view, emission), _species(view, emission)
    of_year = [row for row in rows if row["year"] == year]
    await by_city.cities(view, emission, of_year, meta=plan.meta, year=year, species=species)
    shown = [row for row in of_year if region in (None, row["region"])]
    if shown:
        cost_bars(view, by_city.summed(shown), run=run, year=year)
    await cost_card(view, run=run, year=year)
    await bearing_card(view, run=run, year=year)
    await benefit_card(view, run=run, by=str(plan.meta["by"]), year=year)
    tables.uptake_table(view, shown, run=run)
    _emitted(view, by_city.of_region(emission, region), run=run, year=year, species=species)
    scenario = str(plan.meta["scenario"])
    saving(view, run=run, name_zh=f"{scenario}最低成本方案", name_en=f"least cost, {scenario}")


def _emitted(view: View, emission: pl.DataFrame, *, run: str, year: int, species: str) -> None:
    """Draw what the plan changes: of the chosen region, or of all."""
    change_bars(view, emission.filter(pl.col("year") == year).to_dicts(), run=run, year=year)
    year_bars(view, emission.filter(pl.col("species") == species).to_dicts(), run=run, species=species)
    changed = (pl.col("mass_t") / pl.col("baseline_t") - 1).abs()
    of_year = emission.filter(pl.col("year") == year).sort(changed, descending=True, nulls_last=True)
    tables.emission_table(view, of_year.to_dicts(), run=run)


def _species(view: View, emission: pl.DataFrame) -> str:
    """Take the species of the address, else the one that falls most by its share."""
    known = emission["species"].unique(maintain_order=True).to_list()
    if view.query.get("species") in known:
        return str(view.query["species"])
    whole = by_city.of_region(emission, None)
    falls = whole.filter(pl.col("baseline_t") > 0).sort(pl.col("mass_t") / pl.col("baseline_t"))
    return str(falls["species"][0]) if falls.height else str(known[0])


def _choices(view: View, years: Sequence[int], year: int, emission: pl.DataFrame) -> None:
    known = emission["species"].unique(maintain_order=True).to_list()
    with ui.element("div").classes("ty-choices"):
        by_city.region_choice(view, emission)
        ui.select(
            {one: str(one) for one in years},
            value=year,
            label=view.word("年份"),
            on_change=lambda event: ui.navigate.to(view.here(year=event.value)),
        ).props("dense outlined options-dense data-testid=plan-year").classes("min-w-[110px]")
        ui.select(
            known,
            value=_species(view, emission),
            label=view.word("物种"),
            on_change=lambda event: ui.navigate.to(view.here(species=event.value)),
        ).props("dense outlined options-dense data-testid=plan-species").classes("min-w-[110px]")


def _conflict(view: View, meta: Row, conflicts: Sequence[Row], *, run: str) -> None:
    contending = [row for row in conflicts if row["contends"]]
    with ui.column().classes("ty-card").props("data-testid=conflict"):
        heading(
            view.word("哪些目标冲突"),
            note=view.word("每一组都不能再小：去掉其中任何一项，这一组就不再冲突。"),
        )
        for line in conflict_lines(view, contending, held_by=meta["held_by"] or []):
            ui.label(line)
    with ui.column().classes("ty-card").props("data-testid=relaxation"):
        heading(
            view.word("最少放宽多少即可行"),
            note=view.word("使各限值相对变化之和最小的一种放宽；资源类限值不放宽。"),
        )
        for line in relaxations(view, conflicts):
            ui.label(line)
        columns = [
            Column("limit", view.word("约束")),
            Column("hedge", view.word("约束性质")),
            Column("bound", view.word("限值"), right=True),
            Column("needed", view.word("放宽到"), right=True),
            Column("contends", view.word("属于冲突组")),
        ]
        lines = [
            {
                "limit": limit_name(view, row),
                "hedge": view.term("limit_hedge", row["hedge"]),
                "bound": cell(amount(view, row["bound"], row["unit"]), raw=row["bound"]),
                "needed": cell(amount(view, row["needed"], row["unit"]), raw=row["needed"]),
                "contends": f"✕ {view.word('是')}" if row["contends"] else view.word("否"),
            }
            for row in conflicts
        ]
        draw_table(view, columns, lines, name="conflicts", page=20)
        downloads(view, "cocontrol.show", run=run, table="limit_conflict")


def _beware(view: View, rows: Sequence[Row]) -> None:
    """Warn where the plan rests on measures whose highest share nobody found."""
    text = wary(view, rows)
    if text:
        with ui.column().classes("ty-empty").props('role="note" data-testid=wary'):
            ui.label(f"! {text}").classes("ty-sign-behind font-semibold")


async def _targets(view: View, plan: Answer) -> None:
    run = str(plan.meta["run"])
    prices, _ = await _limits(view, run)
    states = (await view.ask("cocontrol.show", run=run, table="target_state")).frame()
    bound = states.filter(pl.col("state") == "constraint").height
    answer_line(
        view.pick(
            f"政策 {states.height} 条目标口径中 {bound} 条成为约束；其余为什么没有，逐条写明。",
            f"Of {states.height} readings of the policy's targets {bound} are constraints; of each of "
            "the others it is said why not.",
        )
    )
    if prices:
        tables.price_table(view, prices, run=run)
        worth = (await view.ask("cocontrol.show", run=run, table="source_price")).frame()
        by_city.source_prices(view, worth, {row["limit"]: view.of(row, "name") for row in prices}, run=run)
    elif plan.meta["feasible"]:
        ui.label(view.word("这个问题没有任何约束：成本最低的方案就是现状。")).classes("ty-note")
    tables.target_states(view, states, run=run)
    _basis(view, plan.meta)


async def _left(view: View, plan: Answer) -> None:
    run = str(plan.meta["run"])
    out, unknown, uncounted = [
        (await view.ask("cocontrol.show", run=run, table=table)).frame()
        for table in ("left_out", "unbounded", "uncounted")
    ]
    used = {row["measure"] for row in plan.frame().to_dicts()}
    counts = (out["measure"].n_unique(), unknown["measure"].n_unique(), uncounted["species"].n_unique())
    answer_line(
        view.pick(
            f"{counts[0]} 项措施（或组合）在这里不能选；{counts[1]} 项的最高应用比例没有找到；"
            f"{counts[2]} 个物种在部分活动上没有计入。",
            f"{counts[0]} measures or chains cannot be chosen here; of {counts[1]} nobody found the highest "
            f"share; {counts[2]} species are not counted for some of the activity.",
        )
    )
    _beware(view, plan.frame().to_dicts())
    tables.unbounded(view, unknown, used, run=run)
    unpriced = (await view.ask("cocontrol.show", run=run, table="energy_unpriced")).frame()
    unpriced_table(view, unpriced, run=run, meta=plan.meta)
    tables.left_out(view, out, run=run)
    tables.uncounted(view, uncounted, run=run)
    by_city.shares(view, (await view.ask("cocontrol.show", run=run, table="city_share")).frame(), run=run)
    _basis(view, plan.meta)


async def _pose(view: View, _: Answer) -> None:
    await posing(view)


async def _limits(view: View, run: str) -> tuple[list[Row], list[Row]]:
    """Give the limits with their prices, and the limits with what would do where there is no plan."""
    limits = (await view.ask("cocontrol.show", run=run, table="limit")).frame()
    prices = (await view.ask("cocontrol.show", run=run, table="shadow_price")).frame()
    conflicts = (await view.ask("cocontrol.show", run=run, table="limit_conflict")).frame()
    named = prices.join(
        limits.select("limit", "year", "name_zh", "name_en", "target", "article", "hedge", "sense"),
        on=["limit", "year"],
        how="left",
        maintain_order="left",
    )
    senses = limits.select("limit", "year", "sense")
    joined = conflicts.join(senses, on=["limit", "year"], how="left", maintain_order="left")
    return named.to_dicts(), joined.to_dicts()


def _basis(view: View, meta: Row) -> None:
    rate = f"{meta['social_rate']:.0%}"
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('清单')} {meta['inventory']} · "
        f"{view.word('程序版本')} {meta['package_version']}",
        view.pick(
            f"情景 {meta['scenario']}，基准年 {meta['year']}；{meta['price_year']} 年人民币价；"
            f"社会折现率 {rate}；成本来源地 {view.listing(meta['origins'])}。",
            f"Scenario {meta['scenario']}, base year {meta['year']}; CNY of {meta['price_year']}; "
            f"social rate {rate}; costs from {view.listing(meta['origins'])}.",
        ),
        view.word("外购电力和热力的排放在发电供热处计，不在这里选择。"),
        *price_lines(view, meta),
        *by_city.rested(view, meta),
    ]
    basis(view, lines=lines)
    with ui.element("div").classes("ty-foot"):
        if view.may_call("cocontrol.example"):
            address = service_address("cocontrol.example", form="json", run=str(meta["run"]))
            ui.link(view.word("下载本方案的问题文件"), address).props("download data-testid=plan-problem")
        if view.may_call("cocontrol.solve"):
            ui.link(
                view.word("修改这个问题再求解"), view.link(view.path, part="pose", **{"from": meta["run"]})
            )


PAGES = {
    "plan": _plan,
    "targets": _targets,
    "left": _left,
    "front": fronts,
    "synergy": synergy,
    "safety": safety,
    "pose": _pose,
}
