"""The list of shortcuts, opened by ``?``; keys of one sign may be switched off."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from nicegui import ui

from tongyuan.web.view import View

__all__ = ["draw_shortcuts", "shortcuts"]


@cache
def shortcuts() -> tuple[dict[str, str], ...]:
    """List the shortcuts: keys, and what they do."""
    text = (files("tongyuan.web") / "data" / "shortcuts.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def draw_shortcuts(view: View) -> None:
    """Draw the list as the browser's own dialog: it holds the focus, and Esc closes it.

    Parameters
    ----------
    view
        What is shown.
    """
    dialog = ui.element("dialog").classes("ty-dialog").props("id=ty-shortcuts data-testid=shortcuts")
    dialog.props["aria-label"] = view.word("快捷键")
    with dialog:
        ui.label(view.word("快捷键")).classes("ty-heading").props('role="heading" aria-level="2"')
        with ui.element("table").classes("ty-keys"):
            for row in shortcuts():
                with ui.element("tr"):
                    with ui.element("th").props('scope="row"'), ui.element("kbd"):
                        ui.label(row["keys"]).style("display:inline")
                    with ui.element("td"):
                        ui.label(view.word(row["what_zh"]))
        with ui.element("label").classes("ty-check"):
            ui.element("input").props("type=checkbox id=ty-single-keys")
            ui.label(view.word("使用单键快捷键（保存在此浏览器）"))
        with ui.element("form").props('method="dialog"'), ui.element("button").classes("ty-close"):
            ui.label(view.word("关闭"))
