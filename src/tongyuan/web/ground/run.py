"""A run: what it was made from, the tables that came of it, and where each of their figures comes from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.run_names import run_kind
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

ROWS = 200


async def page(view: View) -> None:
    """Draw one run, or the list of runs.

    Parameters
    ----------
    view
        Its query may hold ``run`` and ``table``.
    """
    run = view.query.get("run")
    if run is None:
        await _listed(view)
        return
    shown = await view.ask("run.show", run=run)
    meta = shown.meta
    async with frame(view, view.word("这次运行从何而来，得到了什么")):
        kind = run_kind(str(meta["kind"]), view.lang)
        answer_line(f"{kind} · {meta['run']} · {civil(meta['finished_at'])}")
        _about(view, meta)
        pins = shown.frame()
        _tables(view, str(meta["run"]), pins)
        if "table" in view.query:
            await _table(view, str(meta["run"]), view.query["table"])
        _pins(view, str(meta["run"]), pins)
        basis(view, lines=[f"{view.word('运行')} {meta['run']} · {meta['package_version']}"])


def _about(view: View, meta: dict[str, Any]) -> None:
    facts = (
        (view.word("参数"), str(meta["params"]).strip("{}").replace("'", "")),
        (view.word("因子族"), meta["family"]),
        (view.word("数据截至"), civil(meta["as_of"])),
        (view.word("提出者"), meta["actor"]),
        (view.word("程序版本"), meta["package_version"]),
    )
    with ui.column().classes("ty-card"), ui.element("div").classes("ty-facts"):
        for name, value in facts:
            if value:
                ui.label(name)
                ui.label(str(value))


def _tables(view: View, run: str, pins: pl.DataFrame) -> None:
    with ui.column().classes("ty-card").props("data-testid=tables"):
        heading(view.word("结果表"), note=view.word("点选一张表查看各行与其来历，或下载全表。"))
        for name in pins.filter(role="table")["name"]:
            with ui.row().classes("items-center gap-4"):
                here = view.query.get("table") == name
                link = ui.link(name, view.here(table=name)).classes(
                    "ty-tab ty-tab-here" if here else "ty-tab"
                )
                link.props('aria-current="true"' if here else "")
                downloads(view, "run.show", run=run, table=name)


async def _table(view: View, run: str, table: str) -> None:
    answer = await view.ask("run.show", run=run, table=table)
    rows = answer.frame()
    key = [name for name in str(answer.meta["figure_key"]).split(",") if name]
    named = bool(key) and set(key) <= set(rows.columns)
    columns = [
        Column(name, name, right=kind.is_numeric()) for name, kind in rows.schema.items() if name != "figure"
    ]
    if named:
        columns.insert(0, Column("why", view.word("来历"), narrow=True))
    with ui.column().classes("ty-card"):
        heading(
            view.measure(table, str(rows.height)),
            note=view.pick(f"列出前 {ROWS} 行，全部见下载。", f"The first {ROWS} rows; all are in the file.")
            if rows.height > ROWS
            else "",
        )
        shown = []
        for row in rows.head(ROWS).iter_rows(named=True):
            cells: dict[str, Any] = {name: _written(value) for name, value in row.items()}
            if row.get("origin"):
                cells["origin"] = "; ".join(view.term("origin", part) for part in row["origin"].split("; "))
            if named:
                figure = f"{run}/{table}/{','.join(_exact(row[name]) for name in key)}"
                cells["why"] = cell(view.word("依据"), link=view.link("/figure", id=figure))
            shown.append(cells)
        draw_table(view, columns, shown, name="run-table", page=50)


def _pins(view: View, run: str, pins: pl.DataFrame) -> None:
    roles = {"input": view.word("输入"), "table": view.word("结果")}
    columns = [
        Column("role", view.word("类别")),
        Column("name", view.word("名称")),
        Column("sha256", view.word("内容指纹（SHA-256）")),
    ]
    rows = [{**row, "role": roles[row["role"]]} for row in pins.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("固定了什么"), note=view.word("同样的输入与版本得到同一运行；指纹不同即内容不同。"))
        draw_table(view, columns, rows, name="pins")
        downloads(view, "run.show", run=run)


async def _listed(view: View) -> None:
    rows = (await view.ask("run.list")).frame()
    async with frame(view, view.word("有哪些运行")):
        answer_line(view.pick(f"共 {rows.height} 次运行。", f"{rows.height} runs."))
        if rows.is_empty():
            then = view.word("编制清单或判定目标之后，运行列在这里。")
            empty(view, missing=view.word("还没有运行"), owed_by=view.word("省级分析人员"), then=then)
            return
        columns = [
            Column("run", view.word("运行"), narrow=True),
            Column("kind", view.word("类别")),
            Column("params", view.word("参数")),
            Column("finished", view.word("完成时间（北京时间）")),
        ]
        listed = [
            {
                "run": cell(row["run"], link=view.here(run=row["run"])),
                "kind": run_kind(row["kind"], view.lang),
                "params": row["params"],
                "finished": civil(row["finished_at"]),
            }
            for row in rows.iter_rows(named=True)
        ]
        with ui.column().classes("ty-card"):
            draw_table(view, columns, listed, name="runs", page=50)
            downloads(view, "run.list")


def _exact(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _written(value: Any) -> Any:
    if value is None:
        return "—"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
