"""The uncertainty table of a kept inventory, and its key categories by both approaches."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan.inventory import co2e
from tongyuan.plan.quality.category_uncertainty import CATEGORY, category_uncertainty
from tongyuan.plan.quality.key_approaches import key_approaches
from tongyuan.plan.quality.uncertainty_table import COLUMNS, uncertainty_summary, uncertainty_table
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.vocabulary import sources

__all__ = ["key_approaches_of", "uncertainty_table_of"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Base = Annotated[str | None, "基年的运行编号，缺省无趋势 · run of the base year; no trend by default"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]


@service("inventory.uncertainty_table", permits="inventory.uncertainty", job=True)
def uncertainty_table_of(ctx: Context, *, run: Run = None, base: Base = None, gwp: GwpSet = "AR5") -> Answer:
    """Fill in the IPCC table of uncertainty, approach 1. 不确定性表（IPCC 方法1）。"""
    found = compiled(ctx.workspace, run=run)
    table = uncertainty_table(_categories(ctx, found, base, gwp))
    meta = meta_of(ctx.workspace, found.run) | uncertainty_summary(table)
    meta |= {"gwp_set": gwp, "base": base, "columns": COLUMNS, "unit": "t CO2e"}
    return Answer(meta=meta, data=_named(table.sort("variance_share", descending=True, nulls_last=True)))


@service("inventory.key_approaches", permits="inventory.keys", job=True)
def key_approaches_of(
    ctx: Context,
    *,
    run: Run = None,
    base: Base = None,
    gwp: GwpSet = "AR5",
    first: Annotated[float, "方法1累计份额 · cumulative share, approach 1"] = 0.95,
    second: Annotated[float, "方法2累计份额 · cumulative share, approach 2"] = 0.90,
) -> Answer:
    """Judge key categories by level and trend, without and with uncertainty. 关键类别（方法1、方法2）。"""
    found = compiled(ctx.workspace, run=run)
    table = uncertainty_table(_categories(ctx, found, base, gwp))
    columns = (*CATEGORY, "base_t", "year_t", "combined_percent")
    judged = key_approaches(table.select(columns), first=first, second=second)
    meta = meta_of(ctx.workspace, found.run) | {"gwp_set": gwp, "base": base, "unit": "t CO2e"}
    return Answer(meta=meta, data=_named(judged))


def _categories(ctx: Context, found: Compiled, base: str | None, gwp: str) -> pl.DataFrame:
    """Lay the categories of a run beside those of its base year [t CO2e], with the ranges of the run."""
    shares = category_uncertainty(found.range_inputs("emissions"))
    year = _weighed(shares.select(*CATEGORY, "mass_t"), gwp, "year_t")
    percent = shares.select(
        *CATEGORY,
        (pl.col("activity_share") * 100).alias("activity_percent"),
        (pl.col("factor_share") * 100).alias("factor_percent"),
    )
    before = year.select(*CATEGORY).with_columns(base_t=pl.lit(None, pl.Float64))
    if base is not None:
        earlier = category_uncertainty(compiled(ctx.workspace, run=base).range_inputs("emissions"))
        before = _weighed(earlier.select(*CATEGORY, "mass_t"), gwp, "base_t")
    both = before.join(year, on=CATEGORY, how="full", coalesce=True, maintain_order="right_left")
    return both.join(percent, on=CATEGORY, how="left", maintain_order="left").select(
        *CATEGORY, "base_t", "year_t", "activity_percent", "factor_percent"
    )


def _weighed(masses: pl.DataFrame, gwp: str, name: str) -> pl.DataFrame:
    stated = masses.with_columns(state=pl.lit(None, pl.String))
    weighed = co2e(stated, gwp=reference.gwp(), gwp_set=gwp)
    return weighed.select(*CATEGORY, pl.col("co2e_t").alias(name))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the names of sources in both languages."""
    codes = rows["source"].unique().to_list()
    return rows.with_columns(
        pl.col("source")
        .replace_strict({code: sources.label(code, language=word) for code in codes}, return_dtype=pl.String)
        .alias(f"source_{word}")
        for word in ("zh", "en")
    )
