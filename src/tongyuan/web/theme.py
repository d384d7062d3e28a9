"""One palette and one chart theme for every page, light and dark."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tongyuan.web.words import mark

__all__ = ["SEQUENCE", "STATUS_SIGNS", "STATUS_WORDS", "chart_theme", "colour"]

STATUS_SIGNS = {"done": "✓", "on_track": "→", "behind": "!", "not_done": "✕", "cannot_tell": "?"}
STATUS_WORDS = {
    "done": mark("已完成"),
    "on_track": mark("进度正常"),
    "behind": mark("滞后"),
    "not_done": mark("未完成"),
    "cannot_tell": mark("无法判断"),
}
SEQUENCE = ("#475569", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#8C564B", "#5B8C2A")
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
INKS = {
    "light": ("#1f2937", "#4b5563", "#d9dee3", "#ffffff"),
    "dark": ("#e5e7eb", "#b3bac4", "#3b4655", "#1b2430"),
}


@cache
def _palette() -> dict[str, dict[str, str]]:
    text = (files("tongyuan.web") / "data" / "palette.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


def colour(key: str) -> str:
    """Return the fixed colour of a medium, status, species or fuel; grey where none is fixed.

    Parameters
    ----------
    key
        A key of ``data/palette.csv``.

    Returns
    -------
    str
        ``#rrggbb``.

    Examples
    --------
    >>> colour("NOx"), colour("something else")
    ('#56B4E9', '#9CA3AF')
    """
    row = _palette().get(key)
    return "#9CA3AF" if row is None else row["colour"]


def chart_theme(shade: Literal["light", "dark"]) -> dict[str, Any]:
    """Give the chart theme: palette, type, and inks that read on the page's paper.

    Parameters
    ----------
    shade
        ``light`` or ``dark``.

    Returns
    -------
    dict
        An ECharts theme.
    """
    ink, dim, line, paper = INKS[shade]
    axis = {
        "axisLine": {"lineStyle": {"color": dim}},
        "axisTick": {"lineStyle": {"color": dim}},
        "axisLabel": {"color": dim},
        "nameTextStyle": {"color": dim},
        "splitLine": {"lineStyle": {"color": line}},
    }
    return {
        "color": list(SEQUENCE),
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT, "color": ink},
        "legend": {"textStyle": {"color": ink}},
        "tooltip": {"backgroundColor": paper, "borderColor": line, "textStyle": {"color": ink}},
        "label": {"color": ink},
        "visualMap": {"textStyle": {"color": ink}},
        "valueAxis": axis,
        "categoryAxis": axis,
        "logAxis": axis,
        "timeAxis": axis,
        "sankey": {"label": {"color": ink, "textBorderColor": paper, "textBorderWidth": 2}},
        "map": {"label": {"color": "#111827", "textBorderColor": "#ffffff", "textBorderWidth": 2.5}},
    }
