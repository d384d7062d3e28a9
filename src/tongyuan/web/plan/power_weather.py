"""Profiles from weather beside the study: hand in hours, say the hubs and the season, keep them by a name."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import figure, percent
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["weather_card"]

Row = dict[str, Any]
#: Fields of the work, their words, and what they begin with.
FIELDS: dict[str, tuple[str, float | None]] = {
    "year": (mark("气象年份"), None),
    "hub_onshore": (mark("陆上轮毂高度（米）"), 100.0),
    "hub_offshore": (mark("海上轮毂高度（米）"), 100.0),
    "heat_twh": (mark("全年供热量（太瓦时，可不填）"), None),
    "first_day": (mark("供暖开始（第几天）"), None),
    "last_day": (mark("供暖结束（第几天）"), None),
}
WHOLE = ("year", "first_day", "last_day")


async def weather_card(view: View) -> None:
    """Draw the card in which hours of weather become profiles, and those that are kept.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("weather.derive"):
        return
    with ui.column().classes("ty-card").props("data-testid=power-weather"):
        heading(
            view.word("由气象推算曲线"),
            note=view.word(
                "先交回逐时气象（全年每小时，缺一小时也不填补），再推算风电、太阳能与供热曲线；"
                "研究文件写 weather: 名称 即用。由模型推算，不是实测。"
            ),
        )
        with ui.element("div").classes("ty-choices"):
            name = ui.input(view.word("名称"), value="weather").props(
                "dense outlined data-testid=weather-name"
            )
            boxes = {
                key: ui.number(view.word(word), value=value).props(
                    f"dense outlined data-testid=weather-{key}"
                )
                for key, (word, value) in FIELDS.items()
            }
        button = ui.button(view.word("推算曲线")).props("unelevated data-testid=weather-run")
        place = ui.column().classes("w-full")
        _files(view)
        await _kept(view)
    button.on_click(lambda: _run(view, place, name, boxes))


async def _run(view: View, place: ui.column, name: ui.input, boxes: dict[str, ui.number]) -> None:
    told = {key: box.value for key, box in boxes.items() if box.value is not None}
    if "year" not in told:
        ui.notify(view.word("请填气象年份"))
        return
    asked = {key: int(value) if key in WHOLE else float(value) for key, value in told.items()}
    await follow_job(
        view,
        place,
        "weather.derive",
        then=lambda _: ui.navigate.to(view.here()),
        name=name.value or "weather",
        **asked,
    )


def _files(view: View) -> None:
    with ui.element("div").classes("ty-foot"):
        if view.may_call("record.template"):
            address = service_address("record.template", form="xlsx", kind="weather_hours")
            ui.link(view.word("逐时气象模板"), address).props("download data-testid=template-weather_hours")
        example = service_address("weather.example", form="json")
        ui.link(view.word("合成气象示例（csv）"), example).props("download data-testid=weather-example")


async def _kept(view: View) -> None:
    """Draw what the latest profiles come to."""
    try:
        shown = await view.ask("weather.show")
    except NotFoundError:
        return
    meta = shown.meta
    kinds = {"synthetic": view.word("合成"), "weather": view.word("由气象推算，不是实测")}
    told = f"{meta['name']} · {meta['year']} · {kinds[str(meta['profile_origin'])]}"
    ui.label(told).props("data-testid=weather-kept")
    columns = [
        Column("profile", view.word("曲线"), narrow=True),
        Column("total", view.word("全年（满发小时；供热为兆瓦时）"), right=True),
        Column("mean", view.word("平均"), right=True),
    ]
    lines = [_line(view, row) for row in shown.frame().iter_rows(named=True)]
    draw_table(view, columns, lines, name="weather-profiles", page=len(lines))
    downloads(view, "weather.show", run=str(meta["run"]))
    address = service_address("weather.export", form="json", run=str(meta["run"]))
    ui.link(view.word("下载逐时曲线（csv）"), address).props("download data-testid=weather-export")


def _line(view: View, row: Row) -> Row:
    heat = row["profile"] == "heat"
    mean = f"{figure(row['mean'])} {view.unit('兆瓦')}" if heat else f"{percent(row['mean'])} %"
    name = view.word("供热") if heat else view.term("power_carrier", str(row["profile"]))
    return {
        "profile": name,
        "total": cell(figure(row["total"]), raw=row["total"]),
        "mean": cell(mean, raw=row["mean"]),
    }
