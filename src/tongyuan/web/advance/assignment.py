"""Fill in a form: last year's value beside, changes that need a reason, saved as one types; and its steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.record_request import asks_for_records, draw_record_request
from tongyuan.web.advance.round_filling import Filling, typed_values
from tongyuan.web.advance.round_grid import grid_html, jumps
from tongyuan.web.advance.round_names import names
from tongyuan.web.advance.round_record import draw_record
from tongyuan.web.advance.round_steps import draw_steps
from tongyuan.web.advance.round_words import HEAD, LATE, label, round_title, state_html
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

FEW = 4  # problems that are seen at once
OWING = ("not_reported", "returned")


async def page(view: View) -> None:
    """Draw one assignment.

    Parameters
    ----------
    view
        Its query holds ``assignment``; ``correct=1`` opens the figures for a correction.
    """
    ui.add_head_html(HEAD)
    number = view.number("assignment")
    if number is None:
        async with frame(view, view.word("填报")):
            then = view.word("在“填报轮次”里选一项任务。")
            empty(view, missing=view.word("没有选定填报任务"), owed_by="—", then=then)
            ui.link(view.word("填报轮次"), view.link("/advance/rounds"))
        return
    filling = Filling(view, number, await view.ask("round.form", number=number))
    known = await names(view)
    meta = filling.meta
    correcting = view.query.get("correct") == "1" and filling.may("correct")
    title = " · ".join([round_title(view, meta), known.department(meta), known.unit(meta)])
    async with frame(view, view.pair(view.word("填报"), title)):
        filling.answered = ui.column().classes("w-full items-stretch")
        _answered(filling)
        _where(filling)
        draw_steps(filling, correcting=correcting)
        filling.hindrances = ui.column().classes("w-full items-stretch ty-noprint")
        _hindered(filling)
        if asks_for_records(filling):
            await draw_record_request(filling)
        _grid(filling, correcting=correcting)
        if filling.may("save") and not asks_for_records(filling):
            _workbook(filling)
        await draw_record(view, filling.number, meta, filling.answer.frame())
        if filling.may("save") or correcting:
            _begin(filling, correcting=correcting)


def _answered(filling: Filling) -> None:
    """Say how much is filled in; said anew after each save."""
    filling.answered.clear()
    with filling.answered:
        answer_line(_say(filling))


def _say(filling: Filling) -> str:
    view, rows = filling.view, filling.answer.frame()
    there = rows.filter(pl.col("value").is_not_null() | pl.col("state").is_not_null()).height
    asked = [row for row in rows.iter_rows(named=True) if not row["choices"]]
    changed = sum(jumps(row, jump=filling.meta["jump"]) for row in asked)
    share = f"{filling.meta['jump']:.0%}"
    return view.pick(
        f"共 {rows.height} 项，已填 {there} 项；{changed} 项比上年变化超过 {share}。",
        f"{there} of {rows.height} items filled in; {changed} changed by more than {share} on last year.",
    )


def _where(filling: Filling) -> None:
    """Say where the assignment stands and when it is due."""
    view, meta = filling.view, filling.meta
    today = datetime.now(CIVIL_ZONE).date()
    late = meta["state"] in OWING and meta["due_on"] < today
    days = abs((meta["due_on"] - today).days)
    with ui.element("div").classes("ty-states").props("data-testid=round-state"):
        ui.html(state_html(view, meta["state"]), sanitize=False)
        if late:
            ui.html(state_html(view, LATE, count=view.pick(f"{days} 天", f"{days} days")), sanitize=False)
        ui.label(view.pair(view.word("报告期"), str(meta["period"])))
        ui.label(view.pair(view.word("截止日期"), str(meta["due_on"])))
        ui.label(view.pair(view.word("层级"), label(view, "round_levels", str(meta["level"]))))
        ui.link(
            view.word("所在轮次"),
            view.link("/advance/rounds", round=meta["round"], department=meta["department"]),
        )


def _hindered(filling: Filling) -> None:
    """List what stands in the way of reporting, each leading to its row."""
    view, problems = filling.view, filling.meta["problems"]
    filling.hindrances.clear()
    needed = bool(problems) and filling.may("report")
    filling.hindrances.set_visibility(needed)
    if not needed:
        return
    places = {row["order"]: item for item, row in filling.items.items()}
    with filling.hindrances, ui.column().classes("ty-card ty-problems").props("data-testid=hindrances"):
        heading(view.pick(f"上报前还有 {len(problems)} 处要处理", f"{len(problems)} things to settle first"))
        for problem in problems[:FEW]:
            _problem(view, problem, places)
        if len(problems) > FEW:
            with ui.expansion(view.pick(f"另有 {len(problems) - FEW} 处", f"{len(problems) - FEW} more")):
                for problem in problems[FEW:]:
                    _problem(view, problem, places)


def _problem(view: View, problem: Mapping[str, Any], places: Mapping[int, str]) -> None:
    what = str(problem[f"what_{view.lang}"])
    with ui.column().classes("gap-0"):
        item = places.get(problem["row"])
        if item is None:
            ui.label(what).classes("ty-strong")
        else:
            ui.link(what, f"#item-{item}").classes("ty-strong")
        ui.label(str(problem[f"remedy_{view.lang}"])).classes("ty-note")


def _grid(filling: Filling, *, correcting: bool) -> None:
    view = filling.view
    writable = filling.may("save") or correcting
    with ui.column().classes("ty-card"):
        with ui.element("div").classes("ty-choices"):
            heading(view.word("填报表"), note=_how(view, writable=writable))
            ui.space()
            if writable:
                saved = ui.element("span").classes("ty-saved")
                saved.props('role="status" aria-live="polite" data-testid=saved data-state=""')
        table = grid_html(view, filling.answer.frame(), jump=filling.meta["jump"], writable=writable)
        ui.html(table, sanitize=False).classes("w-full")


def _begin(filling: Filling, *, correcting: bool) -> None:
    """Let the browser take what is typed; said last, since a page with a timer in it is sent off as it is."""
    view = filling.view
    words = {
        "unsaved": view.word("未保存"),
        "saving": view.word("正在保存…"),
        "over": view.word("粘贴的内容多出 {n} 行，未填入"),
    }
    start = f"tyRoundStart({json.dumps(words)}, {json.dumps(correcting)})"
    ui.timer(0.1, lambda: ui.run_javascript(start), once=True)
    ui.on("ty-round-save", partial(_save, filling))


def _how(view: View, *, writable: bool) -> str:
    if not writable:
        return ""
    return view.word("可从 Excel 复制一块单元格粘贴；回车或上下键换行；没有数据请选缺失原因，不要填 0。")


async def _save(filling: Filling, event: events.GenericEventArguments) -> None:
    """Keep what was typed, and tell the browser when, and what is wrong with which item."""
    view = filling.view
    values, wrong = typed_values(filling.items, event.args)
    told = {name: problem.what(view.lang) for name, problem in wrong.items()}
    try:
        if values:
            text = json.dumps(values, ensure_ascii=False)
            kept = await view.ask("round.save", number=filling.number, values=text, seq=filling.meta["seq"])
            filling.meta["seq"] = kept.meta["seq"]
            await filling.read()
    except TongyuanError as error:
        _tell(error.problems[0].what(view.lang), told, failed=True)
        return
    _answered(filling)
    _hindered(filling)
    when = datetime.now(CIVIL_ZONE).strftime("%H:%M")
    text = view.pick(f"已保存 {when}", f"Saved {when}")
    if wrong:
        text += view.pick(f"；{len(wrong)} 项不能识别，未保存", f"; {len(wrong)} not understood, not saved")
    _tell(text, told, failed=False)


def _tell(text: str, wrong: Mapping[str, str], *, failed: bool) -> None:
    told = json.dumps({"text": text, "wrong": dict(wrong), "failed": failed})
    ui.run_javascript(f"tyRoundSaved({told})")


def _workbook(filling: Filling) -> None:
    """Offer the same form as a workbook."""
    view, meta = filling.view, filling.meta
    address = service_address("round.template", form="xlsx", number=meta["round"], numbers=filling.number)
    with ui.element("div").classes("ty-grid ty-noprint"):
        with ui.column().classes("ty-card"):
            heading(view.word("用 Excel 填"), note=view.word("表中有上年值；变化过大的行会变黄，须写说明。"))
            ui.link(view.word("下载本表的工作簿"), address).props("download data-testid=round-template")
        upload_card(
            view,
            view.word("交回填好的工作簿"),
            service="round.import",
            tell=lambda meta: _landed(view, meta),
            number=meta["round"],
        )


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    saved = meta["saved"]
    line = view.pick(
        f"已存为草稿：{saved} 项有变化。刷新本页可见。",
        f"Kept as a draft: {saved} items changed. Reload to see.",
    )
    return [line, *meta["notes"]]
