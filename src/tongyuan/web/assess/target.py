"""How far the policy's targets have come, by article and department."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure
from tongyuan.web.frame import answer_line, basis, frame
from tongyuan.web.status import STATUS_WORDS, chip, status_text
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the status of targets.

    Parameters
    ----------
    view
        Its query may hold ``on`` (date), ``article``, ``department`` and ``status``.
    """
    wanted: dict[str, Any] = {key: view.query.get(key) for key in ("on", "department")}
    article = view.query.get("article")
    answer = view.session.call("target.status", article=int(article) if article else None, **wanted)
    shown = answer.frame()
    if view.query.get("status"):
        shown = shown.filter(pl.col("status") == view.query["status"])
    with frame(view, view.word("各项目标进展如何")):
        answer_line(_say(view, answer.frame(), answer.meta))
        _choices(view, answer.meta)
        for number, rows in shown.group_by("article", maintain_order=True):
            _article(view, int(str(number[0])), rows)
        downloads(view, "target.status", article=article, **wanted)
        basis(
            view,
            lines=[
                view.word(
                    "五种状态：到目标年前看是否达到从基年到目标年的直线时序；目标年后只有已完成、未完成、无法判断。"
                ),
                view.word("空心标签为“力争”类目标，不作为约束判定。口径未核实的指标注明“口径未核实”。"),
                f"{view.word('判定日期')}：{answer.meta['on']}",
            ],
        )


def _say(view: View, rows: pl.DataFrame, meta: dict[str, Any]) -> str:
    counts = {status: rows.filter(pl.col("status") == status).height for status in STATUS_WORDS}
    parts = [f"{status_text(view, status)} {count}" for status, count in counts.items() if count]
    lead = view.pick(
        f"截至 {meta['on']}，{rows.height} 项判定中：", f"On {meta['on']}, of {rows.height} judgements: "
    )
    return lead + "，".join(parts) if view.lang == "zh" else lead + ", ".join(parts)


def _choices(view: View, meta: dict[str, Any]) -> None:
    with ui.row().classes("items-end gap-4"):
        dates = {str(meta["on"]): str(meta["on"]), **{day: day for day in meta["year_ends"]}}
        ui.select(
            dates,
            value=str(meta["on"]),
            label=view.word("判定日期"),
            on_change=lambda event: ui.navigate.to(view.here(on=event.value)),
        ).classes("min-w-[160px]")
        ui.select(
            {"": view.word("全部部门"), **meta["departments"]},
            value=view.query.get("department", ""),
            label=view.word("部门"),
            on_change=lambda event: ui.navigate.to(view.here(department=event.value)),
        ).classes("min-w-[220px]")
        ui.select(
            {"": view.word("全部状态"), **{key: view.word(word) for key, word in STATUS_WORDS.items()}},
            value=view.query.get("status", ""),
            label=view.word("状态"),
            on_change=lambda event: ui.navigate.to(view.here(status=event.value)),
        ).classes("min-w-[140px]")


def _article(view: View, number: int, rows: pl.DataFrame) -> None:
    title = rows["article_title_zh"][0]
    with ui.column().classes("ty-card"):
        ui.label(view.pick(f"第（{number}）条 {title}", f"Article {number} · {title}")).classes(
            "font-semibold"
        )
        for row in rows.iter_rows(named=True):
            _target(view, row)


def _target(view: View, row: dict[str, Any]) -> None:
    name = row[f"name_{view.lang}"] + (
        f"（{view.word('读法')} {row['reading']}）" if row["readings"] > 1 else ""
    )
    with (
        ui.row()
        .classes("w-full items-start gap-3 no-wrap")
        .style("border-top:1px solid var(--ty-line);padding-top:8px")
    ):
        with ui.column().classes("shrink-0").style("width:128px"):
            chip(view, row["status"], aspirational=row["aspirational"])
        with ui.column().classes("gap-0 min-w-0"):
            with ui.row().classes("items-baseline gap-2"):
                ui.label(name).classes("font-medium")
                ui.link(row["target"], view.link("/figure", id=row["figure"])).classes("ty-note")
            ui.label(f"“{row['phrase_zh']}”").classes("ty-note")
            ui.label(row[f"reason_{view.lang}"])
            ui.label(_numbers(view, row)).classes("ty-note")


def _numbers(view: View, row: dict[str, Any]) -> str:
    parts = []
    if row["value"] is not None:
        parts.append(f"{view.word('现值')}（{row['value_year']}）{figure(row['value'])} {row['unit']}")
    if row["path_value"] is not None:
        parts.append(f"{view.word('时序目标')} {figure(row['path_value'])} {row['unit']}")
    if row["target_value"] is not None:
        parts.append(f"{view.word('目标')} {figure(row['target_value'])} {row['unit']}")
    if row["latest_status"] and row["latest_status"] != row["status"]:
        parts.append(f"{view.word('最近一期')} {status_text(view, row['latest_status'])}")
    if row["owed_by"]:
        parts.append(f"{view.word('待报部门（待确认）')} {row['owed_by_name']}")
    if not row["verified_definition"]:
        parts.append(view.word("口径未核实"))
    if row["quality"]:
        parts.append(f"{view.word('数据质量')} {row['quality']}")
    return " · ".join(parts)
