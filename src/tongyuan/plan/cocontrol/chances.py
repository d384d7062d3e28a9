"""The chance that a plan keeps each limit, where the factors of emission are known within ranges alone.

The plan is fixed; factors are drawn. A plan of least cost stands at its binding limits, so that its chance
there is about one half: safety needs a stricter bound, or a robust plan.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from tongyuan.numerics.draws import Sampler, Spread
from tongyuan.numerics.percentiles import percentiles
from tongyuan.plan.cocontrol.algebra import Floats
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.pieces import BASE_YEAR, BOUND, with_amounts
from tongyuan.plan.cocontrol.plan import Plan
from tongyuan.plan.cocontrol.ranges import exact_terms, ranged_terms

__all__ = ["chances", "exact_parts"]

#: What was, beside what is planned.
WERE = (BASE_YEAR, BOUND)
SHARES = (0.05, 0.5, 0.95)
#: A bound is kept to this part of it: the tolerance of the solver.
KEPT = 1e-6
#: Draws at a time, so that the factors of a province stay small in memory.
PORTION = 1_000


def chances(
    plan: Plan, case: Case, *, ranges: pl.DataFrame, draws: int = 10_000, seed: int = 0
) -> pl.DataFrame:
    """Draw the factors and count how often a plan keeps each limit.

    Parameters
    ----------
    plan
        The plan; it stays as it is.
    case
        Its problem.
    ranges
        Ranges of factors, columns of ``ranges.RANGES``; rows of one factor share its draw, and what several
        factors stand behind moves with each of them.
    draws
        Number of draws.
    seed
        Seed.

    Returns
    -------
    pl.DataFrame
        Columns limit, year, bound, value, p5, p50, p95 (in the unit of the limit), chance (part of the draws
        that keep it [1]; a bound that is set against a year moves with the factors of that year), ranged
        (part of the value that a range stands behind [1]; null where the value is 0). Where little is ranged,
        a chance near one means little.

    Raises
    ------
    InputError
        If a range is out of order, or a factor has two.

    Notes
    -----
    Source: Monte Carlo as in IPCC (2006) Guidelines, vol. 1, ch. 3, approach 2, on the sums of each limit.

    Examples
    --------
    A cap of 110 on 100 t whose factor lies evenly between 0.8 and 1.2 (95 %) is kept in some 7 of 10 cases:
    (1.1 - 0.789) / 0.421 = 0.74.

    >>> from tongyuan.plan.cocontrol.plan import solve
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_range, a_term
    >>> case = a_case({"works": 100.0}, options=[], factors={("works", "base"): {"SO2": 1.0}},
    ...     limits=[a_limit("cap", bound=110.0, year=2025)], terms=[a_term("cap", year=2025)])
    >>> even = a_range("works", low=0.8, high=1.2, distribution="uniform")
    >>> found = chances(solve(case), case, ranges=even, seed=1)
    >>> round(found["chance"][0], 1), found["ranged"][0]
    (0.7, 1.0)
    """
    limits = plan.prices.select("limit", "year", "value", "bound").join(
        case.limits.select("limit", "year", "sense"), on=["limit", "year"], maintain_order="left"
    )
    terms = _weighed(plan, case, ranges=ranges)
    # A bound that is set against a year moves too: the limit is kept where it is kept after that.
    values, against = _values(limits, terms, ranges, draws=draws, seed=seed)
    planned = terms.filter(~pl.col("subject").is_in(WERE))
    behind = limits.join(_summed(_once(planned)), on=["limit", "year"], how="left", maintain_order="left")
    found = percentiles(values, shares=SHARES)
    told = limits.with_columns(
        *(pl.Series(f"p{round(100 * share)}", column) for share, column in zip(SHARES, found.T, strict=True)),
        chance=pl.Series(_kept(against, limits).mean(axis=1)),
        ranged=pl.when(pl.col("value") != 0).then(behind["covered"].fill_null(0.0) / pl.col("value")),
    )
    return told.select("limit", "year", "bound", "value", "p5", "p50", "p95", "chance", "ranged")


def exact_parts(plan: Plan, case: Case, *, ranges: pl.DataFrame) -> pl.DataFrame:
    """List what of each limit's value no range stands behind: it counts as known.

    Parameters
    ----------
    plan, case, ranges
        As for ``chances``.

    Returns
    -------
    pl.DataFrame
        Columns limit, year, subject, item, part, species, amount (in the unit of the limit), share (of the
        limit's value [1]; null where that is 0); the largest first.
    """
    rows = with_amounts(exact_terms(case, ranges), plan.uptake).select(
        "limit",
        "year",
        "subject",
        "item",
        "part",
        "species",
        amount=pl.col("by") * pl.col("amount"),
    )
    values = plan.prices.select("limit", "year", "value")
    planned = rows.filter(pl.col("amount") != 0, ~pl.col("subject").is_in(WERE))
    told = planned.join(values, on=["limit", "year"], maintain_order="left")
    share = pl.when(pl.col("value") != 0).then(pl.col("amount") / pl.col("value"))
    ordered = told.with_columns(share=share).drop("value")
    return ordered.sort(
        "limit", "year", pl.col("amount").abs(), descending=[False, False, True], maintain_order=True
    )


def _values(
    limits: pl.DataFrame, terms: pl.DataFrame, ranges: pl.DataFrame, *, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Draw the limits' values, and the same less what their bounds move by, shape (limits, draws)."""
    names, whole = _moved(limits, _summed(terms, "factor"), names=None)
    own = terms.filter(pl.col("subject") != BOUND)
    _, moved = _moved(limits, _summed(own, "factor"), names=names)
    drawn = _drawn(names, np.vstack([moved, whole]), ranges, draws=draws, seed=seed)
    both = np.tile(limits["value"].to_numpy(), 2)[:, None] + drawn
    return both[: limits.height], both[limits.height :]


def _weighed(plan: Plan, case: Case, *, ranges: pl.DataFrame) -> pl.DataFrame:
    """Give what each factor stands behind in each limit under the plan."""
    terms = with_amounts(ranged_terms(case, ranges), plan.uptake)
    return terms.with_columns(pl.col("by", "covered") * pl.col("amount"))


def _once(terms: pl.DataFrame) -> pl.DataFrame:
    """Keep each amount once, however many factors stand behind it."""
    key = ["limit", "year", "subject", "item", "part", "species"]
    return terms.sort(*key, "factor").unique(subset=key, keep="first", maintain_order=True)


def _summed(terms: pl.DataFrame, *more: str) -> pl.DataFrame:
    ordered = terms.sort("limit", "year", "subject", "item", "part", "species", "factor")
    return ordered.group_by("limit", "year", *more, maintain_order=True).agg(pl.col("by", "covered").sum())


def _moved(limits: pl.DataFrame, parts: pl.DataFrame, *, names: list[str] | None) -> tuple[list[str], Floats]:
    """Lay the parts out: a row for each limit, a column for each factor."""
    names = parts["factor"].unique().sort().to_list() if names is None else names
    places = pl.DataFrame({"factor": names}, schema={"factor": pl.String}).with_row_index("column")
    placed = parts.join(limits.with_row_index("row"), on=["limit", "year"]).join(places, on="factor")
    moved = np.zeros((limits.height, len(names)))
    moved[placed["row"].to_numpy(), placed["column"].to_numpy()] = placed["by"].to_numpy()
    return names, moved


def _drawn(names: list[str], moved: Floats, ranges: pl.DataFrame, *, draws: int, seed: int) -> Floats:
    """Draw by how much the limits' values differ from those of the plan, shape (limits, draws)."""
    used = ranges.filter(pl.col("factor").is_in(names)).select("factor", "low", "high", "distribution")
    spreads = [
        Spread(name, 1.0, low, high, distribution)
        for name, low, high, distribution in used.unique().sort("factor").iter_rows()
    ]
    sampler = Sampler(spreads, seed=seed)
    whole = np.empty((len(moved), draws))
    for first in range(0, draws, PORTION):
        part = whole[:, first : first + PORTION]
        part[:] = moved @ (sampler.draw(part.shape[1]) - 1.0)
    return whole


def _kept(values: Floats, limits: pl.DataFrame) -> Floats:
    bound = limits["bound"].to_numpy()[:, None]
    near = KEPT * np.maximum(np.abs(bound), 1.0)
    sense = limits["sense"].cast(pl.String).to_numpy()[:, None]
    over, under = values > bound + near, values < bound - near
    kept: Floats = np.where(sense == "at_most", ~over, np.where(sense == "at_least", ~under, ~over & ~under))
    return kept
