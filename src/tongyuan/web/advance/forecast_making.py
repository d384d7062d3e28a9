"""Learning forecasts and trends beside the page."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["making"]

ITEMS = ("pm2.5", "pm10", "so2", "no2", "co", "o3")


async def making(view: View, listed: pl.DataFrame) -> None:
    """Draw the card that learns, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    listed
        Of ``forecast.list``.
    """
    if not view.may_call("forecast.train") or not view.may_call("monitor.stations"):
        return
    stations = (await view.ask("monitor.stations", kind="air")).frame()
    names = dict(stations.select("station", "name").iter_rows())
    cities = sorted({f"{region[:4]}00" for region in stations["region"]})
    places = {**{city: city for city in cities}, **names}
    with ui.column().classes("ty-card").props("data-testid=making"):
        heading(
            view.word("训练与归一化"),
            note=view.word("训练约需几分钟，可以离开本页；数据更新后再训练一次，旧模型仍留存。"),
        )
        if not places:
            ui.link(view.word("还没有空气点位，请先登记并导入小时数据。"), view.link("/advance/air"))
            return
        _form(view, places, listed)


def _form(view: View, places: dict[str, str], listed: pl.DataFrame) -> None:
    with ui.element("div").classes("ty-choices"):
        where = ui.select(places, value=next(iter(places)), label=view.word("点位或城市"))
        item = ui.select({one: one.upper() for one in ITEMS}, value=ITEMS[0], label=view.word("项目"))
        held = ui.number(view.word("检验天数"), value=90, min=10, max=366, format="%d")
        where.props("data-testid=train-place").classes("min-w-[200px]")
        held.props("data-testid=train-held")
        train = ui.button(view.word("训练")).props("unelevated data-testid=train")
        normalise = ui.button(view.word("气象归一化")).props("outline data-testid=normalise")
        again = ui.button(view.word("全部重新训练")).props("outline data-testid=retrain")
    place = ui.column().classes("w-full")

    def open_page() -> None:
        ui.navigate.to(view.link("/advance/forecast", place=where.value, item=item.value))

    async def learn() -> None:
        asked = {"place": where.value, "item": item.value, "held_days": int(held.value or 0)}
        await follow_job(view, place, "forecast.train", then=lambda _: open_page(), **asked)

    async def smooth() -> None:
        asked = {"place": where.value, "item": item.value}
        await follow_job(view, place, "forecast.normalise", then=lambda _: open_page(), **asked)

    async def anew() -> None:
        await follow_job(view, place, "forecast.retrain", then=lambda _: open_page())

    train.on_click(learn)
    normalise.on_click(smooth)
    again.on_click(anew)
    again.set_visibility(not listed.is_empty())
