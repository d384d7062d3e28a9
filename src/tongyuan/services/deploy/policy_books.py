"""The review of a text in Excel: every phrase with room for a decision, handed in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.versions import DECIDED
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.policy_confirming import Decision, decide_rows
from tongyuan.services.deploy.policy_taking import LEVEL, Policy, Version, review_of
from tongyuan.services.documents import XLSX
from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Findings, Grid

__all__ = ["import_review", "workbook"]

SHEET = "逐条核对"
KEY, DEED, MEMO = "编号", "决定", "说明"
#: What is told of each phrase, and cannot be changed here.
FIXED = {
    "phrase": KEY,
    "kind": "类别",
    "label": "条号",
    "phrase_zh": "原文",
    "open": "待定事项",
    "state": "状态",
    "lead_proposed": "建议牵头（待确认）",
    "upper_proposed": "建议上级条目（待确认）",
}
#: What may be corrected, as its column is headed.
CORRECTED = {
    "name_zh": "指标",
    "rule": "判定规则",
    "value": "数值",
    "unit": "单位",
    "base_year": "基年",
    "year": "年份",
    "hedge": "限定词",
    "aspirational": "力争",
    "departments": "责任部门",
    "lead": "牵头部门",
    "upper": "落实的上级条目",
}
DEEDS = {"确认": "confirm", "更正": "correct", "驳回": "reject"}
WIDTHS = {KEY: 8, "原文": 60, "指标": 28, "待定事项": 16, "责任部门": 24, "落实的上级条目": 22, MEMO: 24}
HEADS_SEARCHED = 10


@service("policy.workbook", permits="policy.review")
def workbook(ctx: Context, *, policy: Policy, version: Version) -> Answer:
    """Give the phrases of a text as a table to decide in. 逐条核对表。"""
    text = ctx.workspace.policies.get(policy, version)
    rows = review_of(ctx, text).filter(pl.col("kind").is_in(DECIDED)).to_dicts()
    book = Book(f"{text.head['title_zh']} {SHEET}")
    sheet = book.sheet(SHEET)
    sheet.freeze_panes(1, 1)
    heads = [*FIXED.values(), *CORRECTED.values(), DEED, MEMO]
    for column, head in enumerate(heads):
        sheet.set_column(column, column, WIDTHS.get(head, 12))
        sheet.write_string(0, column, head, book.formats["heading"])
    for place, row in enumerate(rows, start=1):
        told = [(row[name], "locked") for name in FIXED] + [(row[name], "words") for name in CORRECTED]
        for column, (value, style) in enumerate([*told, (None, "words"), (None, "words")]):
            sheet.write_string(place, column, _shown(value), book.formats[style])
    chosen = heads.index(DEED)
    sheet.data_validation(1, chosen, max(1, len(rows)), chosen, {"validate": "list", "source": list(DEEDS)})
    meta = {"policy": policy, "version": version, "synthetic": text.head["synthetic"], **LEVEL}
    return Answer(meta=meta, document=Document(f"{policy}-{version}.xlsx", XLSX, book.content()))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


@service("policy.import", changes=True, permits="policy.confirm")
def import_review(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    file: Annotated[Path, "填好的核对表（xlsx、csv） · filled table of the review"],
) -> Answer:
    """Take the decisions of a table: all of its rows, or none. 导入核对表。"""
    findings = Findings()
    grids = findings.attempt(read_document, file.read_bytes(), file=file.name, findings=findings) or ()
    headed = [(grid, head) for grid in grids if (head := _head(grid)) is not None]
    told = [line for grid, head in headed for line in _lines(grid, head, findings)]
    if not told and not findings.problems:
        findings.problems.append(Problem("policy.no_decisions", {}, Place(file=file.name)))

    def choose(rows: pl.DataFrame) -> list[Decision]:
        standing = {row["phrase"]: row for row in rows.to_dicts()}
        chosen = [_decision(line, standing, findings) for line in told]
        findings.finish()
        return [one for one in chosen if one is not None]

    count = decide_rows(ctx, policy, version, choose)
    about = {"contract": "PolicyReview", "decided": count, "outcome": f"{policy}@{version}: {count}"}
    review = review_of(ctx, ctx.workspace.policies.get(policy, version))
    return Answer(meta=about | LEVEL, data=review)


def _head(grid: Grid) -> int | None:
    used = grid.used_rows()
    heads = ((row, _columns(grid, row, used[row])) for row in sorted(used)[:HEADS_SEARCHED])
    return next((row for row, names in heads if KEY in names and DEED in names), None)


def _columns(grid: Grid, row: int, columns: list[int]) -> dict[str, int]:
    return {str(grid.cell(row, column).value).strip(): column for column in columns}


Line = tuple[dict[str, str], Place]


def _lines(grid: Grid, head: int, findings: Findings) -> Iterator[Line]:
    used = grid.used_rows()
    columns = _columns(grid, head, used[head])
    seen: set[str] = set()
    for row in (number for number in sorted(used) if number > head):
        cells = {name: grid.cell(row, column) for name, column in columns.items()}
        for cell in cells.values():
            findings.attempt(cell.refuse_fault)
        told = {name: "" if cell.blank else str(cell.value).strip() for name, cell in cells.items()}
        if not told[DEED]:
            continue
        place = grid.place(row, columns[KEY])
        if told[KEY] in seen:
            findings.problems.append(Problem("policy.twice", {"got": told[KEY]}, place))
        seen.add(told[KEY])
        yield told, place


def _decision(line: Line, standing: dict[str, dict[str, Any]], findings: Findings) -> Decision | None:
    """Read one line: the deed, and of a correction the columns that differ from what stands."""
    told, place = line
    row = standing.get(told[KEY])
    deed = DEEDS.get(told[DEED])
    if row is None:
        findings.problems.append(Problem("policy.no_phrase", {"got": told[KEY][:80]}, place))
    if deed is None:
        findings.problems.append(
            Problem("policy.no_deed", {"got": told[DEED][:80], "known": "、".join(DEEDS)}, place)
        )
    if row is None or deed is None:
        return None
    changed = {
        name: told.get(head, "") or "—"
        for name, head in CORRECTED.items()
        if head in told and (told[head] or "") != _shown(row[name])
    }
    if deed != "correct" and changed:
        values = {"phrase": told[KEY], "fields": "、".join(CORRECTED[name] for name in changed)}
        findings.problems.append(Problem("policy.changed_unsaid", values, place))
    if deed != "confirm" and not told.get(MEMO):
        findings.problems.append(Problem("policy.no_memo", {}, place))
    return told[KEY], deed, changed if deed == "correct" else {}, told.get(MEMO, ""), place
