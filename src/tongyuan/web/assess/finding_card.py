"""One finding with every step, and the box for the next one."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.frame import CHINESE, heading
from tongyuan.web.granted import civil
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_finding"]


async def draw_finding(view: View, number: int, known: Names) -> None:
    """Draw one finding.

    Parameters
    ----------
    view
        What is shown.
    number
        Which.
    known
        Names of regions, departments and enterprises.
    """
    steps = (await view.ask("finding.show", number=number)).frame().to_dicts()
    last = steps[-1]
    with ui.column().classes("ty-card").props("data-testid=finding"):
        heading(
            view.pick(f"问题线索 {number}", f"Finding {number}") + f" · {view.term('finding', last['state'])}"
        )
        _about(view, last, known)
        for step in steps:
            _step(view, step)
        if last["state"] != "closed":
            _next(view, number)
        ui.link(view.word("返回清单"), view.here(number=None))


def _about(view: View, row: dict[str, Any], known: Names) -> None:
    with ui.element("div").classes("ty-facts"):
        for name, value in (
            (view.word("地区"), known.region(row["region"])),
            (view.word("部门"), known.departments.get(row["department"], row["department"])),
            (view.word("企业"), known.units.get(row["enterprise"], row["enterprise"])),
        ):
            if value:
                ui.label(name)
                ui.label(value)
        if row["article"]:
            ui.label(view.word("条文"))
            ui.link(row["article"], view.link("/deploy/policy", article=row["article"]))
        if row["figure"]:
            ui.label(view.word("数字"))
            ui.link(row["figure"], view.link("/figure", id=row["figure"]))


def _step(view: View, step: dict[str, Any]) -> None:
    with ui.column().classes("ty-said gap-0"):
        ui.label(f"{view.term('finding', step['state'])} · {civil(step['at'])}").classes("ty-note")
        text = ui.label(step["text"]).classes("ty-said-text")
        if CHINESE.search(step["text"]):
            text.props("lang=zh")


def _next(view: View, number: int) -> None:
    may = {name: view.may_call(name) for name in ("finding.answer", "finding.close")}
    if not any(may.values()):
        return
    label = view.word("回复整改情况或办结理由")
    box = ui.textarea(label).props("outlined autogrow data-testid=finding-next").classes("w-full")
    place = ui.column().classes("w-full")

    async def take(service: str) -> None:
        place.clear()
        try:
            await view.ask(service, number=number, text=box.value or "")
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    with ui.row():
        if may["finding.answer"]:
            button = ui.button(view.word("回复")).props("unelevated data-testid=finding-answer")
            button.on_click(lambda: take("finding.answer"))
        if may["finding.close"]:
            button = ui.button(view.word("办结")).props("outline data-testid=finding-close")
            button.on_click(lambda: take("finding.close"))
