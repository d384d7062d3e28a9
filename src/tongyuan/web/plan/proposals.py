"""Deployment proposals: what is to be done where and when, whom the policy names, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, figure, mass_scale, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.plan.bearing_card import bearing_card
from tongyuan.web.plan.benefit_card import benefit_card
from tongyuan.web.plan.cocontrol_picking import differing, moved
from tongyuan.web.plan.cocontrol_words import amount, limit_name, money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

Row = dict[str, Any]
PAGE = 20
MONEY = 1e4


async def page(view: View) -> None:
    """Draw deployment proposals.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``region`` and ``other`` (the proposal beside it).
    """
    title = view.word("部署方案建议：谁在哪里、哪一年、做什么")
    try:
        shown = await view.ask("proposal.show", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有部署方案建议：先求解协同控制方案，再存为部署方案。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("存下后这里列出各地各年的措施、减排量、年成本和政策写明的责任部门，可导出。"),
            )
            ui.link(view.word("去协同控制"), view.link("/plan/cocontrol"))
        return
    listed = (await view.ask("proposal.list")).frame().to_dicts()
    async with frame(view, title):
        _answer(view, shown)
        _choices(view, shown, listed)
        moved(view, shown.meta)
        _rows(view, shown)
        _falls(view, shown.meta)
        plan, year = str(shown.meta["plan"]), max(shown.meta["years"])
        await bearing_card(view, run=plan, year=year)
        await benefit_card(view, run=plan, by=str(shown.meta["by"]), year=year)
        await _compared(view, shown, listed)
        await _targets(view, str(shown.meta["run"]))
        await _assumptions(view, str(shown.meta["run"]))
        _list(view, listed)
        _basis(view, shown.meta)


def _name(view: View, row: Mapping[str, Any]) -> str:
    return view.pick(
        f"{row['name_zh']}（第{row['version']}版）", f"{row['name_en']} (version {row['version']})"
    )


def _answer(view: View, shown: Answer) -> None:
    meta = shown.meta
    yearly = view.listing(
        view.pick(f"{year}年每年{money(view, cost)}", f"{money(view, cost)} a year in {year}")
        for year, cost in meta["yearly_cny"].items()
    )
    count, places = shown.frame().height, shown.frame()["region"].n_unique()
    answer_line(
        view.pick(
            f"{_name(view, meta)}：{places}个地区{count}项措施，成本{yearly}（{meta['price_year']}年价）。"
            "状态：建议，尚未下达任务。",
            f"{_name(view, meta)}: {count} measures in {places} regions, cost {yearly} (prices of "
            f"{meta['price_year']}). State: a proposal; no task is made of it.",
        )
    )


def _choices(view: View, shown: Answer, listed: Sequence[Row]) -> None:
    rows = shown.frame()
    names = {row["run"]: _name(view, row) for row in listed}
    places = rows.unique("region", maintain_order=True).sort("region").to_dicts()
    regions = {"": view.word("全部地区")} | {row["region"]: view.of(row, "region") for row in places}
    with ui.element("div").classes("ty-choices"):
        ui.select(
            names,
            value=str(shown.meta["run"]),
            label=view.word("部署方案建议"),
            on_change=lambda event: ui.navigate.to(view.here(run=event.value, other=None, region=None)),
        ).props("dense outlined options-dense data-testid=proposal-run").classes("min-w-[260px]")
        if len(regions) > 2:
            chosen = view.query.get("region")
            ui.select(
                regions,
                value=chosen if chosen in regions else "",
                label=view.word("地区"),
                on_change=lambda event: ui.navigate.to(view.here(region=event.value or None)),
            ).props("dense outlined options-dense data-testid=proposal-region").classes("min-w-[160px]")
        address = service_address(
            "proposal.export", form="json", run=str(shown.meta["run"]), language=view.lang
        )
        ui.link(view.word("导出工作簿（每个地区一张表）"), address).props(
            "download data-testid=proposal-export"
        )


def _rows(view: View, shown: Answer) -> None:
    run, region = str(shown.meta["run"]), view.query.get("region")
    columns = [
        Column("year", view.word("年份"), right=True),
        Column("region", view.word("地区")),
        Column("source", view.word("排放源")),
        Column("measure", view.word("措施")),
        Column("quantity", view.word("涉及活动量"), right=True),
        Column("unit", view.word("计量单位")),
        Column("share", view.measure(view.word("应用比例"), "%"), right=True),
        Column("cost", view.measure(view.word("年成本"), view.word("万元")), right=True),
        Column("investment", view.measure(view.word("投资"), view.word("万元")), right=True),
        Column("articles", view.word("政策条款")),
        Column("departments", view.word("责任部门")),
    ]
    kept = [row for row in shown.frame().to_dicts() if region in (None, row["region"])]
    lines = [_line(view, row) for row in kept]
    with ui.column().classes("ty-card"):
        heading(
            view.word("做什么"),
            note=view.word(
                "责任部门只列政策条款写明的，不指定牵头；条款没有写明的为未指明。投资没有查到的为未知。"
            ),
        )
        draw_table(view, columns, lines, name="proposal-rows", page=PAGE)
        downloads(view, "proposal.show", run=run, table="rows")


def _line(view: View, row: Row) -> Row:
    unknown = view.word("最高应用比例没有找到")
    mark = {} if row["share_known"] else {"mark": "?", "tip": unknown}
    investment = row["investment_cny"]
    return {
        "year": cell(str(row["year"]), raw=row["year"]),
        "region": view.of(row, "region"),
        "source": view.of(row, "source") if row["source_zh"] else view.word("整体项目"),
        "measure": view.of(row, "measure"),
        "quantity": cell(figure(row["quantity"]), raw=row["quantity"]),
        "unit": DASH if row["unit"] == "1" else view.unit(row["unit"]),
        "share": {**cell(percent(row["share"]), raw=row["share"]), **mark},
        "cost": cell(figure(row["cost_cny"] / MONEY), raw=row["cost_cny"]),
        "investment": view.word("未知") if investment is None else figure(investment / MONEY),
        "articles": row["articles"] or DASH,
        "departments": row["departments_zh"] or view.word("未指明"),
    }


def _falls(view: View, meta: Row) -> None:
    columns = [
        Column("species", view.word("物种"), narrow=True),
        Column("year", view.word("年份"), right=True),
        Column("fall", view.word("减少"), right=True),
        Column("unit", view.word("单位")),
    ]
    lines = []
    for row in meta["falls"]:
        scale = mass_scale(row["fall_t"], view.lang)
        lines.append(
            {
                "species": row["species"],
                "year": cell(str(row["year"]), raw=row["year"]),
                "fall": cell(scale.write(row["fall_t"]), raw=row["fall_t"]),
                "unit": scale.unit,
            }
        )
    with ui.column().classes("ty-card").props("data-testid=proposal-falls"):
        heading(
            view.word("减排合计"),
            note=view.word(
                "每一吨只计一次：先计节约和替代（按现状因子），再计技术措施（按剩余活动量）；各行合计等于方案的减排量。负数为增加。"
            ),
        )
        draw_table(view, columns, lines, name="proposal-falls-table", page=PAGE)
        downloads(view, "proposal.show", run=str(meta["run"]), table="falls")


async def _compared(view: View, shown: Answer, listed: Sequence[Row]) -> None:
    """Let another proposal be set beside this one."""
    run = str(shown.meta["run"])
    others = {row["run"]: _name(view, row) for row in listed if row["run"] != run}
    if not others:
        return
    other = view.query.get("other") if view.query.get("other") in others else None
    with ui.element("div").classes("ty-choices"):
        ui.select(
            {"": view.word("不比较"), **others},
            value=other or "",
            label=view.word("与另一份比较"),
            on_change=lambda event: ui.navigate.to(view.here(other=event.value or None)),
        ).props("dense outlined options-dense data-testid=proposal-other").classes("min-w-[260px]")
    if other is None:
        return
    told = await view.ask("proposal.compare", run=run, other=other)
    more = shown.meta["cost_cny"] - told.meta["other"]["cost_cny"]
    title = view.pick(
        f"与“{others[other]}”的差别（成本现值相差{money(view, more)}）",
        f"What differs from {others[other]} (present value of cost: {money(view, more)})",
    )
    differing(view, told, title=title, service="proposal.compare", run=run, other=other)


async def _targets(view: View, run: str) -> None:
    rows = (await view.ask("proposal.show", run=run, table="targets")).frame().to_dicts()
    columns = [
        Column("limit", view.word("约束")),
        Column("target", view.word("政策目标")),
        Column("value", view.word("达到"), right=True),
        Column("bound", view.word("限值"), right=True),
        Column("stated", view.word("原限值"), right=True),
        Column("binding", view.word("是否起作用")),
    ]
    lines = [
        {
            "limit": limit_name(view, row),
            "target": row["target"] or DASH,
            "value": cell(amount(view, row["value"], row["unit"]), raw=row["value"]),
            "bound": cell(amount(view, row["bound"], row["unit"]), raw=row["bound"]),
            "stated": cell(amount(view, row["stated"], row["unit"]), raw=row["stated"]),
            "binding": f"● {view.word('是')}" if row["binding"] else view.word("否"),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("依据的约束与目标"))
        draw_table(view, columns, lines, name="proposal-targets", page=PAGE)
        downloads(view, "proposal.show", run=run, table="targets")


async def _assumptions(view: View, run: str) -> None:
    rows = (await view.ask("proposal.show", run=run, table="assumptions")).frame()
    out = (await view.ask("proposal.show", run=run, table="left_out")).frame()
    columns = [
        Column("kind", view.word("类别")),
        Column("name", view.word("项")),
        Column("quality", view.word("数据质量")),
        Column("value", view.word("数值")),
    ]
    lines = [
        {
            "kind": view.term("assumption", row["kind"]),
            "name": view.of(row, "name"),
            "quality": view.term("quality", row["quality"]) if row["quality"] else DASH,
            "value": row["value"] or DASH,
        }
        for row in rows.with_columns(pl.col("kind").cast(pl.String)).to_dicts()
    ]
    left = out["measure"].n_unique()
    with ui.column().classes("ty-card").props("data-testid=proposal-assumptions"):
        heading(
            view.word("依据的假设"),
            note=view.pick(
                f"合成、未核实、筛查的数据随方案带走；另有 {left} 项措施或组合没有纳入，各有原因。",
                f"Invented, unverified and screening figures go with it; {left} measures or chains are left "
                "out, each with its reason.",
            ),
        )
        draw_table(view, columns, lines, name="assumptions", page=PAGE)
        downloads(view, "proposal.show", run=run, table="left_out")


def _list(view: View, listed: Sequence[Row]) -> None:
    columns = [
        Column("name", view.word("名称")),
        Column("scenario", view.word("情景")),
        Column("cost", view.measure(view.word("成本现值"), view.word("万元")), right=True),
        Column("author", view.word("编制人")),
        Column("date", view.word("日期")),
        Column("note", view.word("说明")),
    ]
    lines = [
        {
            "name": cell(_name(view, row), link=view.link(view.path, run=row["run"])),
            "scenario": row["scenario"],
            "cost": cell(figure(row["cost_cny"] / MONEY), raw=row["cost_cny"]),
            "author": row["author"],
            "date": row["date"],
            "note": row["note"] or DASH,
        }
        for row in listed
    ]
    with ui.column().classes("ty-card").props("data-testid=proposals"):
        heading(view.word("已保存的部署方案建议"))
        draw_table(view, columns, lines, name="proposals-table", page=PAGE)
        downloads(view, "proposal.list")


def _basis(view: View, meta: Row) -> None:
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('清单')} {meta['inventory']} · "
        f"{view.word('程序版本')} {meta['package_version']}",
        f"{view.word('编制人')} {meta['author']} · {view.word('日期')} {meta['date']}",
    ]
    basis(view, lines=lines)
    if view.opens("/plan/cocontrol"):
        ui.link(
            view.word("查看所依据的协同控制方案"), view.link("/plan/cocontrol", run=str(meta["plan"]))
        ).props("data-testid=proposal-plan")
