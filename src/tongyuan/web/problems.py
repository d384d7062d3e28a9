"""Show problems on a page: what, where, what was expected, how to go on."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from tongyuan.vocabulary.problems import Problem
from tongyuan.web.view import View

__all__ = ["show_problems"]

SHOWN = 200


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
    with ui.column().classes("ty-card ty-problems").props('role="alert" data-testid=problems'):
        ui.label(
            view.pick(
                f"有 {len(found)} 个问题，未作任何更改", f"Problems: {len(found)}. Nothing was changed."
            )
        ).classes("ty-heading")
        for problem in found[:SHOWN]:
            _show(view, problem)
        if len(found) > SHOWN:
            ui.label(
                view.pick(f"另有 {len(found) - SHOWN} 个未列出", f"{len(found) - SHOWN} more are not listed")
            )


def _show(view: View, problem: Problem) -> None:
    with ui.column().classes("gap-0"):
        place = problem.place.text(view.lang)
        head = (
            "：".join(filter(None, (place, problem.what(view.lang))))
            if view.lang == "zh"
            else ": ".join(filter(None, (place, problem.what(view.lang))))
        )
        ui.label(head).classes("font-semibold")
        for label, text in (
            (view.word("应为："), problem.expected(view.lang)),
            (view.word("处理："), problem.remedy(view.lang)),
        ):
            if text:
                ui.label(label + text).classes("ty-note")
