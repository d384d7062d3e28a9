"""Charts of a receptor model: what each factor has of every species, and how factors go with time."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.view import View

__all__ = ["course_chart", "profile_chart"]


def profile_chart(view: View, shown: Answer) -> None:
    """Draw of each species which factor explains how much.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``trace.show``, the profiles.
    """
    rows = shown.frame()
    species = rows["species"].unique(maintain_order=True).to_list()
    series = [
        {
            "type": "bar",
            "stack": "share",
            "name": view.pair(view.word("因子"), str(factor)),
            "data": [dict(part.select("species", "share").iter_rows()).get(one) for one in species],
        }
        for (factor,), part in rows.group_by("factor", maintain_order=True)
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 56, "right": 16, "top": 40, "bottom": 80},
        "xAxis": {"type": "category", "data": species, "axisLabel": {"rotate": 60}},
        "yAxis": {"type": "value", "name": "%", "max": 100},
        "series": series,
    }
    caption = Caption(
        title=f"{shown.meta['receptor']} · {view.word('各因子占每种组分的比例')}",
        source=f"{view.word('运行')} {shown.meta['run']}",
        name="trace-profiles",
        service="trace.show",
        arguments={"run": shown.meta["run"], "part": "profiles"},
        note=view.word("下载的表含平均贡献与重抽样区间。"),
    )
    draw_chart(view, caption, options, height=340)


def course_chart(view: View, contributions: Answer) -> None:
    """Draw how strong each factor is from sample to sample.

    Parameters
    ----------
    view
        What is shown.
    contributions
        Of ``trace.show``, the contributions.
    """
    rows = contributions.frame().sort("number")
    times = rows.filter(pl.col("factor") == 1)["time"].to_list()
    series = [
        {
            "type": "line",
            "symbol": "none",
            "name": view.pair(view.word("因子"), str(factor)),
            "data": part["contribution"].round(3).to_list(),
        }
        for (factor,), part in rows.sort("factor", "number").group_by("factor", maintain_order=True)
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 56, "right": 16, "top": 40, "bottom": 60},
        "dataZoom": [{"type": "slider", "height": 16, "bottom": 8}],
        "xAxis": {"type": "category", "data": times},
        "yAxis": {"type": "value", "name": view.word("均值为 1")},
        "series": series,
    }
    caption = Caption(
        title=f"{contributions.meta['receptor']} · {view.word('各因子逐样品的贡献')}",
        source=f"{view.word('运行')} {contributions.meta['run']}",
        name="trace-course",
        service="trace.show",
        arguments={"run": contributions.meta["run"], "part": "contributions"},
    )
    draw_chart(view, caption, options, height=280)
