"""One target: its status, the policy's words, why, the numbers, and who owes what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.web.assess.judgement import departments, names_of
from tongyuan.web.figures import worded
from tongyuan.web.status import chip, status_text
from tongyuan.web.view import View

__all__ = ["Known", "draw_target", "known"]

FIRST_READING = "a"


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows refer to: departments by id, definitions by indicator."""

    departments: Mapping[str, str]
    definitions: Mapping[str, str]


async def known(view: View) -> Known:
    """Ask once a page for what the rows refer to."""
    rows = (await view.ask("indicator.definitions")).frame().iter_rows(named=True)
    return Known(await departments(view), {row["indicator"]: view.of(row, "definition") for row in rows})


def draw_target(view: View, row: Mapping[str, Any], known: Known) -> None:
    """Draw one target, or one reading of it.

    Parameters
    ----------
    view
        What is shown.
    row
        A row of ``target.status``.
    known
        Departments and definitions.
    """
    name = f"{row['target']}-{row['reading']}"
    with ui.element("div").classes("ty-target").props(f'data-testid="target-{name}"') as drawn:
        if row["reading"] == FIRST_READING:
            drawn.props(f"id=target-{row['target']}")
        with ui.column().classes("gap-1"):
            chip(view, row["status"], aspirational=row["aspirational"])
            ui.link(row["target"], view.link("/figure", id=row["figure"])).classes("ty-note").props(
                f'title="{view.word("这个判定从何而来")}"'
            )
        with ui.column().classes("gap-0 min-w-0"):
            with ui.row().classes("items-baseline gap-2"):
                ui.label(_name(view, row)).classes("font-semibold")
                if not row["verified_definition"]:
                    _unverified(view, row, known)
            ui.label(f"“{row['phrase_zh']}”").classes("ty-note").props("lang=zh")
            ui.label(row[f"reason_{view.lang}"])
            for line in _lines(view, row, known):
                ui.label(line).classes("ty-note")


def _name(view: View, row: Mapping[str, Any]) -> str:
    name = view.of(row, "name")
    if row["readings"] == 1:
        return name
    reading = f"{view.word('读法')} {row['reading']}"
    if view.lang == "zh" and row["reading_zh"]:
        reading = view.pair(reading, row["reading_zh"])
    return view.measure(name, reading)


def _unverified(view: View, row: Mapping[str, Any], known: Known) -> None:
    definition = known.definitions.get(row["indicator"])
    told = view.word("官方口径尚未在原文件中核对到")
    if definition:
        told = view.pair(told, definition)
    mark = ui.element("abbr").classes("ty-unverified").props("tabindex=0")
    mark.props["title"] = told
    with mark:
        ui.label(view.word("口径未核实")).style("display:inline")


def _lines(view: View, row: Mapping[str, Any], known: Known) -> list[str]:
    numbers = [part for part in _numbers(view, row) if part]
    lines = [" · ".join(numbers)] if numbers else []
    if row["latest_status"] and row["latest_status"] != row["status"]:
        lines.append(view.pair(view.word("按最近一期数据"), status_text(view, row["latest_status"])))
    if row["owed_by"]:
        lines.append(
            view.pair(view.word("待报部门（待确认）"), names_of(row["owed_by"], known.departments, view))
        )
    return lines


def _numbers(view: View, row: Mapping[str, Any]) -> list[str]:
    say = partial(_number, view, row)
    year = str(row["value_year"] or "")
    quality = f"{view.word('数据质量')} {view.term('quality', row['quality'])}" if row["quality"] else ""
    return [
        say("value", view.measure(view.word("现值"), year)),
        say("path_value", view.word("时序目标")),
        say("target_value", view.word("目标")),
        say("base_value", view.word("基数")),
        quality,
    ]


def _number(view: View, row: Mapping[str, Any], key: str, label: str) -> str:
    value = row[key]
    if value is None:
        return ""
    unit = "" if row["unit"] == "是/否" else view.unit(row["unit"])
    return f"{label} {worded(value, row['unit'], view.lang)} {unit}".rstrip()
