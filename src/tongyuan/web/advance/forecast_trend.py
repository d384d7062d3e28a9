"""Months in ordinary weather, and a place before and after a measure beside places without it."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError
from tongyuan.web.advance.forecast_charts import months_chart, unit_of
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_trend"]


async def draw_trend(view: View, asked: dict[str, Any]) -> None:
    """Draw the trend of the place that is shown, and the effect where one is asked for.

    Parameters
    ----------
    view
        Its query may hold ``controls`` and ``since``.
    asked
        Place and item; None where any will do.
    """
    try:
        trend = await view.ask("forecast.trend", **asked)
    except NotFoundError:
        return
    own = {"place": trend.meta["place"], "item": trend.meta["item"]}
    with ui.column().classes("ty-card").props("data-testid=trend"):
        months_chart(view, trend, own)
        ui.label(_said(view, trend)).props("data-testid=trend-said")
    with ui.column().classes("ty-card").props("data-testid=effect"):
        heading(
            view.word("措施前后：与没有该措施的地区相比"),
            note=view.word("比较常年气象下的月均；有任何一项安慰剂检验不过，就不下结论。"),
        )
        _form(view, own)
        if view.query.get("controls") and view.query.get("since"):
            await _effect(view, own)


def _said(view: View, trend: Answer) -> str:
    slope, unit = trend.meta["slope"], unit_of(view, trend.meta["item"])
    word = view.term("trend_verdict", slope["verdict"])
    bounds = f"{figure(slope['low'], digits=3)} – {figure(slope['high'], digits=3)}"
    return view.pick(
        f"{trend.meta['name_zh']}：每年 {figure(slope['yearly'], digits=3)} {unit}（{bounds}），{word}；"
        f"树解释了没见过的小时方差的 {figure(slope['explained'], digits=2)}。",
        f"{trend.meta['name_en']}: {figure(slope['yearly'], digits=3)} {unit} a year ({bounds}), {word}; "
        f"trees tell {figure(slope['explained'], digits=2)} of the variance of hours not seen.",
    )


def _form(view: View, own: dict[str, Any]) -> None:
    with ui.row():
        controls = ui.input(view.word("对照，以逗号分隔"), value=view.query.get("controls", ""))
        since = ui.input(view.word("措施起始日"), value=view.query.get("since", ""), placeholder="2022-01-01")
        controls.props("dense outlined data-testid=effect-controls")
        since.props("dense outlined data-testid=effect-since")

        def compare() -> None:
            ui.navigate.to(view.here(**own, controls=controls.value, since=since.value))

        ui.button(view.word("比较"), on_click=compare).props("outline data-testid=effect-compare")


async def _effect(view: View, own: dict[str, Any]) -> None:
    asked = {**own, "controls": view.query["controls"], "since": view.query["since"]}
    try:
        meta = (await view.ask("forecast.effect", **asked)).meta
    except TongyuanError as error:
        show_problems(view, error.problems)
        return
    why = f"（{view.term('effect_reason', meta['reason'])}）" if meta["reason"] else ""
    unit = unit_of(view, own["item"])
    bounds = f"{figure(meta['low'], digits=3)} – {figure(meta['high'], digits=3)}"
    told = view.term("effect_verdict", meta["verdict"])
    ui.label(f"{told}{why}：{figure(meta['change'], digits=3)} {unit}（{bounds}）").props(
        "data-testid=effect-said"
    )
    columns = [
        Column("what", view.word("检验")),
        Column("change", view.measure(view.word("变化"), unit), right=True),
    ]
    lines = [{"what": view.word("措施前的两半之间"), "change": _cell(meta["placebo_time"])}]
    lines += [
        {"what": f"{view.word('把对照当作措施地区')} {name}", "change": _cell(change)}
        for name, change in meta["placebo_places"].items()
    ]
    draw_table(view, columns, lines, name="effect-placebos")
    months = f"{meta['before']} / {meta['after']}"
    ui.label(view.pair(view.word("前后各地区共有的月数"), months or DASH)).classes("ty-note")
    downloads(view, "forecast.effect", **asked)


def _cell(change: float | None) -> dict[str, Any]:
    return cell(figure(change, digits=3), raw=change)
