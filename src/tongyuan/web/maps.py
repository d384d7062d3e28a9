"""The map of regions in a chart: areas by class, missing ones hatched, the outlines' credit beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.web.classes import MapClass
from tongyuan.web.view import View

__all__ = ["area", "attribution", "dot_options", "draw_maps", "map_options"]

_HATCH = {
    "symbol": "rect",
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 5],
    "rotation": -0.785,
    "color": "#6B7280",
}


def map_options(areas: Sequence[dict[str, Any]], classes: Sequence[MapClass]) -> dict[str, Any]:
    """Give the options of a map.

    Parameters
    ----------
    areas
        What :func:`area` makes of each region.
    classes
        Classes of their values.

    Returns
    -------
    dict
        ECharts options.
    """
    pieces = [{"gte": place.low, "lt": place.high, "color": place.colour} for place in classes]
    return {
        "tooltip": {"trigger": "item", "confine": True},
        "visualMap": {"type": "piecewise", "show": False, "pieces": pieces, "seriesIndex": 0},
        "aria": {"enabled": True},
        "series": [
            {
                "type": "map",
                "map": "jurisdiction",
                "nameProperty": "region",
                "layoutCenter": ["50%", "50%"],
                "layoutSize": "98%",
                "label": {"show": True, "fontSize": 11},
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 1},
                "emphasis": {"itemStyle": {"areaColor": "#fde68a"}},
                "select": {"disabled": True},
                "data": list(areas),
            }
        ],
    }


def dot_options(dots: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give the options of a map of dots over the borders of regions.

    Parameters
    ----------
    dots
        ``name``, ``value`` (longitude and latitude), ``itemStyle`` and ``tooltip`` of each.

    Returns
    -------
    dict
        ECharts options.
    """
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "geo": {
            "map": "jurisdiction",
            "nameProperty": "region",
            "silent": True,
            "top": 10,
            "bottom": 10,
            "itemStyle": {"areaColor": "transparent", "borderColor": "#6b7280", "borderWidth": 1},
            "label": {"show": False},
        },
        "series": [{"type": "scatter", "coordinateSystem": "geo", "symbolSize": 14, "data": list(dots)}],
    }


def area(region: str, value: float | None, *, name: str, told: str, chosen: bool = False) -> dict[str, Any]:
    """Make one region of a map.

    Parameters
    ----------
    region
        Code.
    value
        What it is coloured by; a region without one is hatched.
    name
        Name that stands on it.
    told
        What hovering tells.
    chosen
        Whether it is the one that the address names.

    Returns
    -------
    dict
        A row of the map's data.

    Examples
    --------
    >>> "decal" in area("990100", None, name="甲市", told="未报告")["itemStyle"]
    True
    """
    style: dict[str, Any] = {"borderColor": "#b91c1c", "borderWidth": 3} if chosen else {}
    if value is None:
        style |= {"areaColor": "#f3f4f6", "decal": _HATCH}
    return {
        "name": region,
        "value": value,
        "itemStyle": style,
        "label": {"formatter": name},
        "tooltip": {"formatter": told},
    }


def draw_maps() -> None:
    """Let a page draw maps: its browser fetches the outlines of the jurisdiction before the charts."""
    ui.add_head_html('<script type="module" src="/map.js"></script>')


async def attribution(view: View) -> str:
    """Ask whose outlines the map has, in the words that their licence wants."""
    words = (await view.ask("region.boundaries")).record().get("attribution") or {}
    return str(words.get(view.lang, ""))
