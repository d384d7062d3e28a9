"""Cost curves of regions: laid together at equal marginal cost, borne equally, or shared by Shapley."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from tongyuan.deploy.decomposition.asked import Step
from tongyuan.numerics.apportioning import in_proportion
from tongyuan.numerics.shapley import shapley
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["bounded", "cost_of", "equal_sacrifice", "least_cost", "shapley_costs"]

Curves = Mapping[str, Sequence[Step]]
#: Halvings of the interval in which the common sacrifice lies.
HALVINGS = 200
#: More regions have too many coalitions: 2^16 = 65,536.
MOST_REGIONS = 16
#: Rounding of sums that is no shortage.
SLACK = 1e-9


def cost_of(curve: Sequence[Step], *, quantity: float) -> float | None:
    """Cost a reduction on a region's curve, its cheapest steps first.

    Parameters
    ----------
    curve
        Its steps.
    quantity
        What is reduced [unit of the target].

    Returns
    -------
    float or None
        Cost [CNY]; None where the curve does not reach so far, or what is emitted rises.

    Examples
    --------
    >>> cost_of([Step(quantity=10, cost_cny=5), Step(quantity=10, cost_cny=1)], quantity=15)
    35.0
    """
    if quantity < 0 or not curve:
        return None
    cost, left = 0.0, quantity
    for step in sorted(curve, key=lambda one: one.cost_cny):
        taken = min(left, step.quantity)
        cost, left = cost + taken * step.cost_cny, left - taken
    return cost if left <= SLACK * max(1.0, quantity) else None


def least_cost(total: float, *, curves: Curves) -> dict[str, float]:
    """Reduce where it costs least: the curves are laid together, up to one marginal cost for all.

    Steps of the same cost at the margin are used in proportion to what they hold.

    Parameters
    ----------
    total
        What all reduce together [unit of the target].
    curves
        Steps by region.

    Returns
    -------
    dict
        Reduction by region [unit of the target].

    Raises
    ------
    InputError
        If the curves do not reach so far.

    Examples
    --------
    >>> least_cost(15, curves={"a": [Step(quantity=10, cost_cny=5)], "b": [Step(quantity=10, cost_cny=1)]})
    {'a': 5.0, 'b': 10.0}
    """
    _require_enough(total, curves)
    steps = sorted(
        ((step.cost_cny, region, step.quantity) for region, curve in curves.items() for step in curve),
        key=lambda one: one[0],
    )
    found, left = dict.fromkeys(curves, 0.0), total
    for _, group in groupby(steps, key=lambda one: one[0]):
        alike = list(group)
        held = sum(quantity for _, _, quantity in alike)
        part = min(1.0, left / held)
        for _, region, quantity in alike:
            found[region] += quantity * part
        left -= held * part
    return found


def equal_sacrifice(total: float, *, curves: Curves, gdp: Mapping[str, float]) -> dict[str, float]:
    """Reduce so that cost over GDP is the same for all, as far as their curves reach.

    A saving is no sacrifice: what costs nothing or less is counted as free, and is done first.

    Parameters
    ----------
    total
        What all reduce together [unit of the target].
    curves
        Steps by region.
    gdp
        GDP by region [any unit].

    Returns
    -------
    dict
        Reduction by region [unit of the target].

    Raises
    ------
    InputError
        If the curves do not reach so far.

    Examples
    --------
    Each bears 10 CNY per unit of GDP: one reduces 10 at 1 CNY, the other 10 at 2 CNY on twice the GDP.

    >>> curves = {"a": [Step(quantity=20, cost_cny=1)], "b": [Step(quantity=20, cost_cny=2)]}
    >>> found = equal_sacrifice(20, curves=curves, gdp={"a": 1, "b": 2})
    >>> {region: round(part, 6) for region, part in found.items()}
    {'a': 10.0, 'b': 10.0}
    """
    _require_enough(total, curves)
    free = {region: _within(curve, 0.0) for region, curve in curves.items()}
    if sum(free.values()) >= total:
        parts = in_proportion(
            total, weights=list(free.values()), least=[0.0] * len(free), most=list(free.values())
        )
        return dict(zip(free, parts, strict=True))
    low, high = 0.0, max(_sacrifice(curve) / gdp[region] for region, curve in curves.items())
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = sum(_within(curve, middle * gdp[region]) for region, curve in curves.items())
        low, high = (middle, high) if reached < total else (low, middle)
    found = {region: _within(curve, high * gdp[region]) for region, curve in curves.items()}
    over = sum(found.values()) - total
    widest = max(found, key=lambda region: found[region])
    return found | {widest: found[widest] - over}


def bounded(
    total: float, *, curves: Curves, limits: Mapping[str, float | None]
) -> dict[str, tuple[Step, ...]]:
    """Cut curves where their cost reaches a limit; savings give back what they save.

    Parameters
    ----------
    total
        What all reduce together [unit of the target].
    curves
        Steps by region.
    limits
        Most that a region may bear [CNY]; None where nothing limits it.

    Returns
    -------
    dict
        Steps by region, cheapest first, that cost no more than the limit together.

    Raises
    ------
    InputError
        If the curves together do not reach so far any more: one problem for each region that is cut.

    Examples
    --------
    >>> cut = bounded(5, curves={"a": [Step(quantity=10, cost_cny=5)]}, limits={"a": 30.0})
    >>> [step.quantity for step in cut["a"]]
    [6.0]
    """
    cut = {region: _affordable(curve, limits.get(region)) for region, curve in curves.items()}
    held = {region: sum(step.quantity for step in curve) for region, curve in cut.items()}
    if total <= sum(held.values()) * (1 + SLACK):
        return cut
    whole = {region: sum(step.quantity for step in curve) for region, curve in curves.items()}
    short = [region for region in curves if held[region] < whole[region] * (1 - SLACK)]
    if not short:
        _require_enough(total, curves)
    values = {"got": f"{total:.6g}", "most": f"{sum(held.values()):.6g}"}
    raise InputError(
        [
            Problem(
                "decomposition.limit_short",
                {
                    **values,
                    "region": region,
                    "limit": f"{limits[region]:.6g}",
                    "held": f"{held[region]:.6g}",
                    "whole": f"{whole[region]:.6g}",
                },
            )
            for region in short
        ]
    )


def _affordable(curve: Sequence[Step], money: float | None) -> tuple[Step, ...]:
    """Keep the steps, cheapest first, that a sum of money pays for."""
    steps = sorted(curve, key=lambda one: one.cost_cny)
    if money is None:
        return tuple(steps)
    kept, left = [], money
    for step in steps:
        if step.cost_cny > 0:
            taken = min(step.quantity, left / step.cost_cny)
            if taken <= 0:
                break
            step = Step(quantity=taken, cost_cny=step.cost_cny)
        kept.append(step)
        left -= step.quantity * step.cost_cny
    return tuple(kept)


def shapley_costs(needs: Mapping[str, float], *, curves: Curves) -> dict[str, float]:
    """Share the cost of the cheapest common plan: own cost less the Shapley part of the saving.

    Alone each region would reduce what it needs on its own curve; together they reduce the sum where it costs
    least. Costs add up to those of the common plan.

    Parameters
    ----------
    needs
        What each would have to reduce alone [unit of the target].
    curves
        Steps by region.

    Returns
    -------
    dict
        Cost that each bears [CNY]; a negative one is paid to it.

    Raises
    ------
    InputError
        If a region's curve does not reach what it needs alone, or there are more regions than coalitions can
        be valued for.

    Examples
    --------
    Alone a reduces 10 at 5 CNY and b 10 at 1 CNY: 60 CNY. Together b, which can do 20, does it all for 20:
    the saving of 40 is halved.

    >>> curves = {"a": [Step(quantity=10, cost_cny=5)], "b": [Step(quantity=20, cost_cny=1)]}
    >>> shapley_costs({"a": 10.0, "b": 10.0}, curves=curves)
    {'a': 30.0, 'b': -10.0}
    """
    alone = {region: cost_of(curves[region], quantity=need) for region, need in needs.items()}
    short = [region for region, cost in alone.items() if cost is None]
    if short:
        raise InputError([_short(region, needs[region], curves[region]) for region in short])
    steps = sorted(
        ((step.cost_cny, region, step.quantity) for region in needs for step in curves[region]),
        key=lambda one: one[0],
    )

    def cost(coalition: frozenset[str]) -> float:
        left, spent = sum(needs[region] for region in coalition), 0.0
        for price, region, quantity in steps:
            if left <= 0:
                break
            if region in coalition:
                taken = min(left, quantity)
                spent, left = spent + taken * price, left - taken
        return spent

    return {
        region: float(part)
        for region, part in shapley(cost, players=sorted(needs), most=MOST_REGIONS).items()
    }


def _within(curve: Sequence[Step], money: float) -> float:
    """Say how much a region reduces for a sum of money; what costs nothing is free."""
    found = 0.0
    for step in sorted(curve, key=lambda one: one.cost_cny):
        if step.cost_cny <= 0:
            found += step.quantity
            continue
        taken = min(step.quantity, money / step.cost_cny)
        found, money = found + taken, money - taken * step.cost_cny
    return found


def _sacrifice(curve: Sequence[Step]) -> float:
    return sum(step.quantity * max(0.0, step.cost_cny) for step in curve)


def _require_enough(total: float, curves: Curves) -> None:
    held = sum(step.quantity for curve in curves.values() for step in curve)
    if total > held * (1 + SLACK):
        values = {"got": f"{total:.6g}", "most": f"{held:.6g}"}
        raise InputError(Problem("decomposition.curves_short", values))


def _short(region: str, need: float, curve: Sequence[Step]) -> Problem:
    held = sum(step.quantity for step in curve)
    values = {"region": region, "got": f"{need:.6g}", "most": f"{held:.6g}"}
    return Problem("decomposition.curve_short", values)
