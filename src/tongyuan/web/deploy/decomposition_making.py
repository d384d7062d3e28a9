"""Decompose beside the page: a file to change, and negotiated values added to it with their reasons."""

from __future__ import annotations

from typing import Any

import polars as pl
import yaml
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import exact, figure
from tongyuan.web.frame import heading
from tongyuan.web.plan.cocontrol_posing import problem_file
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["making", "negotiated", "negotiating"]

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


def negotiated(view: View, shown: Answer) -> None:
    """Draw the negotiated values with what the method gave and the reason; nothing where there are none.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``target.budget``.
    """
    rows = shown.frame().filter(pl.col("origin").cast(pl.String) == "negotiated")
    if rows.is_empty():
        return
    columns = [
        Column("city", view.word("城市")),
        Column("method", view.word("方法")),
        Column("value", view.word("协商值"), right=True),
        Column("given", view.word("方法给出的值"), right=True),
        Column("reason", view.word("理由")),
    ]
    lines = [
        {
            "city": view.of(row, "region_name"),
            "method": view.term("decomposition", row["method"]),
            "value": cell(exact(row["budget_value"]), raw=row["budget_value"]),
            "given": cell(figure(row["method_value"]), raw=row["method_value"]),
            "reason": cell(row["reason"], lang="zh"),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=negotiated"):
        heading(view.measure(view.word("协商值及理由"), str(shown.meta["unit"])))
        draw_table(view, columns, lines, name="negotiated")


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
