"""Limits written from what a policy says: shares, budgets and burdens; ``caps`` has those on emission.

Each function gives a limit and its terms; ``together`` joins them. What a limit means stays with it: its
target, its article, and whether it is an obligation or an aspiration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Limit, LimitEmission, LimitResponse, LimitTerm

__all__ = [
    "Limits",
    "Stated",
    "investment_cap",
    "made",
    "moved",
    "share_floor",
    "term",
    "together",
]


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
    """Limits and their terms, as a case takes them, and which emission moves those on branches and air."""

    limits: pl.DataFrame
    terms: pl.DataFrame
    counted: pl.DataFrame = field(default_factory=LimitEmission.create_empty)
    responses: pl.DataFrame = field(default_factory=LimitResponse.create_empty)


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
        term(
            stated,
            year,
            "running",
            activity,
            option,
            (((activity, option) in counted) - share) * (weights or {}).get(activity, 1.0),
        )
        for activity, option in whole
    ]
    return made(stated, year=year, sense="at_least", bound=0.0, unit="1", terms=terms)


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
        term(
            stated,
            year,
            row["subject"],
            row["item"],
            row["part"],
            row["public_share"] * row["investment_cny"],
        )
        for row in investments.iter_rows(named=True)
    ]
    return made(stated, year=year, sense="at_most", bound=budget_cny, unit="CNY", terms=terms)


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
        pl.concat([LimitEmission.create_empty(), *(part.counted for part in found)]),
        pl.concat([LimitResponse.create_empty(), *(part.responses for part in found)]),
    )


def moved(limits: pl.DataFrame, *, bounds: Mapping[str, float]) -> pl.DataFrame:
    """Set other bounds than those that were stated.

    Parameters
    ----------
    limits
        Contract Limit.
    bounds
        New bound of each limit, by ``limit:year``, in the unit of the limit.

    Returns
    -------
    pl.DataFrame
        The limits in their order.

    Raises
    ------
    InputError
        With every name that is none of a limit and year.
    """
    if not bounds:
        return limits
    name = pl.concat_str([pl.col("limit"), pl.col("year").cast(pl.String)], separator=":")
    known = limits.select(name.alias("name"))["name"].to_list()
    lost = [one for one in bounds if one not in known]
    if lost:
        raise InputError(
            [Problem("cocontrol.no_limit", {"got": one, "known": " ".join(sorted(known))}) for one in lost]
        )
    new = name.replace_strict(dict(bounds), default=pl.col("bound"), return_dtype=pl.Float64)
    return limits.with_columns(bound=new)


def term(stated: Stated, year: int, subject: str, item: str, part: str, coefficient: float) -> dict[str, Any]:
    """Write one term of a limit: a coefficient on an item and its part."""
    return {
        "limit": stated.limit,
        "year": year,
        "subject": subject,
        "item": item,
        "part": part,
        "coefficient": coefficient,
    }


def made(
    stated: Stated,
    *,
    year: int,
    sense: str,
    bound: float,
    unit: str,
    terms: Sequence[dict[str, Any]],
    fixed: float = 0.0,
) -> Limits:
    """Put a limit and its terms together, by their contracts."""
    row = {**vars(stated), "year": year, "sense": sense, "bound": bound, "fixed": fixed, "unit": unit}
    frame = pl.DataFrame([row], schema=Limit.create_empty().schema)
    rows = pl.DataFrame(list(terms), schema=LimitTerm.create_empty().schema)
    return Limits(Limit.validate(frame), LimitTerm.validate(rows))
