"""One entry of the registry: what is told of it, each change with its paper, and the next state."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading, quoted
from tongyuan.web.granted import civil
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_entry"]


async def draw_entry(view: View, form: dict[str, Any], entry: str, known: Names) -> None:
    """Draw an entry.

    Parameters
    ----------
    view
        What is shown.
    form
        The type: its fields and states.
    entry
        Which.
    known
        Names of regions.
    """
    told = (await view.ask("registry.show", type=form["type"], entry=entry)).record()
    states = {row["state"]: view.of(row, "name") for row in form["states"]}
    with ui.column().classes("ty-card").props("data-testid=registry-card"):
        heading(f"{view.of(form, 'name')} {entry} · {states.get(told['state'], told['state'])}")
        quoted(told["name"]).classes("ty-said-text")
        _facts(view, form, told, known)
        ui.link(view.word("返回名录"), view.here(entry=None))
    with ui.column().classes("ty-card").props("data-testid=registry-history"):
        heading(view.word("变更经过"))
        for step in told["history"]:
            _step(view, step, states)
    _moving(view, form, told, states)


def _facts(view: View, form: dict[str, Any], told: dict[str, Any], known: Names) -> None:
    place = DASH if told["lon"] is None else f"{told['lon']:g}, {told['lat']:g}"
    facts = {
        view.word("地区"): known.region(told["region"]),
        view.word("责任主体"): told["holder"] or DASH,
        view.word("状态日期"): str(told["since"]),
        view.word("依据文件"): told["evidence"] or DASH,
        view.measure(view.word("经度、纬度"), view.word("度")): place,
    }
    for field in form["fields"]:
        label, value = view.of(field, "name"), told[field["field"]]
        if field["kind"] == "number":
            label = view.measure(label, view.unit(field["unit"]))
            facts[label] = figure(value)
        else:
            facts[label] = DASH if value is None else field["choices"].get(value, str(value))
    with ui.element("div").classes("ty-facts"):
        for name, value in facts.items():
            ui.label(name)
            quoted(value)


def _step(view: View, step: dict[str, Any], states: dict[str, str]) -> None:
    with ui.column().classes("ty-said gap-0"):
        state = states.get(step["state"], step["state"])
        change = view.term("registry_change", step["change"])
        ui.label(f"{change} · {state} · {step['since']} · {step['actor']} · {civil(step['at'])}").classes(
            "ty-note"
        )
        if step["evidence"]:
            quoted(view.pair(view.word("依据文件"), step["evidence"]))
        if step["memo"]:
            quoted(step["memo"]).classes("ty-said-text")


def _moving(view: View, form: dict[str, Any], told: dict[str, Any], states: dict[str, str]) -> None:
    if not told["next"] or not view.may_call("registry.move"):
        return
    rules = {row["state"]: row for row in form["states"]}
    with ui.column().classes("ty-card").props("data-testid=registry-move"):
        heading(view.word("变更状态"), note=view.word("须依据文件或须另一人办理的，缺了就不予变更。"))
        with ui.element("div").classes("ty-choices"):
            options = {one: _option(view, rules[one], states) for one in told["next"]}
            state = ui.select(options, value=told["next"][0], label=view.word("新状态"))
            state.props("dense outlined options-dense data-testid=move-state").classes("min-w-[220px]")
            on = ui.input(view.word("日期"), placeholder="2024-12-31")
            evidence = ui.input(view.word("依据文件"))
            memo = ui.input(view.word("说明"))
            for box, name in ((on, "on"), (evidence, "evidence"), (memo, "memo")):
                box.props(f"dense outlined data-testid=move-{name}").classes("min-w-[180px]")
        place = ui.column().classes("w-full")

        async def take() -> None:
            place.clear()
            key = f"{form['type']} {told['entry']} {told['version']} {state.value} {on.value}"
            given = {"state": state.value, "on": on.value or "", "key": key}
            given |= {"evidence": evidence.value or "", "memo": memo.value or ""}
            try:
                await view.ask("registry.move", type=form["type"], entry=told["entry"], **given)
            except TongyuanError as error:
                with place:
                    show_problems(view, error.problems)
                return
            ui.navigate.to(view.here())

        ui.button(view.word("变更"), on_click=take).props("outline data-testid=move-take")


def _option(view: View, rule: dict[str, Any], states: dict[str, str]) -> str:
    evidence = [view.word("须依据")] if rule["evidence"] else []
    asks = evidence + ([view.word("须另一人")] if rule["by_other"] else [])
    name = states[rule["state"]]
    return f"{name}（{view.listing(asks)}）" if asks else name
