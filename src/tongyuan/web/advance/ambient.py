"""Quality of the air (环境空气质量): cities on a map by month, their ranks, one place day by day."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.advance.ambient_feeds import draw_feeds
from tongyuan.web.advance.ambient_map import draw_map
from tongyuan.web.advance.ambient_place import draw_place
from tongyuan.web.advance.ambient_review import draw_review, draw_running
from tongyuan.web.advance.ambient_together import draw_joint
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

CITY = r"^\d{4}00$"
SHOWN = ("pm2.5", "o3", "pm10", "no2", "so2", "co")


async def page(view: View) -> None:
    """Draw the latest evaluation, or that of the year in the address.

    Parameters
    ----------
    view
        Its query may hold ``year``, ``month``, ``show``, ``place`` and ``run``.
    """
    draw_maps()
    known = await names(view)
    asked = {"year": view.number("year"), "run": view.query.get("run")}
    async with frame(view, view.word("环境空气质量：哪里达标，哪天超标，为什么")):
        levels = await _levels(view, asked)
        if levels is None:
            _teach(view)
        else:
            _answer(view, levels)
            _years(view, levels)
            await draw_map(view, levels)
            await _ranks(view, levels, known)
            if "place" in view.query:
                await draw_place(view, levels, known)
            await draw_joint(view, levels, known)
            await draw_review(view)
            _basis(view, levels)
        draw_running(view)
        _books(view)
        await draw_feeds(view)


async def _levels(view: View, asked: dict[str, Any]) -> Answer | None:
    try:
        return await view.ask("monitor.levels", **asked)
    except NotFoundError:
        return None


def _teach(view: View) -> None:
    empty(
        view,
        missing=view.word("还没有空气质量评价"),
        owed_by=view.word("监测站导入小时值或城市日报后在本页评价；系统不编造监测数据"),
        then=view.word(
            "日报、首要污染物、优良天数比例、年月评价、综合指数与排名，逐项说明有效天数和标准版本"
        ),
    )


def _cities(levels: Answer) -> pl.DataFrame:
    return levels.frame().filter(pl.col("place").str.contains(CITY))


def _answer(view: View, levels: Answer) -> None:
    cities = _cities(levels)
    told = int(cities["told_days"].sum())
    good, heavy = int(cities["good_days"].sum()), int(cities["heavy_days"].sum())
    share = figure(100 * good / told) if told else DASH
    untold = int(cities["untold_days"].sum())
    year, count = levels.meta["year"], cities.height
    answer_line(
        view.pick(
            f"{year} 年 {count} 市：可判定的城市日 {told} 个，优良 {share} %，重污染 {heavy} 个；"
            f"另有 {untold} 个城市日数据不足，不能判定。",
            f"{year}, {count} cities: of {told} days of cities that can be judged {share} % are good, "
            f"{heavy} heavily polluted; {untold} more cannot be told for want of data.",
        )
    )


def _years(view: View, levels: Answer) -> None:
    years = {str(run["year"]): str(run["year"]) for run in levels.meta["runs"]}
    with ui.element("div").classes("ty-choices"):
        box = ui.select(
            years,
            value=str(levels.meta["year"]),
            label=view.word("年份"),
            on_change=lambda event: ui.navigate.to(view.here(year=event.value, run=None, month=None)),
        )
        box.props("dense outlined data-testid=air-year").classes("min-w-[120px]")


async def _ranks(view: View, levels: Answer, known: Names) -> None:
    run = str(levels.meta["run"])
    ranks = (await view.ask("monitor.ranking", run=run)).frame()
    yearly = (await view.ask("monitor.periods", run=run)).frame()
    means = {
        (row["place"], row["item"]): row["percentile" if row["item"] in ("o3", "co") else "mean"]
        for row in yearly.iter_rows(named=True)
    }
    valid = {(row["place"], row["item"]): row["valid"] for row in yearly.iter_rows(named=True)}
    days = {row["place"]: row for row in _cities(levels).iter_rows(named=True)}
    columns = [
        Column("rank", view.word("名次"), right=True, narrow=True),
        Column("place", view.word("城市")),
        Column("composite", view.word("综合指数"), right=True),
        Column("good", view.measure(view.word("优良天数比例"), "%"), right=True),
        Column("heavy", view.measure(view.word("重污染"), view.word("天")), right=True),
        Column("untold", view.measure(view.word("不能判定"), view.word("天")), right=True),
        *(Column(item, _head(view, item), right=True) for item in SHOWN),
        Column("why", view.word("没有名次的原因")),
    ]
    lines = [
        _line(view, row, days.get(row["place"]), means, valid, known) for row in ranks.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=air-ranks"):
        note = view.word("综合指数小者为先，相同并列；缺任一项目或有效天数不足的城市不排名。")
        heading(view.word("综合指数与排名"), note=note)
        draw_table(view, columns, lines, name="air-ranks", page=50)
        downloads(view, "monitor.ranking", run=run)


def _head(view: View, item: str) -> str:
    unit = view.unit("毫克/立方米" if item == "co" else "微克/立方米")
    label = {
        "o3": view.word("O3 第 90 百分位"),
        "co": view.word("CO 第 95 百分位"),
    }.get(item, view.pair(item.upper(), view.word("年均")))
    return view.measure(label, unit)


def _line(
    view: View,
    row: dict[str, Any],
    days: dict[str, Any] | None,
    means: dict[tuple[str, str], float | None],
    valid: dict[tuple[str, str], bool],
    known: Names,
) -> dict[str, Any]:
    place = row["place"]
    rank = DASH if row["rank"] is None else f"{row['rank']}{'＝' if row['tied'] else ''}"
    told = {
        "rank": rank,
        "place": cell(known.region(place), link=view.here(place=place)),
        "composite": DASH if row["composite"] is None else f"{row['composite']:.2f}",
        "good": DASH if days is None else figure(days["good_share"]),
        "heavy": DASH if days is None else days["heavy_days"],
        "untold": DASH if days is None else days["untold_days"],
        "why": "" if row["lacking"] is None else view.pair(view.word("缺有效项目"), row["lacking"].upper()),
    }
    for item in SHOWN:
        value = figure(means.get((place, item)))
        told[item] = (
            value if valid.get((place, item)) else cell(value, mark="?", tip=view.word("有效天数不足"))
        )
    return told


def _basis(view: View, levels: Answer) -> None:
    meta = levels.meta
    editions = view.listing(f"HJ 633-{one} / GB 3095-{one}" for one in meta["editions"])
    lines = [
        f"{view.word('运行')} {meta['run']}",
        view.pair(view.word("标准（按日期）"), editions),
        view.pair(view.word("来源"), view.term("monitor_kind", meta["kind"])),
        view.pair(view.word("数据质量"), view.term("quality", meta["quality"])),
        view.pick(
            f"人工判为无效 {meta['void']} 条，沙尘扣除 {meta['dust']} 条；可撤销，均有理由。",
            f"{meta['void']} decisions void values, {meta['dust']} deduct dust; each has a reason.",
        ),
    ]
    basis(view, lines=lines)


def _books(view: View) -> None:
    if not view.may_call("monitor.import"):
        return
    with ui.row().classes("gap-4"):
        for form, label in (
            ("items", view.word("模板：一列一项目")),
            ("long", view.word("模板：逐条")),
            ("places", view.word("模板：一列一地")),
        ):
            ui.link(label, service_address("monitor.template", form="csv", shape=form)).props("download")
        ui.link(view.word("合成示例数据"), service_address("monitor.example", form="csv")).props("download")

    def tell(meta: Any) -> list[str]:
        return [str(meta["outcome"])]

    upload_card(
        view, view.word("导入点位小时值"), service="monitor.import", tell=tell, kind="air", unknown="enter"
    )
    upload_card(view, view.word("导入城市日报"), service="monitor.import", tell=tell, kind="city")
