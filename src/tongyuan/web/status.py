"""The five statuses on a page: colour, sign and word together; aspirational targets wear an outline."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.theme import STATUS_SIGNS, STATUS_WORDS, colour
from tongyuan.web.view import View

__all__ = ["STATUS_WORDS", "chip", "status_text"]


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
    text = status_text(view, status) + (f" · {view.word('力争')}" if aspirational else "")
    label = ui.label(text).classes("ty-chip").props(f"data-status={status}")
    if aspirational:
        label.classes("ty-chip-aspirational").style(f"color:var(--ty-{status.replace('_', '-')})")
    else:
        label.style(f"background:{colour(status)}")
