"""Entering one entry by hand: what every entry has, and the fields of its type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_entering"]


def draw_entering(view: View, form: dict[str, Any], known: Names) -> None:
    """Draw the form where the visitor may enter an entry.

    Parameters
    ----------
    view
        What is shown.
    form
        The type: its fields and states.
    known
        Names of regions.
    """
    if not view.may_call("registry.add"):
        return
    boxes: dict[str, Any] = {}
    with ui.expansion(view.word("登记一项")).classes("ty-card").props("data-testid=registry-enter"):
        heading(view.word("登记一项"), note=view.word("编号已有则为更正；带 * 的必填；不知道的留空。"))
        with ui.element("div").classes("ty-choices"):
            _common(view, form, known, boxes)
            for field in form["fields"]:
                boxes[f"f_{field['field']}"] = _box(view, field)
        for name, box in boxes.items():
            box.props(f"dense outlined data-testid=enter-{name}").classes("min-w-[200px]")
        place = ui.column().classes("w-full")

        async def enter() -> None:
            place.clear()
            try:
                await view.ask("registry.add", type=form["type"], **_given(form, boxes))
            except TongyuanError as error:
                with place:
                    show_problems(view, error.problems)
                return
            ui.navigate.to(view.here(entry=boxes["entry"].value))

        ui.button(view.word("登记"), on_click=enter).props("unelevated data-testid=enter-take")


def _common(view: View, form: dict[str, Any], known: Names, boxes: dict[str, Any]) -> None:
    regions = {code: known.region(code) for code in sorted(known.regions)}
    states = {row["state"]: view.of(row, "name") for row in form["states"] if row["state"] in form["first"]}
    boxes["entry"] = ui.input(f"{view.word('编号')} *")
    boxes["name"] = ui.input(f"{view.word('名称')} *")
    boxes["region"] = ui.select(regions, label=f"{view.word('地区')} *", with_input=True)
    boxes["holder"] = ui.input(view.word("责任主体"))
    boxes["state"] = ui.select(states, value=next(iter(states), None), label=view.word("状态"))
    boxes["since"] = ui.input(view.word("状态日期"), placeholder="2024-12-31")
    boxes["lon"] = ui.input(view.word("经度（度）"))
    boxes["lat"] = ui.input(view.word("纬度（度）"))
    boxes["evidence"] = ui.input(view.word("依据文件"))
    boxes["memo"] = ui.input(view.word("说明"))


def _box(view: View, field: dict[str, Any]) -> Any:
    label = view.of(field, "name")
    if field["kind"] == "number":
        label = view.measure(label, view.unit(field["unit"]))
    label = f"{label} *" if field["required"] else label
    if field["kind"] == "choice":
        return ui.select(dict(field["choices"]), label=label, clearable=True)
    return ui.input(label, placeholder="2024-12-31" if field["kind"] == "date" else "")


def _given(form: dict[str, Any], boxes: dict[str, Any]) -> dict[str, Any]:
    told = {name: box.value for name, box in boxes.items() if box.value not in (None, "")}
    fields = {field["field"]: told.pop(f"f_{field['field']}", None) for field in form["fields"]}
    text = ";".join(f"{name}={value}" for name, value in fields.items() if value is not None)
    needed = {name: told.pop(name, "") for name in ("entry", "name", "region")}
    key = f"{form['type']} {needed['entry']} {datetime.now(UTC).isoformat()}"
    return {**needed, **told, "fields": text, "key": key}
