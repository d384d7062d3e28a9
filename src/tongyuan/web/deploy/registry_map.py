"""Where entries lie, as a drawing: a dot for each, in the colour of its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import cos, radians
from typing import Any

from nicegui import ui

from tongyuan.web.frame import heading
from tongyuan.web.view import View

__all__ = ["draw_places"]

#: Okabe-Ito, in the order of the states of a type.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")
WIDE, MARGIN = 900.0, 30.0
#: A single place is drawn in a frame of this width [degree].
LEAST = 0.5


def draw_places(view: View, rows: Sequence[Mapping[str, Any]], *, states: Mapping[str, str]) -> None:
    """Draw the entries that tell a place; say how many do not.

    Parameters
    ----------
    view
        What is shown.
    rows
        Entries with ``lon`` and ``lat`` [degree], None where not told.
    states
        Words of the states, in the order of the type.
    """
    placed = [row for row in rows if row["lon"] is not None]
    if not placed:
        return
    colours = dict(zip(states, COLOURS, strict=False))
    west, south = min(row["lon"] for row in placed), min(row["lat"] for row in placed)
    east, north = max(row["lon"] for row in placed), max(row["lat"] for row in placed)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDE - 2 * MARGIN) / max((east - west) * shrink, (north - south), LEAST)
    high = (north - south) * scale + 2 * MARGIN
    dots = "".join(
        _dot(
            MARGIN + (row["lon"] - west) * shrink * scale,
            MARGIN + (north - row["lat"]) * scale,
            colours.get(row["state"], COLOURS[-1]),
            f"{row['name']} · {states.get(row['state'], row['state'])}",
        )
        for row in placed
    )
    without = len(rows) - len(placed)
    note = view.pick(
        f"{len(placed)} 处；{without} 项未登记坐标。", f"{len(placed)} places; {without} tell none."
    )
    with ui.column().classes("ty-card").props("data-testid=registry-map"):
        heading(view.word("分布"), note=note)
        image = ui.interactive_image(content=dots, size=(WIDE, high), sanitize=False).classes("ty-places")
        image.props(f'role="img" aria-label="{escape(view.word("登记对象的分布图"))}"')
        with ui.row().classes("gap-4"):
            for state in dict.fromkeys(row["state"] for row in placed):
                _key(colours.get(state, COLOURS[-1]), states.get(state, state))


def _dot(x: float, y: float, colour: str, text: str) -> str:
    told = f"<title>{escape(text)}</title>"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" stroke="#fff" fill="{colour}">{told}</circle>'


def _key(colour: str, text: str) -> None:
    with ui.row().classes("items-center gap-1"):
        ui.element("span").style(f"width:12px;height:12px;border-radius:6px;background:{colour}")
        ui.label(text).classes("ty-note")
