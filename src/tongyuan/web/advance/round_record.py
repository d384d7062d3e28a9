"""What became of a form: its steps, every version of its figures; what was declared, verified, audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.advance.round_words import label, state_text
from tongyuan.web.figures import DASH, figure, missing
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_record"]

KINDS = ("declared", "verified", "audited")


async def draw_record(view: View, number: int, meta: Mapping[str, Any], rows: pl.DataFrame) -> None:
    """Draw the record of an assignment below its form.

    Parameters
    ----------
    view
        What is shown.
    number
        The assignment.
    meta
        Of ``round.form``.
    rows
        Its items.
    """
    people = meta["people"]
    _steps(view, meta["steps"], people)
    if view.may_call("round.history"):
        await _versions(view, number, rows, people)
    if view.may_call("statistic.compare") and meta["enterprise"] is None:
        await _side_by_side(view, meta, rows)


def _civil(instant: datetime) -> str:
    return instant.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")


def _steps(view: View, steps: list[dict[str, Any]], people: Mapping[str, str]) -> None:
    columns = [
        Column("at", view.word("时间（北京时间）"), narrow=True),
        Column("step", view.word("步骤"), narrow=True),
        Column("state", view.word("其后状态"), narrow=True),
        Column("actor", view.word("办理人")),
        Column("reason", view.word("理由")),
    ]
    shown = [
        {
            "at": _civil(step["at"]),
            "step": label(view, "round_steps", step["step"]),
            "state": state_text(view, step["state"]),
            "actor": people.get(step["actor"], step["actor"]),
            "reason": cell(step["reason"] or "", lang="zh"),
        }
        for step in _runs(steps)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("办理经过"), note=view.word("最近的在上；连续保存的草稿只列最后一次。"))
        draw_table(view, columns, shown, name="record", page=10)


def _runs(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps, the latest first; of drafts saved one after another by one person only the last."""
    kept: list[dict[str, Any]] = []
    for step in steps:
        if (
            kept
            and step["step"] == "save"
            and (kept[-1]["step"], kept[-1]["actor"]) == ("save", step["actor"])
        ):
            kept.pop()
        kept.append(step)
    return kept[::-1]


async def _versions(view: View, number: int, rows: pl.DataFrame, people: Mapping[str, str]) -> None:
    history = (await view.ask("round.history", number=number)).frame()
    if history.filter(pl.col("version") > 1).is_empty():
        return
    labels = {row["item"]: view.of(row, "label") for row in rows.iter_rows(named=True)}
    columns = [
        Column("item", view.word("项目")),
        Column("version", view.word("版本"), right=True),
        Column("value", view.word("本期值"), right=True),
        Column("unit", view.word("计量单位")),
        Column("reason", view.word("说明")),
        Column("actor", view.word("填报人")),
        Column("at", view.word("时间（北京时间）"), narrow=True),
    ]
    shown = [
        {
            "item": labels.get(row["item"], row["item"]),
            "version": row["version"],
            "value": figure(row["value"]) if row["value"] is not None else missing(row["state"], view.lang),
            "unit": view.unit(row["unit"]),
            "reason": cell(row["reason"] or "", lang="zh"),
            "actor": people.get(row["actor"], row["actor"]),
            "at": _civil(row["at"]),
        }
        for row in history.sort("item", "version", descending=[False, True]).iter_rows(named=True)
    ]
    with ui.expansion(view.word("各版本"), icon="history").classes("ty-basis"):
        draw_table(view, columns, shown, name="versions", page=20)


async def _side_by_side(view: View, meta: Mapping[str, Any], rows: pl.DataFrame) -> None:
    """Set what was declared, verified and audited for this unit and period side by side."""
    found = (await view.ask("statistic.compare", region=meta["region"], period=meta["period"])).frame()
    held = {row["series"]: row for row in found.iter_rows(named=True)}
    fed = [row for row in rows.iter_rows(named=True) if row["series"] in held]
    if not fed:
        return
    columns = [
        Column("item", view.word("项目")),
        Column("unit", view.word("计量单位")),
        *(Column(kind, view.term("kind", kind), right=True) for kind in KINDS),
        Column("verified_difference", view.measure(view.word("核定比申报"), "%"), right=True),
        Column("audited_difference", view.measure(view.word("审计比申报"), "%"), right=True),
    ]
    shown = [
        {
            "item": view.of(row, "label"),
            "unit": view.unit(row["unit"]),
            **{kind: _of_kind(view, held[row["series"]], kind) for kind in KINDS},
            **{
                f"{kind}_difference": _difference(held[row["series"]][f"{kind}_difference_share"])
                for kind in KINDS[1:]
            },
        }
        for row in fed
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("申报、核定、审计三值对照"),
            note=view.word("锁定的数值作为申报数入库，核定与审计另列。"),
        )
        draw_table(view, columns, shown, name="side-by-side")


def _of_kind(view: View, row: Mapping[str, Any], kind: str) -> dict[str, Any] | str:
    if row[f"{kind}_version"] is None:
        return DASH
    if row[kind] is None:
        return missing(row[f"{kind}_state"], view.lang)
    return cell(figure(row[kind]), link=view.link("/figure", id=row[f"{kind}_figure"]), raw=row[kind])


def _difference(share: float | None) -> str:
    return DASH if share is None else f"{share * 100:+.1f}"
