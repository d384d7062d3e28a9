"""Limits written from what a policy says: caps, relative falls, intensities, shares, concentrations, budgets.

Each function gives a limit and its terms; ``together`` joins them. What a limit means stays with it: its
target, its article, and whether it is an obligation or an aspiration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.vocabulary.tables import Limit, LimitTerm

__all__ = [
    "Limits",
    "Stated",
    "amount_cap",
    "burden_cap",
    "concentration_cap",
    "emission_cap",
    "intensity_cap",
    "investment_cap",
    "relative_cap",
    "sector_cap",
    "share_floor",
    "together",
]

KILOTONNE = 1e3


@dataclass(frozen=True)
class Stated:
    """Who states a limit, and how strictly.

    Parameters
    ----------
    limit
        Id of the limit: a target's id where a policy states it.
    name_zh, name_en
        Its names.
    hedge
        ``obligation``, ``aspiration``, ``resource`` or ``assumption``.
    target, article
        Where in the policy; None outside of one.
    """

    limit: str
    name_zh: str
    name_en: str
    hedge: str = "obligation"
    target: str | None = None
    article: str | None = None


@dataclass(frozen=True)
class Limits:
    """Limits and their terms, as a case takes them."""

    limits: pl.DataFrame
    terms: pl.DataFrame


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
    >>> made = emission_cap(Stated("cap", "上限", "cap"), year=2025, bound=90.0, regions=["990000"],
    ...                     weights={"CO2": 1.0, "CH4": 28.0})
    >>> made.terms.select("part", "coefficient").rows()
    [('CO2', 1.0), ('CH4', 28.0)]
    """
    terms = [
        _term(stated, year, "emission", region, species, weight)
        for region in regions
        for species, weight in weights.items()
    ]
    return _made(stated, year=year, sense="at_most", bound=bound, unit="t", terms=terms)


def relative_cap(
    stated: Stated,
    *,
    year: int,
    fall: float,
    base_t: float,
    regions: Sequence[str],
    weights: Mapping[str, float],
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
    fall: float,
    base_t: float,
    growth: float,
    regions: Sequence[str],
    weights: Mapping[str, float],
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
    >>> made = intensity_cap(Stated("T02", "碳强度", "carbon intensity"), year=2025, fall=0.18, base_t=100.0,
    ...                      growth=1.3, regions=["990000"], weights={"CO2": 1.0})
    >>> round(made.limits["bound"][0], 6)
    106.6
    """
    bound = (1 - fall) * base_t * growth
    return emission_cap(stated, year=year, bound=bound, regions=regions, weights=weights)


def sector_cap(
    stated: Stated,
    *,
    year: int,
    bound: float,
    source: str,
    weights: Mapping[str, float],
    case: Case,
    fixed: pl.DataFrame,
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
        The problem: its activities have sources.
    fixed
        Columns source, species, year, mass_t: fixed emission [t].

    Returns
    -------
    Limits
        One limit over what is run in the branch.
    """
    counted = case.factors.filter(pl.col("year") == year, pl.col("species").is_in(list(weights))).join(
        case.levels.filter(pl.col("source").str.starts_with(source)), on=["activity", "year"], how="semi"
    )
    weight = pl.col("species").replace_strict(dict(weights), return_dtype=pl.Float64)
    summed = counted.group_by("activity", "option", maintain_order=True).agg(
        (pl.col("factor_t") * weight).sum()
    )
    held = fixed.filter(
        pl.col("year") == year,
        pl.col("species").is_in(list(weights)),
        pl.col("source").str.starts_with(source),
    )
    taken = sum(mass * weights[species] for species, mass in held.select("species", "mass_t").iter_rows())
    terms = [_term(stated, year, "running", *row) for row in summed.iter_rows()]
    return _made(stated, year=year, sense="at_most", bound=bound, fixed=taken, unit="t", terms=terms)


def amount_cap(
    stated: Stated, *, year: int, bound: float, activities: Mapping[str, float], case: Case, unit: str
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

    Returns
    -------
    Limits
        One limit over the options of the activities.
    """
    ways = case.options.filter(pl.col("year") == year, pl.col("activity").is_in(list(activities)))
    terms = [
        _term(stated, year, "running", activity, option, activities[activity])
        for activity, option in ways.select("activity", "option").iter_rows()
    ]
    return _made(stated, year=year, sense="at_most", bound=bound, unit=unit, terms=terms)


def share_floor(
    stated: Stated,
    *,
    year: int,
    share: float,
    good: Iterable[tuple[str, str]],
    whole: Iterable[tuple[str, str]],
    weights: Mapping[str, float] | None = None,
) -> Limits:
    """Ask that some ways of running make up a share of a whole (C3).

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    share
        Least share of the good ones, 0.8 for 80 %.
    good
        Activity and option of those that count.
    whole
        Activity and option of all of them, the good ones among them.
    weights
        What a unit of each activity counts (capacity, output); one where it is not named.

    Returns
    -------
    Limits
        sum of the good - share times the whole >= 0.
    """
    counted = set(good)
    terms = [
        _term(
            stated,
            year,
            "running",
            activity,
            option,
            (((activity, option) in counted) - share) * (weights or {}).get(activity, 1.0),
        )
        for activity, option in whole
    ]
    return _made(stated, year=year, sense="at_least", bound=0.0, unit="1", terms=terms)


def concentration_cap(
    stated: Stated,
    *,
    year: int,
    receptor: str,
    standard: float,
    observed: float,
    matrix: pl.DataFrame,
    base: pl.DataFrame,
) -> Limits:
    """Bound a concentration through a source-receptor matrix, linear about what was observed (C4).

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    receptor
        The place of the concentration.
    standard
        Most that it may be [ug/m3].
    observed
        What was observed with the emission of the base [ug/m3].
    matrix
        Columns receptor, region, species, ugm3_per_kt [ug/m3 per kt].
    base
        Columns region, species, mass_t: emission that went with what was observed [t].

    Returns
    -------
    Limits
        observed + sum of M (E - E(base)) <= standard, in ug/m3.

    Examples
    --------
    >>> matrix = pl.DataFrame({"receptor": ["990100"], "region": ["990000"], "species": ["SO2"],
    ...                        "ugm3_per_kt": [0.5]})
    >>> base = pl.DataFrame({"region": ["990000"], "species": ["SO2"], "mass_t": [20_000.0]})
    >>> made = concentration_cap(Stated("air", "细颗粒物", "PM2.5"), year=2025, receptor="990100",
    ...                          standard=35.0, observed=40.0, matrix=matrix, base=base)
    >>> made.limits.select("bound", "fixed").row(0)
    (35.0, 30.0)
    """
    rows = matrix.filter(pl.col("receptor") == receptor)
    joined = rows.join(base, on=["region", "species"], how="left")
    then = float((joined["ugm3_per_kt"] * joined["mass_t"].fill_null(0.0)).sum()) / KILOTONNE
    terms = [
        _term(stated, year, "emission", region, species, slope / KILOTONNE)
        for region, species, slope in rows.select("region", "species", "ugm3_per_kt").iter_rows()
    ]
    return _made(
        stated,
        year=year,
        sense="at_most",
        bound=standard,
        fixed=observed - then,
        unit="ug/m3",
        terms=terms,
    )


def investment_cap(stated: Stated, *, year: int, budget_cny: float, investments: pl.DataFrame) -> Limits:
    """Bound the public money that the plan needs (C10).

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    budget_cny
        Public money there is [CNY].
    investments
        Columns subject, item, part, investment_cny (per unit), public_share.

    Returns
    -------
    Limits
        sum of public share x investment x amount <= budget.
    """
    terms = [
        _term(
            stated,
            year,
            row["subject"],
            row["item"],
            row["part"],
            row["public_share"] * row["investment_cny"],
        )
        for row in investments.iter_rows(named=True)
    ]
    return _made(stated, year=year, sense="at_most", bound=budget_cny, unit="CNY", terms=terms)


def burden_cap(stated: Stated, *, year: int, region: str, share: float, case: Case) -> Limits:
    """Bound a region's share of the whole cost of options (C11).

    Parameters
    ----------
    stated, year
        As for ``emission_cap``.
    region
        The region.
    share
        Most of the whole cost that it may bear, 0.1 for 10 %.
    case
        The problem: its options have costs, its activities regions.

    Returns
    -------
    Limits
        cost of the region - share x cost of all <= 0.
    """
    costed = case.options.filter(pl.col("year") == year, pl.col("cost_cny") != 0).join(
        case.levels.select("activity", "year", "region"), on=["activity", "year"], maintain_order="left"
    )
    terms = [
        _term(stated, year, "running", activity, option, cost * ((place == region) - share))
        for activity, option, cost, place in costed.select(
            "activity", "option", "cost_cny", "region"
        ).iter_rows()
    ]
    return _made(stated, year=year, sense="at_most", bound=0.0, unit="CNY", terms=terms)


def together(parts: Iterable[Limits]) -> Limits:
    """Join limits.

    Parameters
    ----------
    parts
        Limits.

    Returns
    -------
    Limits
        All of them; none where there are none.
    """
    found = list(parts)
    return Limits(
        pl.concat([Limit.create_empty(), *(part.limits for part in found)]),
        pl.concat([LimitTerm.create_empty(), *(part.terms for part in found)]),
    )


def _term(
    stated: Stated, year: int, subject: str, item: str, part: str, coefficient: float
) -> dict[str, Any]:
    return {
        "limit": stated.limit,
        "year": year,
        "subject": subject,
        "item": item,
        "part": part,
        "coefficient": coefficient,
    }


def _made(
    stated: Stated,
    *,
    year: int,
    sense: str,
    bound: float,
    unit: str,
    terms: Sequence[dict[str, Any]],
    fixed: float = 0.0,
) -> Limits:
    row = {**vars(stated), "year": year, "sense": sense, "bound": bound, "fixed": fixed, "unit": unit}
    frame = pl.DataFrame([row], schema=Limit.create_empty().schema)
    rows = pl.DataFrame(list(terms), schema=LimitTerm.create_empty().schema)
    return Limits(Limit.validate(frame), LimitTerm.validate(rows))
