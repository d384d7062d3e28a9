"""Build a scenario in tables: drivers by year, rules, measures by year; checked, then run as a job."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.services.plan.scenario_files import written
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import figure
from tongyuan.web.frame import empty, heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.plan.scenario_words import EXAMPLES, HEADS, NOTES, TITLES
from tongyuan.web.problems import show_problems
from tongyuan.web.sheets import SHEETS_HEAD, Cells, draw_lists, draw_sheet, mark_wrong, read_sheets
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["building"]

Lists = dict[str, dict[str, str]]
NAME = "scenario.xlsx"
#: Blank rows below a table; what names the scenario is one row.
SPARE = {"情景": 0}
OFFERED = {"措施编号": "ty-measures", "数据质量": "ty-qualities", "地区": "ty-places"}


async def building(view: View) -> None:
    """Draw the tables in which a scenario is built.

    Parameters
    ----------
    view
        Its query may hold ``from`` (the kept scenario to begin with) and ``example``.
    """
    kind = view.choice("example", tuple(EXAMPLES))
    start = {"kind": kind, "run": view.query.get("from")}
    try:
        cells: Cells = (await view.ask("scenario.cells", **start)).data  # type: ignore[assignment]
    except NotFoundError:
        empty(
            view,
            missing=view.word("没有这个示例，或还没有编制过清单。"),
            owed_by=view.word("省级分析人员"),
            then=view.word("编制一年的清单后，可从基准示例开始写情景。"),
        )
        return
    ui.add_head_html(SHEETS_HEAD)
    lists = await _lists(view)
    with ui.column().classes("ty-card").props("data-testid=scenario-building"):
        heading(view.word("做一个情景"), note=view.word("可从 Excel 复制一块单元格粘贴到任一格；空行不计。"))
        chosen = await _inventories(view)
        place = ui.column().classes("w-full")
        _sheets(view, place, cells, lists)
        with ui.element("div").classes("ty-choices"):
            check = ui.button(view.word("检查")).props("outline data-testid=scenario-check")
            run = ui.button(view.word("运行情景")).props("unelevated data-testid=scenario-build-run")
        told = ui.column().classes("w-full").props("data-testid=scenario-told")
        _files(view, place, told, lists, start)
    check.on_click(lambda: _check(view, told, chosen.value or None))
    run.on_click(lambda: _run(view, told, chosen.value or None))


def _sheets(view: View, place: ui.column, cells: Cells, lists: Lists) -> None:
    words = {key: view.word(word) for key, word in HEADS.items()}
    place.clear()
    with place:
        draw_lists(lists)
        for name, rows in cells.items():
            with ui.column().classes("w-full gap-1").props(f"data-testid=sheet-{list(cells).index(name)}"):
                heading(view.word(TITLES[name]), note=view.word(NOTES[name]))
                draw_sheet(view, name, rows, spare=SPARE.get(name, 1), words=words, lists=OFFERED)


async def _lists(view: View) -> Lists:
    """Give the lists from which cells may choose."""
    measures = (await view.ask("measure.list")).frame().to_dicts() if view.may_call("measure.list") else []
    regions = (await view.ask("region.list")).frame().to_dicts() if view.may_call("region.list") else []
    return {
        "ty-measures": {row["measure"]: view.of(row, "name") for row in measures},
        "ty-qualities": {
            view.term("quality", key): "" for key in ("measured", "published", "derived", "unverified")
        },
        "ty-places": {
            row["name_zh"]: row["region"] for row in regions if row.get("level") in (None, "prefecture")
        },
    }


async def _inventories(view: View) -> ui.select:
    """Offer the kept inventories on which a scenario may begin, and what to begin with."""
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("起点")}"'):
        here = view.choice("example", tuple(EXAMPLES))
        for key, word in EXAMPLES.items():
            link = ui.link(view.word(word), view.here(example=key, **{"from": None}))
            own = key == here and "from" not in view.query
            link.classes("ty-tab ty-tab-here" if own else "ty-tab")
    offered = {"": view.word("基准年最近一次编制的清单")}
    if view.may_call("run.list"):
        rows = (await view.ask("run.list", kind="inventory")).frame().to_dicts()
        offered |= {
            row["run"]: f"{_year(row['params'])} · {row['family']} · {row['run'][:6]}" for row in rows
        }
    chosen = ui.select(offered, value="", label=view.word("基准年清单"))
    chosen.props("dense outlined options-dense data-testid=scenario-inventory").classes("min-w-[260px]")
    return chosen


def _year(params: Any) -> str:
    held = json.loads(params) if isinstance(params, str) else params
    return str(held.get("year", ""))


@contextmanager
def _handed(cells: Cells) -> Iterator[Path]:
    """Lay what the tables hold out as a workbook for as long as it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        file.write_bytes(written(cells))
        yield file


async def _check(view: View, told: ui.column, inventory: str | None) -> bool:
    """Try what the tables hold; say every problem and mark its cell, or what would follow."""
    cells = await read_sheets()
    told.clear()
    with told, _handed(cells) as file:
        spinner = ui.spinner(size="24px")
        try:
            found = await view.ask("scenario.check", file=file, inventory=inventory)
        except TongyuanError as error:
            show_problems(view, error.problems)
            mark_wrong(error.problems)
            return False
        finally:
            spinner.delete()
        mark_wrong([])
        _foreseen(view, found)
    return True


def _foreseen(view: View, found: Answer) -> None:
    meta = found.meta
    counted = meta["places"] - meta["left_out"]
    text = view.pick(
        f"没有问题。基准年 {meta['base_year']}；措施 {meta['places']} 处，其中 {counted} 处计入。",
        f"No problem. Base year {meta['base_year']}; measures in {meta['places']} places, {counted} count.",
    )
    columns = [
        Column("driver", view.word("驱动因素")),
        Column("year", view.word("年份"), right=True),
        Column("activities", view.word("活动数"), right=True),
        Column("least", view.word("增长最小"), right=True),
        Column("most", view.word("增长最大"), right=True),
    ]
    lines = [
        {
            "driver": row["driver"],
            "year": str(row["year"]),
            "activities": row["activities"],
            **{name: cell(figure(row[name]), raw=row[name]) for name in ("least", "most")},
        }
        for row in found.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props('role="status" data-testid=foreseen'):
        heading(view.word("运行之前"), note=text)
        for row in meta["followers"]:
            own, whole = view.listing(row["own"]), len(row["whole"])
            if own:
                ui.label(
                    view.pick(
                        f"{row['driver']}：{own} 用本市数值，其余 {whole} 市用全省数值。",
                        f"{row['driver']}: {own} by own values; {whole} other cities follow the province.",
                    )
                ).classes("ty-note")
        draw_table(view, columns, lines, name="foreseen", page=20)


async def _run(view: View, told: ui.column, inventory: str | None) -> None:
    if not await _check(view, told, inventory):
        return
    cells = await read_sheets()
    with told:
        place = ui.column().classes("w-full")
    with _handed(cells) as file:
        await follow_job(
            view,
            place,
            "scenario.run",
            then=lambda row: ui.navigate.to(view.link("/plan/scenarios", run=row["result"])),
            file=file,
            inventory=inventory,
        )


def _files(view: View, place: ui.column, told: ui.column, lists: Lists, start: Mapping[str, Any]) -> None:
    """Offer the template, and take a filled one back into the tables."""

    async def take(event: events.UploadEventArguments) -> None:
        told.clear()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(event.file.name).name
            await event.file.save(file)
            try:
                found = await view.ask("scenario.read", file=file)
            except TongyuanError as error:
                with told:
                    show_problems(view, error.problems)
                return
        _sheets(view, place, found.data, lists)  # type: ignore[arg-type]

    with ui.element("div").classes("ty-foot"):
        address = service_address("scenario.template", form="xlsx", **start)
        ui.link(view.word("下载 Excel 模板"), address).props("download data-testid=scenario-template")
        text = service_address("scenario.example", form="json", **start)
        ui.link(view.word("下载 YAML"), text).props("download data-testid=scenario-yaml")
    box = ui.upload(label=view.word("导入填好的 xlsx 或 YAML"), on_upload=take, auto_upload=True)
    box.props('accept=".xlsx,.yaml,.yml" flat bordered data-testid=scenario-import').classes("max-w-[320px]")
