"""Show problems on a page: what, where, what was expected, how to go on."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from tongyuan.vocabulary.problems import Problem
from tongyuan.web.view import View

__all__ = ["show_problems"]


def show_problems(view: View, problems: Iterable[Problem]) -> None:
    """List problems, each with its way out.

    Parameters
    ----------
    view
        What is shown.
    problems
        The problems.
    """
    found = list(problems)
    with ui.column().classes("ty-card").props('role="alert"'):
        ui.label(
            view.pick(f"有 {len(found)} 个问题，未作任何更改", f"{len(found)} problems; nothing was changed")
        )
        for problem in found:
            with ui.column().classes("gap-0"):
                ui.label(
                    " ".join(filter(None, (problem.place.text(view.lang), problem.what(view.lang))))
                ).classes("font-semibold")
                for label, text in (
                    (view.word("应为："), problem.expected(view.lang)),
                    (view.word("处理："), problem.remedy(view.lang)),
                ):
                    if text:
                        ui.label(label + text).classes("ty-note")
