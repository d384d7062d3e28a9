"""Emission of a base behind a limit: what went with an observed level, what a bound is set against.

Its factors are those of the plan: where they err, both err alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import Limits
from tongyuan.plan.cocontrol.pieces import AT, BOUND
from tongyuan.vocabulary.tables import LimitResponse

__all__ = ["base_item", "set_against"]

CELL = ["limit", "year", "subject", "item", "species"]


def base_item(case: Case) -> pl.Expr:
    """Name emission of a base as ranges know it: what is run by its activity, the rest by place and source.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    pl.Expr
        ``item``, out of columns activity, region and source.
    """
    ran = pl.col("activity").is_in(case.levels["activity"].unique().to_list())
    return (
        pl.when(ran).then("activity").otherwise(pl.concat_str("region", "source", separator=AT)).alias("item")
    )


def set_against(
    limits: Limits, *, base: pl.DataFrame, ratio: float, weights: Mapping[str, float], case: Case
) -> Limits:
    """Say of one limit that its bound is a ratio to emission of a year, so that it moves with its factors.

    Parameters
    ----------
    limits
        One limit.
    base
        Columns activity, region, source, species, mass_t: emission of that year [t].
    ratio
        Bound over the weighed emission [1].
    weights
        Weight of each species that counts.
    case
        The problem.

    Returns
    -------
    Limits
        The limit; its bound stays as it is.

    Examples
    --------
    >>> from tongyuan.plan.cocontrol.caps import emission_cap
    >>> from tongyuan.plan.cocontrol.limits import Stated
    >>> from tongyuan.testing.cocontrol import REGION, a_case
    >>> case = a_case({"works": 100.0}, options=[], factors={("works", "base"): {"SO2": 1.0}})
    >>> cap = emission_cap(Stated("cap", "上限", "cap"), year=2025, bound=90.0, regions=[REGION],
    ...     weights={"SO2": 1.0})
    >>> base = pl.DataFrame([{"activity": "works", "region": REGION, "source": "1A1a", "species": "SO2",
    ...     "mass_t": 100.0}])
    >>> told = set_against(cap, base=base, ratio=0.9, weights={"SO2": 1.0}, case=case).responses
    >>> told.select("subject", "item", "per_t", "mass_t").rows()
    [('bound', 'works', 0.9, 100.0)]
    """
    row = limits.limits.row(0, named=True)
    weight = pl.col("species").replace_strict(dict(weights), return_dtype=pl.Float64)
    named = base.with_columns(pl.col("region", "source", "species").cast(pl.String)).filter(
        pl.col("species").is_in(list(weights))
    )
    summed = (
        named.select(base_item(case), "species", "mass_t", per_t=ratio * weight)
        .with_columns(limit=pl.lit(row["limit"]), year=pl.lit(row["year"], pl.Int32), subject=pl.lit(BOUND))
        .group_by(CELL, maintain_order=True)
        .agg(pl.col("per_t").first(), pl.col("mass_t").sum())
    )
    told = LimitResponse.validate(summed.select(LimitResponse.column_names()), cast=True)
    return replace(limits, responses=told)
