"""Decomposing a target: every method, negotiated values kept, the rest shared again, printed sums exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from tongyuan.deploy.decomposition.asked import City, Decomposition
from tongyuan.deploy.decomposition.bearing import burdens, fairness, over_limit
from tongyuan.deploy.decomposition.checks import require_stated
from tongyuan.deploy.decomposition.methods import Shared, share
from tongyuan.deploy.decomposition.paths import progress
from tongyuan.deploy.decomposition.structure import room_of
from tongyuan.numerics.apportioning import rounded_to_sum
from tongyuan.numerics.rounding import round_decimals
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import (
    Budget,
    BudgetBurden,
    BudgetFairness,
    BudgetPath,
    BudgetWeight,
    Contract,
)

__all__ = ["Decided", "decompose"]

OWN_RULE = "own_rule"
Cities = Mapping[str, City]


@dataclass(frozen=True, slots=True)
class Decided:
    """A target given to its regions.

    Parameters
    ----------
    budgets, paths, burdens, fairness, weights
        Contracts ``Budget``, ``BudgetPath``, ``BudgetBurden``, ``BudgetFairness``, ``BudgetWeight``.
    totals
        Per method: cap as printed, sum of the budgets, fall of the whole that they give [%], who rises, who
        bears more than its limit.
    """

    budgets: pl.DataFrame
    paths: pl.DataFrame
    burdens: pl.DataFrame
    fairness: pl.DataFrame
    weights: pl.DataFrame
    totals: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Given:
    """A target and its regions, with what they would emit and may emit together."""

    asked: Decomposition
    cities: Cities
    before: dict[str, float]
    cap: float
    optimum: Mapping[str, float] | None

    def fixed(self) -> dict[str, float]:
        """Say what negotiated regions may emit [unit of the target]."""
        told = {}
        for region, one in self.asked.fixed.items():
            whole = self.before[region]
            told[region] = (
                float(one.budget) if one.budget is not None else whole * (1 - float(one.share or 0))
            )
        return told


def decompose(asked: Decomposition, *, cities: Cities, optimum: Mapping[str, float] | None = None) -> Decided:
    """Give a target to its regions by every method that is asked for.

    Parameters
    ----------
    asked
        The decomposition; its value is given.
    cities
        Figures of the regions that take part; all that the methods need is there.
    optimum
        Emissions of a kept least-cost plan by region [unit of the target]; None where there is none.

    Returns
    -------
    Decided
        The budgets, and what follows from them.

    Raises
    ------
    InputError
        If the target is not to be reached within the bounds, or too little is left by negotiation.

    Examples
    --------
    >>> asked = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025,
    ...                       methods=("equal",))
    >>> decompose(asked, cities={"a": City(base=60), "b": City(base=45)}).budgets["budget_value"].to_list()
    [54.0, 40.0]
    """
    require_stated(asked, cities=cities)
    if asked.form == "concentration":
        return _bounded(asked, cities)
    before, cap = room_of(asked, cities=cities)
    given = _Given(asked, cities, before, cap, optimum)
    _require_room(given)
    fixed = _printed_fixed(given)
    made: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("budget", "path", "burden", "fairness", "weight")
    }
    totals = []
    for method in asked.methods:
        free = share(method, asked=asked, cities=cities, before=before, cap=cap, optimum=optimum)
        held = _negotiated(given, method, fixed) if fixed else free
        printed = _printed(given, held, fixed)
        totals.append(_total(given, method, printed, held))
        for name, rows in _rows(given, method, free=free, held=held, printed=printed).items():
            made[name] += rows
    return _decided(made, totals)


def _require_room(given: _Given) -> None:
    whole = sum(given.before.values())
    if not 0 <= given.cap <= whole:
        values = {"got": f"{whole - given.cap:.6g}", "most": f"{whole:.6g}"}
        raise InputError(Problem("decomposition.no_room", values))
    strange = sorted(set(given.asked.fixed) - set(given.cities))
    if strange:
        raise InputError(
            [Problem("decomposition.strange", {"field": f"fixed.{one}", "got": one}) for one in strange]
        )


def _printed_fixed(given: _Given) -> dict[str, Decimal]:
    """Round negotiated values as printed; they must leave room and somebody to share it."""
    fixed = {
        region: Decimal(round_decimals(value, decimals=given.asked.decimals))
        for region, value in given.fixed().items()
    }
    rest = [region for region in given.before if region not in fixed]
    left = given.cap - float(sum(fixed.values(), Decimal(0)))
    most = sum(given.before[region] for region in rest)
    if fixed and not (rest and 0 <= left <= most):
        values = {"got": f"{left:.6g}", "most": f"{most:.6g}"}
        raise InputError(Problem("decomposition.fixed_leave_nothing", values))
    return fixed


def _negotiated(given: _Given, method: str, fixed: Mapping[str, Decimal]) -> Shared:
    """Share what negotiated values leave among the others, by the same method."""
    rest = [region for region in given.before if region not in fixed]
    among = share(
        method,
        asked=given.asked,
        cities={region: given.cities[region] for region in rest},
        before={region: given.before[region] for region in rest},
        cap=given.cap - float(sum(fixed.values(), Decimal(0))),
        optimum=given.optimum,
    )
    reductions = {
        region: among.reductions[region] if region in rest else given.before[region] - float(fixed[region])
        for region in given.before
    }
    return Shared(
        reductions,
        weights=among.weights,
        scores=among.scores,
        costs=among.costs,
        consistency=among.consistency,
    )


def _printed(given: _Given, held: Shared, fixed: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Round budgets so that they add up to the printed cap; negotiated ones stay as they are."""
    decimals = given.asked.decimals
    whole = Decimal(round_decimals(given.cap, decimals=decimals)) - sum(fixed.values(), Decimal(0))
    rest = [region for region in given.before if region not in fixed]
    values = [given.before[region] - held.reductions[region] for region in rest]
    parts = dict(zip(rest, rounded_to_sum(values, decimals=decimals, total=whole), strict=True))
    return {region: fixed.get(region, parts.get(region, Decimal(0))) for region in given.before}


def _total(given: _Given, method: str, printed: Mapping[str, Decimal], held: Shared) -> dict[str, Any]:
    """Sum what a method gives, and say by how much the whole then falls."""
    whole = sum(printed.values(), Decimal(0))
    start = sum(given.before.values())
    emitted = float(whole)
    if given.asked.form == "intensity":
        start = given.cap / (1 - float(given.asked.value or 0) / 100)
    return {
        "method": method,
        "cap": round_decimals(given.cap, decimals=given.asked.decimals),
        "sum": str(whole),
        "returned_pct": 100 * (1 - emitted / start),
        "rising": [region for region, value in printed.items() if float(value) > given.before[region]],
        "over_limit": over_limit(given.asked, held.reductions, cities=given.cities, costs=held.costs),
        "consistency": held.consistency,
    }


def _rows(
    given: _Given, method: str, *, free: Shared, held: Shared, printed: Mapping[str, Decimal]
) -> dict[str, list[dict[str, Any]]]:
    asked = given.asked
    common = {"indicator": asked.indicator, "method": method}
    reductions = {region: given.before[region] - float(printed[region]) for region in given.before}
    borne = burdens(reductions, cities=given.cities, costs=held.costs, uncertainty=asked.uncertainty)
    for row in borne:
        row["shifted"] = held.reductions[row["region"]] - free.reductions[row["region"]]
    budgets = [
        _budget(
            given,
            region,
            value=float(printed[region]),
            exact=given.before[region] - held.reductions[region],
            method_value=given.before[region] - free.reductions[region],
        )
        for region in given.before
    ]
    return {
        "budget": [row | common for row in budgets],
        "path": [row | common for row in _path(given, printed)],
        "burden": [row | common for row in borne],
        "fairness": [row | common for row in fairness(borne, cities=given.cities)],
        "weight": [common | {"criterion": name, "weight": value} for name, value in held.weights.items()],
    }


def _budget(given: _Given, region: str, *, value: float, exact: float, method_value: float) -> dict[str, Any]:
    asked, fixed = given.asked, given.asked.fixed.get(region)
    return {
        "region": region,
        "year": asked.year,
        "form": asked.form,
        "base_year": asked.base_year,
        "base_value": given.cities[region].base,
        "budget_value": value,
        "exact_value": exact,
        "method_value": method_value,
        "unit": asked.unit,
        "reduction_share": 1 - value / given.before[region],
        "decomposition": asked.name,
        "origin": "method" if fixed is None else "negotiated",
        "reason": None if fixed is None else fixed.reason,
        "quality": asked.quality.value,
    }


def _path(given: _Given, printed: Mapping[str, Decimal]) -> Iterator[dict[str, Any]]:
    """Give each year's budget; in every year they add up to the printed sum of that year.

    Of an intensity target the way is told as the fall of the intensity [%], which is never added up.
    """
    asked = given.asked
    shares = {region: 1 - float(printed[region]) / given.before[region] for region in given.before}
    ways = {
        region: progress(
            asked.path.shape,
            base_year=asked.base_year,
            year=asked.year,
            share=one,
            milestones=asked.path.milestones,
        )
        for region, one in shares.items()
    }
    for year in range(asked.base_year + 1, asked.year + 1):
        parts = {region: way[year] for region, way in ways.items()}
        if asked.form == "intensity":
            values = {region: 100 * shares[region] * part for region, part in parts.items()}
        else:
            values = _year_values(given, printed, parts, last=year == asked.year)
        unit = "%" if asked.form == "intensity" else asked.unit
        for region, value in values.items():
            yield {"region": region, "year": year, "value": value, "progress": parts[region], "unit": unit}


def _year_values(
    given: _Given, printed: Mapping[str, Decimal], parts: Mapping[str, float], *, last: bool
) -> dict[str, float]:
    if last:
        return {region: float(value) for region, value in printed.items()}
    exact = [
        given.before[region] - (given.before[region] - float(printed[region])) * part
        for region, part in parts.items()
    ]
    rounded = rounded_to_sum(exact, decimals=given.asked.decimals)
    return {region: float(value) for region, value in zip(parts, rounded, strict=True)}


def _bounded(asked: Decomposition, cities: Cities) -> Decided:
    """Give each region its own bound on a concentration: the target's, or its own where that is better."""
    before = {region: float(one.base or 0) for region, one in cities.items()}
    given = _Given(asked, cities, before, 0.0, None)
    value, fixed = float(asked.value or 0), given.fixed()
    better = min if asked.bound == "at_most" else max
    budgets, paths = [], []
    common = {"indicator": asked.indicator, "method": OWN_RULE}
    for region, base in before.items():
        own = better(base, value)
        told = fixed.get(region, own)
        printed = float(round_decimals(told, decimals=asked.decimals))
        budgets.append(_budget(given, region, value=printed, exact=told, method_value=own) | common)
        way = progress(
            asked.path.shape,
            base_year=asked.base_year,
            year=asked.year,
            share=1 - printed / base,
            milestones=asked.path.milestones,
        )
        paths += [
            {
                "region": region,
                "year": year,
                "value": base + (printed - base) * part,
                "progress": part,
                "unit": asked.unit,
            }
            | common
            for year, part in way.items()
        ]
    made = {"budget": budgets, "path": paths, "burden": [], "fairness": [], "weight": []}
    return _decided(made, [])


def _decided(made: Mapping[str, list[dict[str, Any]]], totals: list[dict[str, Any]]) -> Decided:
    return Decided(
        budgets=_table(Budget, made["budget"]),
        paths=_table(BudgetPath, made["path"]),
        burdens=_table(BudgetBurden, made["burden"]),
        fairness=_table(BudgetFairness, made["fairness"]),
        weights=_table(BudgetWeight, made["weight"]),
        totals=totals,
    )


def _table(contract: type[Contract], rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = contract.create_empty().schema
    return contract.validate(pl.DataFrame(rows, schema=schema, strict=False), cast=True)
