"""The province at a glance: the map, the trend of carbon and pollution, the status of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.assess.judgement import judged_times, judgement_line
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, basis, frame, heading
from tongyuan.web.ground.overview_map import city_figures, city_map
from tongyuan.web.ground.overview_trend import trends
from tongyuan.web.maps import draw_maps
from tongyuan.web.status import STATUS_WORDS, status_text
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the overview.

    Parameters
    ----------
    view
        Its query may hold ``on``, ``series``, ``period`` and ``region``.
    """
    draw_maps()
    status = await view.ask("target.status", on=view.query.get("on"))
    async with frame(view, view.word("全省减污降碳总览"), times=judged_times(view, status.meta)):
        answer_line(judgement_line(view, status.frame(), on=str(status.meta["on"])))
        await city_figures(view)
        with ui.element("div").classes("ty-grid"):
            await city_map(view)
            _articles(view, status.frame(), status.meta)
            await trends(view)
        basis(
            view,
            lines=[
                f"{view.word('运行')} {status.meta['run']} · {view.word('判定日期')} {status.meta['on']}",
                view.word("趋势图中的点各注口径：平台编制、已发布统计与学术清单不相混。"),
                view.word("地图等级为等距整数分级；n 为各级城市数。"),
            ],
        )


def _articles(view: View, rows: pl.DataFrame, meta: Mapping[str, Any]) -> None:
    with ui.column().classes("ty-card").props("data-testid=articles"):
        heading(view.word("各条目标状态"), note=view.word("按政策条文；点选一条查看它的目标。"))
        for part in rows.partition_by("article", maintain_order=True):
            number = str(part["article"][0])
            address = view.link("/assess/targets", article=number, on=view.query.get("on"))
            with ui.link(target=address).classes("w-full no-underline"):
                title = view.of(part.row(0, named=True), "article_title")
                ui.label(view.pick(f"（{number}）{title}", f"({number}) {title}")).style(
                    "color:var(--ty-ink);font-size:13px"
                )
                _bar(view, part)
        downloads(view, "target.status", on=str(meta["on"]))


def _bar(view: View, part: pl.DataFrame) -> None:
    with ui.row().classes("w-full gap-0 no-wrap"):
        for status in STATUS_WORDS:
            count = part.filter(pl.col("status") == status).height
            if count:
                ui.label(f"{status_text(view, status)} {count}").classes("ty-bar").style(
                    f"background:{colour(status)};flex:{count}"
                )
