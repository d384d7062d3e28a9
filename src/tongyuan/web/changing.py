"""Ask for a change from a form, and show what stands after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["change"]


async def change(view: View, told: ui.column, service: str, asked: Mapping[str, Any]) -> None:
    """Ask for a change; say every problem at once, or draw the page anew.

    Parameters
    ----------
    view
        What is shown.
    told
        Where problems are said.
    service
        What is asked for.
    asked
        Its arguments.
    """
    told.clear()
    try:
        await view.ask(service, **asked)
    except TongyuanError as error:
        with told:
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.here())
