"""Indicators: what they are by definition, and their values over the years."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.judging import assessment
from tongyuan.services.jurisdiction import jurisdiction

__all__ = ["definitions", "show"]

BRIEF = ("indicator", "year", "value", "unit", "reason", "lacks", "quality")


@service("indicator.show")
def show(
    ctx: Context,
    *,
    indicator: Annotated[str | None, "指标编号，缺省为全部 · indicator; all by default"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
) -> Answer:
    """Show the values of indicators by year, or what each lacks. 指标数值与所缺数据。"""
    code = jurisdiction(ctx.workspace).region(region)
    run = assessment(ctx, region=code, on=ctx.today)
    rows = ctx.workspace.run_table(run.id, "indicator_value")
    shown = rows if indicator is None else rows.filter(pl.col("indicator") == indicator)
    key = [pl.col(name).cast(pl.String) for name in ("indicator", "region", "year")]
    figure = (pl.lit(f"{run.id}/indicator_value/") + pl.concat_str(key, separator=",")).alias("figure")
    return Answer(
        meta={"run": run.id, "contract": "IndicatorValue"}, data=shown.with_columns(figure), brief=BRIEF
    )


@service("indicator.definitions")
def definitions(ctx: Context) -> Answer:
    """List the indicators with formula, official definition and whether it was seen. 指标口径。"""
    rows = [
        {
            "indicator": declared.id,
            "targets": "；".join(declared.targets),
            "label_zh": declared.label_zh,
            "label_en": declared.label_en,
            "unit": declared.unit,
            "formula": declared.formula,
            "series": "；".join(taken.series for taken in declared.inputs.values()),
            "definition_zh": declared.definition_zh,
            "definition_en": declared.definition_en,
            "definition_verified": declared.definition_verified,
            "role": declared.role,
        }
        for declared in jurisdiction(ctx.workspace).indicators()
    ]
    return Answer(data=pl.DataFrame(rows), brief=("indicator", "targets", "label_zh", "unit", "formula"))
