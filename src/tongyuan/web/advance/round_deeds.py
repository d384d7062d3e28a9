"""What can be done with a whole round: remind, list the overdue, lock, release, workbooks, open another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.ground.round.reach import owns
from tongyuan.web.advance.round_steps import DEEDS, ask
from tongyuan.web.advance.round_words import label
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["draw_deeds", "draw_opening"]

KINDS = ("january_call", "ledger", "dispatch", "assessment")
OWING = ("not_reported", "returned")


async def draw_deeds(view: View, number: int, about: Mapping[str, Any], tasks: pl.DataFrame) -> None:
    """Draw what the visitor may do with a round.

    Parameters
    ----------
    view
        What is shown.
    number
        The round.
    about
        The round as a record.
    tasks
        Its assignments within reach.
    """
    mine = await _mine(view, tasks)
    with ui.element("div").classes("ty-deeds").props("data-testid=deeds"):
        if view.may_call("round.remind") and about["state"] == "open":
            _remind(view, number)
        if view.may_call("round.lock") and tasks.filter(pl.col("state") == "approved").height:
            _lock(view, number, tasks.filter(pl.col("state") == "approved").height)
        if view.may_call("round.release") and about["state"] == "closed":
            _release(view, number)
        ui.link(view.word("逾期通报"), view.link("/advance/rounds/overdue", round=number)).classes(
            "ty-button-link"
        )
        if view.may_call("round.export"):
            address = service_address("round.export", form="xlsx", number=number)
            ui.link(view.word("导出整个轮次"), address).props("download").classes("ty-button-link")
        if mine and view.may_call("round.template"):
            address = service_address("round.template", form="xlsx", number=number)
            text = view.pick(f"下载我的填报工作簿（{mine} 项任务）", f"My workbook ({mine} assignments)")
            ui.link(text, address).props("download data-testid=my-workbook").classes("ty-button-link")
    if mine and view.may_call("round.import"):
        with ui.expansion(view.word("交回填好的工作簿"), icon="upload_file").classes("ty-basis ty-noprint"):
            upload_card(
                view,
                view.word("交回填好的工作簿"),
                service="round.import",
                tell=lambda meta: [
                    view.pick(
                        f"已存为草稿：{meta['saved']} 项有变化。",
                        f"{meta['saved']} items kept.",
                    ),
                    *meta["notes"],
                ],
                number=number,
            )


async def _mine(view: View, tasks: pl.DataFrame) -> int:
    """Count the assignments that the visitor fills in and still may."""
    top = (await view.ask("workspace.about")).meta["region"]
    open_ones = tasks.filter(pl.col("state").is_in(list(OWING)))
    return sum(
        owns(view.session.actor, "round.save", row, top=top) for row in open_ones.iter_rows(named=True)
    )


def _remind(view: View, number: int) -> None:
    department = view.query.get("department")

    async def remind(_: str) -> None:
        answer = await view.ask("round.remind", number=number, department=department)
        told = view.pick(
            f"已催报 {answer.meta['reminded']} 项，通知 {answer.meta['told']} 人。",
            f"{answer.meta['reminded']} reminded, {answer.meta['told']} people told.",
        )
        ui.notify(told, position="bottom")

    told = view.word("对临近截止（3 天内）和已逾期的任务发出催报通知，并记入办理经过。")
    word = view.word(DEEDS["remind"])
    ui.button(word, on_click=lambda: ask(view, word, told=told, deed=remind)).props(
        "unelevated color=primary data-testid=remind"
    )


def _lock(view: View, number: int, approved: int) -> None:
    async def lock(_: str) -> None:
        await view.ask("round.lock", round=number)
        ui.navigate.to(view.here())

    told = view.word("锁定后数值作为申报数入库，只能以更正改变。")
    word = view.pick(f"锁定已签发的 {approved} 项", f"Lock {approved} approved")
    ui.button(word, on_click=lambda: ask(view, word, told=told, deed=lock)).props(
        "outline data-testid=lock-all"
    )


def _release(view: View, number: int) -> None:
    async def release(_: str) -> None:
        await view.ask("round.release", number=number)
        ui.navigate.to(view.here())

    told = view.word("把本轮次的数值固定下来并提请发布；由他人审核、签发。")
    word = view.word("提请发布")
    ui.button(word, on_click=lambda: ask(view, word, told=told, deed=release)).props(
        "outline data-testid=release"
    )


def draw_opening(view: View) -> None:
    """Offer to open another round, to whom may.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("round.open"):
        return
    kinds = {kind: label(view, "round_kinds", kind) for kind in KINDS}
    with (
        ui.expansion(view.word("下达新轮次"), icon="add_task")
        .classes("ty-basis ty-noprint")
        .props("data-testid=opening")
    ):
        heading(
            view.word("下达新轮次"), note=view.word("按表式给各单位各派一项任务；日期留空则按类型的惯例。")
        )
        with ui.element("div").classes("ty-choices"):
            kind = ui.select(kinds, value="dispatch", label=view.word("类型")).props("outlined dense")
            period = ui.input(view.word("报告期"), placeholder="2026Q3").props(
                "outlined dense data-testid=open-period"
            )
            first = ui.input(view.word("开始日期")).props("outlined dense type=date stack-label")
            due = ui.input(view.word("截止日期")).props("outlined dense type=date stack-label")

            async def opened(_: str) -> None:
                answer = await view.ask(
                    "round.open",
                    kind=kind.value,
                    period=(period.value or "").strip(),
                    opens_on=first.value or None,
                    due_on=due.value or None,
                )
                ui.navigate.to(view.link("/advance/rounds", round=answer.meta["round"]))

            told = view.word("各单位将收到填报任务；下达后不能收回，只能逐项免报。")
            word = view.word("下达")
            ui.button(word, on_click=lambda: ask(view, word, told=told, deed=opened)).props(
                "unelevated color=primary data-testid=open-round"
            )
