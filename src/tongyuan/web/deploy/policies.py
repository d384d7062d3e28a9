"""The library of policies: which hold on a day, which texts wait to be confirmed, how they stand together."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.deploy.policy_compare import draw_beside, draw_coverage, draw_difference
from tongyuan.web.deploy.policy_review import draw_review
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

LEVELS = ("national", "provincial", "city", "county", "sector")
VIEWS = ("library", "beside", "coverage")


async def page(view: View) -> None:
    """Draw the library, the review of a text, or policies side by side.

    Parameters
    ----------
    view
        Its query may hold ``view`` (``beside``, ``coverage``), ``on``, ``policy`` and ``version`` (a review),
        ``old`` and ``new`` (a comparison), ``article`` and ``page``.
    """
    async with frame(view, view.word("政策库：哪些有效，写了什么，各市是否落实")):
        version = view.number("version")
        if "policy" in view.query and version is not None:
            await draw_review(view, view.query["policy"], version)
            return
        if "old" in view.query and "new" in view.query:
            await draw_difference(view, view.query["old"], view.query["new"])
            return
        chosen = view.choice("view", VIEWS)
        _tabs(view, chosen)
        if chosen == "beside":
            await draw_beside(view)
        elif chosen == "coverage":
            await draw_coverage(view)
        else:
            await _library(view)


def _tabs(view: View, chosen: str) -> None:
    told = {
        "library": view.word("政策与版本"),
        "beside": view.word("目标对照"),
        "coverage": view.word("各市方案覆盖"),
    }
    nav = ui.element("nav").classes("ty-tabs")
    with nav.props(f'aria-label="{view.word("政策库")}" data-testid=policy-views'):
        for name, text in told.items():
            if name == "coverage" and not view.may_call("policy.coverage"):
                continue
            link = ui.link(text, view.here(view=None if name == "library" else name))
            link.classes("ty-tab ty-tab-here" if name == chosen else "ty-tab")


async def _library(view: View) -> None:
    known = await names(view)
    on = _day(view)
    every = (await view.ask("policy.list")).frame()
    held = (await view.ask("policy.list", on=on)).frame()
    drafts = (await view.ask("policy.drafts")).frame() if view.may_call("policy.drafts") else None
    waiting = 0 if drafts is None else drafts.filter(state="draft").height
    many = held["policy"].n_unique()
    answer_line(
        view.pick(
            f"{on} 有效的政策 {many} 部，共 {every.height} 个版本；{waiting} 份文本待核对。",
            f"{many} policies hold on {on}, {every.height} versions in all; "
            f"{waiting} texts wait to be confirmed.",
        )
    )
    box = ui.input(view.word("日期"), value=on).props("dense outlined data-testid=policy-on")
    box.on("keydown.enter", lambda: ui.navigate.to(view.here(on=box.value or None)))
    _versions(view, every.to_dicts(), {(row["policy"], row["version"]) for row in held.to_dicts()}, known)
    if drafts is not None:
        _drafts(view, drafts.to_dicts(), known)
    _take(view, known)
    await _links(view, every.to_dicts())


def _day(view: View) -> str:
    try:
        return date.fromisoformat(view.query.get("on", "")).isoformat()
    except ValueError:
        return datetime.now(CIVIL_ZONE).date().isoformat()


def _versions(view: View, rows: list[dict[str, Any]], held: set[tuple[str, int]], known: Names) -> None:
    columns = [
        Column("title", view.word("标题")),
        Column("policy", view.word("政策编号"), narrow=True),
        Column("level", view.word("层级")),
        Column("region", view.word("地区")),
        Column("version", view.word("版本"), right=True, narrow=True),
        Column("document", view.word("文号")),
        Column("first", view.word("施行日期")),
        Column("last", view.word("失效日期")),
        Column("holds", view.word("该日有效")),
        Column("targets", view.measure(view.word("目标"), view.word("项")), right=True),
        Column("tasks", view.measure(view.word("任务"), view.word("项")), right=True),
    ]
    with ui.column().classes("ty-card").props("data-testid=policy-versions"):
        heading(view.word("政策与版本"), note=view.word("版本发布后不再改动；修订读入为新版本。"))
        draw_table(
            view, columns, [_version(view, row, held, known) for row in rows], name="policies", page=50
        )
        downloads(view, "policy.list")
        _comparing(view, rows)


def _version(view: View, row: dict[str, Any], held: set[tuple[str, int]], known: Names) -> dict[str, Any]:
    marked = view.word("（虚构，供演练）") if row["synthetic"] else ""
    invented = "" if "虚构" in row["title_zh"] else marked
    ended = {"tip": row["ended_by"]} if row["ended_by"] else {}
    holds = (row["policy"], row["version"]) in held
    return {
        "title": cell(f"{row['title_zh']}{invented}", lang="zh"),
        "policy": row["policy"],
        "level": view.term("policy_level", row["level"]),
        "region": DASH if row["level"] in ("national", "sector") else known.region(row["region"]),
        "version": row["version"],
        "document": cell(row["document_no"] or DASH, lang="zh"),
        "first": str(row["in_force_from"] or DASH),
        "last": cell(str(row["in_force_to"] or DASH), **ended),
        "holds": view.word("是") if holds else view.word("否"),
        "targets": row["targets"],
        "tasks": row["tasks"],
    }


def _comparing(view: View, rows: list[dict[str, Any]]) -> None:
    """Offer to hold two versions against each other."""
    options = [f"{row['policy']}@{row['version']}" for row in rows]
    if len(options) < 2:
        return
    first, last = options[0], options[-1]
    with ui.element("div").classes("ty-choices"):
        old = ui.select(options, value=first, label=view.word("原版本"))
        new = ui.select(options, value=last, label=view.word("新版本"))
        for box, name in ((old, "old"), (new, "new")):
            box.props(f"dense outlined options-dense data-testid=policy-{name}").classes("min-w-[260px]")
        go = ui.button(
            view.word("比较"), on_click=lambda: ui.navigate.to(view.here(old=old.value, new=new.value))
        )
        go.props("outline data-testid=policy-compare")


def _drafts(view: View, rows: list[dict[str, Any]], known: Names) -> None:
    columns = [
        Column("title", view.word("标题")),
        Column("state", view.word("状态")),
        Column("level", view.word("层级")),
        Column("region", view.word("地区")),
        Column("version", view.word("版本"), right=True, narrow=True),
        Column("undecided", view.measure(view.word("待确认"), view.word("条")), right=True),
        Column("phrases", view.measure(view.word("条目"), view.word("条")), right=True),
        Column("taken", view.word("读入日期")),
    ]
    lines = [
        {
            "title": cell(
                row["title_zh"], lang="zh", link=view.here(policy=row["policy"], version=row["version"])
            ),
            "state": view.term("policy_state", row["state"]),
            "level": view.term("policy_level", row["level"]),
            "region": known.region(row["region"]),
            "version": row["version"],
            "undecided": row["undecided"],
            "phrases": row["phrases"],
            "taken": f"{row['taken_at']:%Y-%m-%d}",
        }
        for row in rows
    ]
    with ui.column().classes("ty-card").props("data-testid=policy-drafts"):
        heading(
            view.word("读入的文本"),
            note=view.word("读出的目标和任务由人逐条对照原文确认，全部确认后才能发布为版本。"),
        )
        if not lines:
            ui.label(view.word("还没有读入文本。读入后在这里核对。")).classes("ty-note")
            return
        draw_table(view, columns, lines, name="policy-drafts", page=50)
        downloads(view, "policy.drafts")


def _take(view: View, known: Names) -> None:
    if not view.may_call("policy.take"):
        return
    with ui.column().classes("ty-card").props("data-testid=policy-take"):
        heading(view.word("读入政策文本"), note=view.word("txt 或 docx；扫描件先做文字识别。"))
        with ui.element("div").classes("ty-choices"):
            policy = ui.input(view.word("政策编号"), placeholder="SY-2024-11")
            level = ui.select({one: view.term("policy_level", one) for one in LEVELS}, value="city")
            regions = {code: known.region(code) for code in sorted(known.regions)}
            region = ui.select(
                regions, label=view.word("地区（缺省为本地）"), clearable=True, with_input=True
            )
            above = ui.input(view.word("依据的上级政策（可不填）"))
            synthetic = ui.checkbox(view.word("虚构文本，仅供演练"))
            for box, name in ((policy, "id"), (level, "level"), (region, "region"), (above, "above")):
                box.props(f"dense outlined data-testid=take-{name}").classes("min-w-[200px]")
            synthetic.props("data-testid=take-synthetic")
        place = ui.column().classes("w-full")

        async def receive(event: events.UploadEventArguments) -> None:
            place.clear()
            told = {"policy": policy.value or "", "level": level.value, "synthetic": bool(synthetic.value)}
            told |= {"region": region.value} if region.value else {}
            told |= {"derived_from": above.value.strip()} if (above.value or "").strip() else {}
            await _taken(view, place, event, told)

        file = ui.upload(label=view.word("选择 txt 或 docx"), on_upload=receive, auto_upload=True)
        file.props('accept=".txt,.docx,.md,.pdf" flat bordered').classes("w-full")


async def _taken(
    view: View, place: ui.column, event: events.UploadEventArguments, told: dict[str, Any]
) -> None:
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(event.file.name).name
            await event.file.save(file)
            row = (await view.ask("policy.take", file=file, **told)).frame().row(-1, named=True)
    except TongyuanError as error:
        with place:
            show_problems(view, error.problems)
        return
    ui.navigate.to(view.here(policy=row["policy"], version=row["version"]))


async def _links(view: View, versions: list[dict[str, Any]]) -> None:
    rows = (await view.ask("policy.links")).frame().to_dicts()
    titles = {row["policy"]: row["title_zh"] for row in versions}
    columns = [
        Column("policy", view.word("政策")),
        Column("link", view.word("关系")),
        Column("other", view.word("对方")),
        Column("since", view.word("起始日期")),
        Column("reason", view.word("依据或理由")),
    ]
    lines = [
        {
            "policy": cell(titles.get(row["policy"], row["policy"]), lang="zh"),
            "link": view.term("policy_link", row["link"]),
            "other": cell(titles.get(row["other"], row["other"]), lang="zh"),
            "since": str(row["from_day"] or DASH),
            "reason": cell(row["reason"] or DASH, lang="zh"),
        }
        for row in rows
    ]
    if not lines:
        return
    with ui.column().classes("ty-card").props("data-testid=policy-links"):
        heading(view.word("政策之间的关系"))
        draw_table(view, columns, lines, name="policy-links", page=50)
        downloads(view, "policy.links")
