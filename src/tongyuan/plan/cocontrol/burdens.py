"""Bounds on what a region bears: its part of the whole cost, or of the whole reduction (C11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import Limits, Stated, made, term
from tongyuan.plan.cocontrol.sizes import baseline

__all__ = ["Sense", "cost_burden", "reduction_burden"]

Sense = Literal["at_most", "at_least"]
#: Tables that cost, with the columns of their activity, item and part.
COSTED = {
    "running": ("options", "activity", "activity", "option"),
    "moved": ("substitutions", "from_activity", "substitution", None),
    "saved": ("savings", "activity", "saving", None),
}


def cost_burden(
    stated: Stated, *, year: int, region: str, share: float, case: Case, sense: Sense = "at_most"
) -> Limits:
    """Bound a region's share of the whole cost of what is run, moved and saved.

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    region
        The region.
    share
        Part of the whole cost that it may, or shall, bear, 0.1 for 10 %.
    case
        The problem: its options have costs, its activities regions.
    sense
        ``at_most`` or ``at_least``.

    Returns
    -------
    Limits
        cost of the region - share x cost of all, at most or at least 0. A saving that earns money lowers
        both; projects have no place in it.
    """
    rows = pl.concat([_costed(case, subject, year=year) for subject in COSTED])
    terms = [
        term(stated, year, subject, item, part, cost * ((place == region) - share))
        for subject, item, part, cost, place in rows.iter_rows()
    ]
    return made(stated, year=year, sense=sense, bound=0.0, unit="CNY", terms=terms)


def _costed(case: Case, subject: str, *, year: int) -> pl.DataFrame:
    """List what of a table costs: subject, item, part, cost a unit and region."""
    table, activity, item, part = COSTED[subject]
    whole: pl.DataFrame = getattr(case, table)
    rows = whole.filter(pl.col("year") == year, pl.col("cost_cny") != 0)
    at = [activity, "year"]
    places = case.levels.select(pl.col("activity").alias(activity), "year", "region")
    return rows.join(places, on=at, maintain_order="left").select(
        pl.lit(subject).alias("subject"),
        pl.col(item).alias("item"),
        (pl.lit("-") if part is None else pl.col(part)).alias("part"),
        "cost_cny",
        "region",
    )


def reduction_burden(
    stated: Stated,
    *,
    year: int,
    region: str,
    share: float,
    weights: Mapping[str, float],
    case: Case,
    sense: Sense = "at_most",
) -> Limits:
    """Bound a region's share of the whole reduction against no measures.

    Parameters
    ----------
    stated, year, region, share
        As for ``cost_burden``.
    weights
        Weight of each species of the reduction.
    case, sense
        As for ``cost_burden``.

    Returns
    -------
    Limits
        reduction of the region - share x reduction of all, at most or at least 0 [t].

    Examples
    --------
    Half of what 100 t there and 60 t elsewhere fall by: 100 - E there - 0.5 (160 - E there - E elsewhere).

    >>> from tongyuan.testing.cocontrol import periods_of
    >>> fixed = pl.DataFrame({"region": ["990100", "990200"], "source": ["1A1a"] * 2, "species": ["SO2"] * 2,
    ...                       "year": [2025] * 2, "mass_t": [100.0, 60.0]})
    >>> half = reduction_burden(Stated("fair", "公平", "burden"), year=2025, region="990100", share=0.5,
    ...                         weights={"SO2": 1.0}, case=Case(periods=periods_of(2025), fixed=fixed))
    >>> half.limits["fixed"].item(), half.terms.select("item", "coefficient").rows()
    (20.0, [('990100', -0.5), ('990200', 0.5)])
    """
    before = baseline(case).filter(pl.col("year") == year, pl.col("species").is_in(list(weights)))
    terms, fixed = [], 0.0
    for place, species, mass in before.select("region", "species", "mass_t").iter_rows():
        part = ((place == region) - share) * weights[species]
        fixed += part * mass
        terms.append(term(stated, year, "emission", place, species, -part))
    return made(stated, year=year, sense=sense, bound=0.0, fixed=fixed, unit="t", terms=terms)
