"""Decompose beside the page: a file to change, and negotiated values added to it with their reasons."""

from __future__ import annotations

from typing import Any

import yaml
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading
from tongyuan.web.plan.cocontrol_posing import problem_file
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["making", "negotiating"]

PATH = "/deploy/decomposition"


async def making(view: View, *, run: str | None) -> None:
    """Draw the card in which a decomposition is written, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    run
        A kept decomposition whose file is the beginning; None for the example.
    """
    if not view.may_call("target.decompose"):
        return
    text = await _text(view, run)
    with ui.column().classes("ty-card").props("data-testid=decomposition-making"):
        heading(
            view.word("分解目标"),
            note=view.word("写明目标、方法和各市数值；各市数值不写的，由分市清单和统计取数，缺的一次列全。"),
        )
        box = ui.textarea(view.word("分解文件（YAML）"), value=text)
        box.props('outlined data-testid=decomposition-text input-style="min-height:280px" spellcheck=false')
        box.classes("w-full ty-code")
        with ui.element("div").classes("ty-foot"):
            schema = service_address("target.schema", form="json")
            ui.link(view.word("下载格式（JSON Schema）"), schema).props("download")
        button = ui.button(view.word("分解并保存")).props("unelevated data-testid=decompose")
        place = ui.column().classes("w-full")
    button.on_click(lambda: _decompose(view, box.value or "", place))


async def negotiating(view: View, shown: Answer) -> None:
    """Draw the form in which a city's value is fixed with a reason; the rest is shared again and kept.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``target.budget``.
    """
    if not view.may_call("target.decompose"):
        return
    text = await _text(view, str(shown.meta["run"]))
    rows = shown.frame().unique("region", maintain_order=True)
    cities = {row["region"]: view.of(row, "region_name") for row in rows.iter_rows(named=True)}
    with ui.column().classes("ty-card").props("data-testid=negotiating"):
        heading(
            view.word("协商调整"),
            note=view.word("固定一个市的预算并写明理由；其余各市按同一方法重新分担，另存为一次新的分解。"),
        )
        with ui.element("div").classes("ty-choices"):
            city = ui.select(cities, value=next(iter(cities)), label=view.word("城市"))
            city.classes("min-w-[140px]").props("data-testid=negotiated-city")
            value = ui.number(view.measure(view.word("预算值"), str(shown.meta["unit"])), min=0)
            value.props("data-testid=negotiated-value")
            reason = (
                ui.input(view.word("理由")).classes("min-w-[240px]").props("data-testid=negotiated-reason")
            )
            button = ui.button(view.word("重新分担并保存")).props("unelevated data-testid=negotiate")
        place = ui.column().classes("w-full")
    button.on_click(
        lambda: _decompose(
            view, _fixed(text, str(city.value), value=value.value, reason=reason.value or ""), place
        )
    )


async def _text(view: View, run: str | None) -> str:
    document = (await view.ask("target.example", run=run)).document
    return "" if document is None else document.content.decode("utf-8")


def _fixed(text: str, region: str, *, value: float | None, reason: str) -> str:
    """Put a negotiated value into the file of a decomposition."""
    told: dict[str, Any] = yaml.safe_load(text)
    fixed = dict(told.get("fixed") or {}) | {region: {"budget": value, "reason": reason}}
    return yaml.safe_dump(told | {"fixed": fixed}, allow_unicode=True, sort_keys=False)


async def _decompose(view: View, text: str, place: ui.column) -> None:
    place.clear()
    try:
        with problem_file(text) as file:
            made = await view.ask("target.decompose", file=file)
    except TongyuanError as error:
        with place:
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.link(PATH, run=str(made.meta["run"])))
