"""The drawer of jobs: one's own work under way and of late, while one moves from page to page.

Nothing is kept here: rows come from the database, and the address says whether the drawer is open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.granted import civil
from tongyuan.web.job_words import ENDED, job_message, result_address, service_words
from tongyuan.web.problems import show_problems
from tongyuan.web.quoting import quoted
from tongyuan.web.view import View

__all__ = ["JobDrawer"]

OFTEN = 1.0  # seconds between two looks while something is under way
SHOWN = 12
NAME = "jobs"


class JobDrawer:
    """The drawer, closed unless the address opens it.

    Parameters
    ----------
    view
        Its query may hold ``drawer=jobs``.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        # To follow one's work is no sign of life: it must not keep a visit from lapsing.
        self.quiet = replace(view, session=replace(view.session, renew=None))
        self.shown: list[dict[str, Any]] | None = None
        self.timer: ui.timer | None = None
        opened = view.query.get("drawer") == NAME
        self.drawer = ui.right_drawer(value=opened).classes("ty-drawer").props("width=330 breakpoint=900")
        self.drawer.props["data-testid"] = "job-drawer"
        with self.drawer:
            self._head()
            self.place = ui.column().classes("ty-jobs").props('role="status"')
            ui.link(view.word("全部任务与日志"), view.link("/jobs")).classes("ty-link")
        self.drawer.on_value_change(self._changed)

    def _head(self) -> None:
        with ui.element("div").classes("ty-drawer-head"):
            title = ui.label(self.view.word("我的任务")).classes("ty-heading")
            title.props('role="heading" aria-level="2"')
            close = ui.button(icon="close", color=None, on_click=self.drawer.hide)
            close.props("flat round dense data-testid=job-drawer-close")
            close.props["aria-label"] = self.view.word("收起")

    def toggle(self) -> None:
        """Open or close it."""
        self.drawer.toggle()

    def start(self) -> None:
        """Begin to look, once the page is drawn: with a timer in it the framework sends a page off."""
        with self.drawer:
            self.timer = ui.timer(OFTEN, self.look, active=bool(self.drawer.value))

    async def _changed(self) -> None:
        ui.run_javascript(f"tyKeep('drawer', {str(bool(self.drawer.value)).lower()} ? '{NAME}' : null)")
        await self.look()

    async def look(self) -> None:
        """Look at the rows; go on looking while something is under way."""
        rows: list[dict[str, Any]] = []
        if self.drawer.value:
            found = (await self.quiet.ask("job.list")).frame().to_dicts()
            rows = [row for row in found if _mine(self.view, row)][:SHOWN]
        if self.timer is not None:
            self.timer.active = any(row["state"] not in ENDED for row in rows)
        if self.drawer.value and rows != self.shown:
            self.shown = rows
            _draw(self.view, self.place, rows, self.look)


def _mine(view: View, row: Mapping[str, Any]) -> bool:
    return bool(row["actor"] == view.session.actor.id)


def _draw(
    view: View, place: ui.column, rows: list[dict[str, Any]], look: Callable[[], Awaitable[None]]
) -> None:
    place.clear()
    with place:
        if not rows:
            ui.label(view.word("还没有任务。编制清单、导入数据等较长的工作会列在这里。")).classes("ty-note")
        for row in rows:
            with ui.column().classes("ty-job").props(f"data-testid=drawer-job data-state={row['state']}"):
                _job(view, row, look)


def _job(view: View, row: Mapping[str, Any], look: Callable[[], Awaitable[None]]) -> None:
    going = row["state"] not in ENDED
    name = service_words(view, row["service"])
    ui.link(name, view.link("/jobs", job=row["id"])).classes("ty-link ty-strong")
    percent = f"{float(row['progress']) * 100:.0f} %"
    said = [view.term("job", row["state"]), percent if going else "", civil(row["created_at"])]
    ui.label(" · ".join(filter(None, said))).classes("ty-note")
    if going:
        bar = ui.linear_progress(value=float(row["progress"]), show_value=False)
        bar.props["aria-label"] = view.pair(name, percent)
    if row["message"] and row["message"] != row["result"]:
        quoted(job_message(view, row["message"])).classes("ty-note")
    address = result_address(view, row)
    if address:
        ui.link(view.word("查看结果"), address).classes("ty-link").props("data-testid=drawer-result")
    if going and view.may_call("job.cancel"):
        cancel = ui.button(view.word("取消任务")).props("outline dense data-testid=drawer-cancel")
        cancel.on_click(partial(_cancel, view, row["id"], look))


async def _cancel(view: View, job: str, look: Callable[[], Awaitable[None]]) -> None:
    try:
        await view.ask("job.cancel", job=job)
    except TongyuanError as error:  # it may have ended meanwhile
        with ui.dialog(value=True), ui.column().classes("ty-card"):
            show_problems(view, error.problems)
    await look()
