"""The bell: how many notices are not read, counted anew while the page is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count as count_up

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.view import View

__all__ = ["draw_bell"]

OFTEN = 30.0  # seconds between two counts
MOST = 60  # counts; a page that was left open stops asking


def draw_bell(view: View) -> Callable[[], None]:
    """Draw the link to the notices.

    Parameters
    ----------
    view
        What is shown.

    Returns
    -------
    Callable
        Begins to count, once the page is drawn: with a timer in it the framework sends a page off.
    """
    name = view.word("通知")
    link = ui.link(target=view.link("/notices")).classes("ty-icon-link").props("data-testid=bell")
    link.props["title"] = link.props["aria-label"] = name
    with link:
        ui.icon("notifications")
        count = ui.label("").classes("ty-count").props("data-testid=unread")
    count.set_visibility(False)
    # A count is no sign of life: it must not keep a visit from lapsing.
    quiet = replace(view, session=replace(view.session, renew=None))
    times = count_up(1)

    async def look(timer: ui.timer) -> None:
        if next(times) >= MOST:
            timer.deactivate()
        try:
            unread = int((await quiet.ask("notice.unread")).record()["unread"])
        except TongyuanError:
            timer.deactivate()
            return
        count.set_text(str(unread) if unread < 100 else "99+")
        count.set_visibility(unread > 0)
        link.props["aria-label"] = view.pick(f"通知，{unread} 条未读", f"Notices, {unread} unread")
        link.update()

    def start() -> None:
        with link:
            timer = ui.timer(OFTEN, lambda: look(timer))

    return start
