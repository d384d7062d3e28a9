"""Tasks in Word and Excel: the month of a department as a letter, progress handed in by a table."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.tasks import taken
from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import require_between
from tongyuan.services.bulletins import DOCX, write_bulletin
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Place, Problem, TongyuanError
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.tasks import TaskFilter, TaskSlip
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Findings, Grid

__all__ = ["calendar_of", "digest", "import_progress", "template"]

#: Heads of the table of progress; the last four are filled in.
HEADS = (
    "任务编号",
    "任务",
    "牵头单位",
    "责任地区",
    "时限",
    "已报进展（%）",
    "本次进展（%）",
    "进展说明",
    "问题",
    "下一步",
)
KEY, PROGRESS, SAID, TROUBLE, NEXT = "任务编号", "本次进展（%）", "进展说明", "问题", "下一步"
WIDTHS = (16, 48, 20, 16, 12, 12, 12, 40, 30, 30)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS_SEARCHED = 20
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
FIRST_YEAR, LAST_YEAR = 1900, 2200
STANDING_ZH = {
    "done": "已办结",
    "unassigned": "待明确牵头",
    "overdue": "已逾期",
    "due_soon": "临期",
    "undated": "未定时限",
    "not_begun": "未到开始",
    "going": "推进中",
}


@service("task.calendar", permits="task.list")
def calendar_of(
    ctx: Context,
    *,
    department: Annotated[str | None, "牵头单位 · department that leads"] = None,
    region: Annotated[str | None, "责任地区 · region"] = None,
    level: Annotated[
        Literal["plan", "annual", "node"] | None,
        "层级：方案、年度、季度节点 · of the plan, a year, a quarter",
    ] = None,
) -> Answer:
    """Count tasks by the month in which they fall due and by how they stand. 任务时限日历。"""
    asked = TaskFilter(on=ctx.now.date(), soon=SOON, department=department, region=region, level=level)
    months = ctx.workspace.tasks.months(asked)
    rows = [
        {"month": month, **{name: told.get(name, 0) for name in STANDING_ZH}, "tasks": sum(told.values())}
        for month, told in months.items()
    ]
    schema = {"month": pl.String, **dict.fromkeys((*STANDING_ZH, "tasks"), pl.Int64)}
    return Answer(meta={"on": asked.on.isoformat(), **LEVEL}, data=pl.DataFrame(rows, schema=schema))


@service("task.digest", permits="task.list")
def digest(
    ctx: Context,
    *,
    department: Annotated[str, "部门编号 · department"],
    year: Annotated[int, "年 · year"],
    month: Annotated[int, "月 · month"],
) -> Answer:
    """Write the month of a department: what is overdue, due and reported. 部门月度任务通报（docx）。"""
    require_between(year, name="year", least=FIRST_YEAR, most=LAST_YEAR)
    require_between(month, name="month", least=1, most=12)
    names = dict(jurisdiction(ctx.workspace).departments.select("department", "name_zh").iter_rows())
    if department not in names:
        raise InputError(Problem("task.no_department", {"got": department}))
    last = date(year, month, calendar.monthrange(year, month)[1])
    rows = ctx.workspace.tasks.listed(TaskFilter(on=last, soon=SOON, department=department))
    counts = Counter(row["standing"] for row in rows)
    told = "，".join(f"{name} {counts[code]} 项" for code, name in STANDING_ZH.items() if counts[code])
    shown = [row for row in rows if row["standing"] != "done"] or rows
    letter = write_bulletin(
        f"{names[department]} {year}年{month}月任务进展",
        paragraphs=[
            f"截至 {last.isoformat()}，牵头任务 {len(rows)} 项：{told or '无'}。"
            "未报送的进展写“未报送”，不作零计。"
        ],
        table=_digest_table(shown),
        synthetic=bool(ctx.workspace.meta.synthetic),
    )
    meta = {"department": department, "on": last.isoformat(), "tasks": len(rows), **LEVEL}
    return Answer(meta=meta, document=Document(f"tasks-{department}-{year}-{month:02}.docx", DOCX, letter))


def _digest_table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns: dict[str, list[str]] = {
        "序号": [str(place) for place in range(1, len(rows) + 1)],
        "任务": [row["text"] for row in rows],
        "时限": ["未定" if row["due_on"] is None else row["due_on"].isoformat() for row in rows],
        "状态": [STANDING_ZH[row["standing"]] for row in rows],
        "进展": ["未报送" if row["progress"] is None else f"{row['progress']:g}%" for row in rows],
        "问题": [row["trouble"] or "" for row in rows],
        "下一步": [row["next_step"] or "" for row in rows],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


@service("task.template", permits="task.list")
def template(
    ctx: Context, *, department: Annotated[str | None, "牵头单位 · department that leads"] = None
) -> Answer:
    """Give the open tasks within reach as a table to fill progress in. 进展填报表。"""
    asked = TaskFilter(on=ctx.now.date(), soon=SOON, department=department)
    rows = [row for row in ctx.workspace.tasks.listed(asked) if row["state"] != "done"]
    book = Book("任务进展填报表")
    sheet = book.sheet("任务进展")
    sheet.freeze_panes(1, 1)
    for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, book.formats["heading"])
    for place, row in enumerate(rows, start=1):
        due = "" if row["due_on"] is None else row["due_on"].isoformat()
        progress = "未报送" if row["progress"] is None else f"{row['progress']:g}"
        fixed = (row["task"], row["text"], row["department"] or "待明确", row["region"], due, progress)
        for column, text in enumerate(fixed):
            sheet.write_string(place, column, text, book.formats["locked"])
        for column in range(len(fixed), len(HEADS)):
            sheet.write_blank(place, column, None, book.formats["words"])
    meta = {"tasks": len(rows), **LEVEL}
    return Answer(meta=meta, document=Document("task-progress.xlsx", XLSX, book.content()))


@service("task.import", changes=True, permits="task.report")
def import_progress(
    ctx: Context, *, file: Annotated[Path, Positional("进展填报表（xlsx、csv） · table of progress")]
) -> Answer:
    """Report the progress of a table: all of its rows, or none. 导入进展填报表。"""
    findings = Findings()
    grids = findings.attempt(read_document, file.read_bytes(), file=file.name, findings=findings) or ()
    headed = [(grid, head) for grid in grids if (head := _head(grid)) is not None]
    found = [row for grid, head in headed for row in _rows(grid, head, findings)]
    if not found and not findings.problems:
        code = "task.nothing" if headed else "task.no_heads"
        findings.problems.append(Problem(code, {}, Place(file=file.name)))
    seen: set[str] = set()
    for place, told in found:
        if told[KEY] in seen:
            findings.problems.append(Problem("task.twice", {"got": told[KEY]}, place))
        seen.add(told[KEY])
    findings.finish()
    with ctx.workspace.transaction():
        for place, told in found:
            _take(ctx, place, told, findings)
        findings.finish()
    return Answer(meta={"reported": len(found), "outcome": f"{len(found)} tasks"})


def _take(ctx: Context, place: Place, told: dict[str, Any], findings: Findings) -> None:
    slip = TaskSlip("report", ctx.actor.id, told[SAID])

    def decide(now: Any) -> dict[str, Any]:
        require_reach(ctx, region=now["region"], department=now["department"])
        after = taken("report", task=now, actor=slip.actor, evidence=None)
        stamped = {"reported_by": slip.actor, "reported_on": ctx.now.date()}
        said = {"said": told[SAID], "trouble": told[TROUBLE], "next_step": told[NEXT]}
        progress = {} if told[PROGRESS] is None else {"progress": told[PROGRESS]}
        return said | progress | after | stamped

    try:
        ctx.workspace.tasks.change(told[KEY], slip, decide=decide)
    except TongyuanError as error:
        findings.problems += [replace(one, place=place) for one in error.problems]


def _head(grid: Grid) -> int | None:
    """Find the row of heads; a sheet of explanations has none."""
    used = grid.used_rows()
    heads = ((row, _heads(grid, row, used[row])) for row in sorted(used)[:HEADS_SEARCHED])
    return next((row for row, names in heads if KEY in names and PROGRESS in names), None)


def _rows(grid: Grid, head: int, findings: Findings) -> Iterator[tuple[Place, dict[str, Any]]]:
    used = grid.used_rows()
    columns = _heads(grid, head, used[head])
    for row in (number for number in used if number > head):
        told = {name: _text(grid, row, columns.get(name), findings) for name in (KEY, SAID, TROUBLE, NEXT)}
        progress = _number(grid, row, columns[PROGRESS], findings)
        if told[KEY] is None or (progress is None and told[SAID] is None):
            continue
        if told[SAID] is None:
            findings.problems.append(Problem("task.blank", {}, grid.place(row, columns.get(SAID, 1))))
        yield grid.place(row, columns[KEY]), {**told, PROGRESS: progress}


def _heads(grid: Grid, row: int, columns: list[int]) -> dict[str, int]:
    found = ((str(grid.cell(row, column).value).strip(), column) for column in columns)
    return {head: column for head, column in found if head in HEADS}


def _text(grid: Grid, row: int, column: int | None, findings: Findings) -> str | None:
    if column is None:
        return None
    cell = grid.cell(row, column)
    findings.attempt(cell.refuse_fault)
    return None if cell.blank or cell.fault is not None else str(cell.value).strip()


def _number(grid: Grid, row: int, column: int, findings: Findings) -> float | None:
    text = _text(grid, row, column, findings)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        findings.problems.append(Problem("task.no_number", {"got": text[:40]}, grid.place(row, column)))
        return None
    if not 0 <= number <= 100:
        findings.problems.append(Problem("task.progress", {"got": text[:40]}, grid.place(row, column)))
        return None
    return number
