"""Factors of the workspace itself: stated with their source, used by every run compiled from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.accounting.overriding import in_place
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import AsOf, instant
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.factor_file import read_factors
from tongyuan.services.plan.own_factors import ANY, DATASET, joined, own_factors, stated
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Factor
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["add", "import_factors", "list_factors", "remove"]

Code = Annotated[str | None, "代码，缺省为全部（*） · code; all (*) by default"]
Quality = Annotated[
    Literal["measured", "published", "derived", "unverified", "synthetic"], "数据质量 · quality"
]
BRIEF = ("factor_id", "value", "unit", "replaces", "replaced_value", "quality", "citation")


@service("factor.list")
def list_factors(ctx: Context, *, as_of: AsOf = None) -> Answer:
    """List the workspace's own factors, and which packaged ones they replace. 自有因子。"""
    own = own_factors(ctx.workspace, as_of=instant(as_of))
    rows = in_place(own, packaged=reference.factors())
    return Answer(meta={"contract": "Factor"}, data=rows, brief=BRIEF)


@service("factor.add", changes=True)
def add(
    ctx: Context,
    *,
    value: Annotated[float, "数值 · value"],
    citation: Annotated[str, "出处：文件、表号、版本 · source: document, table, edition"],
    quality: Quality,
    replaces: Annotated[str | None, "所替换的内置因子编号 · id of the packaged factor it replaces"] = None,
    method: Annotated[str | None, "方法 · method"] = None,
    parameter: Annotated[str | None, "参数 · parameter"] = None,
    species: Code = None,
    source: Code = None,
    fuel: Code = None,
    technology: Code = None,
    region: Code = None,
    family: Code = None,
    year_from: Annotated[int | None, "起始年 · first data year"] = None,
    year_to: Annotated[int | None, "截止年 · last data year"] = None,
    low: Annotated[float | None, "下限（95%） · low, 95 %"] = None,
    high: Annotated[float | None, "上限（95%） · high, 95 %"] = None,
    unit: Annotated[str | None, "单位，缺省为方法所用单位 · unit; the method's own by default"] = None,
    note: Annotated[str | None, "说明 · note"] = None,
) -> Answer:
    """State a factor, or put one in the place of a packaged one; earlier runs stand. 新增或替换因子。"""
    given = {name: found for name, found in locals().items() if name != "ctx"}
    row = stated(given, workspace=ctx.workspace)
    return _keep(ctx, [row], places=[Place()], source=None)


@service("factor.import", changes=True)
def import_factors(
    ctx: Context, *, file: Annotated[Path, "因子表（xlsx 或 csv） · table of factors"]
) -> Answer:
    """Import factors: all, or none with every cell that is wrong named. 导入因子，全部或全不。"""
    content = file.read_bytes()
    rows: list[dict[str, Any]] = []
    places: list[Place] = []
    problems: list[Problem] = []
    for place, given in read_factors(content, file=file.name):
        try:
            rows.append(stated(given, workspace=ctx.workspace, place=place))
            places.append(place)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return _keep(ctx, rows, places=places, source=Source(file.name, hash_bytes(content)))


@service("factor.remove", changes=True)
def remove(
    ctx: Context, *, factor: Annotated[str, Positional("自有因子编号 · id of an own factor")]
) -> Answer:
    """Take an own factor back: runs from now on use the packaged one again. 撤去自有因子。"""
    own = own_factors(ctx.workspace)
    found = own.filter(factor_id=factor)
    if found.is_empty():
        raise NotFoundError(Problem("factor.none_own", {"got": factor}))
    require_all_within(ctx, _written(ctx, found.to_dicts(), [Place()]))
    return _put(ctx, own.filter(pl.col("factor_id") != factor), ids=[factor], source=None)


def _keep(ctx: Context, rows: list[dict[str, Any]], *, places: list[Place], source: Source | None) -> Answer:
    require_all_within(ctx, _written(ctx, rows, places))
    ids = [row["factor_id"] for row in rows]
    return _put(ctx, joined(own_factors(ctx.workspace), rows), ids=ids, source=source)


def _put(ctx: Context, rows: pl.DataFrame, *, ids: list[str], source: Source | None) -> Answer:
    ctx.workspace.put_dataset(
        DATASET,
        rows,
        actor=ctx.actor.id,
        contract=Factor,
        source=source,
        sensitivity=Sensitivity.PUBLIC,
    )
    shown = in_place(rows, packaged=reference.factors()).filter(pl.col("factor_id").is_in(ids))
    return Answer(meta={"factors": len(ids), "outcome": ", ".join(ids)[:200]}, data=shown, brief=BRIEF)


def _written(ctx: Context, rows: list[dict[str, Any]], places: list[Place]) -> list[Written]:
    """Say whose each factor is: a region's own; one that serves all regions is the workspace's."""
    whole = ctx.workspace.meta.region
    return [
        Written(row["factor_id"], whole if row["region"] == ANY else row["region"], place=place)
        for row, place in zip(rows, places, strict=True)
    ]
