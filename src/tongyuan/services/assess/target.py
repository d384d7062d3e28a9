"""The status of the policy's targets, by article and department."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import AsOf, day, instant
from tongyuan.services.declaration import Context, service
from tongyuan.services.judging import assessment
from tongyuan.services.jurisdiction import Jurisdiction, department_names, jurisdiction
from tongyuan.vocabulary.periods import civil_date

__all__ = ["status"]

BRIEF = (
    "target",
    "reading",
    "name_zh",
    "status",
    "value",
    "value_year",
    "target_value",
    "unit",
    "reason_zh",
    "owed_by_name",
)


@service("target.status")
def status(
    ctx: Context,
    *,
    on: Annotated[
        str | None, "判定日期（年-月-日），缺省为今天 · date of judgement, today by default"
    ] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    article: Annotated[int | None, "条 · article"] = None,
    department: Annotated[str | None, "部门编号 · department id"] = None,
    as_of: AsOf = None,
) -> Answer:
    """Say where each target stands at a date, and why. 各项目标的进展状态。"""
    place = jurisdiction(ctx.workspace)
    code = place.region(region)
    judged_on = day(on, name="on") or civil_date(ctx.now)
    run = assessment(ctx, region=code, on=judged_on, as_of=instant(as_of))
    judged = ctx.workspace.run_table(run.id, "target_status")
    rows = _described(place, judged).with_columns(_figure_id(run.id))
    if article is not None:
        rows = rows.filter(pl.col("article") == article)
    if department is not None:
        rows = rows.filter(_concerns(department))
    meta: dict[str, Any] = {
        "run": run.id,
        "on": judged_on,
        "region": code,
        "contract": "TargetStatus",
        "departments": department_names(place),
        "year_ends": [
            f"{year}-12-31"
            for year in range(ctx.now.year - 1, ctx.workspace.meta.settings["first_year"] - 1, -1)
        ],
        "synthetic": ctx.workspace.meta.synthetic,
    }
    return Answer(meta=meta, data=rows, brief=BRIEF)


def _described(place: Jurisdiction, judged: pl.DataFrame) -> pl.DataFrame:
    described = place.targets.select(
        "target",
        "reading",
        "article",
        "name_zh",
        "name_en",
        "phrase_zh",
        "lead_proposed",
        "departments",
        "reading_zh",
    )
    titles = place.frame("articles").select(
        "article", pl.col("title_zh").alias("article_title_zh"), pl.col("title_en").alias("article_title_en")
    )
    readings = place.targets.group_by("target").agg(pl.len().alias("readings"))
    names = department_names(place)
    owners = pl.col("owed_by").str.split(";").list.eval(pl.element().replace(names)).list.join("、")
    return (
        described.join(titles, on="article", how="left", maintain_order="left")
        .join(readings, on="target", how="left", maintain_order="left")
        .join(judged, on=["target", "reading"], how="inner", maintain_order="left")
        .with_columns(owners.alias("owed_by_name"))
        .sort("article", maintain_order=True)
    )


def _concerns(department: str) -> pl.Expr:
    named = pl.concat_str("lead_proposed", "departments", "owed_by", separator=";", ignore_nulls=True)
    return named.str.split(";").list.contains(department)


def _figure_id(run: str) -> pl.Expr:
    key = [pl.col(name).cast(pl.String) for name in ("target", "reading", "region", "on")]
    return (pl.lit(f"{run}/target_status/") + pl.concat_str(key, separator=",")).alias("figure")
