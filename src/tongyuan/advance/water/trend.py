"""Whether an item of a section rises or falls over periods: Spearman's rank correlation with time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

__all__ = ["exact_share", "rank_correlation", "trends"]

#: Up to so many periods every order is counted; beyond, Student's t stands for the count.
MOST_COUNTED = 9
LEAST_FOR_STUDENT = 3
SLACK = 1e-9
BETTER, WORSE, NONE, UNTOLD = "better", "worse", "none", "cannot_tell"


def rank_correlation(values: Sequence[float]) -> float:
    """Correlate the ranks of values with their order; equal values share the mean of their ranks.

    Parameters
    ----------
    values
        In the order of time, three or more [any unit].

    Returns
    -------
    float
        From -1 to 1; nan where all values are equal.

    Examples
    --------
    1 - 6 x (0 + 1 + 1 + 0 + 0) / (5 x 24):

    >>> round(rank_correlation([1.0, 3.0, 2.0, 4.0, 5.0]), 6)
    0.9
    """
    ranks = stats.rankdata(np.asarray(values, dtype=float))
    if np.ptp(ranks) == 0:
        return float("nan")
    return float(np.corrcoef(np.arange(ranks.size), ranks)[0, 1])


@cache
def _counted(size: int) -> Any:
    """Give the correlation of every order of so many ranks, sorted."""
    ranks = np.array(list(permutations(range(size))), dtype=float)
    squares = ((ranks - np.arange(size)) ** 2).sum(axis=1)
    return np.sort(1 - 6 * squares / (size * (size**2 - 1)))


def exact_share(correlation: float, *, size: int) -> float:
    """Tell how often chance alone correlates as much, in one direction.

    Parameters
    ----------
    correlation
        Of the ranks [1].
    size
        Number of periods.

    Returns
    -------
    float
        One-sided probability [1].

    Examples
    --------
    Of the 120 orders of five periods, five correlate 0.9 or more, and only one 1.0:

    >>> round(exact_share(0.9, size=5) * 120), round(exact_share(1.0, size=5) * 120)
    (5, 1)
    """
    strength = abs(correlation)
    if size <= MOST_COUNTED:
        held = _counted(size)
        return float((held >= strength - SLACK).mean())
    if strength >= 1 - SLACK:
        return 0.0
    student = strength * np.sqrt((size - 2) / (1 - strength**2))
    return float(stats.t.sf(student, size - 2))


def trends(means: pl.DataFrame, *, directions: Mapping[str, str], rules: Mapping[str, float]) -> pl.DataFrame:
    """Tell the trend of each section's items over the periods given.

    Parameters
    ----------
    means
        ``station``, ``item``, ``period`` (sorts by time), ``mean`` (null where there is none).
    directions
        ``most`` or ``least`` by item; other items are left out.
    rules
        ``trend_least`` periods, ``trend_significance`` (one-sided).

    Returns
    -------
    pl.DataFrame
        ``station``, ``item``, ``periods`` (with a mean), ``absent`` (without), ``first``, ``last``,
        ``correlation``, ``chance`` (one-sided), ``trend`` (``better``, ``worse``, ``none``; ``cannot_tell``
        below the least number of periods).

    Notes
    -----
    Source: 环办〔2011〕22号, rank correlation (Spearman). Chance is counted over every order up to nine
    periods; equal values make that count an approximation.
    """
    made = []
    for (station, item), part in means.sort("period").group_by("station", "item", maintain_order=True):
        if directions.get(str(item)) not in ("most", "least"):
            continue
        held = part.filter(pl.col("mean").is_not_null())
        told = {"station": station, "item": item, "periods": held.height}
        told["absent"] = part.height - held.height
        made.append({**told, **_trend(held, directions[str(item)], rules)})
    schema = {"station": pl.String, "item": pl.String, "periods": pl.Int64, "absent": pl.Int64}
    numbers = {name: pl.Float64 for name in ("correlation", "chance")}
    ends = {"first": pl.String, "last": pl.String}
    return pl.DataFrame(made, schema={**schema, **ends, **numbers, "trend": pl.String})


def _trend(held: pl.DataFrame, direction: str, rules: Mapping[str, float]) -> dict[str, Any]:
    ends = {"first": held["period"].min(), "last": held["period"].max()}
    if held.height < max(rules["trend_least"], LEAST_FOR_STUDENT):
        return {**ends, "correlation": None, "chance": None, "trend": UNTOLD}
    strength = rank_correlation(held["mean"].to_list())
    if np.isnan(strength):
        return {**ends, "correlation": None, "chance": None, "trend": NONE}
    chance = exact_share(strength, size=held.height)
    rises = strength > 0
    verdict = (
        (BETTER if rises == (direction == "least") else WORSE)
        if chance <= rules["trend_significance"]
        else NONE
    )
    return {**ends, "correlation": strength, "chance": chance, "trend": verdict}
