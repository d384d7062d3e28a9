"""Who bears a decomposition: reductions and costs per person and GDP, how even that is, and ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongyuan.deploy.decomposition.asked import City, Decomposition
from tongyuan.deploy.decomposition.costs import cost_of
from tongyuan.numerics.evenness import gini, theil

__all__ = ["burdens", "fairness", "over_limit", "ranks"]

#: Rounding of numbers that is no excess.
NEAR = 1e-9
Rows = list[dict[str, Any]]
#: Size of the groups over which a burden is laid.
SIZES = {"per_capita": "population", "per_gdp": "gdp", "cost_per_gdp": "gdp"}


def burdens(
    reductions: Mapping[str, float],
    *,
    cities: Mapping[str, City],
    costs: Mapping[str, float],
    uncertainty: float | None,
) -> Rows:
    """Say what a method asks of each region.

    Parameters
    ----------
    reductions
        Reduction by region [unit of the target].
    cities
        Figures by region.
    costs
        Cost that each bears where the method shares cost apart; else its curve says [CNY].
    uncertainty
        Half width of the reductions' intervals over their values [1]; None where not stated.

    Returns
    -------
    list of dict
        Per region: reduction, per_capita, per_gdp, cost_cny, cost_per_gdp, rank, rank_best, rank_worst.

    Examples
    --------
    >>> two = {"a": City(base=60, gdp=30), "b": City(base=40, gdp=40)}
    >>> rows = burdens({"a": 6.0, "b": 4.0}, cities=two, costs={}, uncertainty=None)
    >>> [(row["per_gdp"], row["rank"], row["rank_best"]) for row in rows]
    [(0.2, 1, None), (0.1, 2, None)]
    """
    rows: Rows = []
    for region, reduction in reductions.items():
        city = cities[region]
        cost = costs[region] if region in costs else cost_of(city.costs, quantity=reduction)
        rows.append(
            {
                "region": region,
                "reduction": reduction,
                "per_capita": _over(reduction, city.population),
                "per_gdp": _over(reduction, city.gdp),
                "cost_cny": cost,
                "cost_per_gdp": _over(cost, city.gdp),
            }
        )
    known = {row["region"]: row["per_gdp"] for row in rows if row["per_gdp"] is not None}
    ranked = ranks(known, uncertainty=uncertainty)
    for row in rows:
        rank, best, worst = ranked.get(row["region"], (None, None, None))
        row |= {"rank": rank, "rank_best": best, "rank_worst": worst}
    return rows


def ranks(
    values: Mapping[str, float], *, uncertainty: float | None
) -> dict[str, tuple[int, int | None, int | None]]:
    """Rank regions by a burden, the heaviest first, and say within which ranks each may stand.

    A region certainly stands after those whose interval lies wholly above its own, and before those whose
    interval lies wholly below.

    Parameters
    ----------
    values
        Burden by region [any unit].
    uncertainty
        Half width of the intervals over the values [1]; None where not stated.

    Returns
    -------
    dict
        Rank, and first and last rank within uncertainty; None where it is not stated.

    Examples
    --------
    >>> ranks({"a": 10.0, "b": 9.0, "c": 1.0}, uncertainty=0.1)
    {'a': (1, 1, 2), 'b': (2, 1, 2), 'c': (3, 3, 3)}
    """
    found: dict[str, tuple[int, int | None, int | None]] = {}
    part = uncertainty or 0.0
    ends = {one: (value - abs(value) * part, value + abs(value) * part) for one, value in values.items()}
    for region, value in values.items():
        rank = 1 + sum(1 for other in values.values() if other > value)
        if uncertainty is None:
            found[region] = (rank, None, None)
            continue
        low, high = ends[region]
        above = sum(1 for bottom, _ in ends.values() if bottom > high)
        below = sum(1 for _, top in ends.values() if top < low)
        found[region] = (rank, 1 + above, len(values) - below)
    return found


def over_limit(
    asked: Decomposition,
    reductions: Mapping[str, float],
    *,
    cities: Mapping[str, City],
    costs: Mapping[str, float],
) -> list[str]:
    """Name the regions that a method asks more of than they may bear, or of which that is not known.

    Methods without cost know no limit, and a negotiated value may pass it: both are told.

    Parameters
    ----------
    asked
        The decomposition with its limits [CNY per unit of GDP].
    reductions
        Reduction by region before rounding [unit of the target].
    cities
        Figures by region.
    costs
        Cost that each bears where the method shares cost apart; else its curve says [CNY].

    Returns
    -------
    list of str
        Regions whose cost over GDP is above their limit; one whose cost lies beyond its curve is among them.

    Examples
    --------
    >>> one = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025,
    ...                     most_cost_per_gdp=1.0)
    >>> curve = ({"quantity": 10, "cost_cny": 4},)
    >>> two = {"a": City(base=60, gdp=30, costs=curve), "b": City(base=40, gdp=10, costs=curve)}
    >>> over_limit(one, {"a": 6.0, "b": 4.0}, cities=two, costs={})
    ['b']
    """
    told = []
    for region, reduction in reductions.items():
        limit, city = asked.limit_of(region), cities[region]
        if limit is None or city.gdp is None or not (city.costs or region in costs) or reduction <= 0:
            continue
        cost = costs[region] if region in costs else cost_of(city.costs, quantity=reduction)
        if cost is None or cost > limit * city.gdp * (1 + NEAR):
            told.append(region)
    return told


def fairness(rows: Rows, *, cities: Mapping[str, City]) -> Rows:
    """Say how even the burdens of a method are.

    Parameters
    ----------
    rows
        Of :func:`burdens`.
    cities
        Figures by region.

    Returns
    -------
    list of dict
        Per burden: gini and theil; None where it is not known for every region or somebody's is below zero.

    Examples
    --------
    >>> two = {"a": City(base=60, gdp=30), "b": City(base=40, gdp=40)}
    >>> rows = burdens({"a": 3.0, "b": 4.0}, cities=two, costs={}, uncertainty=None)
    >>> [(row["burden"], row["gini"]) for row in fairness(rows, cities=two)][1]
    ('per_gdp', 0.0)
    """
    told = []
    for burden, size in SIZES.items():
        values = [row[burden] for row in rows]
        sizes = [float(getattr(cities[row["region"]], size) or 0) for row in rows]
        whole = all(value is not None for value in values)
        told.append(
            {
                "burden": burden,
                "gini": gini(values, sizes=sizes) if whole else None,
                "theil": theil(values, sizes=sizes) if whole else None,
            }
        )
    return told


def _over(value: float | None, size: float | None) -> float | None:
    return None if value is None or size is None else value / size
