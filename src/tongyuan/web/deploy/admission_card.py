"""The card of a project: its opinion gate by gate, the letter, what may be done next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.changing import change
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_card", "named"]

#: Signs beside the words, so that no verdict is told by colour alone.
SIGNS = {"pass": "✓", "fail": "✕", "needs_evidence": "?", "not_applicable": "–"}
DECISIONS = ("approve", "refuse")


async def draw_card(view: View, project: str) -> None:
    """Draw a project.

    Parameters
    ----------
    view
        What is shown.
    project
        Its id.
    """
    try:
        card = (await view.ask("admission.show", project=project)).record()
    except TongyuanError as error:
        show_problems(view, error.problems)
        return
    told = card["project"]
    last = card["opinions"][-1] if card["opinions"] else None
    outcome = view.term("admission_outcome", last["outcome"]) if last else view.word("尚无研判意见")
    answer_line(view.pair(named(view, told), outcome))
    ui.link(view.word("返回清单"), view.here(project=None)).props("data-testid=admission-back")
    _gates(view, card)
    if last:
        _carbon(view, card["carbon"])
    _asking(view, project)
    _deeds(view, project, card)
    _steps(view, card)


def named(view: View, project: Mapping[str, Any]) -> str:
    """Name a project; one that is synthetic says so, once.

    Parameters
    ----------
    view
        What is shown.
    project
        ``name`` and ``told_as``.

    Returns
    -------
    str
        The name.
    """
    invented = project["told_as"] == "synthetic" and "合成" not in project["name"]
    return f"{project['name']}{view.word('（合成）') if invented else ''}"


def _gates(view: View, card: Mapping[str, Any]) -> None:
    if not card["findings"]:
        return
    columns = [
        Column("gate", view.word("关口")),
        Column("verdict", view.word("结论")),
        Column("reason", view.word("理由")),
        Column("have", view.word("实有"), right=True),
        Column("need", view.word("应有"), right=True),
        Column("unit", view.word("单位")),
        Column("clause", view.word("文件与条款")),
        Column("status", view.word("规则核实情况")),
        Column("settle", view.word("须补文件")),
    ]
    lines = [
        {
            "gate": view.term("admission_gate", row["gate"]),
            "verdict": f"{SIGNS[row['verdict']]} {view.term('admission_verdict', row['verdict'])}",
            "reason": view.of(row, "reason"),
            "have": figure(row["have"]),
            "need": figure(row["need"]),
            "unit": row["figure_unit"] or DASH,
            "clause": cell(f"{row['document']} {row['clause']}", lang="zh"),
            "status": view.term("admission_status", row["status"]),
            "settle": view.of(row, "settle") or DASH,
        }
        for row in card["findings"]
    ]
    with ui.column().classes("ty-card").props("data-testid=admission-gates"):
        heading(
            view.word("逐关研判"),
            note=view.word("研判意见供参考，由人决定；未通过的硬性关口不因说明理由而批准。"),
        )
        draw_table(view, columns, lines, name="admission-gates")
        address = service_address("admission.letter", form="json", project=card["project"]["project"])
        ui.link(view.word("下载研判意见（docx）"), address).props("download data-testid=admission-letter")


def _carbon(view: View, told: Mapping[str, Any]) -> None:
    """Show what is left of the city's budget and the shadow price, each with its run, unit and quality."""
    columns = [
        Column("what", view.word("项目")),
        Column("value", view.word("数值"), right=True),
        Column("unit", view.word("单位")),
        Column("year", view.word("年份")),
        Column("quality", view.word("数据质量")),
        Column("run", view.word("依据运行")),
        Column("why", view.word("没有的原因")),
    ]
    rows = (
        ("budget_left_t", view.word("城市碳预算余量"), view.pick("吨 CO2", "t CO2"), "budget"),
        ("budget_t", view.word("城市碳预算"), view.pick("吨 CO2", "t CO2"), "budget"),
        ("price_cny_per_t", view.word("影子价格"), view.pick("元/吨 CO2", "CNY/t CO2"), "price"),
    )
    lines = [
        {
            "what": what,
            "value": figure(told[name]),
            "unit": unit,
            "year": str(told[f"{kind}_year"] or DASH),
            "quality": view.term("quality", told[f"{kind}_quality"]) if told[f"{kind}_quality"] else DASH,
            "run": cell(told[f"{kind}_run"][:12]) if told[f"{kind}_run"] else DASH,
            "why": cell(told[f"{kind}_why"], lang="zh") if told[f"{kind}_why"] else DASH,
        }
        for name, what, unit, kind in rows
    ]
    with ui.column().classes("ty-card").props("data-testid=admission-carbon"):
        heading(
            view.word("城市碳预算与影子价格"),
            note=view.word("取自最近一次意见所依据的目标分解和协同控制方案；没有则写“—”并说明原因。"),
        )
        draw_table(view, columns, lines, name="admission-carbon")


def _asking(view: View, project: str) -> None:
    """Let a visitor who may ask for an opinion; what the province set is read from its dated settings."""
    if not view.may_call("admission.opinion"):
        return
    with ui.column().classes("ty-card"):
        heading(
            view.word("出具研判意见"),
            note=view.word("按今天有效的规则和省级设定研判；省级未设定的列为待补证。"),
        )
        button = ui.button(view.word("研判")).props("unelevated data-testid=admission-judge")
        told = ui.column().classes("w-full")

    async def judge() -> None:
        await change(view, told, "admission.opinion", {"project": project})

    button.on_click(judge)


def _deeds(view: View, project: str, card: Mapping[str, Any]) -> None:
    """Draw the steps that may follow and that the visitor may take."""
    names = {
        step: view.term("project_state", step)
        for step in card["next"]
        if view.may_call("admission.decide" if step in DECISIONS else "admission.milestone")
    }
    if not names:
        return
    with ui.column().classes("ty-card").props("data-testid=admission-deeds"):
        heading(view.word("办理"), note=view.word("录入人不能决定；替代兑现之前不能投产。"))
        with ui.element("div").classes("ty-choices"):
            step = ui.select(names, value=next(iter(names)), label=view.word("步骤"))
            step.props("dense outlined options-dense data-testid=admission-step").classes("min-w-[150px]")
            today = datetime.now(CIVIL_ZONE).date().isoformat()
            boxes = {
                "on": ui.input(view.word("日期"), value=today),
                "document": ui.input(view.word("文件")),
                "memo": ui.input(view.word("说明")),
                "key": ui.input(view.word("业务编号"), value=uuid.uuid4().hex[:10]),
            }
            for name, box in boxes.items():
                box.props(f"dense outlined data-testid=admission-{name}")
            button = ui.button(view.word("办理")).props("unelevated data-testid=admission-take")
        told = ui.column().classes("w-full")

    async def take() -> None:
        chosen = str(step.value)
        decides = chosen in DECISIONS
        asked = {name: str(box.value or "") for name, box in boxes.items()}
        named = {"decision": chosen} if decides else {"step": chosen}
        service = "admission.decide" if decides else "admission.milestone"
        await change(view, told, service, {"project": project, **named, **asked})

    button.on_click(take)


def _steps(view: View, card: Mapping[str, Any]) -> None:
    if not card["steps"]:
        return
    columns = [
        Column("on", view.word("日期"), narrow=True),
        Column("step", view.word("步骤")),
        Column("document", view.word("文件")),
        Column("memo", view.word("说明")),
        Column("actor", view.word("经办")),
    ]
    lines = [
        {
            "on": str(row["done_on"]),
            "step": view.term("project_state", row["step"]),
            **{name: row[name] or DASH for name in ("document", "memo", "actor")},
        }
        for row in card["steps"]
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("里程碑"))
        draw_table(view, columns, lines, name="admission-steps")
