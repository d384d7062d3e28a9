"""A chart in its card: a title that says what is seen, the picture, its source, its downloads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui

from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading, quoted
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["Caption", "draw_chart"]

THEME = 'document.documentElement.dataset.shade === "dark" ? "/theme/dark.json" : "/theme/light.json"'


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a chart.

    Parameters
    ----------
    title
        What is seen, with the unit.
    source
        Where the figures are from.
    name
        Name of the downloaded picture, and what tests find the chart by.
    service
        Service that gives the table of the chart.
    arguments
        Its parameters.
    note
        How to read it.
    credit
        What a picture that leaves the page must say besides: whose outlines a map has.
    """

    title: str
    source: str
    name: str
    service: str
    arguments: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    credit: str = ""


def draw_chart(
    view: View,
    caption: Caption,
    options: dict[str, Any],
    *,
    height: int,
    keys: Sequence[tuple[str, str]] = (),
) -> ui.echart:
    """Draw a chart inside the open card.

    Parameters
    ----------
    view
        What is shown.
    caption
        Title, source, downloads.
    options
        ECharts options.
    height
        Height [px].
    keys
        Legend: colour, or key of the palette, and text of each line or bar.

    Returns
    -------
    ui.echart
        The chart.
    """
    heading(caption.title, note=caption.note)
    chart = ui.echart(options).classes("w-full").style(f"height:{height}px")
    chart.props(f"data-testid={caption.name}").props["aria-label"] = f"{caption.title}. {caption.source}"
    chart.props["role"] = "img"
    chart.props[":theme"] = THEME
    _legend(keys)
    with ui.element("div").classes("ty-foot"):
        quoted(caption.source)
        picture = ui.element("button").props(f"type=button data-testid={caption.name}-png")
        picture.on("click", js_handler=f"() => tyPicture({chart.id}, {_told(caption, keys)})")
        with picture:
            ui.label("PNG")
        for form in ("csv", "xlsx"):
            address = service_address(caption.service, form=form, **caption.arguments)
            ui.link({"csv": "CSV", "xlsx": "Excel"}[form], address).props(
                f"download data-testid={caption.name}-{form}"
            )
    return chart


def _told(caption: Caption, keys: Sequence[tuple[str, str]]) -> str:
    """Write what a downloaded picture bears beside the chart, as JSON."""
    told = {
        "title": caption.title,
        "sources": [text for text in (caption.source, caption.credit) if text],
        "keys": [(_shade(key), text) for key, text in keys],
        "name": f"{caption.name}.png",
    }
    return json.dumps(told, ensure_ascii=False)


def _shade(key: str) -> str:
    return key if key.startswith("#") else colour(key)


def _legend(keys: Sequence[tuple[str, str]]) -> None:
    """Draw a legend that wraps and is never cut."""
    with ui.element("div").classes("ty-legend"):
        for key, text in keys:
            with ui.element("span"):
                ui.element("span").classes("ty-legend-key").style(f"background:{_shade(key)}")
                ui.label(text).style("display:inline")
