"""The reference facts: factors, warming potentials, standard coal, methods, each with its citation."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan import reference
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.methods import registered

__all__ = ["factors", "families", "gwp", "methods", "standard_coal"]


@service("reference.families")
def families(ctx: Context) -> Answer:
    """List the factor families; a run uses one. 因子族。"""
    return Answer(data=reference.families())


@service("reference.factors")
def factors(
    ctx: Context,
    *,
    family: Annotated[str | None, "因子族 · family"] = None,
    fuel: Annotated[str | None, "能源 · fuel"] = None,
    species: Annotated[str | None, "物种 · species"] = None,
) -> Answer:
    """List factors with their range, quality and citation. 排放因子。"""
    rows: pl.DataFrame = reference.factors(family)
    if fuel is not None:
        rows = rows.filter(pl.col("fuel") == fuel)
    if species is not None:
        rows = rows.filter(pl.col("species") == species)
    return Answer(
        meta={"contract": "Factor"},
        data=rows,
        brief=("factor_id", "parameter", "value", "low", "high", "unit", "quality"),
    )


@service("reference.gwp")
def gwp(ctx: Context) -> Answer:
    """List the warming potentials over 100 years by set. 全球增温潜势。"""
    return Answer(data=reference.gwp())


@service("reference.standard_coal", permits="reference.gwp")
def standard_coal(ctx: Context) -> Answer:
    """List the factors to standard coal. 折标准煤系数。"""
    return Answer(data=reference.standard_coal())


@service("reference.methods")
def methods(ctx: Context) -> Answer:
    """List the registered methods with equation, source and edition. 核算方法。"""
    return Answer(data=registered())
