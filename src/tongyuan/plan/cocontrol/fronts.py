"""Fronts between cost and what is limited, and the curve of the system: bounds move, the basis is kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tongyuan.plan.cocontrol.plan import prices_of
from tongyuan.plan.cocontrol.program import Infeasible, Program

__all__ = ["Reach", "curve", "front", "reach"]

Key = tuple[str, int]
#: Two values closer than this part of the reach are the same point.
SAME = 1e-6


@dataclass(frozen=True)
class Reach:
    """How far a limit can be driven.

    Parameters
    ----------
    limit, year
        The limit.
    strictest
        Strictest value that any plan reaches, whatever it costs.
    idle
        Value where cost is least and the limit is not in force.
    """

    limit: str
    year: int
    strictest: float
    idle: float


def reach(program: Program, *, limit: str, year: int) -> Reach:
    """Find how far a limit can be driven while all others are kept.

    Parameters
    ----------
    program
        The program; its bounds and costs stand as before afterwards.
    limit, year
        The limit.

    Returns
    -------
    Reach
        In the unit of the limit.

    Raises
    ------
    Infeasible
        If the others cannot be kept.
    """
    bound = _bounds(program)[limit, year]
    program.release(limit, year)
    try:
        program.solve()
        idle = program.value_of(limit, year)
        strictest = program.strictest_value(limit, year)
    finally:
        program.move_bound(limit, year, bound=bound)
    return Reach(limit, year, strictest=strictest, idle=idle)


def front(
    program: Program,
    *,
    across: Sequence[Key],
    points: int = 20,
    on_point: Callable[[int], None] = lambda _: None,
) -> pl.DataFrame:
    """Find the plans that no other plan beats in cost and in every chosen limit.

    Parameters
    ----------
    program
        The program; all its other limits are kept at every point.
    across
        One or two limits whose bounds are moved over their reach.
    points
        Points on each of them.
    on_point
        Told the number of points done.

    Returns
    -------
    pl.DataFrame
        Columns point, limit, year, bound, value, price_cny (yuan of the year) and cost_cny (present value);
        a row for each point and each chosen limit, points in the order of cost. What another point beats,
        or equals, is left out.

    Notes
    -----
    Source: the augmented epsilon-constraint method; Mavrotas (2009), Appl. Math. Comput. 213, 455. The reach
    comes from a payoff table in lexicographic order, so that no point is weakly efficient.
    """
    before = _bounds(program)
    grids = [_grid(reach(program, limit=limit, year=year), points=points) for limit, year in across]
    try:
        found = list(_walk(program, across, grids, on_point=on_point))
    finally:
        program.move_bounds({key: before[key] for key in across})
    return _efficient(found, across, stricter=_stricter(program, across))


def curve(
    program: Program,
    *,
    limit: str,
    year: int,
    points: int = 20,
    on_point: Callable[[int], None] = lambda _: None,
) -> pl.DataFrame:
    """Sweep one limit from idle to the strictest it can be: the marginal cost curve of the whole system.

    Parameters
    ----------
    program
        The program.
    limit, year
        The limit.
    points
        Points of the sweep.
    on_point
        Told the number of points done.

    Returns
    -------
    pl.DataFrame
        Columns bound, value, abated (less than idle, in the unit of the limit), price_cny (of the next
        unit) and cost_cny (above that of idle, present value), from idle to strictest.

    Notes
    -----
    Measures act on each other here; the curve of ranked measures does not know that, and bears another name.
    """
    swept = front(program, across=[(limit, year)], points=points, on_point=on_point)
    idle = swept.sort("cost_cny").row(0, named=True)
    return swept.sort("cost_cny").select(
        "bound",
        "value",
        (pl.col("value") - idle["value"]).abs().alias("abated"),
        "price_cny",
        (pl.col("cost_cny") - idle["cost_cny"]).alias("cost_cny"),
    )


def _bounds(program: Program) -> Mapping[Key, float]:
    rows = program.case.limits.select("limit", "year", "bound").iter_rows()
    return {(limit, year): bound for limit, year, bound in rows}


def _grid(found: Reach, *, points: int) -> list[float]:
    """Step from idle to the strictest, just inside both."""
    inside = found.strictest + (found.idle - found.strictest) * SAME
    return [float(value) for value in np.linspace(found.idle, inside, points)]


def _walk(
    program: Program,
    across: Sequence[Key],
    grids: Sequence[Sequence[float]],
    *,
    on_point: Callable[[int], None],
) -> Iterator[dict[str, list[float]]]:
    """Solve every cell of the grid, turning back at each end so that neighbours follow each other."""
    done = 0
    for cell in _boustrophedon(grids):
        program.move_bounds(dict(zip(across, cell, strict=True)))
        try:
            state = program.solve()
        except Infeasible:
            continue
        finally:
            done += 1
            on_point(done)
        prices = prices_of(program, state)
        told = {(row["limit"], row["year"]): row for row in prices.iter_rows(named=True)}
        yield {
            "bound": list(cell),
            "value": [told[key]["value"] for key in across],
            "price": [told[key]["price_cny"] for key in across],
            "cost": [state.cost_cny],
        }


def _boustrophedon(grids: Sequence[Sequence[float]]) -> Iterator[tuple[float, ...]]:
    if len(grids) == 1:
        yield from ((value,) for value in grids[0])
        return
    for turn, first in enumerate(grids[0]):
        rest = list(itertools.product(*grids[1:]))
        yield from ((first, *values) for values in (rest if turn % 2 == 0 else reversed(rest)))


def _stricter(program: Program, across: Sequence[Key]) -> list[float]:
    """Give one where lower values are stricter, minus one where higher ones are."""
    senses = {
        (limit, year): sense
        for limit, year, sense in program.case.limits.select("limit", "year", "sense").iter_rows()
    }
    return [-1.0 if senses[key] == "at_least" else 1.0 for key in across]


def _efficient(
    found: Sequence[dict[str, list[float]]], across: Sequence[Key], *, stricter: Sequence[float]
) -> pl.DataFrame:
    """Leave out what another point beats or equals in cost and in every value."""
    ordered = sorted(found, key=lambda point: (point["cost"][0], point["value"]))
    slack = [SAME * max((abs(p["value"][n]) for p in found), default=1.0) for n in range(len(across))]
    kept: list[dict[str, list[float]]] = []
    for point in ordered:
        if not any(_no_worse(other, point, stricter=stricter, slack=slack) for other in kept):
            kept.append(point)
    rows = [
        {
            "point": number,
            "limit": limit,
            "year": year,
            "bound": point["bound"][at],
            "value": point["value"][at],
            "price_cny": point["price"][at],
            "cost_cny": point["cost"][0],
        }
        for number, point in enumerate(kept)
        for at, (limit, year) in enumerate(across)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


SCHEMA = {
    "point": pl.Int64,
    "limit": pl.String,
    "year": pl.Int32,
    "bound": pl.Float64,
    "value": pl.Float64,
    "price_cny": pl.Float64,
    "cost_cny": pl.Float64,
}


def _no_worse(
    other: Mapping[str, list[float]],
    point: Mapping[str, list[float]],
    *,
    stricter: Sequence[float],
    slack: Sequence[float],
) -> bool:
    """Tell whether another, cheaper point is at least as strict in every value."""
    pairs = zip(other["value"], point["value"], stricter, slack, strict=True)
    return all(sign * one <= sign * two + near for one, two, sign, near in pairs)
