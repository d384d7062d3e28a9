"""Tasks in Word and Excel: the month of a department as a letter, progress handed in by a table."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.tasks import taken
from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import require_between
from tongyuan.services.bulletins import DOCX, write_bulletin
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.task_grids import KEY, Line, lines_of, write_table
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Place, Problem, TongyuanError
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.tasks import TaskFilter, TaskSlip
from tongyuan.workspace.workbooks.grid import Findings

__all__ = ["digest", "import_progress", "template"]

#: Columns of the table of progress, with their widths; the last four are filled in.
WIDTHS = {
    KEY: 16,
    "任务": 48,
    "牵头单位": 20,
    "责任地区": 16,
    "时限": 12,
    "已报进展（%）": 12,
    "本次进展（%）": 12,
    "进展说明": 40,
    "问题": 30,
    "下一步": 30,
}
LOCKED = 6
PROGRESS, SAID, TROUBLE, NEXT = "本次进展（%）", "进展说明", "问题", "下一步"

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
        "进展": [_progress(row) for row in rows],
        "问题": [row["trouble"] or "" for row in rows],
        "下一步": [row["next_step"] or "" for row in rows],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _progress(row: dict[str, Any]) -> str:
    told = "未报送" if row["progress"] is None else f"{row['progress']:g}%"
    return f"{told}（申请办结，待审核）" if row["state"] == "reported" else told


@service("task.template", permits="task.list")
def template(
    ctx: Context, *, department: Annotated[str | None, "牵头单位 · department that leads"] = None
) -> Answer:
    """Give the open tasks within reach as a table to fill progress in. 进展填报表。"""
    asked = TaskFilter(on=ctx.today, soon=SOON, department=department)
    rows = [row for row in ctx.workspace.tasks.listed(asked) if row["state"] != "done"]
    cells = []
    for row in rows:
        due = "" if row["due_on"] is None else row["due_on"].isoformat()
        progress = "未报送" if row["progress"] is None else f"{row['progress']:g}"
        fixed = (row["task"], row["text"], row["department"] or "待明确", row["region"], due, progress)
        cells.append([*fixed, *([""] * (len(WIDTHS) - LOCKED))])
    content = write_table("任务进展填报表", "任务进展", widths=WIDTHS, rows=cells, locked=LOCKED)
    meta = {"tasks": len(rows), **LEVEL}
    return Answer(meta=meta, document=Document("task-progress.xlsx", XLSX, content))


@service("task.import", changes=True, permits="task.report")
def import_progress(
    ctx: Context, *, file: Annotated[Path, Positional("进展填报表（xlsx、csv） · table of progress")]
) -> Answer:
    """Report the progress of a table: all of its rows, or none. 导入进展填报表。"""
    findings = Findings()
    lines = lines_of(file, heads=tuple(WIDTHS), needed=PROGRESS, findings=findings)
    found = [(line, told) for line in lines if (told := _told(line)) is not None]
    if not found and not findings.problems:
        findings.problems.append(Problem("task.nothing", {}, Place(file=file.name)))
    findings.finish()
    with ctx.workspace.transaction():
        for line, told in found:
            _take(ctx, line, told)
        findings.finish()
    return Answer(meta={"reported": len(found), "outcome": f"{len(found)} tasks"})


def _told(line: Line) -> dict[str, Any] | None:
    """Read what a row reports; None where it reports nothing."""
    said, progress = line.text(SAID), line.percentage(PROGRESS)
    if said is None and line.text(PROGRESS) is None:
        return None
    if said is None:
        line.blame("task.blank", SAID)
    told = {"said": said or "", "trouble": line.text(TROUBLE), "next_step": line.text(NEXT)}
    return told if progress is None else told | {"progress": progress}


def _take(ctx: Context, line: Line, told: dict[str, Any]) -> None:
    slip = TaskSlip("report", ctx.actor.id, told["said"])

    def decide(now: Any) -> dict[str, Any]:
        require_reach(ctx, region=now["region"], department=now["department"])
        after = taken("report", task=now, actor=slip.actor, evidence=None)
        return told | after | {"reported_by": slip.actor, "reported_on": ctx.today}

    try:
        ctx.workspace.tasks.change(line.task, slip, decide=decide)
    except TongyuanError as error:
        line.findings.problems += [replace(one, place=line.place(KEY)) for one in error.problems]
