"""Who leads, helps, where and by when: settled for a task, confirmed for many, changed by a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from tongyuan.deploy.tasks import taken
from tongyuan.deploy.tasks.standing import SOON
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.task_grids import KEY, Line, lines_of, write_table
from tongyuan.services.deploy.task_rows import MARK, listed, tell_of
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Place, Problem, TongyuanError
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.tasks import TaskFilter, TaskSlip
from tongyuan.workspace.workbooks.grid import Findings

__all__ = ["confirm", "duties", "import_duties", "settle"]

LEAD, HELPERS, PLACE, PERSON, START, DUE = "牵头单位", "配合单位", "责任地区", "责任人", "开始", "时限"
CONFIRM, WHY, PAPER, YES = "确认建议", "事由", "依据", "是"
#: Columns of the table of duties, with their widths; the first four are not filled in.
WIDTHS = {KEY: 16, "任务": 48, "层级": 8, "牵头建议": 26, CONFIRM: 10}
WIDTHS |= {LEAD: 26, HELPERS: 40, PLACE: 20, PERSON: 12, START: 12, DUE: 12, WHY: 30, PAPER: 24}
LOCKED = 4
LEVEL_ZH = {"plan": "方案", "annual": "年度", "node": "季度"}
DATES = ("starts_on", "due_on")


def settle(
    ctx: Context, task: str, told: dict[str, Any], *, memo: str, evidence: str | None
) -> dict[str, Any]:
    """Settle the duties of a task; another date for one that had one is a step of its own, on a paper.

    Parameters
    ----------
    ctx
        Who settles them.
    task
        Its id.
    told
        Columns that are to change.
    memo, evidence
        Why a date changes, and the paper that says so.

    Returns
    -------
    dict
        The task after it.

    Raises
    ------
    InputError
        If a date changes without a reason or a paper, lies before the start, or the lead helps itself.
    """
    with ctx.workspace.transaction():
        now = ctx.workspace.tasks.get(task)
        moved = {name: told[name] for name in DATES if told.get(name, now[name]) != now[name]}
        if all(now[name] is None for name in moved):
            moved = {}
        rest = {name: value for name, value in told.items() if name not in moved}
        if moved and not memo.strip():
            raise InputError(Problem("task.no_reason", {"task": task}))
        after = now
        if rest or not moved:
            after = _step(ctx, task, rest, TaskSlip("assign", ctx.actor.id, memo))
        if moved:
            after = _step(ctx, task, moved, TaskSlip("redate", ctx.actor.id, memo.strip(), evidence))
        return after


def _step(ctx: Context, task: str, told: dict[str, Any], slip: TaskSlip) -> dict[str, Any]:
    def decide(now: Any) -> dict[str, Any]:
        require_reach(ctx, region=now["region"])
        after = {**now, **told}
        require_reach(ctx, region=after["region"])
        taken(slip.step, task=now, actor=slip.actor, evidence=slip.evidence)
        first, last = after["starts_on"], after["due_on"]
        if first is not None and last is not None and last < first:
            raise InputError(Problem("task.dates", {"starts_on": first, "due_on": last}))
        helping = [one for one in after["helpers"].split(MARK) if one]
        if after["department"] not in helping:
            return told
        if "helpers" in told:
            raise InputError(Problem("task.same_department", {"got": after["department"]}))
        return told | {"helpers": listed(one for one in helping if one != after["department"])}

    return ctx.workspace.tasks.change(task, slip, decide=decide)


@service("task.confirm", changes=True, permits="task.assign")
def confirm(
    ctx: Context,
    *,
    tasks: Annotated[
        str | None, "任务编号，以 ; 分隔，缺省为全部待确认的 · tasks, by ;; all proposals by default"
    ] = None,
    department: Annotated[str | None, "只确认此单位的建议 · proposals of this department alone"] = None,
) -> Answer:
    """Confirm the leads proposed, all or none; who confirmed each and when is kept. 确认牵头建议。"""
    asked = TaskFilter(on=ctx.today, soon=SOON, standing="unassigned")
    waiting = {
        row["task"]: row for row in ctx.workspace.tasks.listed(asked) if row["lead_proposed"] is not None
    }
    named = [one.strip() for one in tasks.split(MARK) if one.strip()] if tasks else list(waiting)
    problems = [Problem("task.no_proposal", {"task": one}) for one in named if one not in waiting]
    if problems:
        raise InputError(problems)
    chosen = [one for one in named if department in (None, waiting[one]["lead_proposed"])]
    with ctx.workspace.transaction():
        after = [_confirm(ctx, one) for one in chosen]
    told = sum(tell_of(ctx, row, code="task.assigned") for row in after)
    return Answer(meta={"confirmed": len(after), "told": told, "outcome": f"{len(after)} tasks"})


def _confirm(ctx: Context, task: str) -> dict[str, Any]:
    slip = TaskSlip("confirm", ctx.actor.id, "")
    return _step(ctx, task, {"department": ctx.workspace.tasks.get(task)["lead_proposed"]}, slip)


@service("task.duties", permits="task.list")
def duties(
    ctx: Context, *, department: Annotated[str | None, "牵头单位 · department that leads"] = None
) -> Answer:
    """Give the tasks that are not done as a table of their duties, as they stand, to change. 责任分工表。"""
    asked = TaskFilter(on=ctx.today, soon=SOON, department=department)
    rows = [row for row in ctx.workspace.tasks.listed(asked) if row["state"] != "done"]
    place = jurisdiction(ctx.workspace)
    departments = _labels(place.departments.select("department", "name_zh").iter_rows())
    regions = _labels(place.regions.select("region", "name_zh").iter_rows())
    cells = [
        [
            row["task"],
            row["text"],
            LEVEL_ZH[row["level"]],
            "" if row["department"] else departments.get(row["lead_proposed"], ""),
            "",
            departments.get(row["department"], ""),
            MARK.join(departments.get(one, one) for one in row["helpers"].split(MARK) if one),
            regions.get(row["region"], row["region"]),
            row["person"] or "",
            *("" if row[name] is None else row[name].isoformat() for name in DATES),
            "",
            "",
        ]
        for row in rows
    ]
    content = write_table("任务责任分工表", "责任分工", widths=WIDTHS, rows=cells, locked=LOCKED)
    meta = {"tasks": len(rows), "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, document=Document("task-duties.xlsx", XLSX, content))


def _labels(rows: Any) -> dict[str, str]:
    return {code: f"{code} {name}" for code, name in rows}


@service("task.settle", changes=True, permits="task.assign")
def import_duties(
    ctx: Context, *, file: Annotated[Path, Positional("责任分工表（xlsx、csv） · table of duties")]
) -> Answer:
    """Settle the duties of many tasks by a table: all of its rows, or none. 导入责任分工表。"""
    findings = Findings()
    lines = lines_of(file, heads=tuple(WIDTHS), needed=LEAD, findings=findings)
    place = jurisdiction(ctx.workspace)
    departments = _codes(place.departments.select("department", "name_zh", "short_zh").iter_rows())
    regions = _codes(place.regions.select("region", "name_zh").iter_rows())
    known = {row["task"]: row for row in ctx.workspace.tasks.listed(TaskFilter(on=ctx.today, soon=SOON))}
    found = []
    for line in lines:
        if line.task not in known:
            line.blame("task.none", KEY, got=line.task)
        elif changes := _changes(line, known[line.task], departments, regions):
            found.append((line, changes))
    if not found and not findings.problems:
        findings.problems.append(Problem("task.no_change", {}, Place(file=file.name)))
    with ctx.workspace.transaction():
        after = [row for line, changes in found if (row := _settle(ctx, line, changes)) is not None]
        findings.finish()
    told = sum(tell_of(ctx, row, code="task.assigned") for row in after if row["department"] is not None)
    return Answer(meta={"settled": len(after), "told": told, "outcome": f"{len(after)} tasks"})


def _settle(ctx: Context, line: Line, changes: dict[str, Any]) -> dict[str, Any] | None:
    """Settle a row; its problems are noted where they stand."""
    told = dict(changes)
    confirmed = told.pop("confirmed", False)
    try:
        after = _confirm(ctx, line.task) if confirmed else {}
        if told:
            memo = line.text(WHY) or ""
            after = settle(ctx, line.task, told, memo=memo, evidence=line.text(PAPER))
    except TongyuanError as error:
        for one in error.problems:
            head = BLAMED.get(one.code, KEY)
            line.findings.problems.append(replace(one, place=line.place(head)))
        return None
    return after


#: Where a refusal of a row stands in it.
BLAMED = {
    "task.no_reason": WHY,
    "task.needs_paper": PAPER,
    "task.dates": DUE,
    "task.same_department": HELPERS,
}


def _changes(
    line: Line, now: dict[str, Any], departments: dict[str, str], regions: dict[str, str]
) -> dict[str, Any]:
    """Read what a row changes; a blank cell leaves things as they are."""
    told: dict[str, Any] = {
        "department": _coded(line, LEAD, departments, "task.no_department"),
        "region": _coded(line, PLACE, regions, "task.no_region"),
        "helpers": _helpers(line, departments),
        "person": line.text(PERSON),
        "starts_on": line.day(START),
        "due_on": line.day(DUE),
    }
    changed = {name: value for name, value in told.items() if value is not None and value != now[name]}
    mark = line.text(CONFIRM)
    if mark is None:
        return changed
    if mark != YES:
        line.blame("task.no_mark", CONFIRM, got=mark)
    elif now["department"] is not None or now["lead_proposed"] is None or "department" in changed:
        line.blame("task.no_proposal", CONFIRM, task=line.task)
    return {"confirmed": True, **changed}


def _coded(line: Line, head: str, codes: dict[str, str], problem: str) -> str | None:
    text = line.text(head)
    return None if text is None else _code(line, head, text, codes, problem)


def _code(line: Line, head: str, text: str, codes: dict[str, str], problem: str) -> str | None:
    """Read a code, a name, or both as the table writes them."""
    found = codes.get(text.strip()) or codes.get(text.strip().partition(" ")[0])
    if found is None:
        line.blame(problem, head, got=text[:40])
    return found


def _helpers(line: Line, departments: dict[str, str]) -> str | None:
    text = line.text(HELPERS)
    if text is None:
        return None
    parts = [part for part in text.replace("；", MARK).replace("、", MARK).split(MARK) if part.strip()]
    found = [_code(line, HELPERS, part, departments, "task.no_department") for part in parts]
    return listed(one for one in found if one is not None)


def _codes(rows: Any) -> dict[str, str]:
    """Map codes and names to codes; a name that two bear names neither."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, *names in rows:
        for name in {code, *names}:
            if name is not None and found.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in found.items() if name not in twice}
