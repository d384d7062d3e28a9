"""How far the policy's targets have come, by article or by department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.services.working import give_way
from tongyuan.web.assess.judgement import judged_times, judgement_line
from tongyuan.web.assess.target_row import Known, draw_target, known
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, basis, frame, heading
from tongyuan.web.status import STATUS_WORDS, status_text
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["page"]

VIEWS = ("article", "department")


async def page(view: View) -> None:
    """Draw the status of targets.

    Parameters
    ----------
    view
        Its query may hold ``on`` (date), ``article``, ``department``, ``status`` and ``by``.
    """
    answer = await view.ask(
        "target.status",
        on=view.query.get("on"),
        article=view.number("article"),
        department=view.query.get("department"),
    )
    about = await known(view)
    async with frame(view, view.word("各项目标进展如何"), times=judged_times(view, answer.meta)):
        rows = answer.frame()
        answer_line(judgement_line(view, rows, on=str(answer.meta["on"])))
        _status_chips(view, rows)
        _choices(view, about.departments)
        shown = rows if "status" not in view.query else rows.filter(pl.col("status") == view.query["status"])
        if not shown.height:
            ui.label(view.word("没有符合条件的目标。")).classes("ty-empty")
        elif view.choice("by", VIEWS) == "article":
            await _by_article(view, shown, about)
        else:
            await _by_department(view, shown, about)
        downloads(
            view,
            "target.status",
            on=str(answer.meta["on"]),
            article=view.query.get("article"),
            department=view.query.get("department"),
        )
        basis(view, lines=_basis_lines(view, answer))


def _status_chips(view: View, rows: pl.DataFrame) -> None:
    chosen = view.query.get("status")
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("状态")}" data-testid=chips'):
        for status in STATUS_WORDS:
            count = rows.filter(pl.col("status") == status).height
            address = view.here(status=None if status == chosen else status)
            link = ui.link(f"{status_text(view, status)} {count}", address)
            link.classes("ty-chip ty-chip-link").style(f"background:{colour(status)};color:#fff !important")
            link.props('aria-current="true"' if status == chosen else "")


def _choices(view: View, names: Mapping[str, str]) -> None:
    with ui.element("div").classes("ty-choices"):
        with (
            ui.element("nav")
            .classes("ty-tabs")
            .style("width:auto")
            .props(f'aria-label="{view.word("排列")}"')
        ):
            for key, word in zip(VIEWS, (view.word("按条文"), view.word("按部门")), strict=True):
                here = view.choice("by", VIEWS) == key
                ui.link(word, view.here(by=key)).classes("ty-tab ty-tab-here" if here else "ty-tab")
        ui.select(
            {"": view.word("全部部门"), **names},
            value=view.query.get("department", ""),
            label=view.word("部门"),
            on_change=lambda event: ui.navigate.to(view.here(department=event.value)),
        ).props("dense options-dense").classes("min-w-[220px]")
        if "article" in view.query:
            ui.link(view.word("显示全部条文"), view.here(article=None)).classes("ty-tab")


async def _by_article(view: View, rows: pl.DataFrame, about: Known) -> None:
    parts = rows.partition_by("article", maintain_order=True)
    _anchors(view, [(f"article-{part['article'][0]}", _article_title(view, part), part) for part in parts])
    for part in parts:
        await give_way()
        with ui.column().classes("ty-card").props(f"id=article-{part['article'][0]}"):
            heading(_article_title(view, part))
            for row in part.iter_rows(named=True):
                draw_target(view, row, about)


def _article_title(view: View, part: pl.DataFrame) -> str:
    number, title = part["article"][0], view.of(part.row(0, named=True), "article_title")
    return view.pick(f"（{number}）{title}", f"({number}) {title}")


def _anchors(view: View, entries: list[tuple[str, str, pl.DataFrame]]) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("本页目录")}"'):
        for anchor, title, part in entries:
            ui.link(f"{title} {part.height}", f"{view.here()}#{anchor}").classes("ty-tab")


async def _by_department(view: View, rows: pl.DataFrame, about: Known) -> None:
    names = about.departments
    owed = pl.coalesce("owed_by", "lead_proposed").str.split(";").alias("who")
    listed = rows.with_columns(owed).explode("who")
    order = [key for key in names if key in set(listed["who"])]
    parts = [(key, listed.filter(pl.col("who") == key)) for key in order]
    ui.label(view.word("列在报送数据的部门之下；不缺数据者列在建议牵头部门之下。归属均待确认。")).classes(
        "ty-note"
    )
    _anchors(view, [(f"department-{key}", names[key], part) for key, part in parts])
    for key, part in parts:
        await give_way()
        with ui.column().classes("ty-card").props(f"id=department-{key}"):
            heading(view.measure(names[key], str(part.height)))
            if view.may_call("statistic.template"):
                ui.link(view.word("下载该部门填报模板"), view.link("/advance/statistics", department=key))
            for row in part.iter_rows(named=True):
                draw_target(view, row, about)


def _basis_lines(view: View, answer: Answer) -> list[str]:
    meta: dict[str, Any] = answer.meta
    return [
        f"{view.word('运行')} {meta['run']} · {view.word('判定日期')} {meta['on']}",
        view.word(
            "五种状态：到目标年前看是否达到从基年到目标年的直线时序；目标年后只有已完成、未完成、无法判断。"
        ),
        view.word("空心标签为“力争”类目标，不作为约束判定。口径未核实的指标注明“口径未核实”。"),
        view.word("牵头与报送部门均为建议，标注“待确认”。"),
    ]
