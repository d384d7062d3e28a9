"""The card of a project: its opinion gate by gate, the letter, what may be done next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_card"]

#: Signs beside the words, so that no verdict is told by colour alone.
SIGNS = {"pass": "🟢", "fail": "🔴", "needs_evidence": "🟡", "not_applicable": "⚪"}
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
    synthetic = view.word("（合成）") if told["told_as"] == "synthetic" else ""
    last = card["opinions"][-1] if card["opinions"] else None
    outcome = view.term("admission_outcome", last["outcome"]) if last else view.word("尚无研判意见")
    answer_line(view.pair(f"{told['name']}{synthetic}", outcome))
    ui.link(view.word("返回清单"), view.here(project=None)).props("data-testid=admission-back")
    _gates(view, card)
    _asking(view, project, card)
    _deeds(view, project, card)
    _steps(view, card)


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
            "settle": view.of(row, "settle") or DASH,
        }
        for row in card["findings"]
    ]
    with ui.column().classes("ty-card").props("data-testid=admission-gates"):
        heading(
            view.word("逐关研判"),
            note=view.word("研判意见供参考，由人决定；城市碳预算与影子价格见碳排放一关和意见书。"),
        )
        draw_table(view, columns, lines, name="admission-gates")
        address = service_address("admission.letter", form="docx", project=card["project"]["project"])
        ui.link(view.word("下载研判意见（docx）"), address).props("download data-testid=admission-letter")


def _asking(view: View, project: str, card: Mapping[str, Any]) -> None:
    """Let a visitor who may ask for an opinion; the province's coal ratio is his to state."""
    if not view.may_call("admission.opinion"):
        return
    with ui.column().classes("ty-card"):
        heading(
            view.word("出具研判意见"),
            note=view.word("煤炭替代比例由省级规定；未规定则留空，该项列为待补证。"),
        )
        with ui.element("div").classes("ty-choices"):
            ratio = ui.number(view.word("煤炭替代比例"), min=0, max=100)
            ratio.props("dense outlined data-testid=admission-ratio")
            button = ui.button(view.word("研判")).props("unelevated data-testid=admission-judge")
        told = ui.column().classes("w-full")

    async def judge() -> None:
        asked = {} if ratio.value is None else {"coal_ratio": float(ratio.value)}
        await _ask(view, told, "admission.opinion", {"project": project, **asked})

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
        await _ask(view, told, service, {"project": project, **named, **asked})

    button.on_click(take)


async def _ask(view: View, told: ui.column, service: str, asked: Mapping[str, Any]) -> None:
    """Ask for a change; say every problem at once, or show what stands after it."""
    told.clear()
    try:
        await view.ask(service, **asked)
    except TongyuanError as error:
        with told:
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.here())


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
