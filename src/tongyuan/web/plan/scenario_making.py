"""Write a scenario beside the page: paste it or choose its file, run it as a job."""

from __future__ import annotations

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import empty, heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.plan.cocontrol_posing import problem_file
from tongyuan.web.plan.scenario_building import building
from tongyuan.web.plan.scenario_words import EXAMPLES
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["making"]

WAYS = {"sheets": mark("用表格"), "yaml": mark("用 YAML 文件")}


async def making(view: View) -> None:
    """Draw where a scenario is made, where the visitor may: in tables, or as a file.

    Parameters
    ----------
    view
        Its query may hold ``way``, ``from`` (the scenario to begin with) and ``example``.
    """
    if not view.may_call("scenario.run"):
        return
    way = view.choice("way", tuple(WAYS))
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("怎样做情景")}"'):
        for key, word in WAYS.items():
            link = ui.link(view.word(word), view.here(way=key)).props(f"data-testid=way-{key}")
            link.classes("ty-tab ty-tab-here" if key == way else "ty-tab")
    await (building(view) if way == "sheets" else _writing(view))


async def _writing(view: View) -> None:
    """Draw the card in which a scenario's file is written and run."""
    kind = view.choice("example", tuple(EXAMPLES))
    try:
        text = _text(await view.ask("scenario.example", kind=kind, run=view.query.get("from")))
    except NotFoundError:
        empty(
            view,
            missing=view.word("没有这个示例，或还没有编制过清单。"),
            owed_by=view.word("省级分析人员"),
            then=view.word("编制一年的清单后，可从基准示例开始写情景。"),
        )
        return
    with ui.column().classes("ty-card").props("data-testid=scenario-making"):
        heading(
            view.word("写一个情景"),
            note=view.word("粘贴、修改，或选择文件：驱动因素决定活动水平，adoptions写明各措施逐年的份额。"),
        )
        _tabs(view, kind)
        box = ui.textarea(view.word("情景文件（YAML）"), value=text).props(
            "outlined data-testid=scenario-text"
        )
        box.classes("w-full ty-code").props('input-style="min-height:340px" spellcheck=false')
        with ui.element("div").classes("ty-foot"):
            schema = service_address("scenario.schema", form="json")
            ui.link(view.word("下载格式（JSON Schema）"), schema).props(
                "download data-testid=scenario-schema"
            )
        with ui.element("div").classes("ty-choices"):
            button = ui.button(view.word("运行情景")).props("unelevated data-testid=scenario-run")
            _chooser(view, box)
        place = ui.column().classes("w-full")
    button.on_click(lambda: _run(view, box, place))


def _tabs(view: View, kind: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("示例")}"'):
        for key, word in EXAMPLES.items():
            link = ui.link(view.word(word), view.here(example=key, **{"from": None}))
            here = key == kind and "from" not in view.query
            link.classes("ty-tab ty-tab-here" if here else "ty-tab")


async def _run(view: View, box: ui.textarea, place: ui.column) -> None:
    with problem_file(box.value or "") as file:
        await follow_job(
            view,
            place,
            "scenario.run",
            then=lambda row: ui.navigate.to(view.link("/plan/scenarios", run=row["result"])),
            file=file,
        )


def _text(answer: Answer) -> str:
    return "" if answer.document is None else answer.document.content.decode("utf-8")


def _chooser(view: View, box: ui.textarea) -> None:
    async def take(event: events.UploadEventArguments) -> None:
        box.value = (await event.file.read()).decode("utf-8", errors="replace")

    chooser = ui.upload(label=view.word("选择 YAML 文件"), on_upload=take, auto_upload=True)
    chooser.props('accept=".yaml,.yml" flat bordered').classes("max-w-[320px]")
