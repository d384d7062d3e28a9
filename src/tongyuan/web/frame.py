"""The frame of every page: rooms on the left, place and person on top, the page's answer first."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files

from nicegui import ui

from tongyuan import __version__
from tongyuan.services.actors import PUBLIC
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.job_drawer import JobDrawer
from tongyuan.web.person import draw_person
from tongyuan.web.problems import show_problems
from tongyuan.web.quoting import CHINESE, quoted
from tongyuan.web.shortcuts import draw_shortcuts
from tongyuan.web.tools import draw_search, draw_tools
from tongyuan.web.view import View

__all__ = ["CHINESE", "Times", "answer_line", "basis", "empty", "frame", "heading", "quoted", "rooms"]

PRIMARY = "#2b6777"
HEAD = """<link rel="stylesheet" href="/assets/pages.css?v={version}">
<script src="/assets/pages.js?v={version}"></script>"""


@dataclass(frozen=True, slots=True)
class Times:
    """The year or date that a page is about, chosen in the header.

    Parameters
    ----------
    key
        Name in the address.
    choices
        Value in the address to text.
    value
        What is shown.
    tip
        What stands in full where the choices are written shortly.
    """

    key: str
    choices: Mapping[str, str]
    value: str
    tip: str = ""


@cache
def rooms() -> tuple[dict[str, str], ...]:
    """List the rooms: wing, name, address and icon."""
    text = (files("tongyuan.web") / "data" / "rooms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@asynccontextmanager
async def frame(view: View, title: str, *, times: Times | None = None) -> AsyncIterator[None]:
    """Draw the frame and leave the middle to the page; a problem of the page is shown in its place.

    Parameters
    ----------
    view
        What is shown.
    title
        The page's question, in the view's language.
    times
        The year or date of the page.

    Yields
    ------
    None
        While the page's own elements are made.
    """
    # Whose workspace it is stands on every page, also for a token or a visit that may do next to nothing.
    public = replace(view, session=replace(view.session, actor=PUBLIC, renew=None))
    meta = (await public.ask("workspace.about")).meta
    place = view.of(meta, "title")
    ui.page_title(f"{title} · {place}")
    _speak(view)
    ui.colors(primary=PRIMARY)
    ui.add_head_html(HEAD.format(version=__version__))
    jobs = JobDrawer(view) if view.opens("/jobs") else None
    menu, start = _header(view, place, times, jobs)
    with ui.left_drawer(value=None).classes("ty-drawer").props("width=216 breakpoint=900") as drawer:
        _draw_rooms(view)
    menu.on_click(drawer.toggle)
    draw_shortcuts(view)
    with ui.column().classes("ty-page").props('role="main" id=ty-main tabindex=-1'):
        today = datetime.now(CIVIL_ZONE).strftime("%Y-%m-%d")
        ui.label(f"同源 Tongyuan · {place} · {today}").classes("ty-print").props("lang=zh")
        if meta["synthetic"]:
            ui.label(view.word("练习用虚构省份：所有数据均为合成数据")).classes("ty-synthetic").props(
                'role="note" data-testid=synthetic'
            )
        ui.label(title).classes("ty-title").props('role="heading" aria-level="1"')
        try:
            yield
        except TongyuanError as error:
            ui.context.client.status_code = error.http_status
            show_problems(view, error.problems)
    start()


def _speak(view: View) -> None:
    """Tell the browser, and the framework's own words, which language this one page speaks."""
    client = ui.context.client
    client.page = copy(client.page)
    client.page.language = "zh-CN" if view.lang == "zh" else "en-US"


def _header(
    view: View, place: str, times: Times | None, jobs: JobDrawer | None
) -> tuple[ui.button, Callable[[], None]]:
    """Draw the header; returns the button of the menu, and what begins once the page is drawn."""
    with ui.header().classes("ty-header items-center no-wrap"):
        ui.link(view.word("跳到正文"), f"{view.here()}#ty-main").classes("ty-skip").props("data-testid=skip")
        menu = ui.button(icon="menu").props(f'flat round dense color=white aria-label="{view.word("菜单")}"')
        with ui.link(target=view.link("/")).classes("ty-brand"):
            ui.label("同源").props("lang=zh")
            ui.label("Tongyuan").classes("gt-xs")
        ui.label(place).classes("ty-place gt-xs")
        if times is not None:
            _times(view, times)
        ui.space()
        draw_search(view)
        start = draw_tools(view, jobs)
        ui.link(view.pick("English", "中文"), view.other_language()).classes("ty-lang").props(
            f"lang={view.pick('en', 'zh')} data-testid=language"
        )
        draw_person(view)
    return menu, start


def _times(view: View, times: Times) -> None:
    chosen = (
        ui.select(
            dict(times.choices),
            value=times.value,
            on_change=lambda event: ui.navigate.to(view.here(**{"run": None, times.key: event.value})),
        )
        .props(f'dense dark borderless options-dense aria-label="{view.word("年份")}" data-testid=times')
        .classes("ty-times")
    )
    if times.tip:
        chosen.props["title"] = times.tip


def _draw_rooms(view: View) -> None:
    wing = ""
    for room in filter(lambda room: view.opens(room["path"]), rooms()):
        if room["wing"] and room["wing"] != wing:
            wing = room["wing"]
            ui.label(view.word(wing)).classes("ty-wing")
        here = room["path"] == view.path
        link = ui.link(target=view.link(room["path"])).classes("ty-room ty-room-here" if here else "ty-room")
        with link.props('aria-current="page"' if here else ""):
            ui.icon(room["icon"]).classes("ty-room-icon")
            ui.label(view.word(room["room_zh"]))


def answer_line(text: str) -> None:
    """Write the page's answer, in one line, before anything else."""
    ui.label(text).classes("ty-answer").props("data-testid=answer")


def heading(text: str, *, note: str = "") -> None:
    """Write the heading of a part of the page, with a sentence that says how to read it."""
    ui.label(text).classes("ty-heading").props('role="heading" aria-level="2"')
    if note:
        ui.label(note).classes("ty-note")


def empty(view: View, *, missing: str, owed_by: str, then: str) -> None:
    """Say what an empty part lacks, who owes it, and what will stand here.

    Parameters
    ----------
    view
        What is shown.
    missing
        What is missing.
    owed_by
        Who owes it.
    then
        What is seen once it is there.
    """
    with ui.column().classes("ty-empty").props("data-testid=empty"):
        ui.label(missing).classes("font-semibold")
        ui.label(view.pair(view.word("谁来提供"), owed_by))
        ui.label(then).classes("ty-note")


def basis(view: View, *, lines: Sequence[str], citations: Sequence[str] = ()) -> None:
    """Draw the 依据 of a page: run, inputs, factors, citations.

    Parameters
    ----------
    view
        What is shown.
    lines
        One line a source.
    citations
        Documents, in the words of their publishers.
    """
    ui.label(lines[0]).classes("ty-print")
    with ui.expansion(view.word("依据"), icon="account_tree").classes("ty-basis"):
        for line in lines:
            ui.label(line).classes("ty-basis-line")
        for text in citations:
            quoted(text).classes("ty-basis-line")
