"""The tools in the header: search, jobs, notices, light and dark, shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import events, ui

from tongyuan.web.bell import draw_bell
from tongyuan.web.job_drawer import JobDrawer
from tongyuan.web.view import View

__all__ = ["draw_search", "draw_tools"]


def draw_search(view: View) -> None:
    """Draw the search box; on a phone, a link to the page of search.

    Parameters
    ----------
    view
        What is shown.
    """

    def go(event: events.GenericEventArguments) -> None:
        ui.navigate.to(view.link("/search", q=box.value))

    box = ui.input(value=view.query.get("q", "") if view.path == "/search" else "")
    box.props(f'dense dark outlined placeholder="{view.word("查找")}" aria-label="{view.word("查找")}"')
    box.props("for=ty-search type=search").classes("ty-search gt-xs").on("keydown.enter", go)
    with ui.link(target=view.link("/search")).classes("ty-icon-link lt-sm") as link:
        ui.icon("search")
    link.props["title"] = link.props["aria-label"] = view.word("查找")


def draw_tools(view: View, jobs: JobDrawer | None) -> Callable[[], None]:
    """Draw the buttons of the header.

    Parameters
    ----------
    view
        What is shown.
    jobs
        The drawer of jobs; None where the visitor has no jobs.

    Returns
    -------
    Callable
        Begins what goes on while the page is open, once it is drawn.
    """
    starts = []
    if jobs is not None:
        _button("pending_actions", view.word("我的任务"), "jobs").on_click(jobs.toggle)
        starts.append(jobs.start)
    if view.opens("/notices"):
        starts.append(draw_bell(view))
    shade = _button("contrast", view.word("切换浅色与深色"), "shade").classes("gt-xs")
    shade.on("click", js_handler="() => tyShade()")
    keys = _button("keyboard", view.word("快捷键"), "keys").classes("gt-xs")
    keys.on("click", js_handler="() => tyShortcuts()")

    def start() -> None:
        for begin in starts:
            begin()

    return start


def _button(icon: str, name: str, key: str) -> ui.button:
    button = ui.button(icon=icon, color=None).props(f"flat round dense data-testid=tool-{key}")
    button.props["title"] = button.props["aria-label"] = name
    return button.classes("ty-tool")
