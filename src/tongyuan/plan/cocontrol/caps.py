"""Caps on emission: absolute, against a year, per unit of GDP, of a branch of sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import Limits, Stated, made, term
from tongyuan.vocabulary.tables import LimitEmission

__all__ = [
    "amount_cap",
    "emission_cap",
    "intensity_cap",
    "relative_cap",
    "sector_cap",
]


def emission_cap(
    stated: Stated, *, year: int, bound: float, regions: Sequence[str], weights: Mapping[str, float]
) -> Limits:
    """Bound the weighed emission of regions (C1).

    Parameters
    ----------
    stated
        Who states it.
    year
        Its year.
    bound
        Most that may be emitted, in t of the weighed species.
    regions
        Regions that are summed.
    weights
        Weight of each species: one for a pollutant, the GWP of a named set for CO2e.

    Returns
    -------
    Limits
        One limit.

    Examples
    --------
    >>> cap = emission_cap(Stated("cap", "上限", "cap"), year=2025, bound=90.0, regions=["990000"],
    ...                     weights={"CO2": 1.0, "CH4": 28.0})
    >>> cap.terms.select("part", "coefficient").rows()
    [('CO2', 1.0), ('CH4', 28.0)]
    """
    terms = [
        term(stated, year, "emission", region, species, weight)
        for region in regions
        for species, weight in weights.items()
    ]
    return made(stated, year=year, sense="at_most", bound=bound, unit="t", terms=terms)


def relative_cap(
    stated: Stated,
    *,
    year: int,
    regions: Sequence[str],
    weights: Mapping[str, float],
    fall: float,
    base_t: float,
) -> Limits:
    """Bound emission by a fall against a base year.

    Parameters
    ----------
    stated, year, regions, weights
        As for ``emission_cap``.
    fall
        Fall against the base, 0.1 for 10 %.
    base_t
        Emission of the base year [t].

    Returns
    -------
    Limits
        One limit, at (1 - fall) times the base.
    """
    return emission_cap(stated, year=year, bound=(1 - fall) * base_t, regions=regions, weights=weights)


def intensity_cap(
    stated: Stated,
    *,
    year: int,
    regions: Sequence[str],
    weights: Mapping[str, float],
    fall: float,
    base_t: float,
    growth: float,
) -> Limits:
    """Bound emission per unit of GDP by a fall against a base year (C2).

    Parameters
    ----------
    stated, year, regions, weights
        As for ``emission_cap``.
    fall
        Fall of the intensity against the base, 0.18 for 18 %.
    base_t
        Emission of the base year [t].
    growth
        GDP of the year over that of the base year, both at constant prices of one year.

    Returns
    -------
    Limits
        One limit, at (1 - fall) times the base times the growth.

    Examples
    --------
    >>> cap = intensity_cap(Stated("T02", "碳强度", "carbon intensity"), year=2025, fall=0.18, base_t=100.0,
    ...                      growth=1.3, regions=["990000"], weights={"CO2": 1.0})
    >>> round(cap.limits["bound"][0], 6)
    106.6
    """
    bound = (1 - fall) * base_t * growth
    return emission_cap(stated, year=year, bound=bound, regions=regions, weights=weights)


def sector_cap(
    stated: Stated,
    *,
    year: int,
    weights: Mapping[str, float],
    bound: float,
    source: str,
    case: Case,
) -> Limits:
    """Bound the weighed emission of one branch of sources: what is fixed of it takes its part of the bound.

    Parameters
    ----------
    stated, year, weights
        As for ``emission_cap``.
    bound
        Most that the branch may emit [t].
    source
        Prefix of the source categories.
    case
        The problem: its activities and what is fixed have sources.

    Returns
    -------
    Limits
        One limit over what is run in the branch.
    """
    counted = case.factors.filter(pl.col("year") == year, pl.col("species").is_in(list(weights))).join(
        case.levels.filter(pl.col("source").str.starts_with(source)),
        on=["activity", "year"],
        how="semi",
        maintain_order="left",
    )
    weight = pl.col("species").replace_strict(dict(weights), return_dtype=pl.Float64)
    summed = counted.group_by("activity", "option", maintain_order=True).agg(
        (pl.col("factor_t") * weight).sum()
    )
    held = case.fixed.filter(
        pl.col("year") == year,
        pl.col("species").is_in(list(weights)),
        pl.col("source").str.starts_with(source),
    )
    taken = sum(mass * weights[species] for species, mass in held.select("species", "mass_t").iter_rows())
    terms = [term(stated, year, "running", *row) for row in summed.iter_rows()]
    limits = made(stated, year=year, sense="at_most", bound=bound, fixed=taken, unit="t", terms=terms)
    return replace(limits, counted=_counted(stated, year=year, source=source, weights=weights))


def _counted(stated: Stated, *, year: int, source: str, weights: Mapping[str, float]) -> pl.DataFrame:
    """Say which emission a limit on a branch counts."""
    rows = [
        {"limit": stated.limit, "year": year, "source": source, "species": species, "weight": weight}
        for species, weight in weights.items()
    ]
    return LimitEmission.validate(pl.DataFrame(rows, schema=LimitEmission.create_empty().schema))


def amount_cap(
    stated: Stated,
    *,
    year: int,
    bound: float,
    activities: Mapping[str, float],
    case: Case,
    unit: str,
    fixed: float = 0.0,
) -> Limits:
    """Bound the weighed amount of some activities, whatever way they are run.

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    bound
        Most that it may be.
    activities
        Weight of each activity that counts.
    case
        The problem.
    unit
        Unit of the weighed amount.
    fixed
        Weighed amount of what the plan does not choose; it takes its part of the bound.

    Returns
    -------
    Limits
        One limit over the options of the activities.
    """
    ways = case.options.filter(pl.col("year") == year, pl.col("activity").is_in(list(activities)))
    terms = [
        term(stated, year, "running", activity, option, activities[activity])
        for activity, option in ways.select("activity", "option").iter_rows()
    ]
    return made(stated, year=year, sense="at_most", bound=bound, fixed=fixed, unit=unit, terms=terms)
