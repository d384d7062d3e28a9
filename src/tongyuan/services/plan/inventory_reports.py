"""Fuel that enterprises report, beside the fuel that an inventory counts: a check, never a part of it."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.plan.quality.enterprise_reports import TOLERANCE, beside_statistics
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_runs import compiled, meta_of
from tongyuan.services.plan.record_holdings import Holding, holding_of
from tongyuan.vocabulary import materials, sources
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.records import record_kind
from tongyuan.vocabulary.tables import EnterpriseFuel

__all__ = ["REPORTS", "beside_reports"]

REPORTS = "enterprise_fuels"
BRIEF = ("source", "fuel_zh", "statistics", "reports", "unit", "coverage", "gap", "enterprises", "verdict")


@service("inventory.beside_reports")
def beside_reports(
    ctx: Context,
    *,
    run: Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"] = None,
    region: Annotated[
        str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"
    ] = None,
    year: Annotated[int | None, "年份 · year"] = None,
    tolerance: Annotated[
        float, "容差：报告可超出统计的份额 · share by which reports may exceed the statistics"
    ] = TOLERANCE,
) -> Answer:
    """Lay the fuel that enterprises report beside the statistics, by source and fuel. 统计与企业报告对照。"""
    if not 0 <= tolerance <= 1:
        values = {"name": "tolerance", "got": tolerance, "expected": "0-1"}
        raise InputError(Problem("service.argument", values))
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    places, reports = _reports(ctx, found.region, found.year)
    rows = beside_statistics(
        found.require_input("activity"),
        reports=reports.with_columns(region=pl.lit(found.region)),
        tolerance=tolerance,
    )
    meta = meta_of(ctx.workspace, found.run) | {
        "unit": None,
        "tolerance": tolerance,
        "flagged": int(rows["flagged"].sum()),
        "enterprises": reports["enterprise"].n_unique(),
        "reports_of": places,
    }
    return Answer(meta=meta, data=_named(rows), brief=BRIEF)


def _reports(ctx: Context, region: str, year: int) -> tuple[list[str], pl.DataFrame]:
    """Read a region's reports as they stand; where it holds none, those of the regions that make it up."""
    held = holding_of(ctx, record_kind(REPORTS))
    regions = jurisdiction(ctx.workspace).regions
    places = _places(held, region, year=year, regions=regions)
    frames = [held.frame(region=place, year=year) for place in places]
    return places, pl.concat([EnterpriseFuel.create_empty(), *frames])


def _places(held: Holding, region: str, *, year: int, regions: pl.DataFrame) -> list[str]:
    """List the regions whose reports together are a region's, none of them within another."""
    if year in held.years(region):
        return [region]
    parts = regions.filter((pl.col("parent") == region) & pl.col("additive"))["region"]
    return [place for part in parts for place in _places(held, part, year=year, regions=regions)]


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the names of sources and fuels, in both languages."""
    said = {"source": sources.label, "fuel": materials.carrier_label}
    return rows.with_columns(
        pl.col(column)
        .replace_strict(
            {code: name(code, language=lang) for code in rows[column].unique()}, return_dtype=pl.String
        )
        .alias(f"{column}_{lang}")
        for column, name in said.items()
        for lang in ("zh", "en")
    )
