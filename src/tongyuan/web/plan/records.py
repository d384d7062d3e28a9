"""Records that departments keep: what is held of which year, who owes what lacks, templates and hand-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.vocabulary.records import record_kind
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.plan.record_rows import draw_records
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

HELD, LACKING = "✓", "○"
FEW = 6


async def page(view: View) -> None:
    """Draw what is held of each kind of record, and who owes the rest.

    Parameters
    ----------
    view
        Its query may hold ``region``, ``kind`` and ``year``.
    """
    owed = await view.ask("record.owed", region=view.query.get("region"))
    async with frame(view, view.word("记录齐不齐，谁来补")):
        if not owed.frame().height:
            empty(
                view,
                missing=view.word("没有本人权限内的记录类别。"),
                owed_by=view.word("系统管理员（部门与角色）"),
                then=view.word("在此看到本部门负责的记录、缺哪些年份、填报模板。"),
            )
            return
        names = await _names(view)
        answer_line(_say(view, owed, names[str(owed.meta["region"])]))
        _regions(view, owed, names)
        _held(view, owed)
        if "kind" in view.query:
            await _one(view, owed, names[str(owed.meta["region"])])
        upload_card(
            view,
            view.word("交回填好的记录"),
            service="record.import",
            tell=lambda meta: _landed(view, meta),
        )


def _say(view: View, owed: Answer, region: str) -> str:
    rows = owed.frame()
    latest = max(owed.meta["years"])
    now = rows.filter(year=latest)
    lacking = now.filter(~pl.col("held"))
    owners, named = lacking["department_zh"].n_unique(), _listed(view, lacking)
    return view.pick(
        f"{region} {latest} 年应有 {now.height} 类记录，已有 {now.height - lacking.height} 类，"
        f"缺 {lacking.height} 类，由 {owners} 个部门负责{named}。",
        f"{region}, {latest}: {now.height - lacking.height} of {now.height} kinds of records are held; "
        f"{lacking.height} lack, owed by {owners} departments{named}.",
    )


def _listed(view: View, lacking: pl.DataFrame) -> str:
    """Name the first few kinds that lack; in Chinese with who owes them, whose names are Chinese."""
    if lacking.is_empty():
        return ""
    owed = [
        view.pick(f"{row['name_zh']}（{row['department_zh'] or DASH}）", row["name_en"])
        for row in lacking.head(FEW).iter_rows(named=True)
    ]
    more = view.pick("等", " and others") if lacking.height > FEW else ""
    return view.pick("：", ": ") + view.listing(owed) + more


async def _names(view: View) -> dict[str, str]:
    regions = (await view.ask("region.list")).frame().filter(pl.col("level") != "county")
    return {row["region"]: view.of(row, "name") for row in regions.iter_rows(named=True)}


def _regions(view: View, owed: Answer, names: Mapping[str, str]) -> None:
    with ui.element("div").classes("ty-choices"):
        ui.select(
            {**names},
            value=owed.meta["region"],
            label=view.word("地区"),
            on_change=lambda event: ui.navigate.to(view.here(region=event.value, year=None)),
        ).props("dense outlined options-dense data-testid=region").classes("min-w-[200px]")


def _held(view: View, owed: Answer) -> None:
    years = owed.meta["years"]
    columns = [
        Column("name", view.word("记录")),
        Column("department", view.word("负责部门（待确认）")),
        *(Column(str(year), str(year), narrow=True) for year in years),
        Column("template", view.word("填报模板")),
    ]
    parts = owed.frame().partition_by("dataset", maintain_order=True)
    lines = [_kind(view, part, str(owed.meta["region"])) for part in parts]
    with ui.column().classes("ty-card"):
        heading(
            view.word("已有与应补"),
            note=view.word("✓ 已有，点开查看；○ 缺，点开下载模板或提请部门补报。模板含单位、可选值和示例。"),
        )
        draw_table(view, columns, lines, name="records")
        downloads(view, "record.owed", region=owed.meta["region"])


def _kind(view: View, part: pl.DataFrame, region: str) -> dict[str, Any]:
    first = part.row(0, named=True)
    given = {"kind": first["dataset"], "region": region}
    may = view.may_call("record.template")
    blank = service_address("record.template", form="xlsx", **given)
    line: dict[str, Any] = {
        "name": cell(view.of(first, "name"), link=view.here(kind=first["dataset"], year=None)),
        "department": cell(first["department_zh"] or DASH, lang="zh"),
        "template": cell(view.word("下载 Excel"), link=blank) if may else DASH,
    }
    for row in part.iter_rows(named=True):
        line[str(row["year"])] = _year(view, row)
    return line


def _year(view: View, row: dict[str, Any]) -> dict[str, Any]:
    """Say whether a year is held; either leads to the card of that kind and year."""
    link = view.here(kind=row["dataset"], year=row["year"])
    if row["held"]:
        return cell(f"{HELD} {view.word('已有')}", link=link, tone="ty-sign ty-sign-done", raw=1)
    return cell(f"{LACKING} {view.word('缺')}", link=link, tone="ty-sign ty-sign-behind", raw=0)


async def _one(view: View, owed: Answer, place: str) -> None:
    """Draw the kind in the address: its records, or what to do about those that lack."""
    kind = record_kind(view.query["kind"])
    year, region = view.number("year"), str(owed.meta["region"])
    mine = owed.frame().filter(dataset=kind.dataset)
    held = mine.filter("held")["year"].to_list()
    given = {"kind": kind.dataset, "region": region, "year": year}
    with ui.column().classes("ty-card").props("data-testid=one-record"):
        heading(view.pair(view.pick(kind.name_zh, kind.name_en), f"{place} {year or ''}".strip()))
        if held and (year is None or year in held):
            shown = await view.ask("record.show", **given)
            draw_records(view, shown.frame(), kind=kind, names=shown.meta["names"])
            downloads(view, "record.show", **given)
            _template(view, view.word("下载含现有记录的模板，更正后交回"), given)
            return
        ui.label(view.word("还没有这些记录。"))
        _template(view, view.word("下载记录模板"), given)
        if year is not None and mine.height:
            _request(view, mine.row(0, named=True), given)


def _template(view: View, text: str, given: Mapping[str, Any]) -> None:
    if view.may_call("record.template"):
        address = service_address("record.template", form="xlsx", **given)
        ui.link(text, address).props("download data-testid=record-template")


def _request(view: View, row: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Offer to ask the department that keeps these records, where there is one."""
    if not view.may_call("record.request") or row["department"] is None:
        return
    told = ui.column().classes("w-full")

    async def ask() -> None:
        told.clear()
        with told:
            try:
                made = await view.ask("record.request", **given)
            except TongyuanError as error:
                show_problems(view, error.problems)
                return
            with ui.column().classes("ty-empty").props('role="status" data-testid=requested'):
                ui.label(view.word("已下达补报任务，30天内填报；交回并签发后入库。"))
                ui.link(view.word("查看任务"), view.link("/advance/rounds", round=made.meta["round"]))

    text = view.pick(f"提请{row['department_zh']}补报", f"Ask {row['department_zh']} for them")
    ui.button(text, on_click=ask).props("unelevated data-testid=request")


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    lines = [
        view.pick(
            f"已入库：{row['name_zh']} {row['region']} {row['year']} 年 {row['rows']} 行。",
            f"Kept: {row['dataset']}, {row['region']} {row['year']}, {row['rows']} rows.",
        )
        for row in meta["kept"]
    ]
    return [*lines, *meta["notes"]]
