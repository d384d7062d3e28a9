"""What the next step of a front costs: the incremental ratio between neighbouring efficient points."""

from __future__ import annotations

import itertools

import polars as pl

__all__ = ["increments"]


def increments(front: pl.DataFrame, *, limit: str, year: int) -> pl.DataFrame:
    """Give the cost of one unit more between neighbouring points of a front, in one of its limits.

    A point that a mixture of its neighbours beats is passed over, so that the ratio never falls.

    Parameters
    ----------
    front
        Points as ``fronts.front`` gives them.
    limit, year
        The limit in which effect is counted.

    Returns
    -------
    pl.DataFrame
        Columns from_point, to_point, more (effect, in the unit of the limit), more_cny (present value of
        cost), ratio_cny [CNY per unit]; from the idle end to the strict one.

    Notes
    -----
    Source: the decision rules of cost-effectiveness analysis (ratios between neighbours, dominated ones left
    out); Karlsson and Johannesson (1996), PharmacoEconomics 9, 113.

    Examples
    --------
    The first 50 t cost 100 CNY each, the next 20 t 400 CNY.

    >>> points = pl.DataFrame({"point": [0, 1, 2], "limit": ["cap"] * 3, "year": [2025] * 3,
    ...     "value": [200.0, 150.0, 130.0], "cost_cny": [0.0, 5_000.0, 13_000.0]})
    >>> found = increments(points, limit="cap", year=2025)
    >>> found.select("from_point", "to_point", "more", "ratio_cny").rows()
    [(0, 1, 50.0, 100.0), (1, 2, 20.0, 400.0)]
    """
    asked = front.filter(pl.col("limit") == limit, pl.col("year") == year).sort("cost_cny")
    points = list(asked.select("point", "value", "cost_cny").iter_rows())
    idle = points[0][1] if points else 0.0
    hull: list[tuple[int, float, float]] = []
    for number, value, cost in points:
        effect = abs(value - idle)
        if hull and effect <= hull[-1][1]:
            continue
        while len(hull) > 1 and _ratio(hull[-1], effect, cost) <= _ratio(hull[-2], *hull[-1][1:]):
            hull.pop()
        hull.append((number, effect, cost))
    rows = [
        {
            "from_point": before[0],
            "to_point": after[0],
            "more": after[1] - before[1],
            "more_cny": after[2] - before[2],
            "ratio_cny": _ratio(before, *after[1:]),
        }
        for before, after in itertools.pairwise(hull)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


SCHEMA = {
    "from_point": pl.Int64,
    "to_point": pl.Int64,
    "more": pl.Float64,
    "more_cny": pl.Float64,
    "ratio_cny": pl.Float64,
}


def _ratio(before: tuple[int, float, float], effect: float, cost: float) -> float:
    return (cost - before[2]) / (effect - before[1])
