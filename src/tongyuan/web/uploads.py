"""Hand in a workbook: it is read beside the page, and lands whole or not at all with every cell named."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["upload_card"]


def upload_card(
    view: View, title: str, *, service: str, tell: Callable[[Answer], list[str]], **arguments: Any
) -> None:
    """Draw a card that takes a filled workbook, where the visitor may hand one in.

    Parameters
    ----------
    view
        What is shown.
    title
        What is handed in.
    service
        Service that takes ``file``.
    tell
        Says in lines what landed.
    **arguments
        The service's other parameters.
    """
    if not view.may_call(service):
        return
    with ui.column().classes("ty-card"):
        heading(title, note=view.word("先整体检查：有一处不对就全部不入库，并逐格说明。"))
        outcome = ui.column().classes("w-full")

        async def receive(event: events.UploadEventArguments) -> None:
            outcome.clear()
            with outcome:
                ui.spinner(size="24px")
            try:
                answer = await _import(view, service, event, arguments)
            except TongyuanError as error:
                outcome.clear()
                with outcome:
                    show_problems(view, error.problems)
                return
            outcome.clear()
            with outcome, ui.column().classes("ty-empty").props('role="status" data-testid=landed'):
                for line in tell(answer):
                    ui.label(line)

        box = ui.upload(label=view.word("选择 xlsx 或 csv"), on_upload=receive, auto_upload=True)
        box.props('accept=".xlsx,.csv" flat bordered').classes("w-full")


async def _import(
    view: View, service: str, event: events.UploadEventArguments, arguments: Mapping[str, Any]
) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(event.file.name).name
        await event.file.save(path)
        return await view.ask(service, file=path, **arguments)
