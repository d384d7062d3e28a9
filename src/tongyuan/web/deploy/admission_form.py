"""The form of a new project, in steps: what it is, how much, and which documents it has."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.vocabulary.tables import AdmissionProject
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_form"]

#: First column of each step.
STEPS = ("project", "catalogue_class", "capacity_t", "energy_review")


def draw_form(view: View) -> None:
    """Draw the form where the visitor may enter a project.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("admission.import"):
        return
    columns = AdmissionProject.columns()
    titles = (view.word("项目"), view.word("产业与单元"), view.word("数量"), view.word("文件与水平"))
    boxes: dict[str, Any] = {}
    with ui.expansion(view.word("填报新项目")).classes("ty-card").props("data-testid=admission-form"):
        heading(
            view.word("填报新项目"),
            note=view.word("分步填写；不知道的留空，研判时列为待补证。替代来源用表格导入。"),
        )
        with ui.stepper().props("vertical flat header-nav").classes("w-full") as stepper:
            for title, names in zip(titles, _parts(list(columns)), strict=True):
                with ui.step(title):
                    with ui.element("div").classes("ty-choices"):
                        for name in names:
                            boxes[name] = _box(view, name, columns[name])
                    with ui.stepper_navigation():
                        ui.button(view.word("下一步"), on_click=stepper.next).props("flat")
        button = ui.button(view.word("提交项目")).props("unelevated data-testid=admission-enter")
        told = ui.column().classes("w-full")

    async def enter() -> None:
        given = {name: box.value for name, box in boxes.items() if box.value not in (None, "")}
        await _enter(view, told, boxes, given)

    button.on_click(enter)


def _parts(names: list[str]) -> list[list[str]]:
    """Cut the columns into the steps."""
    starts = [names.index(first) for first in STEPS]
    return [names[start:end] for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _box(view: View, name: str, definition: Any) -> Any:
    metadata = definition.metadata or {}
    label = view.pick(metadata["label_zh"], metadata["label_en"])
    text = view.measure(label, metadata["unit"]) if metadata["unit"] else label
    choices = getattr(definition, "categories", None)
    made: Any
    if choices:
        made = ui.select({code: _named(view, name, code) for code in choices}, label=text, clearable=True)
    elif str(definition.dtype) == "Float64":
        made = ui.number(text)
    else:
        made = ui.input(text)
    return made.props(f"dense outlined data-testid=form-{name}").classes("min-w-[220px]")


def _named(view: View, name: str, code: str) -> str:
    return view.term(name if name in ("project_sector", "project_stage") else "admission_choice", code)


async def _enter(view: View, told: ui.column, boxes: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Hand the form in; say every gap at once, at its field too, or go to the card."""
    told.clear()
    for box in boxes.values():
        box.error = None
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "project.yaml"
            file.write_text(json.dumps(dict(given), ensure_ascii=False, default=str), encoding="utf-8")
            await view.ask("admission.import", file=file)
    except TongyuanError as error:
        for problem in error.problems:
            if problem.values.get("field") in boxes:
                boxes[str(problem.values["field"])].error = problem.expected(view.lang)
        with told:
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.here(project=str(given["project"])))
