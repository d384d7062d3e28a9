"""Limits that cannot be kept together: an irreducible set, and the least by which they must give way."""

from __future__ import annotations

import functools
import operator

import dataframely as dy
import polars as pl

from tongyuan.plan.power.case import PowerCase, PowerLimit
from tongyuan.plan.power.network import build, quiet
from tongyuan.plan.power.rows import row_of
from tongyuan.plan.power.solving import solve
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import PowerConflict

__all__ = ["conflicts"]

GIVES = 1e-7


def conflicts(case: PowerCase) -> dy.DataFrame[PowerConflict]:
    """Name limits that cannot be kept together, and the least relaxation that lets the rest stand.

    Parameters
    ----------
    case
        A system whose limits cannot all be kept.

    Returns
    -------
    dy.DataFrame[PowerConflict]
        Limits that give way or belong to an irreducible conflicting set.

    Raises
    ------
    InputError
        If load and heat cannot be met even without limits.

    Notes
    -----
    Relaxation: each limit may give way, and the sum of what gives way, each as a part of its bound, is least.
    Conflict: limits are left out one by one, and stay out where the rest still cannot be kept (deletion
    filter; Chinneck and Dravnieks 1991, ORSA Journal on Computing 3:157).
    """
    if not _keeps(case, ()):
        raise InputError(Problem("power.unmet", {"region": case.region, "year": case.year}))
    needed = list(case.limits)
    for limit in case.limits:
        rest = [one for one in needed if one is not limit]
        if not _keeps(case, rest):
            needed = rest
    gives = _relaxations(case)
    rows = [
        {
            "region": case.region,
            "year": case.year,
            **{name: getattr(limit, name) for name in ("limit", "name_zh", "name_en", "article")},
            "unit": limit.unit,
            "bound": limit.bound,
            "give_way": gives[limit.limit],
            "in_conflict": limit in needed,
        }
        for limit in case.limits
        if limit in needed or gives[limit.limit] > GIVES * _size(limit)
    ]
    made = pl.DataFrame(rows, schema=PowerConflict.create_empty().schema)
    return PowerConflict.validate(made, cast=True)


def _size(limit: PowerLimit) -> float:
    return max(abs(limit.bound), GIVES)


def _keeps(case: PowerCase, limits: list[PowerLimit] | tuple[PowerLimit, ...]) -> bool:
    """Ask whether some limits can be kept together; what it costs does not matter."""
    network = build(case)
    for limit in limits:
        row = row_of(network, case, limit)
        if row.terms is None:
            if not row.kept_without_choice:
                return False
            continue
        sign = ">=" if limit.floor else "<="
        network.model.add_constraints(row.terms, sign, -row.constant, name=f"limit {limit.limit}")
    return solve(network) is not None


def _relaxations(case: PowerCase) -> dict[str, float]:
    """Find by how much each limit gives way where the sum of their parts is least [unit of the limit].

    A share gives way by a slack on its row, in MW or MWh; it is told as a share of the whole reached.
    """
    network = build(case)
    model, slacks, gives = network.model, {}, {}
    for limit in case.limits:
        row = row_of(network, case, limit)
        if row.terms is None:
            gives[limit.limit] = 0.0 if row.kept_without_choice else abs(row.constant)
            continue
        slack = model.add_variables(lower=0.0, name=f"give way {limit.limit}")
        eased = row.terms + slack if limit.floor else row.terms - slack
        model.add_constraints(
            eased, ">=" if limit.floor else "<=", -row.constant, name=f"limit {limit.limit}"
        )
        slacks[limit.limit] = (slack, _whole(case, limit))
    if not slacks:
        return gives
    parts = [(1.0 / whole) * slack for slack, whole in slacks.values()]
    with quiet():
        model.add_objective(functools.reduce(operator.add, parts), overwrite=True)
    optimum = solve(network)
    assert optimum is not None  # noqa: S101 - whoever gives way without end keeps everything
    for limit in case.limits:
        if limit.limit in slacks:
            slack, whole = slacks[limit.limit]
            left = max(float(optimum.of(slack)), 0.0)
            gives[limit.limit] = left if limit.form in ("capacity_floor", "co2_cap") else left / whole
    return gives


def _whole(case: PowerCase, limit: PowerLimit) -> float:
    """Give the size by which a limit's slack is measured [MW, MWh or t]."""
    if limit.form in ("capacity_floor", "co2_cap"):
        return _size(limit)
    units = case.units.filter(pl.col("carrier").is_in([*limit.carriers, *limit.whole]))
    capacity = float(units["capacity_mw"].sum())
    if limit.form == "capacity_share":
        return max(capacity, 1.0)
    return max(float((case.hours["load"] * case.hours["hours_stood_for"]).sum()), 1.0)
