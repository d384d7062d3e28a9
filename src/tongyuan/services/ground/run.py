"""Runs: what was computed, from what, and how two of them differ."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.figures import figure_key
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.services.plan.recalculation import reasons

__all__ = ["compare", "list_runs", "show"]

RunId = Annotated[str, Positional("运行编号或其开头 · run id or its beginning")]


@service("run.list")
def list_runs(ctx: Context, *, kind: Annotated[str | None, "类型 · kind"] = None) -> Answer:
    """List the runs, newest first. 运行列表。"""
    return Answer(
        data=ctx.workspace.runs(kind), brief=("run", "kind", "params", "family", "finished_at", "actor")
    )


@service("run.show")
def show(
    ctx: Context,
    *,
    run: RunId,
    table: Annotated[str | None, "表名，缺省列出各表 · table; its tables by default"] = None,
) -> Answer:
    """Show a run's pins, or one of its tables. 查看一次运行。"""
    found = ctx.workspace.run(run)
    meta = {"run": found.id, "kind": found.kind, "family": found.family, "as_of": found.as_of}
    if table is not None:
        meta |= {"table": table, "figure_key": ",".join(figure_key(table))}
        return Answer(meta=meta, data=ctx.workspace.run_table(found.id, table))
    pins = [("input", name, sha) for name, sha in found.inputs.items()]
    pins += [("table", name, sha) for name, sha in found.tables.items()]
    frame = pl.DataFrame(pins, schema=["role", "name", "sha256"], orient="row")
    meta |= {"package_version": found.package_version, "params": str(found.params), "region": found.region}
    meta |= {"actor": found.actor, "finished_at": found.finished_at}
    return Answer(meta=meta, data=frame)


@service("run.compare")
def compare(
    ctx: Context,
    *,
    run: RunId,
    other: Annotated[str, Positional("另一运行 · the other run")],
    table: Annotated[str, "表名 · table"] = "emission",
    value: Annotated[str, "比较的列 · column to compare"] = "mass_t",
    by: Annotated[
        Literal["row", "cause", "factor", "figure"],
        "逐行、按原因、按因子、按数值 · rows; reasons of an inventory's difference by cause, factor, figure",
    ] = "row",
    account: Annotated[
        Literal["emissions", "land", "with_land", "memo"],
        "账户，只用于原因 · account whose figures are decomposed, with reasons only",
    ] = "emissions",
) -> Answer:
    """Say in which rows two runs differ, and of inventories why. 比较两次运行及差异原因。"""
    first, second = ctx.workspace.run(run), ctx.workspace.run(other)
    meta = {"run": first.id, "other": second.id, "table": table, "by": by}
    if by != "row":
        old, new = (Compiled.of(ctx.workspace, found) for found in (second, first))
        meta |= {"unit": "t", "account": account}
        return Answer(meta=meta, data=reasons(old, new, by=by, account=account))
    ours, theirs = (ctx.workspace.run_table(found.id, table) for found in (first, second))
    keys = [
        name
        for name in ours.columns
        if ours[name].dtype in (pl.String, pl.Int32, pl.Int8) and name != "family"
    ]
    keys = [name for name in keys if name not in ("method", "origin", "state", "quality")]
    joined = ours.select(*keys, value).join(
        theirs.select(*keys, pl.col(value).alias(f"{value}_other")), on=keys, how="full", coalesce=True
    )
    changed = joined.with_columns((pl.col(value) - pl.col(f"{value}_other")).alias("difference")).filter(
        pl.col(value).ne_missing(pl.col(f"{value}_other"))
    )
    return Answer(meta=meta, data=changed.sort(keys))
