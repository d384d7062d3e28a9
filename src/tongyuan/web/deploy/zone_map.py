"""The map of units of zoning as a drawing: areas by class, red lines framed, a click gives a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from nicegui import events, ui

from tongyuan.web.view import View

__all__ = ["COLOURS", "draw_zones"]

#: By class; each differs in lightness too, and the legend names it.
COLOURS = {"priority": "#2f7d5b", "key": "#e0a458", "general": "#d9e2ec"}
RED = "#b91c1c"
WIDE = 900
Ring = Sequence[Sequence[float]]


def draw_zones(view: View, features: Sequence[dict[str, Any]], *, at: tuple[float, float] | None) -> None:
    """Draw the map.

    Parameters
    ----------
    view
        What is shown; a click goes to the page's own address with ``lon`` and ``lat``.
    features
        Units as GeoJSON [degree].
    at
        Longitude and latitude of the place that is asked about; None where there is none.
    """
    box = _box(features)
    if box is None:
        return
    west, north, scale, high = box

    def go(event: events.MouseEventArguments) -> None:
        lon, lat = west + event.image_x / scale, north - event.image_y / scale
        ui.navigate.to(view.here(lon=f"{lon:.5f}", lat=f"{lat:.5f}"))

    framed = sorted(features, key=_red)  # a later neighbour would paint over the frame
    parts = [_unit(one, box) for one in framed]
    if at is not None:
        x, y = (at[0] - west) * scale, (north - at[1]) * scale
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="none" stroke="{RED}" stroke-width="3"/>')
    image = ui.interactive_image(content="".join(parts), size=(WIDE, high), on_mouse=go, sanitize=False)
    label = view.word("生态环境管控单元地图，点击查询该点")
    image.classes("w-full").props(f'role="img" aria-label="{escape(label)}" data-testid=zone-map')
    _legend(view)


def _red(one: dict[str, Any]) -> tuple[bool, bool]:
    told = one["properties"]
    return told["layer"] == "red_line", bool(told["red_line"])


def _box(features: Sequence[dict[str, Any]]) -> tuple[float, float, float, float] | None:
    """Say where the drawing begins [degree], how many dots a degree has, and how high it is."""
    points = [point for one in features for ring in _rings(one["geometry"]) for point in ring]
    if not points:
        return None
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    scale = WIDE / max(east - west, (north - south) * 1.2, 1e-6)
    return west, north, scale, (north - south) * scale


def _rings(geometry: dict[str, Any]) -> Iterable[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _unit(one: dict[str, Any], box: tuple[float, float, float, float]) -> str:
    west, north, scale, _ = box
    path = "".join(
        "M" + "L".join(f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y, *_ in ring) + "Z"
        for ring in _rings(one["geometry"])
    )
    told = one["properties"]
    line = told["layer"] == "red_line"
    fill = "none" if line else COLOURS[told["zone_class"]]
    edge = (RED, 2) if told["red_line"] else ("#ffffff", 0.6)
    title = escape(f"{told['unit']} {told['name']}")
    shape = f'd="{path}" fill="{fill}" fill-rule="evenodd" stroke="{edge[0]}" stroke-width="{edge[1]}"'
    return f"<path {shape}><title>{title}</title></path>"


def _legend(view: View) -> None:
    with ui.row().classes("items-center gap-4 ty-note").props("data-testid=zone-legend"):
        for name, colour in COLOURS.items():
            with ui.row().classes("items-center gap-1"):
                ui.element("span").style(f"width:14px;height:14px;background:{colour}")
                ui.label(view.term("zone_class", name))
        with ui.row().classes("items-center gap-1"):
            ui.element("span").style(f"width:14px;height:14px;border:2px solid {RED}")
            ui.label(view.word("生态保护红线"))
