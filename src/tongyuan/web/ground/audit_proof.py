"""What the chain proves, the head to keep elsewhere, and a head that was kept elsewhere."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import answer_line, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["BAD", "GOOD", "draw_keeping_elsewhere", "draw_proof", "draw_verdict"]

#: Faults that are told one by one.
SHOWN = 50
#: Sign and colour.
GOOD, BAD = ("✓", "var(--ty-done)"), ("✕", "var(--ty-not-done)")


def draw_proof(view: View) -> None:
    """Say up to where the chain is proven once the page is there; a button looks anew.

    Parameters
    ----------
    view
        What is shown.
    """
    place = ui.column().classes("w-full").props('role="status" data-testid=proof')

    async def look() -> None:
        await _verified(view, place, "audit.verify")

    with place:
        answer_line(view.word("正在核验审计链"))
    with ui.element("div").classes("ty-choices"):
        ui.button(view.word("重新核验"), on_click=look).props("outline data-testid=audit-verify")
    ui.timer(0, look, once=True)


async def _verified(view: View, place: ui.column, service: str, **arguments: Any) -> None:
    """Ask aside, however long the chain is, and tell what came of it."""
    place.clear()
    with place:
        answer_line(view.word("正在核验审计链"))
    try:
        answer = await view.ask(service, **arguments)
    except TongyuanError as error:
        place.clear()
        with place:
            show_problems(view, error.problems)
        return
    place.clear()
    with place:
        _tell(view, answer)


def _tell(view: View, answer: Answer) -> None:
    faults = answer.frame()
    sign, colour = BAD
    said = str(view.of(answer.meta, "statement"))
    if not answer.passed:
        said = view.pick(f"发现 {faults.height} 处问题。{said}", f"{faults.height} faults. {said}")
    draw_verdict(said, passed=answer.passed)
    for row in faults.head(SHOWN).iter_rows(named=True):
        with ui.column().classes("ty-card gap-0").style(f"border-color:{colour}"):
            ui.label(f"{sign} {view.of(row, 'what')}").style(f"color:{colour}").classes("font-semibold")
            ui.label(view.of(row, "remedy")).classes("ty-note")


def draw_verdict(said: str, *, passed: bool) -> None:
    """Draw the answer of a check: sign and colour beside the words.

    Parameters
    ----------
    said
        What was found.
    passed
        Whether all was well.
    """
    sign, colour = GOOD if passed else BAD
    with ui.row().classes("ty-answer w-full items-baseline no-wrap").style(f"border-left-color:{colour}"):
        ui.label(sign).style(f"color:{colour};font-weight:700")
        ui.label(said).props(f"data-testid=answer data-passed={str(passed).lower()}")


def draw_keeping_elsewhere(view: View) -> None:
    """Draw the download of the present head, and the comparison with one that was kept.

    Parameters
    ----------
    view
        What is shown.
    """
    with ui.column().classes("ty-card"):
        heading(
            view.word("另存锚点"),
            note=view.word(
                "数据库与链头文件一起退回旧状态时，只有存在别处的锚点或备份能发现。请定期下载，存到另一台机器。"
            ),
        )
        if view.may_call("audit.anchor"):
            with ui.element("div").classes("ty-choices"):
                ui.link(view.word("下载当前锚点"), service_address("audit.anchor", form="json")).props(
                    'download="anchor.json" data-testid=audit-anchor'
                ).classes("ty-button-link")
        ui.label(view.word("与另存的锚点、audit.heads 副本或备份核对：")).classes("ty-note")
        place = ui.column().classes("w-full").props('role="status" data-testid=compared')

        async def receive(event: events.UploadEventArguments) -> None:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                await _verified(view, place, "audit.compare", anchor=file)

        box = ui.upload(label=view.word("选择锚点文件"), on_upload=receive, auto_upload=True)
        box.props('accept=".json,.heads,.txt,.zip" flat bordered').classes("w-full")
