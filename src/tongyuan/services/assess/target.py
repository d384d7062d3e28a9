"""The status of the policy's targets, by article and department."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.jurisdiction import Jurisdiction, department_names, jurisdiction
from tongyuan.services.declaration import Context, service
from tongyuan.services.judging import assessment
from tongyuan.vocabulary.periods import civil_date
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["status"]


@service("target.status")
def status(
    ctx: Context,
    *,
    on: Annotated[str | None, "判定日期（年-月-日），缺省为今天 · date of judgement, today by default"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    article: Annotated[int | None, "条 · article"] = None,
    department: Annotated[str | None, "部门编号 · department id"] = None,
) -> Answer:
    """Say where each target stands at a date, and why. 各项目标的进展状态。"""
    place = jurisdiction(ctx.workspace)
    code = place.region(region)
    day = _day(on) or civil_date(ctx.now)
    run = assessment(ctx, region=code, on=day)
    judged = ctx.workspace.run_table(run.id, "target_status")
    rows = _described(place, judged).with_columns(_figure_id(run.id))
    if article is not None:
        rows = rows.filter(pl.col("article") == article)
    if department is not None:
        rows = rows.filter(_concerns(place, department))
    meta: dict[str, Any] = {
        "run": run.id,
        "on": day,
        "region": code,
        "contract": "TargetStatus",
        "departments": department_names(place),
        "year_ends": [f"{year}-12-31" for year in range(day.year - 1, 2020, -1)],
        "synthetic": ctx.workspace.meta.synthetic,
    }
    return Answer(meta=meta, data=rows)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        values = {"name": "on", "got": text, "expected": "2024-12-31"}
        raise InputError(Problem("service.argument", values)) from None


def _described(place: Jurisdiction, judged: pl.DataFrame) -> pl.DataFrame:
    described = place.targets.select(
        "target", "reading", "article", "name_zh", "name_en", "phrase_zh", "lead_proposed", "departments", "reading_zh"
    )
    titles = place.frame("articles").select(
        "article", pl.col("title_zh").alias("article_title_zh"), pl.col("title_en").alias("article_title_en")
    )
    readings = place.targets.group_by("target").agg(pl.len().alias("readings"))
    owners = pl.DataFrame(
        list(department_names(place).items()), schema=["owed_by", "owed_by_name"], orient="row"
    )
    return (
        described.join(titles, on="article", how="left", maintain_order="left")
        .join(readings, on="target", how="left", maintain_order="left")
        .join(judged, on=["target", "reading"], how="inner", maintain_order="left")
        .join(owners, on="owed_by", how="left", maintain_order="left")
        .sort("article", maintain_order=True)
    )


def _concerns(place: Jurisdiction, department: str) -> pl.Expr:
    names = place.departments.filter(pl.col("department") == department)
    short = names["short_zh"][0] if names.height else department
    named = pl.concat_str([pl.col("lead_proposed"), pl.col("departments")], separator=";", ignore_nulls=True)
    return named.str.contains(short, literal=True) | (pl.col("owed_by") == department).fill_null(False)


def _figure_id(run: str) -> pl.Expr:
    key = [pl.col(name).cast(pl.String) for name in ("target", "reading", "region", "on")]
    return (pl.lit(f"{run}/target_status/") + pl.concat_str(key, separator=",")).alias("figure")
