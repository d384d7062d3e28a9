"""Dispatch beside the page: choose or write a study, hand in units and hours, follow the job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import events, ui

from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.plan.cocontrol_posing import problem_file
from tongyuan.web.plan.power_weather import weather_card
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["making"]

KINDS = {"power_units": mark("机组模板"), "power_profiles": mark("逐时曲线模板")}


async def making(view: View) -> None:
    """Draw the cards in which a study is written and its units are handed in, where the visitor may.

    Parameters
    ----------
    view
        Its query may hold ``example`` (name of an example) and ``from`` (a run whose study is the beginning).
    """
    if not view.may_call("power.dispatch"):
        with ui.column().classes("ty-card"):
            heading(view.word("提出研究"))
            ui.label(view.word("调度由省级分析人员运行；这里可以查看已有结果。"))
        return
    begun = view.query.get("from")
    shown = await view.ask("power.example", study=None if begun else view.query.get("example"), run=begun)
    text = "" if shown.document is None else shown.document.content.decode("utf-8")
    with ui.column().classes("ty-card").props("data-testid=power-making"):
        heading(
            view.word("提出研究"),
            note=view.word(
                "选一个示例，或粘贴、修改、选择文件；政策目标自动成为约束，做不到时指出哪几条冲突。"
            ),
        )
        _examples(view, shown.meta["studies"], begun=begun)
        box = ui.textarea(view.word("研究文件（YAML）"), value=text)
        box.props('outlined data-testid=power-study input-style="min-height:320px" spellcheck=false')
        box.classes("w-full ty-code")
        with ui.element("div").classes("ty-foot"):
            schema = service_address("power.schema", form="json")
            ui.link(view.word("下载格式（JSON Schema）"), schema).props("download data-testid=power-schema")
        with ui.element("div").classes("ty-choices"):
            button = ui.button(view.word("开始调度")).props("unelevated data-testid=power-run")
            _chooser(view, box)
        place = ui.column().classes("w-full")
    button.on_click(lambda: _run(view, box, place))
    _records(view)
    await weather_card(view)


def _examples(view: View, names: list[str], *, begun: str | None) -> None:
    if begun:
        ui.label(view.pair(view.word("以此运行为起点"), begun)).classes("ty-note")
        return
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("示例")}"'):
        for place, name in enumerate(names):
            link = ui.link(view.pick(f"示例 {place + 1}", f"Example {place + 1}"), view.here(example=name))
            here = name == (view.query.get("example") or names[0])
            link.classes("ty-tab ty-tab-here" if here else "ty-tab").props(f"data-testid=example-{name}")


async def _run(view: View, box: ui.textarea, place: ui.column) -> None:
    with problem_file(box.value or "") as file:
        await follow_job(
            view,
            place,
            "power.dispatch",
            then=lambda row: ui.navigate.to(view.link("/plan/power", run=row["result"])),
            file=file,
        )


def _chooser(view: View, box: ui.textarea) -> None:
    async def take(event: events.UploadEventArguments) -> None:
        box.value = (await event.file.read()).decode("utf-8", errors="replace")

    chooser = ui.upload(label=view.word("选择 YAML 文件"), on_upload=take, auto_upload=True)
    chooser.props('accept=".yaml,.yml" flat bordered').classes("max-w-[320px]")


def _records(view: View) -> None:
    """Let units and hours be handed in as a workbook."""
    upload_card(
        view,
        view.word("交回机组、曲线或逐时气象"),
        service="record.import",
        tell=lambda meta: _landed(view, meta),
    )
    if not view.may_call("record.template"):
        return
    with ui.element("div").classes("ty-foot"):
        for kind, word in KINDS.items():
            address = service_address("record.template", form="xlsx", kind=kind)
            ui.link(view.word(word), address).props(f"download data-testid=template-{kind}")


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    lines = [
        view.pick(
            f"{row['name_zh']} {row['year']} 年已入库 {row['rows']} 行。",
            f"{row['dataset']} of {row['year']}: {row['rows']} rows kept.",
        )
        for row in meta["kept"]
    ]
    return [*lines, *meta["notes"]]
