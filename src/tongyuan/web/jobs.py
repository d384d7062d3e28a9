"""Long work from a page: it goes on beside the page, shows how far it is, and can be left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.services.working import aside, start
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.vocabulary.told import told_problem
from tongyuan.web.job_words import ENDED, job_message
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["follow_job"]

OFTEN = 0.4  # seconds between two looks at a job


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
            try:
                row = (await view.ask("job.show", job=job.id)).record()
            except TongyuanError:  # who looks may do so no more; that is told once
                timer.deactivate()
                raise
            problems = [told_problem(record) for record in row["problems"]]
            said = [view.term("job", row["state"]), "" if problems else job_message(view, row["message"])]
            bar.value, told.text = row["progress"], " · ".join(filter(None, said))
            if row["state"] in ENDED:
                timer.deactivate()
            if problems:
                show_problems(view, problems)
            if row["state"] == "done":
                then(row)

        timer = ui.timer(OFTEN, look)
