"""Forms of tracing: samples with their uncertainties for a receptor model, values of cells for hot ones."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["draw_forms"]


def draw_forms(view: View) -> None:
    """Draw the forms, where the visitor may trace.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("trace.apportion"):
        return
    _model_form(view)
    upload_card(
        view, view.word("筛选热点网格"), service="trace.hotspots", tell=lambda meta: [str(meta["outcome"])]
    )


def _model_form(view: View) -> None:
    held: dict[str, tuple[str, bytes]] = {}
    with ui.column().classes("ty-card").props("data-testid=trace-form"):
        note = view.word("两个文件同形：首列时间，其余每列一个组分；也可在一个 xlsx 里分两个工作表。")
        heading(view.word("新的来源解析"), note=note)
        with ui.element("div").classes("ty-choices"):
            boxes: dict[str, Any] = {
                "receptor": ui.input(view.word("受体点")),
                "factors": ui.number(view.word("因子数"), value=6, format="%d"),
                "starts": ui.number(view.word("随机起点数"), value=20, format="%d"),
                "resamples": ui.number(view.word("重抽样次数"), value=50, format="%d"),
                "origin": ui.select(
                    {"measured": view.word("实测"), "synthetic": view.word("合成")},
                    value="measured",
                    label=view.word("性质"),
                ),
                "weak": ui.input(view.word("弱组分，逗号分隔")),
            }
            for name, box in boxes.items():
                box.props(f"dense outlined data-testid=trace-{name}").classes("min-w-[140px]")
        with ui.row().classes("gap-4"):
            _file_box(view.word("组分浓度"), held, "file")
            _file_box(view.word("不确定度"), held, "uncertainty")
        place = ui.column().classes("w-full")
        action = _start(view, boxes, held, place)
        ui.button(view.word("开始解析"), on_click=action).props("outline data-testid=trace-start")


def _file_box(label: str, held: dict[str, tuple[str, bytes]], name: str) -> None:
    async def receive(event: events.UploadEventArguments) -> None:
        held[name] = (Path(event.file.name).name, await event.file.read())

    box = ui.upload(label=label, on_upload=receive, auto_upload=True)
    box.props(f'accept=".xlsx,.csv" flat bordered data-testid=trace-{name}')


def _start(view: View, boxes: dict[str, Any], held: dict[str, tuple[str, bytes]], place: ui.column) -> Any:
    def done(row: dict[str, Any]) -> None:
        ui.navigate.to(view.link("/advance/tracing", run=row["about"]["outcome"]))

    async def start() -> None:
        if "file" not in held:
            place.clear()
            with place:
                ui.label(view.word("请先选择组分浓度的文件。")).props(
                    'role="alert" data-testid=trace-missing'
                )
            return
        told = {name: int(boxes[name].value or 0) for name in ("factors", "starts", "resamples")}
        words = {name: boxes[name].value or "" for name in ("receptor", "weak", "origin")}
        with tempfile.TemporaryDirectory() as folder:
            files: dict[str, Path] = {}
            for name, (filename, content) in held.items():
                files[name] = Path(folder) / name / (filename if filename.strip(".") else "upload")
                files[name].parent.mkdir()
                files[name].write_bytes(content)
            await follow_job(view, place, "trace.apportion", then=done, **files, **told, **words)

    return start
