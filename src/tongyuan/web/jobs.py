"""Long work from a page: it goes on beside the page, shows how far it is, and can be left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.services.working import aside, start
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["follow_job", "job_message"]

OFTEN = 0.4  # seconds between two looks at a job
ENDED = ("done", "failed", "cancelled")


async def follow_job(
    view: View, place: ui.column, service: str, *, then: Callable[[dict[str, Any]], None], **arguments: Any
) -> None:
    """Start a service as a job and show its progress in a place of the page.

    Parameters
    ----------
    view
        What is shown.
    place
        Where progress is drawn; what was there goes.
    service
        A service that is declared a job.
    then
        Called with the job's row once it is done.
    **arguments
        The service's parameters.
    """
    place.clear()
    with place:
        try:
            job = await aside(partial(start, view.session, service, **arguments))
        except TongyuanError as error:
            show_problems(view, error.problems)
            return
        told = ui.label(view.word("已开始，可以离开本页，在右上角“进行中的工作”查看。")).props(
            "data-testid=job"
        )
        bar = ui.linear_progress(value=0, show_value=False)

        async def look() -> None:
            row = (await view.ask("job.show", job=job.id)).record()
            bar.value = row["progress"]
            told.text = f"{view.term('job', row['state'])} · {job_message(view, row['message'])}"
            if row["state"] in ENDED:
                timer.deactivate()
            if row["state"] == "done":
                then(row)

        timer = ui.timer(OFTEN, look)


def job_message(view: View, text: str) -> str:
    """Take the half of a message, ``活动水平 · activity``, that is in the view's language."""
    zh, _, en = text.partition(" · ")
    return en if view.lang == "en" and en else zh
