"""Rounds of reporting: who has reported, who is late, and where each form stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.advance.round_board import board_html, share_html
from tongyuan.web.advance.round_deeds import draw_deeds, draw_opening
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.advance.round_words import HEAD, LATE, STATES, label, round_title, state_html, state_text
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

LEVELS = ("unit", "province", "county", "park", "enterprise")
"""As a reader asks for them: the board of the assessment units comes first."""
FEW = 2
"""A board of fewer cells says no more than the list below it."""
OWING = ("not_reported", "returned")
SETTLED = ("approved", "locked", "waived")
FILTERS = ("department", "region", "level", "state")


async def page(view: View) -> None:
    """Draw the rounds, and the board of one.

    Parameters
    ----------
    view
        Its query may hold ``round``, ``level``, ``department``, ``region`` and ``state``.
    """
    ui.add_head_html(HEAD)
    rounds = (await view.ask("round.list")).frame()
    async with frame(view, view.word("谁报了，谁没报，报到哪一步")):
        if rounds.is_empty():
            then = view.word("下达后，这里显示各部门、各单位的进度。")
            owner = view.word("省级分析人员下达")
            empty(view, missing=view.word("还没有填报轮次"), owed_by=owner, then=then)
            draw_opening(view)
            return
        asked = view.number("round")
        number = int(rounds["round"][0]) if asked is None else asked
        await _round(view, number, rounds)
        _listed(view, rounds, number)
        draw_opening(view)


async def _round(view: View, number: int, rounds: pl.DataFrame) -> None:
    known = await names(view)
    wanted = {name: view.query.get(name) for name in ("department", "region")}
    asked: dict[str, Any] = {"number": number, **wanted}
    shown = await view.ask("round.show", **asked)
    tasks = shown.frame().with_columns(pl.col("state", "level").cast(pl.String))
    may_board = view.may_call("round.board")
    board = await view.ask("round.board", number=number) if may_board else None
    answer_line(_say(view, shown.meta, tasks, board.meta if board and not any(wanted.values()) else None))
    _choose(view, number, rounds, tasks, known)
    level = _level(view, tasks)
    of_level = tasks.filter(pl.col("level") == level)
    _states(view, of_level)
    await draw_deeds(view, number, shown.meta, tasks)
    if board is not None:
        cells = board.frame().filter(pl.col("level") == level)
        for name, code in wanted.items():
            cells = cells if code is None else cells.filter(pl.col(name) == code)
        _board(view, cells, known)
    _tasks(view, number, of_level, known)


def _say(view: View, about: Mapping[str, Any], tasks: pl.DataFrame, whole: Mapping[str, Any] | None) -> str:
    """Say how far the round is, who is late, and how many came in on time."""
    title = round_title(view, about)
    settled = tasks.filter(pl.col("state").is_in(list(SETTLED))).height
    late = tasks.filter(pl.col("days_late").is_not_null() & pl.col("state").is_in(list(OWING))).height
    line = view.pick(
        f"{title}（{about['due_on']} 截止）：{tasks.height} 项任务，"
        f"已签发 {settled} 项，逾期未报 {late} 项。",
        f"{title} (due {about['due_on']}): {settled} of {tasks.height} approved, {late} overdue.",
    )
    if whole is not None and whole["share_on_time"] is not None:
        share = f"{whole['share_on_time'] * 100:.1f}%"
        counts = f"{whole['on_time']}/{whole['due']}"
        line += view.pick(f"按时上报 {counts}（{share}）。", f" {counts} reported on time ({share}).")
    return line


def _choose(view: View, number: int, rounds: pl.DataFrame, tasks: pl.DataFrame, known: Names) -> None:
    """Offer round, department, unit and level; each choice changes the address."""
    titles = {row["round"]: round_title(view, row) for row in rounds.iter_rows(named=True)}
    owners = {code: known.departments[code] for code in sorted(known.departments)}
    units = {code: known.region(code) for code in sorted(set(tasks["region"]))}
    levels = {level: label(view, "round_levels", level) for level in _levels(tasks)}
    with ui.element("div").classes("ty-choices"):
        _select(view, "round", view.word("轮次"), titles, number)
        _select(
            view,
            "department",
            view.word("部门"),
            {"": view.word("全部"), **owners},
            view.query.get("department", ""),
        )
        _select(
            view, "region", view.word("地区"), {"": view.word("全部"), **units}, view.query.get("region", "")
        )
        _select(view, "level", view.word("层级"), levels, _level(view, tasks))


def _select(view: View, key: str, word: str, options: Mapping[Any, str], value: Any) -> None:
    forget = {"department": None, "region": None, "level": None, "state": None} if key == "round" else {}
    held = value if value in options else next(iter(options), None)
    ui.select(
        dict(options),
        value=held,
        label=word,
        on_change=lambda event: ui.navigate.to(view.here(**{**forget, key: event.value})),
    ).props(f'outlined dense options-dense data-testid="choose-{key}"').classes("min-w-[150px]")


def _levels(tasks: pl.DataFrame) -> tuple[str, ...]:
    there = set(tasks["level"])
    return tuple(level for level in LEVELS if level in there)


def _level(view: View, tasks: pl.DataFrame) -> str:
    offered = _levels(tasks) or LEVELS[:1]
    asked = view.choice("level", ("", *LEVELS))
    return asked if asked in offered else offered[0]


def _states(view: View, tasks: pl.DataFrame) -> None:
    """Count by state; each count narrows the list to it."""
    counts = dict(tasks.group_by("state").len().iter_rows())
    late = tasks.filter(pl.col("days_late").is_not_null() & pl.col("state").is_in(list(OWING))).height
    chosen = view.query.get("state", "")
    parts = [_count(view, "", tasks.height, chosen)]
    parts += [
        _count(view, state, late if state == LATE else counts.get(state, 0), chosen) for state in STATES
    ]
    with ui.column().classes("ty-card").props("data-testid=states"):
        ui.html(f'<div class="ty-states">{"".join(parts)}</div>', sanitize=False)
        ui.html(share_html(view, counts), sanitize=False).classes("w-full")


def _count(view: View, state: str, count: int, chosen: str) -> str:
    if not count and state:
        return ""
    link = view.here(state=state or None)
    current = ' aria-current="true"' if state == chosen else ""
    if not state:
        return f'<a class="ty-state" href="{link}"{current}>{view.word("全部")} {count}</a>'
    return state_html(view, state, link=link, count=str(count)).replace("<a ", f"<a{current} ", 1)


def _board(view: View, cells: pl.DataFrame, known: Names) -> None:
    if cells.height < FEW:
        return
    with ui.column().classes("ty-card"):
        heading(
            view.word("进度看板"),
            note=view.word("每格是该部门该单位最紧要的状态；点开看任务。灰框未报，橙色逾期，绿色已签发。"),
        )
        ui.html(board_html(view, cells, known), sanitize=False).classes("w-full")


def _tasks(view: View, number: int, tasks: pl.DataFrame, known: Names) -> None:
    """List the assignments of the level, the most pressing first."""
    chosen = view.query.get("state", "")
    owing = pl.col("state").is_in(list(OWING))
    if chosen == LATE:
        tasks = tasks.filter(owing & pl.col("days_late").is_not_null())
    elif chosen:
        tasks = tasks.filter(pl.col("state") == chosen)
    ranked = tasks.with_columns((owing & pl.col("days_late").is_not_null()).alias("_late"))
    ordered = ranked.sort("_late", "days_late", "assignment", descending=[True, True, False], nulls_last=True)
    columns = [
        Column("unit", view.word("填报单位")),
        Column("department", view.word("部门")),
        Column("state", view.word("状态"), narrow=True),
        Column("due_on", view.word("截止日期"), narrow=True),
        Column("days_late", view.measure(view.word("晚报"), view.word("天")), right=True),
        Column("reported_on", view.word("首次上报"), narrow=True),
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.measure(view.word("填报任务"), str(tasks.height)),
            note=view.word("逾期的在前。点单位名称打开填报表。"),
        )
        search = ui.input(view.word("在表中查找")).props("clearable dense").classes("min-w-[220px]")
        rows = [_task(view, row, known) for row in ordered.iter_rows(named=True)]
        draw_table(view, columns, rows, name="tasks", page=20).bind_filter_from(search, "value")
        downloads(view, "round.show", number=number)


def _task(view: View, row: Mapping[str, Any], known: Names) -> dict[str, Any]:
    late = row["_late"]
    state = LATE if late else row["state"]
    return {
        "unit": cell(known.unit(row), link=view.link("/advance/round", assignment=row["assignment"])),
        "department": known.department(row),
        "state": cell(state_text(view, state), raw=STATES.index(state)),
        "due_on": str(row["due_on"]),
        "days_late": "" if row["days_late"] is None else row["days_late"],
        "reported_on": str(row["reported_on"] or ""),
    }


def _listed(view: View, rounds: pl.DataFrame, number: int) -> None:
    columns = [
        Column("title", view.word("轮次")),
        Column("kind", view.word("类型")),
        Column("period", view.word("报告期"), narrow=True),
        Column("opens_on", view.word("开始日期"), narrow=True),
        Column("due_on", view.word("截止日期"), narrow=True),
        Column("settled", view.word("已签发"), right=True),
        Column("assignments", view.word("任务数"), right=True),
        Column("state", view.word("状态"), narrow=True),
    ]
    rows = [
        {
            "title": cell(round_title(view, row), link=view.link(view.path, round=row["round"])),
            "kind": label(view, "round_kinds", row["kind"]),
            "period": row["period"],
            "opens_on": str(row["opens_on"]),
            "due_on": str(row["due_on"]),
            "settled": row["settled"],
            "assignments": row["assignments"],
            "state": view.term("round", row["state"]) + (" ◂" if row["round"] == number else ""),
        }
        for row in rounds.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("全部轮次"))
        draw_table(view, columns, rows, name="rounds", page=10)
