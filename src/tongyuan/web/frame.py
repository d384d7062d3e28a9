"""The frame of every page: rooms on the left, place and person on top, the page's answer first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from nicegui import ui

from tongyuan.web.view import View

__all__ = ["answer_line", "basis", "frame"]


@cache
def _rooms() -> tuple[dict[str, str], ...]:
    text = (files("tongyuan.web") / "data" / "rooms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@contextmanager
def frame(view: View, title: str) -> Iterator[None]:
    """Draw the frame and leave the middle to the page.

    Parameters
    ----------
    view
        What is shown.
    title
        The page's question, in the view's language.

    Yields
    ------
    None
        While the page's own elements are made.
    """
    meta = view.session.call("workspace.show").meta
    place = view.pick(meta["title_zh"], meta["title_en"])
    ui.page_title(f"{title} · {place}")
    ui.add_css((files("tongyuan.web") / "static" / "pages.css").read_text(encoding="utf-8"))
    with ui.header().classes("ty-header items-center"):
        menu = ui.button(icon="menu").props(f'flat round dense color=white aria-label="{view.word("菜单")}"')
        ui.link("同源 Tongyuan", view.link("/")).classes("ty-brand")
        ui.label(place).classes("ty-place")
        ui.space()
        ui.link(view.pick("English", "中文"), view.other_language()).classes("ty-lang")
        ui.label(view.session.actor.name).classes("ty-person")
    with ui.left_drawer(value=None).classes("ty-drawer").props("width=216 breakpoint=900") as drawer:
        _draw_rooms(view)
    menu.on_click(drawer.toggle)
    with ui.column().classes("ty-page"):
        if meta["synthetic"]:
            ui.label(view.word("练习用虚构省份：所有数据均为合成数据")).classes("ty-synthetic")
        ui.label(title).classes("ty-title").props('role="heading" aria-level="1"')
        yield


def _draw_rooms(view: View) -> None:
    wing = ""
    for room in _rooms():
        if room["wing"] and room["wing"] != wing:
            wing = room["wing"]
            ui.label(view.word(wing)).classes("ty-wing")
        with ui.link(target=view.link(room["path"])).classes(
            "ty-room ty-room-here" if room["path"] == view.path else "ty-room"
        ):
            ui.icon(room["icon"]).classes("ty-room-icon")
            ui.label(view.word(room["room_zh"]))


def answer_line(text: str) -> None:
    """Write the page's answer, in one line, before anything else."""
    ui.label(text).classes("ty-answer")


def basis(view: View, *, lines: list[str]) -> None:
    """Draw the 依据 of a page: run, inputs, factors, citations.

    Parameters
    ----------
    view
        What is shown.
    lines
        One line a source.
    """
    with ui.expansion(view.word("依据"), icon="account_tree").classes("ty-basis"):
        for line in lines:
            ui.label(line).classes("ty-basis-line")
