"""Work on many tasks at once: tables out and in, leads confirmed, a quarter asked for, a task added."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_work", "receiving"]


def draw_work(view: View, known: Names, asked: dict[str, Any]) -> None:
    """Draw what may be done with many tasks at once.

    Parameters
    ----------
    view
        What is shown.
    known
        Names of regions and departments.
    asked
        What the list is narrowed to.
    """
    lead = {"department": asked["department"]} if asked.get("department") else {}
    with ui.column().classes("ty-card").props("data-testid=task-tables"):
        heading(
            view.word("表格导出与导入"),
            note=view.word("整表接受，或指出每个有问题的单元格而一行也不接受。"),
        )
        with ui.element("div").classes("ty-foot"):
            for service, label in (
                ("task.template", view.word("进展填报表（Excel）")),
                ("task.duties", view.word("责任分工表（Excel）")),
            ):
                ui.link(label, service_address(service, form="xlsx", **lead)).props("download")
        if view.may_call("task.import"):
            receiving(view, "task.import", view.word("导入进展填报表"), name="task-import")
        if view.may_call("task.settle"):
            receiving(view, "task.settle", view.word("导入责任分工表"), name="task-settle")
    if view.may_call("task.confirm"):
        _confirming(view, lead)
    if view.may_call("task.ask"):
        _asking(view, lead)
    if view.may_call("task.add"):
        _adding(view, known)


def receiving(view: View, service: str, label: str, *, name: str, **told: Any) -> None:
    """Draw a box that takes a file for a service.

    Parameters
    ----------
    view
        What is shown.
    service
        It takes a ``file``.
    label
        What the box says.
    name
        Of the box, for tests.
    **told
        Further arguments of the service.
    """
    place = ui.column().classes("w-full")

    async def receive(event: events.UploadEventArguments) -> None:
        place.clear()
        try:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                await view.ask(service, file=file, **told)
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    box = ui.upload(label=label, on_upload=receive, auto_upload=True)
    box.props(f"flat bordered data-testid={name}").classes("w-full")


def _confirming(view: View, lead: dict[str, Any]) -> None:
    with ui.column().classes("ty-card").props("data-testid=task-confirm-card"):
        heading(
            view.word("批量确认牵头"),
            note=view.word("把待确认的牵头建议全部确认；谁在何时确认记入办理经过。"),
        )
        _button(view, view.word("全部确认"), "task.confirm", lambda: dict(lead), name="task-confirm")


def _asking(view: View, lead: dict[str, Any]) -> None:
    with ui.column().classes("ty-card").props("data-testid=task-ask-card"):
        heading(
            view.word("按季度调度进展"),
            note=view.word(
                "给每个牵头单位和地区下达一张表，填报、催报、审核、签发与填报轮次相同；签发后进展写入任务。"
            ),
        )
        with ui.element("div").classes("ty-choices"):
            quarter = ui.input(view.word("季度"), placeholder="2025Q1")
            due = ui.input(view.word("截止日期（可不填）"), placeholder="2025-04-20")
            quarter.props("dense outlined data-testid=task-quarter")
            due.props("dense outlined data-testid=task-ask-due")

        def given() -> dict[str, Any]:
            return {"quarter": quarter.value or "", **lead} | ({"due_on": due.value} if due.value else {})

        def follow(answer: Answer) -> str:
            return view.link("/advance/rounds", round=answer.meta["round"])

        _button(view, view.word("下达"), "task.ask", given, name="task-ask", follow=follow)


def _adding(view: View, known: Names) -> None:
    with ui.column().classes("ty-card").props("data-testid=task-add-card"):
        heading(view.word("新增任务"), note=view.word("编号不与已有任务重复。"))
        with ui.element("div").classes("ty-choices"):
            boxes = {
                "task": ui.input(view.word("任务编号")),
                "text": ui.input(view.word("任务")),
                "lead": ui.select(dict(known.departments), label=view.word("牵头单位"), clearable=True),
                "region": ui.select(
                    {code: known.region(code) for code in sorted(known.regions)},
                    label=view.word("责任地区"),
                    clearable=True,
                ),
                "starts_on": ui.input(view.word("开始日期"), placeholder="2024-01-01"),
                "due_on": ui.input(view.word("时限"), placeholder="2025-12-31"),
            }
            for name, box in boxes.items():
                box.props(f"dense outlined options-dense data-testid=task-add-{name}")
                box.classes("min-w-[180px]")

        def given() -> dict[str, Any]:
            told = {name: box.value for name, box in boxes.items() if box.value}
            return {"task": "", "text": "", **told}

        _button(view, view.word("新增"), "task.add", given, name="task-add")


def _button(
    view: View,
    label: str,
    service: str,
    given: Callable[[], dict[str, Any]],
    *,
    name: str,
    follow: Callable[[Answer], str] | None = None,
) -> None:
    place = ui.column().classes("w-full")

    async def take() -> None:
        place.clear()
        try:
            answer = await view.ask(service, **given())
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here() if follow is None else follow(answer))

    ui.button(label, on_click=take).props(f"outline data-testid={name}")
