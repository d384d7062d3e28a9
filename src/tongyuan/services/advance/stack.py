"""Stacks: what was evaluated, one stack at a time and within reach; nothing is summed over enterprises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance import stacks
from tongyuan.services.advance import stack_comparing, stack_evaluating, stack_example
from tongyuan.services.advance.stack_files import answers_of
from tongyuan.services.advance.stack_reach import Run, evaluation
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.vocabulary.problems import NotFoundError, Problem

__all__ = ["findings", "list_stacks", "show", "totals", "ultralow"]

#: Its services belong to the same noun.
PARTS = (stack_comparing, stack_evaluating, stack_example)
Stack = Annotated[str | None, "排放口，缺省为全部 · stack; all by default"]
Table = Literal["hours", "days", "quarters", "totals", "attainment", "episodes", "findings", "carbon"]
BRIEF = ("station", "name", "source_class", "status", "over_item_hours", "not_judged_item_hours", "findings")
ORDER = {"not_met": 0, "cannot_tell": 1, "met": 2}


@service("stack.list")
def list_stacks(ctx: Context, *, run: Run = None) -> Answer:
    """List the stacks of an evaluation with their state: met, not met, or cannot be told. 排放口一览。"""
    found = evaluation(ctx, run)
    attained = found.table("attainment")
    findings_of = found.table("findings").group_by("station").agg(findings=pl.len().cast(pl.Int64))
    worst = attained.with_columns(
        rank=pl.col("status").replace_strict(list(ORDER), list(ORDER.values()), return_dtype=pl.Int64)
    ).sort("station", "rank", "month", descending=[False, False, True])
    rows = worst.group_by("station", maintain_order=True).agg(
        pl.col("name", "region", "enterprise", "source_class", "status", "reason").first(),
        pollutant=pl.col("pollutant").first(),
        month=pl.col("month").first(),
        over_item_hours=pl.col("over").sum(),
        not_judged_item_hours=pl.col("not_judged").sum(),
        greatest_multiple=pl.col("greatest_multiple").max(),
    )
    joined = rows.join(findings_of, on="station", how="left", maintain_order="left")
    data = joined.with_columns(pl.col("findings").fill_null(0))
    return Answer(meta=found.meta, data=data, brief=BRIEF)


@service("stack.show")
def show(
    ctx: Context,
    *,
    station: Annotated[str, Positional("排放口 · stack")],
    table: Annotated[Table, "哪一张表 · which table"] = "hours",
    pollutant: Annotated[str | None, "污染物，缺省为全部 · pollutant; all by default"] = None,
    run: Run = None,
) -> Answer:
    """Show a stack: its hours beside the limit, days, quarters, totals, episodes, findings. 排放口详情。"""
    found = evaluation(ctx, run)
    if station not in found.stations:
        raise NotFoundError(Problem("stack.no_stack", {"got": station[:80]}))
    rows = found.table(table).filter(pl.col("station") == station)
    if pollutant is not None and "pollutant" in rows.columns:
        rows = rows.filter(pl.col("pollutant") == pollutant)
    return Answer(meta=found.meta | {"table": table}, data=rows)


@service("stack.totals")
def totals(
    ctx: Context,
    *,
    span: Annotated[
        Literal["all", "month", "quarter", "year"], "整段、月、季、年 · the whole, months, quarters, years"
    ] = "all",
    station: Stack = None,
    run: Run = None,
) -> Answer:
    """Give what stacks emitted: measured and substituted parts apart; unknown is no zero. 排放总量。"""
    found = evaluation(ctx, run)
    rows = _of(found.table("totals").filter(pl.col("span") == span), station)
    return Answer(meta=found.meta | {"contract": "StackTotal", "span": span}, data=rows)


def _of(rows: pl.DataFrame, station: str | None) -> pl.DataFrame:
    return rows if station is None else rows.filter(pl.col("station") == station)


@service("stack.findings")
def findings(ctx: Context, *, station: Stack = None, run: Run = None) -> Answer:
    """List what is worth a look in the values of stacks; it accuses nobody. 数据疑点。"""
    found = evaluation(ctx, run)
    said = {
        "zh": "疑点只提示复核，可能有正当原因，不认定任何人弄虚作假，也不改变任何数值。",
        "en": "A finding asks for a second look; it may have a sound cause, accuses nobody and "
        "changes no figure.",
    }
    rows = _of(found.table("findings"), station)
    return Answer(meta=found.meta | {"contract": "StackFinding", "said": said}, data=rows)


@service("stack.ultralow")
def ultralow(
    ctx: Context,
    *,
    month: Annotated[str | None, "月份，如 2024-01 · month"] = None,
    station: Stack = None,
    checklist: Annotated[
        Path | None, "钢铁企业无组织与清洁运输清单 · checklist of a steel works as a file"
    ] = None,
    run: Run = None,
) -> Answer:
    """Judge ultra-low attainment: shares of hours, and a works' checklist. 超低排放达标评估。"""
    found = evaluation(ctx, run)
    rows = _of(found.table("attainment"), station)
    if month is not None:
        rows = rows.filter(pl.col("month") == month)
    meta: dict[str, Any] = dict(found.meta)
    if checklist is not None:
        items = reference.stack_checklist()
        judged = stacks.checklist(answers_of(checklist), items=items)
        meta |= {"checklist": judged.to_dicts()}
        meta |= {
            part: stacks.worst_answer(judged.filter(part=part)["status"].to_list())
            for part in ("fugitive", "transport")
        }
        meta["unverified"] = [*found.meta["unverified"], *stacks.unverified([items])]
    return Answer(meta=meta, data=rows)
