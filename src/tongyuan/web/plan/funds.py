"""Funds and their projects: pots, the pool by state, and the card of a project."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.funds import STATES, fund_kinds, fund_steps
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.plan.fund_card import draw_card
from tongyuan.web.plan.fund_deeds import issuing
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

FUNDS = ("all", *fund_kinds())
SHOWN = ("all", "outside", *STATES)
RUNGS = ("allocated", "paid", "spent")


async def page(view: View) -> None:
    """Draw the pool of projects.

    Parameters
    ----------
    view
        Its query may hold ``fund``, ``state`` and ``project`` (its card).
    """
    async with frame(view, view.word("资金与项目：储备、下达、拨付、支出、绩效")):
        _done(view)
        if "project" in view.query:
            await draw_card(view, view.query["project"])
            return
        await _pool(view)
        issuing(view, year=datetime.now(CIVIL_ZONE).year)
        if view.may_call("fund.pots"):
            await _pots(view)
        await _movements(view)
        _books(view)


def _done(view: View) -> None:
    """Say which step was taken last, where the address names one."""
    step = fund_steps().get(view.query.get("done", ""))
    if step is None:
        return
    text = view.pick(f"已记：{step.name_zh}。", f"Recorded: {step.name_en}.")
    with ui.column().classes("ty-empty").props('role="status" data-testid=fund-done'):
        ui.label(text)


async def _pool(view: View) -> None:
    fund, state = view.choice("fund", FUNDS), view.choice("state", SHOWN)
    asked = {
        "fund": None if fund == "all" else fund,
        "state": None if state == "all" else state,
    }
    rows = (await view.ask("fund.list", **asked)).frame()
    if rows.is_empty() and not any(asked.values()):
        _nothing(view)
        return
    paid = sum(rows["paid"].to_list(), start=Decimal())
    answer_line(
        view.pick(
            f"{rows.height} 个项目，已拨付 {paid / 10000:,.2f} 万元。",
            f"{rows.height} projects; {paid / 10000:,.2f} x 10^4 CNY are paid.",
        )
    )
    _filters(view, fund, state)
    lines = [_line(view, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("项目储备库"), note=view.word("点编号看评价卡片。"))
        draw_table(view, _columns(view), lines, name="funds")
        downloads(view, "fund.list", **{key: value for key, value in asked.items() if value})


def _columns(view: View) -> list[Column]:
    unit = view.word("万元")
    return [
        Column("project", view.word("项目编号"), narrow=True),
        Column("name", view.word("项目名称")),
        Column("region", view.word("地区")),
        Column("fund", view.word("申请资金")),
        Column("state", view.word("阶段")),
        Column("investment", view.measure(view.word("投资"), unit), right=True),
        Column("allocated", view.measure(view.word("下达"), unit), right=True),
        Column("paid", view.measure(view.word("拨付"), unit), right=True),
        Column("spent", view.measure(view.word("支出"), unit), right=True),
        Column("quality", view.word("数据质量")),
    ]


def _nothing(view: View) -> None:
    empty(
        view,
        missing=view.word("还没有项目"),
        owed_by=view.word("申报单位填写项目模板，导入后由经办人入库"),
        then=view.word("这里将列出各项目所处阶段和资金；支出不超过拨付，拨付不超过下达，下达不超过安排。"),
    )


def _filters(view: View, fund: str, state: str) -> None:
    with ui.element("div").classes("ty-choices"):
        kinds = {key: view.word("全部资金") if key == "all" else view.term("fund", key) for key in FUNDS}
        stages = {
            key: view.word("全部阶段") if key == "all" else view.term("fund_state", key) for key in SHOWN
        }
        for name, options, value, label in (
            ("fund", kinds, fund, view.word("申请资金")),
            ("state", stages, state, view.word("阶段")),
        ):
            chosen = ui.select(
                options,
                value=value,
                label=label,
                on_change=lambda event, name=name: ui.navigate.to(view.here(**{name: event.value})),
            )
            chosen.props(f"dense outlined options-dense data-testid=funds-{name}").classes("min-w-[200px]")


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    link = view.here(project=row["project"])
    investment = None if row["investment_cny"] is None else row["investment_cny"] / 1e4
    return {
        "project": cell(row["project"], link=link),
        "name": cell(row["name"], link=link),
        "region": view.of(row, "region_name"),
        "fund": view.term("fund", row["fund"]),
        "state": view.term("fund_state", row["state"]),
        "investment": cell(figure(investment), raw=investment),
        **{name: _money(row[name]) for name in RUNGS},
        "quality": view.term("quality", row["quality"]),
    }


def _money(amount: Decimal | None) -> dict[str, Any] | str:
    """Write money in 10^4 CNY, exact."""
    if amount is None:
        return DASH
    return cell(f"{amount / 10000:,.6f}".rstrip("0").rstrip("."), raw=float(amount))


async def _pots(view: View) -> None:
    rows = (await view.ask("fund.pots")).frame()
    if rows.is_empty():
        return
    unit = view.word("万元")
    columns = [
        Column("fund", view.word("资金")),
        Column("year", view.word("预算年度"), right=True),
        Column("issued", view.measure(view.word("安排"), unit), right=True),
        Column("allocated", view.measure(view.word("下达"), unit), right=True),
        Column("paid", view.measure(view.word("拨付"), unit), right=True),
        Column("spent", view.measure(view.word("支出"), unit), right=True),
        Column("free", view.measure(view.word("可下达"), unit), right=True),
    ]
    lines = [
        {
            "fund": view.of(row, "name"),
            "year": str(row["year"]),
            **{name: _money(row[name]) for name in ("issued", *RUNGS, "free")},
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=pots"):
        heading(view.word("资金盘子"), note=view.word("各项资金按预算年度分开，互不抵用；同一投资只补一次。"))
        draw_table(view, columns, lines, name="pots")
        downloads(view, "fund.pots")


async def _movements(view: View) -> None:
    rows = (await view.ask("fund.movements")).frame().with_columns(pl.col("step").cast(pl.String))
    if rows.is_empty():
        return
    columns = [
        Column("at", view.word("时间"), narrow=True),
        Column("step", view.word("步骤")),
        Column("project", view.word("项目编号")),
        Column("fund", view.word("资金")),
        Column("amount", view.measure(view.word("金额"), view.word("万元")), right=True),
        Column("memo", view.word("事由")),
    ]
    lines = [
        {
            "at": cell(civil(row["at"]), raw=row["at"].isoformat()),
            "step": view.pick(fund_steps()[row["step"]].name_zh, fund_steps()[row["step"]].name_en),
            "project": row["project"] or DASH,
            "fund": f"{view.term('fund', row['fund'])} {row['year']}" if row["fund"] else DASH,
            "amount": _money(row["amount"]),
            "memo": row["memo"],
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("业务流水"), note=view.word("每笔只记一次，不能改动；写错了用相反的一笔更正。"))
        draw_table(view, columns, lines, name="fund-movements", page=20)
        downloads(view, "fund.movements")


def _books(view: View) -> None:
    """Offer the templates, take them back, and the whole pool as a workbook."""
    kinds = {
        "fund_project": view.word("项目模板"),
        "fund_input": view.word("资金数据模板"),
        "fund_effect": view.word("减排数据模板"),
    }
    if view.may_call("fund.template"):
        with ui.column().classes("ty-card"):
            heading(view.word("填报项目"), note=view.word("三张表可放在同一工作簿中一并导入。"))
            with ui.element("div").classes("ty-foot"):
                for kind, text in kinds.items():
                    address = service_address("fund.template", form="xlsx", kind=kind)
                    ui.link(text, address).props(f"download data-testid=template-{kind}")
                whole = service_address("fund.export", form="xlsx")
                ui.link(view.word("导出项目库"), whole).props("download data-testid=fund-export")
    upload_card(
        view, view.word("导入项目"), service="fund.import", tell=lambda meta: [meta["file"], *meta["notes"]]
    )
