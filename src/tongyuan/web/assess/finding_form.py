"""The form in which an inspector writes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.forms import Field, draw_field
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_finding_form"]

Box = ui.input | ui.select | ui.textarea


def draw_finding_form(view: View, known: Names) -> None:
    """Draw the form; what the address names stands in it already.

    Parameters
    ----------
    view
        Its query may hold ``region``, ``enterprise``, ``article`` and ``figure``.
    known
        Names of regions, departments and enterprises.
    """
    with ui.column().classes("ty-card").props("data-testid=finding-form"):
        heading(
            view.word("登记问题线索"),
            note=view.word("写明问题所在、依据与要求。登记后不能修改，只能办结；所涉单位随即收到通知。"),
        )
        boxes = {**_whose(view, known), **_about(view)}
        text = ui.textarea(view.word("内容")).props("outlined autogrow data-testid=finding-text")
        boxes["text"] = text.classes("w-full")
        place = ui.column().classes("w-full")
        button = ui.button(view.word("登记")).props("unelevated data-testid=finding-write")
        button.on_click(partial(_write, view, boxes, place))


def _whose(view: View, known: Names) -> dict[str, Box]:
    regions = {code: name for code, name in known.units.items() if code in known.regions}
    firms = {code: name for code, name in known.units.items() if code not in regions}
    region, firm = view.query.get("region"), view.query.get("enterprise")
    first = region if region in regions else next(iter(regions), "")
    departments = {"": "—", **known.departments}
    with ui.element("div").classes("ty-form-row"):
        return {
            "region": _choice(view.word("地区"), regions, value=first or ""),
            "department": _choice(view.word("部门（可不填）"), departments, value=""),
            "enterprise": _choice(
                view.word("企业（可不填）"), {"": "—", **firms}, value=firm if firm in firms else ""
            ),
        }


def _about(view: View) -> dict[str, Box]:
    with ui.element("div").classes("ty-form-row"):
        return {
            "article": _line(view, "article", view.word("条文序号（可不填）"), example="9"),
            "figure": _line(view, "figure", view.word("数字编号（可不填）"), example="1a2b3c/emission/…"),
        }


def _line(view: View, name: str, label: str, *, example: str) -> ui.input:
    return draw_field(Field(name, label, value=view.query.get(name, ""), example=example))


async def _write(view: View, boxes: Mapping[str, Box], place: ui.column) -> None:
    place.clear()
    given = {name: box.value or None for name, box in boxes.items()}
    try:
        made = await view.ask("finding.write", **given | {"text": given["text"] or ""})
    except TongyuanError as error:
        with place:
            show_problems(view, error.problems)
        return
    number = int(made.frame()["number"][0])
    ui.navigate.to(view.link("/assess/findings", number=number))


def _choice(label: str, choices: dict[str, str], *, value: str) -> ui.select:
    box = ui.select(choices, value=value, label=label, with_input=True)
    return box.props("outlined dense options-dense").classes("min-w-[200px] grow")
