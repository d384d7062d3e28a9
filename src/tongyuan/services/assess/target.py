"""The status of the policy's targets, by article and department; and what a target gives each city."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.decomposition import Decomposition
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import AsOf, day, instant
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.decomposing import Table, decomposed, example_text, shown
from tongyuan.services.judging import assessment
from tongyuan.services.jurisdiction import Jurisdiction, department_names, jurisdiction
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["budget", "decompose", "example", "schema", "status"]

Run = Annotated[
    str | None, "目标分解运行编号，缺省为最近一次 · run of a decomposition; the latest by default"
]

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
    judged_on = day(on, name="on") or ctx.today
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
            for year in range(ctx.today.year - 1, ctx.workspace.meta.settings["first_year"] - 1, -1)
        ],
        "synthetic": ctx.workspace.meta.synthetic,
    }
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("target.decompose", changes=True)
def decompose(
    ctx: Context,
    *,
    file: Annotated[Path, "分解文件（YAML，格式见 target schema） · what is decomposed", Positional],
) -> Answer:
    """Give a target to the cities by several methods, and keep the budgets. 分解目标。"""
    kept = decomposed(ctx, file=file)
    return shown(ctx, run=kept.run.id, table="budget", method=None)


@service("target.budget")
def budget(
    ctx: Context,
    *,
    run: Run = None,
    table: Annotated[
        Table, "预算、并排比较、年度路径、负担、公平性、权重、数据来源 · which table"
    ] = "budget",
    method: Annotated[str | None, "分解方法，缺省为全部 · method; all by default"] = None,
) -> Answer:
    """Show a kept decomposition: budgets by city and method, paths, burdens, fairness. 查看目标分解。"""
    return shown(ctx, run=run, table=table, method=method)


@service("target.example", permits="target.budget")
def example(ctx: Context, *, run: Run = None) -> Answer:
    """Give a file to begin with, or that of a kept decomposition. 目标分解文件示例。"""
    name = "decomposition.yaml" if run is None else f"{run}.yaml"
    document = Document(name, "application/yaml", example_text(ctx, run=run).encode())
    return Answer(meta={"workspace": ctx.workspace.meta.region}, document=document)


@service("target.schema", permits="target.budget")
def schema(ctx: Context) -> Answer:
    """Give the schema of the file of a decomposition as JSON schema. 目标分解文件的格式。"""
    text = json.dumps(Decomposition.model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value}
    name = "decomposition.schema.json"
    return Answer(meta=about, document=Document(name, "application/schema+json", text.encode()))


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
