"""How far a dispatch reaches each limit, and what one unit stricter would cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dataframely as dy
import polars as pl

from tongyuan.plan.power.case import VARIABLE, PowerCase, PowerLimit
from tongyuan.vocabulary.tables import PowerLimitState, PowerYear

__all__ = ["limit_states", "reached_of"]

#: A price below this part of the cost of a year's mean MWh is none.
NO_PRICE = 1e-7
CLOSE = 1e-6
NOT_MADE_HERE = ("storage", "interconnector", "unserved")


def limit_states(
    case: PowerCase, year: dy.DataFrame[PowerYear], *, prices: Mapping[str, float]
) -> dy.DataFrame[PowerLimitState]:
    """Tell of every limit whether it is kept, whether it binds, and its price.

    Parameters
    ----------
    case
        The system.
    year
        The years of its units.
    prices
        Cost of one unit of each limit's row [CNY]; limits that were no constraint have none.

    Returns
    -------
    dy.DataFrame[PowerLimitState]
        A row a limit; ``price_cny`` is what one unit of the bound stricter costs a year [CNY].

    Notes
    -----
    A share s of a whole W is the row G - s W >= 0: one unit of s stricter lowers the row by W, so that its
    price is the dual times W.
    """
    rows = []
    for limit in case.limits:
        reached, whole = _reached(limit, year)
        price = prices.get(limit.limit)
        told = None if price is None else price * whole
        rows.append(
            {
                "region": case.region,
                "year": case.year,
                **{name: getattr(limit, name) for name in ("limit", "name_zh", "name_en", "target")},
                **{name: getattr(limit, name) for name in ("article", "form", "unit", "bound")},
                "reached": reached,
                "kept": _kept(limit, reached),
                "binding": told is not None and told > NO_PRICE,
                "price_cny": told,
            }
        )
    made = pl.DataFrame(rows, schema=PowerLimitState.create_empty().schema)
    return PowerLimitState.validate(made, cast=True)


def reached_of(limit: PowerLimit, year: pl.DataFrame) -> float:
    """Give what a year of units reaches of a limit [unit of the limit].

    Parameters
    ----------
    limit
        The limit; it need not have been a constraint.
    year
        Contract ``PowerYear``.

    Returns
    -------
    float
        Reached.

    Examples
    --------
    >>> year = pl.DataFrame({"carrier": ["solar", "coal"], "capacity_mw": [10.0, 30.0]})
    >>> reached_of(PowerLimit("share", "占比", "share", "capacity_share", 0.5, ("solar",), ("coal",)), year)
    0.25
    """
    return _reached(limit, year)[0]


def _kept(limit: PowerLimit, reached: float) -> bool:
    slack = CLOSE * max(abs(limit.bound), 1.0)
    return reached >= limit.bound - slack if limit.floor else reached <= limit.bound + slack


def _reached(limit: PowerLimit, year: pl.DataFrame) -> tuple[float, float]:
    """Give what is reached, and by what the row's price is multiplied."""
    if limit.form == "capacity_floor":
        return _sum(year, "capacity_mw", limit.carriers), 1.0
    if limit.form == "co2_cap":
        inside = year.filter(~pl.col("carrier").is_in(NOT_MADE_HERE))
        return float(inside["co2_t"].sum()), 1.0
    if limit.form == "curtailment":
        used = _sum(year, "generation_mwh", VARIABLE)
        lost = _sum(year, "curtailed_mwh", VARIABLE)
        return (lost / (used + lost) if used + lost else 0.0), used + lost
    column = "capacity_mw" if limit.form == "capacity_share" else "generation_mwh"
    good = _sum(year, column, limit.carriers)
    whole = _sum(year, column, {*limit.carriers, *limit.whole})
    return (good / whole if whole else 0.0), whole


def _sum(year: pl.DataFrame, column: str, carriers: Iterable[str]) -> float:
    return float(year.filter(pl.col("carrier").is_in(list(carriers)))[column].sum())
