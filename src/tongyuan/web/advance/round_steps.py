"""Buttons for the steps that a reader of a form may take now; what cannot be undone asks first."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import InputError, TongyuanError
from tongyuan.web.advance.round_filling import Filling, typed_values
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["DEEDS", "ask", "draw_steps"]

#: What the buttons say.
DEEDS = {
    "report": mark("上报"),
    "return": mark("退回"),
    "review": mark("审核"),
    "approve": mark("签发"),
    "lock": mark("锁定"),
    "waive": mark("免报"),
    "correct": mark("更正"),
    "remind": mark("催报"),
}
#: Steps in the order of their buttons; what each one brings about.
CONSEQUENCES = {
    "report": mark("上报后不能再改，除非被退回；由他人审核。"),
    "review": mark("表示已核对各项数值与说明；由他人签发。"),
    "approve": mark("签发后可锁定入库。"),
    "return": mark("退回后由填报人修改并重新上报；请写明要改什么。"),
    "lock": mark("锁定后数值作为申报数入库，只能以更正改变。"),
    "waive": mark("本轮次不再要求填报；请写明理由。"),
}
#: Steps that need a reason, which is kept with them.
REASONED = ("return", "waive")
MAIN = ("report", "review", "approve", "lock")


def draw_steps(filling: Filling, *, correcting: bool) -> None:
    """Draw the buttons.

    Parameters
    ----------
    filling
        The form.
    correcting
        The figures are open for a correction.
    """
    view = filling.view
    with ui.element("div").classes("ty-deeds").props("data-testid=steps"):
        if correcting:
            _button(view, "correct", lambda: _ask_correction(filling), text=view.word("提交更正"), main=True)
            ui.link(view.word("放弃更正"), view.here(correct=None))
            return
        for step in CONSEQUENCES:
            if filling.may(step):
                _button(view, step, lambda step=step: _ask_step(filling, step), main=step in MAIN)
        if filling.may("correct"):
            ui.link(view.word(DEEDS["correct"]), view.here(correct=1)).classes("ty-button-link").props(
                "data-testid=step-correct"
            )


def _button(view: View, step: str, deed: Any, *, main: bool, text: str = "") -> None:
    shape = "unelevated" if main else "outline"
    word = text or view.word(DEEDS[step])
    ui.button(word, on_click=deed).props(f'{shape} color=primary data-testid="step-{step}"')


def _ask_step(filling: Filling, step: str) -> None:
    view = filling.view

    async def take(reason: str) -> None:
        arguments: dict[str, Any] = {"numbers": str(filling.number)}
        if step != "lock":
            arguments["seq"] = filling.meta["seq"]
        if step in REASONED:
            arguments["reason"] = reason
        await view.ask(f"round.{step}", **arguments)
        ui.navigate.to(view.here(correct=None))

    ask(
        view,
        view.word(DEEDS[step]),
        told=view.word(CONSEQUENCES[step]),
        deed=take,
        reasoned=step in REASONED,
    )


def _ask_correction(filling: Filling) -> None:
    view = filling.view

    async def correct(reason: str) -> None:
        typed = await ui.run_javascript("tyRoundTyped()")
        values, wrong = typed_values(filling.items, typed)
        if wrong:
            raise InputError(list(wrong.values()))
        text = json.dumps(values, ensure_ascii=False)
        await view.ask(
            "round.correct", number=filling.number, values=text, reason=reason, seq=filling.meta["seq"]
        )
        await ui.run_javascript("tyRound.dirty.clear()")
        ui.navigate.to(view.here(correct=None))

    told = view.word("更正是新的版本，原值保留；须重新审核、签发。")
    ask(view, view.word("提交更正"), told=told, deed=correct, reasoned=True)


def ask(
    view: View,
    title: str,
    *,
    told: str,
    deed: Callable[[str], Awaitable[None]],
    reasoned: bool = False,
) -> None:
    """Ask before a step, name its consequence, and show what stands in its way.

    Parameters
    ----------
    view
        What is shown.
    title
        The step.
    told
        What comes of it.
    deed
        Takes the step; it is given the reason, blank where none is asked.
    reasoned
        A reason is asked.
    """
    with ui.dialog() as dialog, ui.column().classes("ty-card ty-narrow-card").props("data-testid=ask"):
        ui.label(title).classes("ty-heading")
        ui.label(told)
        box = ui.textarea(view.word("理由")).props("outlined autofocus data-testid=ask-reason")
        box.classes("w-full").set_visibility(reasoned)
        outcome = ui.column().classes("w-full")

        async def go() -> None:
            outcome.clear()
            if reasoned and not (box.value or "").strip():
                with outcome:
                    ui.label(view.word("请写理由")).classes("ty-field-problem").props('role="alert"')
                return
            try:
                await deed((box.value or "").strip())
            except TongyuanError as error:
                with outcome:
                    show_problems(view, error.problems)

        with ui.element("div").classes("ty-deeds"):
            ui.button(title, on_click=go).props("unelevated color=primary data-testid=ask-go")
            ui.button(view.word("取消"), on_click=dialog.close).props("flat")
    dialog.on("hide", dialog.delete)
    dialog.open()
