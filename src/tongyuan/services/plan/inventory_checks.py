"""Checks of kept inventories: odd years and intensities, and the gap to the reference approach explained."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.plan import inventory
from tongyuan.plan.quality.outliers import intensity_outliers, step_outliers
from tongyuan.plan.quality.reference_gap import THRESHOLD, explain_gap, judged
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.vocabulary import technologies
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["outliers", "reference_gap"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
SUM = ("source", "species")
USE = ("sector", "source", "fuel", "activity", "technology")
PEERS = ("source", "fuel", "activity", "species")
TOLD = ("what", "source", "species", "sector", "fuel", "activity", "technology", "year")


@service("inventory.outliers", permits="inventory.compare")
def outliers(ctx: Context, *, region: Region = None) -> Answer:
    """Find odd years and intensities in a region's latest runs, with the reason. 时间序列与强度离群值。"""
    place = jurisdiction(ctx.workspace).region(region)
    found = _latest(ctx, place)
    emissions = pl.concat([_plain(one.emission, "mass_t", ("species",)) for one in found])
    activities = pl.concat([_plain(one.require_input("activity"), "quantity", ()) for one in found])
    known = emissions.drop_nulls("mass_t")
    sums = known.group_by(*SUM, "year", maintain_order=True).agg(pl.col("mass_t").sum())
    rates = known.join(activities, on=[*key_of(Activity)], how="inner", nulls_equal=True)
    parts = {
        "emission": step_outliers(sums, by=SUM, value="mass_t"),
        "activity": step_outliers(activities, by=USE, value="quantity"),
        "intensity": intensity_outliers(
            rates, by=PEERS, among=("region", "year", "sector", "technology")
        ).drop("region"),
    }
    tables = [part.with_columns(what=pl.lit(what)) for what, part in parts.items()]
    rows = _with_reasons(pl.concat(tables, how="diagonal"))
    years = sorted(one.year for one in found)
    return Answer(meta={"region": place, "years": years, "outliers": rows.height}, data=rows)


@service("inventory.reference_gap", permits="inventory.reference")
def reference_gap(
    ctx: Context,
    *,
    run: Run = None,
    threshold: Annotated[float, "阈值（占参考方法的份额） · threshold, share of the reference"] = THRESHOLD,
) -> Answer:
    """Tell which rows of the balance make the gap of the two approaches. 参考方法与部门方法差异的原因。"""
    found = compiled(ctx.workspace, run=run)
    stood = {"factors": found.require_input("factor"), "family": found.family}
    balance = found.require_input("balance")
    compared = inventory.reference_approach(balance, sectoral=found.emission, **stood)
    levels = judged(compared, threshold=threshold)
    meta = meta_of(ctx.workspace, found.run) | {
        "threshold": threshold,
        "unit": "t CO2",
        "compared": levels.filter(pl.col("level") != "fuel").to_dicts(),
    }
    return Answer(meta=meta, data=explain_gap(balance, compared=compared, **stood))


def _latest(ctx: Context, region: str) -> list[Compiled]:
    """Find the latest run of each year of a region; NotFoundError where there is none."""
    newest: dict[int, Compiled] = {}
    for row in ctx.workspace.runs("inventory").iter_rows(named=True):
        one = Compiled.of(ctx.workspace, ctx.workspace.run(row["run"]))
        if one.region == region:
            newest.setdefault(one.year, one)
    return list(newest.values()) or [compiled(ctx.workspace, region=region)]


def _plain(rows: pl.DataFrame, value: str, more: tuple[str, ...]) -> pl.DataFrame:
    return rows.with_columns(pl.col("activity").cast(pl.String)).select(*key_of(Activity), *more, value)


def _with_reasons(rows: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, pl.String).alias(name) for name in TOLD if name not in rows.columns]
    names = packaged_table("outlier_reasons").rename({"name_zh": "reason_zh", "name_en": "reason_en"})
    columns = ("reason", "reason_zh", "reason_en", "value", "beside", "ratio", "score")
    return (
        rows.with_columns(absent)
        .join(names, on="reason", how="left", maintain_order="left")
        .select(*TOLD, technologies.named("zh"), technologies.named("en"), *columns)
        .sort(pl.col("score").abs(), descending=True, nulls_last=True, maintain_order=True)
    )
