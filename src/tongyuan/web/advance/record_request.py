"""Records that an assignment asks for: the template, the workbook handed in, and what was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.records import record_kind
from tongyuan.web.advance.round_filling import Filling
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.frame import heading
from tongyuan.web.plan.record_rows import draw_records
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["asks_for_records", "draw_record_request"]

#: How the form of an assignment for records begins.
FORM = "record_"


def asks_for_records(filling: Filling) -> bool:
    """Tell whether an assignment asks for records, not for figures."""
    return str(filling.meta["form"]).startswith(FORM)


async def draw_record_request(filling: Filling) -> None:
    """Draw the template of what is asked, where to hand it in, and what was handed in.

    Parameters
    ----------
    filling
        The assignment.
    """
    view, meta = filling.view, filling.meta
    kind = record_kind(str(meta["form"]).removeprefix(FORM))
    with ui.element("div").classes("ty-grid ty-noprint"):
        if view.may_call("record.template"):
            given = {"kind": kind.dataset, "region": meta["region"], "year": meta["period"]}
            with ui.column().classes("ty-card"):
                heading(
                    view.pair(view.word("补报记录"), view.pick(kind.name_zh, kind.name_en)),
                    note=view.word("模板含单位、可选值和示例；签发后入库，此前不影响已有记录。"),
                )
                address = service_address("record.template", form="xlsx", **given)
                ui.link(view.word("下载记录模板"), address).props("download data-testid=record-template")
                if view.may_call("record.owed"):
                    held = view.link("/plan/records", kind=kind.dataset, region=meta["region"])
                    ui.link(view.word("本类已有的记录"), held).props("data-testid=record-held")
        if filling.may("save"):
            upload_card(
                view,
                view.word("交回填好的记录"),
                service="record.answer",
                tell=lambda told: _landed(view, told),
                number=filling.number,
            )
    await _answered(filling)


async def _answered(filling: Filling) -> None:
    view = filling.view
    if not view.may_call("record.answered"):
        return
    try:
        answer = await view.ask("record.answered", number=filling.number)
    except NotFoundError:
        return
    with ui.column().classes("ty-card").props("data-testid=answered"):
        heading(view.word("已交回的记录"))
        kind = record_kind(str(answer.meta["kind"]))
        draw_records(view, answer.frame(), kind=kind, names=answer.meta["names"])
        downloads(view, "record.answered", number=filling.number)


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    line = view.pick("已交回。刷新本页核对后上报。", "Handed in. Reload, look it over and report it.")
    return [line, *meta["notes"]]
