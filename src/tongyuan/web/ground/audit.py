"""The audit: up to where it is proven, and who changed what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.forms import Field, draw_field
from tongyuan.web.frame import frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.ground.audit_names import Actors, deed, noun_names
from tongyuan.web.ground.audit_proof import draw_keeping_elsewhere, draw_proof
from tongyuan.web.quoting import CHINESE
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

FILTERS = ("actor", "noun", "since", "until")
ON_A_PAGE = 50
#: Most rows of a file.
WHOLE = 100_000
SHORT = 80


async def page(view: View) -> None:
    """Draw what the chain proves, and the latest changes.

    Parameters
    ----------
    view
        Its query may hold ``actor``, ``noun``, ``since``, ``until`` and ``before``.
    """
    async with frame(view, view.word("谁改了什么，能否证明没有被改过")):
        wanted = {name: view.query.get(name) for name in FILTERS}
        before = view.number("before")
        listed = await view.ask("audit.list", **wanted, before=before, limit=ON_A_PAGE)
        actors = await Actors.of(view)
        draw_proof(view)
        with ui.column().classes("ty-card"):
            heading(view.word("变更"), note=view.word("每次变更一条，新的在前；时间为北京时间。"))
            _filters(view, wanted, actors, listed.frame())
            _changes(view, listed.frame(), actors)
            _pages(view, listed.frame(), int(listed.meta["count"]), before)
            downloads(view, "audit.list", **wanted, limit=WHOLE)
        draw_keeping_elsewhere(view)


def _filters(view: View, wanted: Mapping[str, str | None], actors: Actors, rows: pl.DataFrame) -> None:
    seen = dict.fromkeys([*actors.people, *rows["actor"], *filter(None, [wanted["actor"]])])
    people = {actor: actors.name(actor) for actor in seen}
    nouns = noun_names(view)
    nouns |= {noun: noun for noun in filter(None, [wanted["noun"]]) if noun not in nouns}
    with ui.element("div").classes("ty-form-row"):
        actor = _pick(view.word("经办"), people, wanted["actor"], name="audit-actor")
        noun = _pick(view.word("事项"), nouns, wanted["noun"], name="audit-noun")
        since = draw_field(
            Field("audit-since", view.word("起始日期"), kind="date", value=wanted["since"] or "")
        )
        until = draw_field(
            Field("audit-until", view.word("终止日期（含）"), kind="date", value=wanted["until"] or "")
        )
        ui.button(
            view.word("筛选"),
            on_click=lambda: ui.navigate.to(
                view.here(
                    actor=actor.value,
                    noun=noun.value,
                    since=since.value or None,
                    until=until.value or None,
                    before=None,
                )
            ),
        ).props("unelevated data-testid=audit-filter")


def _pick(label: str, choices: Mapping[str, str], value: str | None, *, name: str) -> ui.select:
    with ui.element("div").classes("ty-field"):
        above = ui.element("label").classes("ty-field-label")
        above.props["for"] = f"field-{name}"
        with above:
            ui.label(label)
        box = ui.select(dict(choices), value=value, with_input=len(choices) > 15, clearable=True)
        box.props(f"outlined dense options-dense for=field-{name} data-testid={name}").classes("w-full")
    return box


def _changes(view: View, rows: pl.DataFrame, actors: Actors) -> None:
    columns = [
        Column("deed", view.word("变更内容")),
        Column("actor", view.word("经办"), narrow=True),
        Column("at", view.word("时间"), narrow=True),
        Column("outcome", view.word("结果")),
        Column("params", view.word("参数")),
        Column("seq", view.word("序号"), right=True),
    ]
    shown = [_row(view, row, actors) for row in rows.iter_rows(named=True)]
    draw_table(view, columns, shown, name="changes")


def _row(view: View, row: Mapping[str, Any], actors: Actors) -> dict[str, Any]:
    given = json.loads(row["params"])
    told = ", ".join(f"{key}={value}" for key, value in given.items() if value is not None)
    return {
        "deed": cell(deed(view, row["service"]), tip=row["service"]),
        "actor": cell(actors.name(row["actor"]), link=view.here(actor=row["actor"], before=None)),
        "at": cell(civil(row["at"]), raw=row["at"].isoformat()),
        "outcome": row["outcome"],
        "params": _given(told),
        "seq": cell(f"{row['seq']:,}", raw=row["seq"]),
    }


def _given(told: str) -> dict[str, Any]:
    """Show what was given, marked where somebody wrote it in Chinese."""
    lang = "zh" if CHINESE.search(told) else None
    return cell(f"{told[:SHORT]}…", tip=told, lang=lang) if len(told) > SHORT else cell(told, lang=lang)


def _pages(view: View, rows: pl.DataFrame, count: int, before: int | None) -> None:
    with ui.element("div").classes("ty-foot").props("data-testid=audit-pages"):
        ui.label(view.pick(f"符合条件的变更 {count:,} 条。", f"{count:,} changes match."))
        if before is not None:
            ui.link(view.word("最新"), view.here(before=None))
        if rows.height == ON_A_PAGE:
            ui.link(view.word("更早"), view.here(before=int(rows["seq"][-1]))).props(
                "data-testid=audit-older"
            )
