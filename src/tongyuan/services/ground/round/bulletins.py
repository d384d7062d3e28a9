"""The bulletin of what is overdue (逾期通报): by department and unit, with days late; each is recorded."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.bulletins import DOCX, write_bulletin
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.ground.round.arguments import OnDay, RoundNumber, on_day
from tongyuan.services.ground.round.names import named
from tongyuan.services.ground.round.reach import rounds_of
from tongyuan.services.ground.round.reminders import owing
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.sheets import Sheet, write_sheets

__all__ = ["overdue"]

HEADS = {
    "department_name": "部门",
    "unit_name": "填报单位",
    "due_on": "截止日期",
    "days_late": "逾期天数",
    "reminded": "已催报次数",
}


@service("round.overdue", changes=True)
def overdue(
    ctx: Context,
    *,
    number: RoundNumber,
    on: OnDay = None,
    document: Annotated[Literal["none", "docx", "xlsx"], "另附文件 · make a document too"] = "none",
) -> Answer:
    """Make the bulletin of units that are overdue, by department and unit, and record it. 逾期通报。"""
    rounds = rounds_of(ctx)
    when = on_day(ctx, on)
    with rounds.deciding():
        about = rounds.about(number)
        found = owing(rounds.assignments(round_number=number), on=when)
        numbers = found["assignment"].to_list()
        reminded = (
            rounds.steps(numbers)
            .filter(pl.col("step").cast(pl.String) == "remind")
            .group_by("assignment")
            .agg(pl.len().alias("reminded"))
        )
        reason = when.isoformat()
        rounds.take("overdue", numbers, actor=ctx.actor.id, at=ctx.now, reason=reason)
    rows = (
        named(jurisdiction(ctx.workspace), found)
        .join(reminded, on="assignment", how="left", maintain_order="left")
        .with_columns(pl.col("reminded").fill_null(0))
        .sort("department", "days_late", "assignment", descending=[False, True, False])
    )
    meta = {**about, "on": when, "overdue": rows.height, "departments": rows["department"].n_unique()}
    return Answer(
        meta=meta | {"outcome": f"overdue {rows.height}"},
        data=rows,
        document=_document(ctx, rows, about, when, document),
        brief=("department_name", "unit_name", "due_on", "days_late", "reminded"),
    )


def _document(
    ctx: Context, rows: pl.DataFrame, about: dict[str, Any], on: date, suffix: str
) -> Document | None:
    name = f"逾期通报_{about['title']}_{on}".replace(" ", "_")
    shown = rows.select(list(HEADS)).rename(HEADS)
    synthetic = ctx.workspace.meta.synthetic
    if suffix == "xlsx":
        meta = {"round": about["title"], "on": on, "synthetic": synthetic}
        return Document(f"{name}.xlsx", XLSX, write_sheets([Sheet("逾期通报", shown)], meta=meta))
    if suffix == "docx":
        text = f"截至{on:%Y年%m月%d日}，“{about['title']}”共有 {rows.height} 项逾期未报。"
        content = write_bulletin(
            f"{about['title']}逾期通报", paragraphs=(text,), table=shown, synthetic=synthetic
        )
        return Document(f"{name}.docx", DOCX, content)
    return None
