"""Shadow prices with their ranges: at a corner the price of less and of more differ, and both are told."""

from __future__ import annotations

from collections.abc import Callable

import dataframely as dy
import polars as pl

from tongyuan.plan.cocontrol.program import Infeasible, Program, State
from tongyuan.vocabulary.tables import ShadowPrice

__all__ = ["with_ranges"]

#: Step of a bound, as a part of it, over which cost is compared.
STEP = 1e-5
STRICTER = {"at_most": -1.0, "at_least": 1.0, "equal": 1.0}


def with_ranges(
    prices: dy.DataFrame[ShadowPrice],
    *,
    program: Program,
    state: State,
    on_limit: Callable[[int, int], None] = lambda *_: None,
) -> dy.DataFrame[ShadowPrice]:
    """Add what one unit less strict saves and one unit stricter costs, by solving again beside the optimum.

    Parameters
    ----------
    prices
        Shadow prices of the optimum.
    program
        The solved program; it stands at the same bounds afterwards.
    state
        Its optimum.
    on_limit
        Told the number of limits done, and of all.

    Returns
    -------
    dy.DataFrame[ShadowPrice]
        With ``relaxed_cny`` <= ``price_cny`` <= ``tightened_cny`` [CNY per unit, yuan of the year];
        ``tightened_cny`` is null where nothing stricter can be kept.

    Notes
    -----
    Cost is convex and piecewise linear in a bound, so that a step inside the piece gives its slope.
    Source: sensitivity of linear programs; Bertsimas and Tsitsiklis (1997), section 5.2.
    """
    asked = program.case.limits.select("limit", "year", "sense").join(
        program.case.periods, on="year", maintain_order="left"
    )
    rows = prices.join(asked, on=["limit", "year"], maintain_order="left")
    found = []
    for done, row in enumerate(rows.iter_rows(named=True), start=1):
        found.append(_slopes(program, row, cost=state.cost_cny))
        on_limit(done, rows.height)
    relaxed, tightened = zip(*found, strict=True) if found else ((), ())
    told = prices.with_columns(
        relaxed_cny=pl.Series(relaxed, dtype=pl.Float64), tightened_cny=pl.Series(tightened, dtype=pl.Float64)
    )
    return ShadowPrice.validate(told, cast=True)


def _slopes(program: Program, row: dict[str, object], *, cost: float) -> tuple[float | None, float | None]:
    if not row["binding"]:
        return 0.0, 0.0
    step = STEP * max(abs(float(str(row["bound"]))), 1.0)
    direction = STRICTER[str(row["sense"])]
    weighed = step * float(str(row["weight"]))
    less = _cost_at(program, row, by=-direction * step)
    more = _cost_at(program, row, by=direction * step)
    program.move_bound(str(row["limit"]), int(str(row["year"])), bound=float(str(row["bound"])))
    return (
        None if less is None else (cost - less) / weighed,
        None if more is None else (more - cost) / weighed,
    )


def _cost_at(program: Program, row: dict[str, object], *, by: float) -> float | None:
    program.move_bound(str(row["limit"]), int(str(row["year"])), bound=float(str(row["bound"])) + by)
    try:
        return program.solve_as_built().cost_cny
    except Infeasible:
        return None
