"""Records that departments keep: what is held of which year, who owes what lacks, templates and hand-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.records import record_kind
from tongyuan.vocabulary.tables import column_labels
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, exact
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

HELD, LACKING = "✓", "○"


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
            await _rows(view, owed)
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
    return view.pick(
        f"{region} {latest} 年应有 {now.height} 类记录，已有 {now.height - lacking.height} 类，"
        f"缺 {lacking.height} 类，由 {lacking['department_zh'].n_unique()} 个部门负责。",
        f"{region}, {latest}: {now.height - lacking.height} of {now.height} kinds of records are held; "
        f"{lacking.height} lack, owed by {lacking['department_zh'].n_unique()} departments.",
    )


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
            note=view.word("✓ 已有，点开查看；○ 缺，点开下载该年模板。模板含单位、可选值和示例。"),
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
        line[str(row["year"])] = _year(view, row, given)
    return line


def _year(view: View, row: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    if row["held"]:
        text, tone = f"{HELD} {view.word('已有')}", "ty-sign ty-sign-done"
        return cell(text, link=view.here(kind=row["dataset"], year=row["year"]), tone=tone, raw=1)
    text, tone = f"{LACKING} {view.word('缺')}", "ty-sign ty-sign-behind"
    if not view.may_call("record.template"):
        return cell(text, tone=tone, raw=0)
    address = service_address("record.template", form="xlsx", **given, year=row["year"])
    return cell(text, link=address, tone=tone, raw=0)


async def _rows(view: View, owed: Answer) -> None:
    """Draw the records of the kind in the address; where there are none, say who owes them."""
    kind = record_kind(view.query["kind"])
    year, region = view.number("year"), str(owed.meta["region"])
    mine = owed.frame().filter(dataset=kind.dataset)
    name = view.pick(kind.name_zh, kind.name_en)
    held = mine.filter("held")["year"].to_list()
    with ui.column().classes("ty-card").props("data-testid=record-rows"):
        heading(view.pair(name, f"{region} {year or ''}".strip()))
        if not held or (year is not None and year not in held):
            ui.label(
                view.pick(
                    f"还没有 {region} 的“{name}”。", f"There are no records of {name} for {region} yet."
                )
            )
            return
        shown = await view.ask("record.show", kind=kind.dataset, region=region, year=year)
        labels = column_labels(kind.schema, view.lang)
        columns = [Column(column, labels[column]) for column in shown.frame().columns if column != "region"]
        lines = [_line(view, row) for row in shown.frame().iter_rows(named=True)]
        draw_table(view, columns, lines, name="record-rows", page=15, classes="ty-nowrap")
        downloads(view, "record.show", kind=kind.dataset, region=region, year=year)
        if view.may_call("record.template") and year is not None:
            address = service_address(
                "record.template", form="xlsx", kind=kind.dataset, region=region, year=year
            )
            ui.link(view.word("下载含现有记录的模板，更正后交回"), address).props("download")


def _line(view: View, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _cell(view, name, value) for name, value in row.items() if name != "region"}


def _cell(view: View, name: str, value: Any) -> Any:
    if value is None:
        return DASH
    if name == "state":
        return view.pick(Missing(value).label_zh, Missing(value).label_en)
    if name == "quality":
        return view.term("quality", value)
    if isinstance(value, bool):
        return view.pick("是", "yes") if value else view.pick("否", "no")
    if isinstance(value, float):
        return cell(exact(value), raw=value)
    return value if name == "year" else str(value)


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    lines = [
        view.pick(
            f"已入库：{row['name_zh']} {row['region']} {row['year']} 年 {row['rows']} 行。",
            f"Kept: {row['dataset']}, {row['region']} {row['year']}, {row['rows']} rows.",
        )
        for row in meta["kept"]
    ]
    return [*lines, *meta["notes"]]
