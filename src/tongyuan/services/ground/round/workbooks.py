"""A round as a workbook: everything that the actor must fill in, and back again, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.ground.round.arguments import RoundNumber, chosen
from tongyuan.services.ground.round.entering import enter
from tongyuan.services.ground.round.filling import filled, share_of_jump
from tongyuan.services.ground.round.reach import owns, rounds_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.workspace import workbooks
from tongyuan.workspace.rounds import Rounds

__all__ = ["import_workbook", "template"]

Some = Annotated[str | None, "任务编号，缺省为本人应填的全部 · assignments; all of the actor's by default"]


@service("round.template")
def template(ctx: Context, *, number: RoundNumber, numbers: Some = None) -> Answer:
    """Make the workbook of what the actor must fill in, last year's values beside. 填报工作簿。"""
    rounds = rounds_of(ctx)
    about = rounds.about(number)
    mine = _mine(ctx, rounds, number, numbers, "round.template")
    content = workbooks.round_template(
        mine,
        title=about["title"],
        facts={"报告期": about["period"], "截止日期": str(mine["due_on"].min())},
        items=rounds.items(number),
        entries=rounds.entries(mine["assignment"].to_list()),
        previous=_previous(ctx, rounds, mine),
        names=_names(ctx, mine),
        jump=share_of_jump(ctx),
    )
    name = f"{about['title']}_{number}.xlsx".replace(" ", "_")
    meta = {"round": number, "assignments": mine.height}
    return Answer(meta=meta, document=Document(name, XLSX, content))


@service("round.import", changes=True)
def import_workbook(
    ctx: Context,
    *,
    number: RoundNumber,
    file: Annotated[Path, "填好的工作簿 · filled workbook"],
) -> Answer:
    """Read a filled workbook into the actor's assignments: whole, or not at all. 导入。"""
    rounds = rounds_of(ctx)
    with rounds.deciding():
        mine = _mine(ctx, rounds, number, None, "round.import")
        read = workbooks.read_round(
            file.read_bytes(),
            file=file.name,
            assignments=mine,
            items=rounds.items(number),
            previous=_previous(ctx, rounds, mine),
            names=_names(ctx, mine),
            jump=share_of_jump(ctx),
        )
        given = {
            int(part["assignment"][0]): {row["item"]: _cell(row) for row in part.iter_rows(named=True)}
            for part in read.frame.partition_by("assignment", maintain_order=True)
        }
        saved = enter(ctx, rounds, given, permission="round.import")
    meta = {"file": file.name, "saved": saved, "notes": [note.text() for note in read.notes]}
    return Answer(meta=meta, data=read.frame)


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("value", "state", "unit", "reason")}


def _mine(ctx: Context, rounds: Rounds, number: int, numbers: str | None, permission: str) -> pl.DataFrame:
    """Return the assignments that the actor fills in."""
    found = rounds.assignments(round_number=number) if numbers is None else chosen(rounds, numbers)
    top = ctx.workspace.meta.region
    kept = [owns(ctx.actor, permission, row, top=top) for row in found.iter_rows(named=True)]
    mine = found.filter(pl.Series(kept, dtype=pl.Boolean) & (found["round"] == number))
    if mine.is_empty():
        raise NotFoundError(Problem("round.nothing_to_fill", {"round": number}))
    return mine


def _previous(ctx: Context, rounds: Rounds, mine: pl.DataFrame) -> pl.DataFrame:
    return filled(ctx, rounds, mine).select(
        "assignment", "item", pl.col("last_value").alias("value"), pl.col("last_state").alias("state")
    )


def _names(ctx: Context, mine: pl.DataFrame) -> dict[int, str]:
    place = jurisdiction(ctx.workspace)
    return workbooks.unit_names(mine, regions=place.regions, enterprises=place.enterprises)
