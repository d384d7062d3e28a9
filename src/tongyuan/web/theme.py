"""One palette and one chart theme for every page."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["STATUS_SIGNS", "chart_base", "colour"]

STATUS_SIGNS = {"done": "✓", "on_track": "→", "behind": "!", "not_done": "✕", "cannot_tell": "?"}
SEQUENCE = ("#475569", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#8C564B", "#5B8C2A")


@cache
def _palette() -> dict[str, str]:
    text = (files("tongyuan.web") / "data" / "palette.csv").read_text(encoding="utf-8")
    return {row["key"]: row["colour"] for row in csv.DictReader(text.splitlines())}


def colour(key: str) -> str:
    """Return the fixed colour of a medium, status or species; grey where none is fixed."""
    return _palette().get(key, "#9CA3AF")


def chart_base(title: str, *, source: str) -> dict[str, Any]:
    """Start the options of a chart: title that says what is seen, source line, download as PNG.

    Parameters
    ----------
    title
        What is seen.
    source
        Where the figures are from.

    Returns
    -------
    dict
        ECharts options to be filled.
    """
    return {
        "color": list(SEQUENCE),
        "textStyle": {"fontFamily": "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"},
        "title": {
            "text": title,
            "subtext": source,
            "left": 0,
            "textStyle": {"fontSize": 15, "fontWeight": 600, "overflow": "break"},
            "subtextStyle": {"fontSize": 11, "color": "#6B7280"},
        },
        "toolbox": {"right": 0, "feature": {"saveAsImage": {"title": "PNG", "pixelRatio": 2}}},
        "tooltip": {"confine": True},
        "grid": {"left": 64, "right": 24, "top": 88, "bottom": 40},
    }
