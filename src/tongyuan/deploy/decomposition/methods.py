"""The methods: each gives every region a reduction, and all of them add up to the same sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tongyuan.deploy.decomposition.asked import CRITERIA, INDEXED, City, Decomposition
from tongyuan.deploy.decomposition.costs import bounded, equal_sacrifice, least_cost, shapley_costs
from tongyuan.numerics.apportioning import in_proportion
from tongyuan.numerics.frontier import efficiencies
from tongyuan.numerics.weighting import compared_weights, critic_weights, entropy_weights
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Shared", "criteria_of", "share"]

#: How far a plan's sum may be from the cap, as a part of it: a solver's tolerance [1].
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Shared:
    """What a method gives.

    Parameters
    ----------
    reductions
        Reduction by region [unit of the target].
    weights
        Weight of each criterion; none where the method weighs none [1].
    scores
        What the method holds of each region: its index, efficiency or marginal part; none for some.
    costs
        Cost that each bears where the method shares cost apart from reductions [CNY].
    consistency
        Consistency index of comparisons in pairs; None where none are stated.
    """

    reductions: dict[str, float]
    weights: dict[str, float] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    consistency: float | None = None


def share(
    method: str,
    *,
    asked: Decomposition,
    cities: Mapping[str, City],
    before: Mapping[str, float],
    cap: float,
    optimum: Mapping[str, float] | None = None,
) -> Shared:
    """Share out the reduction of the whole by one method.

    Parameters
    ----------
    method
        One of ``METHODS``.
    asked
        The decomposition.
    cities
        Figures by region.
    before
        What each would emit if nothing fell [unit of the target].
    cap
        What all may emit together [unit of the target].
    optimum
        Emissions of a kept least-cost plan by region [unit of the target]; None where there is none.

    Returns
    -------
    Shared
        Reductions that add up to what would be emitted less the cap.

    Raises
    ------
    InputError
        If the figures or bounds do not allow it.

    Examples
    --------
    >>> asked = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025)
    >>> two = {"a": City(base=60), "b": City(base=40)}
    >>> share("equal", asked=asked, cities=two, before={"a": 60.0, "b": 40.0}, cap=90.0).reductions
    {'a': 6.0, 'b': 4.0}
    """
    total = sum(before.values()) - cap
    if method == "equal":
        return Shared(_reduced(total, asked, before, weights=dict(before)))
    if method in INDEXED:
        return _indexed(method, asked=asked, cities=cities, before=before, total=total)
    if method == "contraction":
        return _contracted(asked, cities=cities, before=before, cap=cap)
    if method == "frontier":
        return _frontier(asked, cities=cities, before=before, cap=cap)
    if method == "least_cost" and optimum is not None:
        return _optimal(asked, before=before, cap=cap, optimum=optimum)
    return _costed(method, asked=asked, cities=cities, before=before, total=total)


def _optimal(
    asked: Decomposition, *, before: Mapping[str, float], cap: float, optimum: Mapping[str, float]
) -> Shared:
    """Take the emissions of a least-cost plan as they are: scaled to another sum they are no optimum."""
    emitted = {region: optimum[region] for region in before}
    whole = sum(emitted.values())
    near = max(10.0**-asked.decimals / 2, NEAR * cap)
    if abs(whole - cap) > near:
        values = {"field": "cocontrol", "got": f"{whole:.8g}", "expected": f"{cap:.8g}"}
        code = "decomposition.optimum_fixed" if asked.fixed else "decomposition.optimum_sum"
        raise InputError(Problem(code, values))
    return Shared({region: before[region] - mass for region, mass in emitted.items()})


def _costed(
    method: str,
    *,
    asked: Decomposition,
    cities: Mapping[str, City],
    before: Mapping[str, float],
    total: float,
) -> Shared:
    """Share by cost curves, within what a region may bear."""
    curves = {region: one.costs for region, one in cities.items()}
    gdp = {region: float(one.gdp or 0) for region, one in cities.items()}
    if method == "shapley":
        needs = _reduced(total, asked, before, weights=dict(before))
        return Shared(least_cost(total, curves=curves), costs=shapley_costs(needs, curves=curves))
    limits = {region: asked.limit_of(region) for region in cities}
    money = {region: None if limit is None else limit * gdp[region] for region, limit in limits.items()}
    cut = bounded(total, curves=curves, limits=money)
    if method == "sacrifice":
        return Shared(equal_sacrifice(total, curves=cut, gdp=gdp))
    return Shared(least_cost(total, curves=cut))


def criteria_of(
    names: Sequence[str], *, cities: Mapping[str, City], before: Mapping[str, float]
) -> dict[str, list[float]]:
    """Compute the criteria of the regions, each over its mean: more of any of them asks for more reduction.

    Parameters
    ----------
    names
        Criteria, of ``CRITERIA``.
    cities
        Figures by region.
    before
        What each would emit if nothing fell [unit of the target].

    Returns
    -------
    dict
        Values over their mean by criterion, in the order of the regions [1].

    Examples
    --------
    >>> two = {"a": City(base=60, gdp=30), "b": City(base=40, gdp=40)}
    >>> criteria_of(["intensity"], cities=two, before={"a": 60.0, "b": 40.0})["intensity"]
    [1.3333333333333333, 0.6666666666666666]
    """
    made: dict[str, list[float]] = {}
    for name in (one for one in CRITERIA if one in names):
        raw = [_criterion(name, city, before[region]) for region, city in cities.items()]
        mean = sum(raw) / len(raw)
        made[name] = [value / mean for value in raw] if mean > 0 else [0.0] * len(raw)
    return made


def _criterion(name: str, city: City, emitted: float) -> float:
    gdp, people = float(city.gdp or 0), float(city.population or 0)
    if name == "gdp_per_capita":
        return gdp / people
    if name == "base_per_capita":
        return emitted / people
    if name == "intensity":
        return emitted / gdp
    return float((city.industry_share if name == "industry_share" else city.potential) or 0)


def _reduced(
    total: float, asked: Decomposition, before: Mapping[str, float], *, weights: Mapping[str, float]
) -> dict[str, float]:
    """Share reductions in proportion to weights, within the bounds on a region's share."""
    least = asked.least_share or 0.0
    parts = in_proportion(
        total,
        weights=[weights[region] for region in before],
        least=[max(0.0, least) * value for value in before.values()],
        most=[asked.most_share * value for value in before.values()],
    )
    return dict(zip(before, parts, strict=True))


def _budgeted(
    cap: float, asked: Decomposition, before: Mapping[str, float], *, weights: Sequence[float]
) -> dict[str, float]:
    """Share the cap in proportion to weights; a region may rise unless a least share is asked for."""
    least = asked.least_share
    parts = in_proportion(
        cap,
        weights=weights,
        least=[(1 - asked.most_share) * value for value in before.values()],
        most=[cap if least is None else (1 - least) * value for value in before.values()],
    )
    return {region: value - part for (region, value), part in zip(before.items(), parts, strict=True)}


def _indexed(
    method: str,
    *,
    asked: Decomposition,
    cities: Mapping[str, City],
    before: Mapping[str, float],
    total: float,
) -> Shared:
    made = criteria_of(asked.criteria, cities=cities, before=before)
    empty = [name for name, values in made.items() if not any(values)]
    if empty:
        raise InputError([Problem("decomposition.criterion_zero", {"got": name}) for name in empty])
    table = np.array(list(made.values())).T
    index: float | None = None
    if method == "stated" and asked.comparisons is not None:
        order = [asked.criteria.index(name) for name in CRITERIA if name in asked.criteria]
        weighed, index = compared_weights(np.array(asked.comparisons)[np.ix_(order, order)])
    elif method == "stated":
        weighed = np.array([dict(asked.weights or {}).get(name, 0.0) for name in CRITERIA if name in made])
    else:
        weighed = entropy_weights(table) if method == "entropy" else critic_weights(table)
    scores = dict(zip(before, (float(one) for one in table @ weighed), strict=True))
    reductions = _reduced(
        total, asked, before, weights={region: scores[region] * before[region] for region in before}
    )
    weights = dict(zip(made, (float(one) for one in weighed), strict=True))
    return Shared(reductions, weights=weights, scores=scores, consistency=index)


def _contracted(
    asked: Decomposition, *, cities: Mapping[str, City], before: Mapping[str, float], cap: float
) -> Shared:
    """Let intensities come together: each goes part of the way to the mean, then all fall alike."""
    gdp = {region: float(one.gdp or 0) * float(one.gdp_growth or 1) for region, one in cities.items()}
    mean = sum(before.values()) / sum(gdp.values())
    part = asked.convergence
    weights = [(1 - part) * before[region] + part * mean * gdp[region] for region in before]
    return Shared(_budgeted(cap, asked, before, weights=weights))


def _frontier(
    asked: Decomposition, *, cities: Mapping[str, City], before: Mapping[str, float], cap: float
) -> Shared:
    """Give each what the best would need for its GDP and people, scaled to the cap: all are efficient."""
    made = np.array(
        [
            [float(one.gdp or 0) * float(one.gdp_growth or 1), float(one.population or 0)]
            for one in cities.values()
        ]
    )
    found = efficiencies(np.array(list(before.values())), made=made)
    weights = [one * value for one, value in zip(found, before.values(), strict=True)]
    return Shared(
        _budgeted(cap, asked, before, weights=weights), scores=dict(zip(before, found, strict=True))
    )
