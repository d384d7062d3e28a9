"""Pose a problem of co-control: paste or choose its file, solve it beside the page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nicegui import events, ui

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import empty, heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["posing", "problem_file", "problem_text"]

NAME = "problem.yaml"


async def posing(view: View) -> None:
    """Draw the card in which a problem is written, and solved.

    Parameters
    ----------
    view
        Its query may hold ``from``: the plan whose problem is the beginning.
    """
    if not view.may_call("cocontrol.solve"):
        _told_who_solves(view)
        return
    try:
        text = await problem_text(view, view.query.get("from"))
    except NotFoundError:
        empty(
            view,
            missing=view.word("还没有编制过清单，协同控制没有基础。"),
            owed_by=view.word("省级分析人员"),
            then=view.word("编制一年的清单后，这里给出可直接求解的示例。"),
        )
        return
    with ui.column().classes("ty-card").props("data-testid=posing"):
        heading(
            view.word("提出问题"),
            note=view.word(
                "写明情景（基准年、规划年份、驱动因素）和另加的约束；政策目标自动成为约束。粘贴、修改，或选择文件。"
            ),
        )
        box = _box(view, text)
        with ui.element("div").classes("ty-foot"):
            _links(view)
        with ui.element("div").classes("ty-choices"):
            button = ui.button(view.word("求解")).props("unelevated data-testid=solve")
            _chooser(view, box)
        place = ui.column().classes("w-full")

    async def solve() -> None:
        with problem_file(box.value or "") as file:
            await follow_job(
                view,
                place,
                "cocontrol.solve",
                then=lambda row: ui.navigate.to(view.link("/plan/cocontrol", run=row["result"])),
                file=file,
            )

    button.on_click(solve)


def _told_who_solves(view: View) -> None:
    with ui.column().classes("ty-card"):
        heading(view.word("提出问题"))
        ui.label(view.word("求解由省级分析人员进行；这里可以查看已有方案。"))


def _box(view: View, text: str) -> ui.textarea:
    box = ui.textarea(view.word("问题文件（YAML）"), value=text).props("outlined data-testid=problem")
    box.classes("w-full")
    return box.props('input-style="min-height:340px;font-family:monospace;font-size:13px" spellcheck=false')


@contextmanager
def problem_file(text: str) -> Iterator[Path]:
    """Lay a problem out as a file for as long as a job is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        file.write_text(text, encoding="utf-8")
        yield file


async def problem_text(view: View, run: str | None) -> str:
    """Give the problem of a kept plan, or the example.

    Parameters
    ----------
    view
        What is shown.
    run
        The plan; None for the example.

    Returns
    -------
    str
        YAML.
    """
    document = (await view.ask("cocontrol.example", run=run)).document
    return "" if document is None else document.content.decode("utf-8")


def _links(view: View) -> None:
    example = service_address("cocontrol.example", form="json", run=view.query.get("from"))
    ui.link(view.word("下载示例"), example).props("download data-testid=problem-example")
    by_city = service_address("cocontrol.example", form="json", by="city")
    ui.link(view.word("下载分市示例"), by_city).props("download data-testid=problem-example-cities")
    if view.may_call("cocontrol.schema"):
        schema = service_address("cocontrol.schema", form="json")
        ui.link(view.word("下载格式（JSON Schema）"), schema).props("download data-testid=problem-schema")


def _chooser(view: View, box: ui.textarea) -> None:
    async def take(event: events.UploadEventArguments) -> None:
        box.value = (await event.file.read()).decode("utf-8", errors="replace")

    chooser = ui.upload(label=view.word("选择 YAML 文件"), on_upload=take, auto_upload=True)
    chooser.props('accept=".yaml,.yml" flat bordered').classes("max-w-[320px]")
