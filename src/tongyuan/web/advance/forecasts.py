"""The next three days of a station or a city: a fan of hours, warnings, and what the model is worth."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.forecast_charts import fan_chart, past_chart, unit_of
from tongyuan.web.advance.forecast_making import making
from tongyuan.web.advance.forecast_trend import draw_trend
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

LEADS = (1, 3, 6, 12, 24, 36, 48, 60, 72)


async def page(view: View) -> None:
    """Draw the forecast of the place that the address names, else of the first one.

    Parameters
    ----------
    view
        Its query may hold ``place``, ``item``, ``origin``, ``controls`` and ``since``.
    """
    listed = (await view.ask("forecast.list")).frame()
    async with frame(view, view.word("未来三天空气怎样")):
        asked: dict[str, Any] = {name: view.query.get(name) for name in ("place", "item")}
        if listed.is_empty():
            empty(
                view,
                missing=view.word("还没有训练过预报模型：需要至少约九个月的小时数据。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("训练后，这里给出 72 小时预报、区间、预警级别和模型卡。"),
            )
        else:
            asked = await _forecast(view, listed)
        await draw_trend(view, asked)
        await making(view, listed)


async def _forecast(view: View, listed: pl.DataFrame) -> dict[str, Any]:
    places = listed["place"].unique(maintain_order=True).to_list()
    place = view.choice("place", tuple(places))
    items = listed.filter(pl.col("place") == place)["item"].to_list()
    item = view.choice("item", tuple(items))
    names = {row["place"]: view.of(row, "name") for row in listed.iter_rows(named=True)}
    _choices(view, names, place=place, items=items, item=item)
    asked = {"place": place, "item": item}
    card = await view.ask("forecast.card", **asked)
    if card.meta["synthetic"]:
        ui.label(view.word("合成数据，仅供试用。")).props('role="note" data-testid=synthetic')
    if card.meta["said"]:
        ui.label(card.meta["said"][view.lang]).classes("ty-answer").props('role="alert" data-testid=said')
    try:
        shown = await view.ask("forecast.show", **asked)
        _said(view, shown)
        fan_chart(view, shown, asked)
        await _warning(view, place)
    except TongyuanError as error:
        show_problems(view, error.problems)
    await _past(view, asked)
    _card(view, card, asked)
    basis(view, lines=_lines(view, card.meta))
    return asked


def _choices(view: View, names: dict[str, str], *, place: str, items: list[str], item: str) -> None:
    with ui.row():
        box = ui.select(
            names,
            value=place,
            label=view.word("点位或城市"),
            on_change=lambda event: ui.navigate.to(view.here(place=event.value, item=None, origin=None)),
        )
        box.props("dense outlined data-testid=forecast-place").classes("min-w-[200px]")
        kinds = ui.select(
            {one: one.upper() for one in items},
            value=item,
            label=view.word("项目"),
            on_change=lambda event: ui.navigate.to(view.here(item=event.value, origin=None)),
        )
        kinds.props("dense outlined data-testid=forecast-item").classes("min-w-[120px]")


def _said(view: View, shown: Answer) -> None:
    meta = shown.meta
    first = shown.frame().filter(pl.col("lead").is_between(1, 24))
    known = first["value"].null_count() == 0
    means = [_mean(first, side) if known else DASH for side in ("value", "low", "high")]
    name, unit = view.of(meta, "name"), unit_of(view, meta["item"])
    answer_line(
        view.pick(
            f"{name}：自 {meta['origin_at']}（UTC）起 24 小时 {meta['item'].upper()} 平均 {means[0]} {unit}"
            f"（逐时区间平均 {means[1]}–{means[2]}）；前 72 小时缺测 {meta['missing_of_72']} 小时。",
            f"{name}: the 24 hours from {meta['origin_at']} (UTC) on, {meta['item'].upper()} {means[0]} "
            f"{unit} (hourly bounds average {means[1]}–{means[2]}); {meta['missing_of_72']} of the last 72 "
            f"hours missing.",
        )
    )
    if meta["over"]:
        ui.label(view.word("最近的小时值已超过三天：这不是今天之后的预报。")).props(
            'role="alert" data-testid=over'
        )


def _mean(rows: pl.DataFrame, side: str) -> str:
    values = rows[side].to_list()
    return figure(sum(values) / len(values), digits=3)


async def _warning(view: View, place: str) -> None:
    told = await view.ask("forecast.warning", place=place)
    meta = told.meta
    state = view.term("warning_state", meta["state"])
    level = view.term("warning_level", meta["level"]) if meta["level"] else ""
    span = [
        view.term("warning_level", meta[end]) if meta[end] else DASH for end in ("level_low", "level_high")
    ]
    columns = [
        Column("window", view.word("第几个 24 小时")),
        Column("low", view.word("AQI 下界"), right=True),
        Column("aqi", "AQI", right=True),
        Column("high", view.word("AQI 上界"), right=True),
        Column("primary", view.word("首要污染物")),
    ]
    lines = [
        {
            "window": row["window"],
            "low": cell(figure(row["aqi_low"]), raw=row["aqi_low"]),
            "aqi": cell(figure(row["aqi"]), raw=row["aqi"]),
            "high": cell(figure(row["aqi_high"]), raw=row["aqi_high"]),
            "primary": (row["primary"] or DASH).upper(),
        }
        for row in told.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=warning"):
        heading(view.word("重污染天气预警级别（参考）"), note=meta["said"][view.lang])
        ui.label(f"{state} {level}（{span[0]} – {span[1]}）").props("data-testid=warning-level")
        lacking = " ".join(meta["not_forecast"]).upper()
        ui.label(view.pair(view.word("没有预报的项目"), lacking or DASH)).classes("ty-note")
        rule = meta["edition"] or DASH
        ui.label(
            view.pair(
                view.word("规则版本"), f"{rule} · {view.word('规则尚未核对原文；发布以主管部门为准。')}"
            )
        ).classes("ty-note")
        for item, said in meta["warned"].items():
            ui.label(f"{item.upper()} · {said[view.lang]}").classes("ty-note").props('role="note"')
        draw_table(view, columns, lines, name="warning-table")
        downloads(view, "forecast.warning", place=place)


async def _past(view: View, asked: dict[str, Any]) -> None:
    given = view.query.get("origin")
    past = await view.ask("forecast.past", **asked, origin=given)
    with ui.column().classes("ty-card"):
        box = ui.select(
            list(past.meta["origins"]),
            value=past.meta["origin_at"],
            label=view.word("起报时刻（UTC）"),
            on_change=lambda event: ui.navigate.to(view.here(origin=event.value)),
        )
        box.props("dense outlined data-testid=forecast-origin").classes("min-w-[240px]")
        past_chart(view, past, {**asked, "origin": past.meta["origin_at"]})


def _card(view: View, card: Answer, asked: dict[str, Any]) -> None:
    item_unit = unit_of(view, card.meta["item"])
    columns = [
        Column("lead", view.measure(view.word("时效"), "h"), right=True),
        Column("rmse", view.measure(view.word("均方根误差"), item_unit), right=True),
        Column("persistence", view.measure(view.word("维持现状的误差"), item_unit), right=True),
        Column("climatology", view.measure(view.word("常年同期的误差"), item_unit), right=True),
        Column("beats", view.word("优于维持现状")),
        Column("coverage", view.measure(view.word("区间覆盖"), "%"), right=True),
        Column("pairs", view.word("样本"), right=True),
    ]
    words = {True: view.word("是"), False: view.word("否"), None: view.word("无法判断")}
    lines = [
        {
            "lead": row["lead"],
            "rmse": cell(figure(row["rmse"]), raw=row["rmse"]),
            "persistence": cell(figure(row["rmse_persistence"]), raw=row["rmse_persistence"]),
            "climatology": cell(figure(row["rmse_climatology"]), raw=row["rmse_climatology"]),
            "beats": words[row["beats"]],
            "coverage": cell(percent(row["coverage"]), raw=row["coverage"]),
            "pairs": row["pairs"],
        }
        for row in card.frame().filter(pl.col("lead").is_in(LEADS)).iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=model-card"):
        heading(
            view.word("模型卡"),
            note=view.word("误差与覆盖都由模型没有学过的最后一段算得（滚动起报）；下载含全部 72 个时效。"),
        )
        draw_table(view, columns, lines, name="forecast-skill")
        downloads(view, "forecast.card", **asked)


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    told = meta["card"]
    weather = " ".join(meta["weather"]) or DASH
    return [
        f"{view.word('运行')} {meta['run']} · {view.word('训练于')} {meta['trained_at']} · {meta['library']}",
        f"{view.word('数据')} {told['first_at']} – {told['last_at']} · "
        f"{told['known_hours']} / {told['hours']} h · {view.word('检验自')} {told['held_from']}",
        f"{view.word('气象')} {meta['weather_station'] or DASH}：{weather}",
        f"{view.word('随机种子')} {meta['seed']} · {meta['recipe']}",
    ]
