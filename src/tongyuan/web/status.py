"""The five statuses on a page: colour, sign and word together; aspirational targets wear an outline."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.theme import STATUS_SIGNS, colour
from tongyuan.web.view import View

__all__ = ["STATUS_WORDS", "chip", "status_text"]

STATUS_WORDS = {
    "done": "已完成",
    "on_track": "进度正常",
    "behind": "滞后",
    "not_done": "未完成",
    "cannot_tell": "无法判断",
}


def status_text(view: View, status: str) -> str:
    """Write a status as sign and word.

    Parameters
    ----------
    view
        What is shown.
    status
        One of the five.

    Returns
    -------
    str
        Sign and word.
    """
    return f"{STATUS_SIGNS[status]} {view.word(STATUS_WORDS[status])}"


def chip(view: View, status: str, *, aspirational: bool) -> None:
    """Draw a status.

    Parameters
    ----------
    view
        What is shown.
    status
        One of the five.
    aspirational
        Whether the target is a 力争 one, which wears an outline.
    """
    look = f"color:{colour(status)}" if aspirational else f"background:{colour(status)}"
    classes = "ty-chip ty-chip-aspirational" if aspirational else "ty-chip"
    text = status_text(view, status) + (f" · {view.word('力争')}" if aspirational else "")
    ui.label(text).classes(classes).style(look)
