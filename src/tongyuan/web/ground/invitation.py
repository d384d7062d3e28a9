"""What a one-time link that came by mail shows first: nothing happens until somebody says so."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.forms import form
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.view import View

__all__ = ["draw_invitation"]


async def draw_invitation(view: View, *, code: str) -> None:
    """Draw the page with the one button that uses the link up.

    Parameters
    ----------
    view
        What is shown.
    code
        Code of the link; it goes on in a form, not in an address.
    """
    async with frame(view, view.word("一次性链接")):
        answer_line(view.word("此链接只能使用一次；点击“进入”后请设置自己的密码。"))
        with (
            ui.column().classes("ty-card ty-narrow-card"),
            form("/enter", hidden={"code": code}, name="enter-form"),
        ):
            ui.button(view.word("进入")).props("unelevated type=submit data-testid=enter-send")
        ui.label(view.word("不是您本人要的链接：请关闭此页，并告知系统管理员。")).classes("ty-note")
