"""Hand in a workbook: it is read beside the page, and lands whole or not at all with every cell named."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.declaration import find
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["upload_card"]

Tell = Callable[[Mapping[str, Any]], list[str]]


def upload_card(view: View, title: str, *, service: str, tell: Tell, **arguments: Any) -> None:
    """Draw a card that takes a filled workbook, where the visitor may hand one in.

    Parameters
    ----------
    view
        What is shown.
    title
        What is handed in.
    service
        Service that takes ``file``; one that is declared a job goes on when the page is left.
    tell
        Says in lines what landed, by what the service says of its answer.
    **arguments
        The service's other parameters.
    """
    if not view.may_call(service):
        return
    take = _follow if find(service).job else _wait
    with ui.column().classes("ty-card"):
        heading(title, note=view.word("先整体检查：有一处不对就全部不入库，并逐格说明。"))
        place = ui.column().classes("w-full")

        async def receive(event: events.UploadEventArguments) -> None:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                await take(view, place, service, tell, {**arguments, "file": file})

        box = ui.upload(label=view.word("选择 xlsx 或 csv"), on_upload=receive, auto_upload=True)
        box.props('accept=".xlsx,.csv" flat bordered').classes("w-full")


async def _follow(
    view: View, place: ui.column, service: str, tell: Tell, arguments: Mapping[str, Any]
) -> None:
    await follow_job(
        view,
        place,
        service,
        then=lambda row: _landed(place, tell(row["about"])),
        **arguments,
    )


async def _wait(view: View, place: ui.column, service: str, tell: Tell, arguments: Mapping[str, Any]) -> None:
    place.clear()
    with place:
        spinner = ui.spinner(size="24px")
        try:
            answer = await view.ask(service, **arguments)
        except TongyuanError as error:
            show_problems(view, error.problems)
        else:
            _landed(place, tell(answer.meta))
        spinner.delete()


def _landed(place: ui.column, lines: list[str]) -> None:
    with place, ui.column().classes("ty-empty").props('role="status" data-testid=landed'):
        for line in lines:
            ui.label(line)
