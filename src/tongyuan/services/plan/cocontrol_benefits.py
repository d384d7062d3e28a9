"""What a plan means for air and health, as services: worked out and kept, and shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.figures import figure_key
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.air import SAID
from tongyuan.services.plan.cocontrol_benefit_runs import KIND, TABLES, BenefitRun, benefit_run, plan_named
from tongyuan.services.plan.cocontrol_benefiting import Given, benefits, gathered
from tongyuan.services.plan.cocontrol_cases import kept
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["cobenefit", "cobenefits"]

BRIEF = {
    "air": ("year", "region_name_zh", "local_ug_m3", "regional_ug_m3", "change_ug_m3"),
    "falls": ("year", "region_name_zh", "species", "release", "fall_t", "state"),
    "burdens": ("year", "by", "region_name_zh", "item", "measure", "avoided", "avoided_low", "avoided_high"),
}


@service("cocontrol.cobenefit", changes=True, job=True)
def cobenefit(
    ctx: Context,
    *,
    run: Annotated[
        str | None,
        "方案或部署方案建议的运行编号，缺省为最近方案 · run of a plan or proposal; latest plan",
    ] = None,
    air: Annotated[
        str | None, "空气质量响应的运行编号，缺省为问题指定的，再缺省为最近一次 · run of the air"
    ] = None,
    health: Annotated[str | None, "健康影响的运行编号，缺省为最近一次 · run of health; the latest"] = None,
) -> Answer:
    """Work out what a plan changes in cities' PM2.5 and in deaths, with intervals. 方案的空气与健康效益。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    plan = kept(ctx.workspace, run=plan_named(ctx.workspace, run))
    plan.require_feasible()
    given = gathered(ctx.workspace, plan, air=air, assessed=health)
    ctx.progress(0.2, "浓度与健康 · air and health")
    tables, about = benefits(given, province=ctx.workspace.meta.region)
    names = ("region", "year", "years", "scenario", "inventory")
    made = ctx.workspace.record_run(
        KIND,
        params={name: plan.run.params[name] for name in names} | given.told() | about,
        inputs=given.inputs(),
        tables=tables,
        family=plan.run.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=_level(given),
    )
    ctx.progress(1.0, made.id)
    return _told(ctx, BenefitRun(ctx.workspace, made), "air")


def _level(given: Given) -> Sensitivity:
    """Guard the answer as the gravest of what it rests on."""
    runs = [given.plan.run, given.air.run, *([] if given.health is None else [given.health.run])]
    return max((Sensitivity(run.sensitivity) for run in runs), key=lambda level: level.rank)


@service("cocontrol.cobenefits", permits="cocontrol.show")
def cobenefits(
    ctx: Context,
    *,
    run: Annotated[
        str | None,
        "运行编号，或方案、部署方案建议的编号，缺省最近 · its run, or a plan's or proposal's",
    ] = None,
    table: Annotated[
        Literal["air", "falls", "parts", "burdens", "burden_detail"],
        "各市浓度变化、减排与矩阵覆盖、逐项贡献、健康汇总、健康明细 · which table",
    ] = "air",
) -> Answer:
    """Show what a plan means for air and health: model results, differences. 查看方案的空气与健康效益。"""
    return _told(ctx, benefit_run(ctx.workspace, run=run), table)


def _told(ctx: Context, found: BenefitRun, table: str) -> Answer:
    model = str(found.run.params["air_model"])
    meta: dict[str, Any] = found.meta() | {
        "table": table,
        "totals": found.totals(),
        **{f"said_{language}": text for language, text in SAID[model].items()},
    }
    return Answer(meta=meta, data=_named(ctx, found, table), brief=BRIEF.get(table, ()))


def _named(ctx: Context, found: BenefitRun, table: str) -> pl.DataFrame:
    """Name the regions and give each figure its id, where there is a tree behind it."""
    rows, kept_as = found.table(table), TABLES[table]
    key = [pl.col(name).cast(pl.String) for name in figure_key(kept_as)]
    if key:
        start = pl.lit(f"{found.run.id}/{kept_as}/")
        rows = rows.with_columns(figure=start + pl.concat_str(key, separator=","))
    places = jurisdiction(ctx.workspace).regions.select(
        "region", pl.col("name_zh").alias("region_name_zh"), pl.col("name_en").alias("region_name_en")
    )
    return rows.join(places, on="region", how="left", maintain_order="left")
