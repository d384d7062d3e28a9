"""Small problems of co-control that a hand can solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.cocontrol.ranges import RANGES
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import (
    ActivityLevel,
    Limit,
    LimitTerm,
    OptionFactor,
    Period,
    Saving,
    TechnologyOption,
)

__all__ = [
    "a_case",
    "a_limit",
    "a_range",
    "a_saving",
    "a_term",
    "an_option",
    "factors_of",
    "levels_of",
    "periods_of",
]

REGION = "990000"


def periods_of(*years: int, weight: float = 1.0) -> pl.DataFrame:
    """Give years of equal weight."""
    return frame_of(Period, [{"year": year, "weight": weight} for year in years])


def levels_of(quantities: Mapping[str, float | Sequence[float]], *, years: Sequence[int]) -> pl.DataFrame:
    """Ask for activities, the same in every year or one amount a year."""
    rows = []
    for activity, told in quantities.items():
        amounts = [told] * len(years) if isinstance(told, int | float) else list(told)
        rows += [
            {
                "activity": activity,
                "year": year,
                "region": REGION,
                "source": "1A1a",
                "fuel": "raw_coal",
                "quantity": float(amount),
                "unit": "t",
            }
            for year, amount in zip(years, amounts, strict=True)
        ]
    return frame_of(ActivityLevel, rows)


def an_option(activity: str, option: str, *, year: int, cost: float = 0.0, **more: Any) -> dict[str, Any]:
    """Give a way to run an activity, of any share unless told otherwise."""
    row = {
        "activity": activity,
        "option": option,
        "year": year,
        "rank": 0 if option == BASE else 1,
        "ladder": None,
        "cost_cny": cost,
        "least_share": 0.0,
        "most_share": 1.0,
        "yearly_share": None,
        "lifetime_a": None,
    }
    return {**row, **more}


def factors_of(
    factors: Mapping[tuple[str, str], Mapping[str, float]], *, years: Sequence[int]
) -> pl.DataFrame:
    """Give factors [t per unit] by activity and option, the same in every year."""
    return frame_of(
        OptionFactor,
        [
            {"activity": activity, "option": option, "year": year, "species": species, "factor_t": value}
            for (activity, option), by_species in factors.items()
            for species, value in by_species.items()
            for year in years
        ],
    )


def a_limit(limit: str, *, bound: float, year: int, sense: str = "at_most", **more: Any) -> dict[str, Any]:
    """Give a limit that nobody has stated in a policy."""
    row = {
        "limit": limit,
        "year": year,
        "name_zh": f"约束{limit}",
        "name_en": f"limit {limit}",
        "target": None,
        "article": None,
        "hedge": "obligation",
        "sense": sense,
        "bound": bound,
        "fixed": 0.0,
        "unit": "t",
    }
    return {**row, **more}


def a_term(limit: str, *, year: int, by: float = 1.0, **more: str) -> dict[str, Any]:
    """Give a term of a limit: the sulphur dioxide of the region, unless told otherwise."""
    row = {"limit": limit, "year": year, "subject": "emission", "item": REGION, "part": "SO2"}
    return {**row, "coefficient": by, **more}


def a_range(activity: str, *, low: float, high: float, **more: str | float) -> pl.DataFrame:
    """Give the range of a factor of what an activity emits: sulphur dioxide, unless told otherwise."""
    named = {"subject": "running", "item": activity, "species": "SO2", "factor": "sulphur"}
    row = {**named, "low": low, "high": high, "distribution": "normal", "share": 1.0, "covered": 1.0, **more}
    return pl.DataFrame([row], schema=RANGES)


def a_saving(saving: str, *, activity: str, year: int, most: float, cost: float) -> pl.DataFrame:
    """Give one way to make an activity needless."""
    row = {"saving": saving, "year": year, "activity": activity, "cost_cny": cost, "most": most}
    return frame_of(Saving, [row])


def a_case(
    quantities: Mapping[str, float | Sequence[float]],
    *,
    options: Sequence[dict[str, Any]],
    factors: Mapping[tuple[str, str], Mapping[str, float]],
    limits: Sequence[dict[str, Any]] = (),
    terms: Sequence[dict[str, Any]] = (),
    years: Sequence[int] = (2025,),
    **more: pl.DataFrame,
) -> Case:
    """Put a problem together; every activity may go on as it does, at no cost."""
    as_today = [an_option(activity, BASE, year=year) for activity in quantities for year in years]
    tables = {
        "periods": periods_of(*years),
        "levels": levels_of(quantities, years=years),
        "options": frame_of(TechnologyOption, [*as_today, *options]),
        "factors": factors_of(factors, years=years),
        "limits": frame_of(Limit, limits),
        "terms": frame_of(LimitTerm, terms),
    }
    return Case(**{**tables, **more})
