"""Keep a plan as a deployment proposal: its names, a note, and the button."""

from __future__ import annotations

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["saving"]


def saving(view: View, *, run: str, name_zh: str, name_en: str) -> None:
    """Draw the card that keeps a plan as a proposal; nothing where the visitor may not.

    Parameters
    ----------
    view
        What is shown.
    run
        The plan.
    name_zh, name_en
        Names that stand in the form.
    """
    if not view.may_call("proposal.save"):
        return
    with ui.column().classes("ty-card").props("data-testid=saving"):
        heading(
            view.word("存为部署方案"),
            note=view.word(
                "写成各地、各措施、各年的清单，可导出给有关部门；只是建议，还不下达任务。同名再存为下一版。"
            ),
        )
        with ui.element("div").classes("ty-choices"):
            zh = ui.input(view.word("方案名称"), value=name_zh).props(
                "outlined dense data-testid=proposal-zh"
            )
            en = ui.input(view.word("英文名称"), value=name_en).props(
                "outlined dense data-testid=proposal-en"
            )
            note = ui.input(view.word("说明")).props("outlined dense data-testid=proposal-note")
            button = ui.button(view.word("存为部署方案")).props("unelevated data-testid=proposal-save")
        told = ui.column().classes("w-full")

    async def save() -> None:
        told.clear()
        try:
            made = await view.ask(
                "proposal.save",
                run=run,
                name_zh=zh.value or "",
                name_en=en.value or "",
                note=note.value or "",
            )
        except TongyuanError as error:
            with told:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.link("/plan/proposals", run=str(made.meta["run"])))

    button.on_click(save)
