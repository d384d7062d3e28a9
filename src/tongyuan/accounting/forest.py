"""Forests: carbon of the standing volume, and its change between two inventories.

The family of the run says by which equation: the continuous function of volume (Fang), volume x density x
expansion (IPCC, projects), or growth and consumption of the year (provincial guideline 2011). One run uses
one; the numbers of one are never put into another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.surveys import CARRIED_ON, Interval, grouped, interval_of
from tongyuan.accounting.workings import (
    Record,
    Working,
    absent,
    computed,
    derived_by,
    parameters_of,
    reported,
)
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.tables import Factor

__all__ = ["Equation", "derive_stands", "equation_of", "tell_stands"]

METHOD = "forest.stock"
GROWTH = ("growth_share", "consumption_share")
SECTORS = {"all": "forest", "natural": "forest_natural", "planted": "forest_planted"}


@dataclass(frozen=True, slots=True)
class Equation:
    """How carbon follows from volume: its name, text, parameters, the one that marks it, its document."""

    name: str
    text: str
    parameters: tuple[str, ...]
    mark: str
    document: str


EQUATIONS = (
    Equation(
        "continuous_function",
        "(bef_a * volume + bef_b * area) * carbon_fraction",
        ("bef_a", "bef_b", "carbon_fraction"),
        "bef_a",
        "Fang et al. 2001, Science 292:2320: B = a V + b [t/ha]",
    ),
    Equation(
        "volume_expansion",
        "volume * wood_density * bef_above * (1 + root_shoot) * carbon_fraction",
        ("wood_density", "bef_above", "root_shoot", "carbon_fraction"),
        "bef_above",
        "2006 IPCC Guidelines, volume 4, equation 2.8 b, BCEF = BEF x D",
    ),
    Equation(
        "growth_consumption",
        "volume * (growth_share - consumption_share) * wood_density * bef_whole * carbon_fraction",
        ("wood_density", "bef_whole", "carbon_fraction"),
        "bef_whole",
        "provincial guideline (trial) 2011, land: growth and consumption of the standing volume",
    ),
)


def equation_of(factors: dy.DataFrame[Factor], *, family: str) -> Equation | None:
    """Find the equation whose parameters the run's family holds.

    Parameters
    ----------
    factors
        Factors.
    family
        Family of the run, or families joined by ``+``.

    Returns
    -------
    Equation or None
        The equation; None where the family has none.

    Raises
    ------
    ConflictError
        If the families named hold the parameters of two equations.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> slope = a_factor(method="forest.stock", parameter="bef_a", fuel="larch", value=0.6096)
    >>> equation_of(factors_of(slope), family="x").name
    'continuous_function'
    """
    held = factors.filter(pl.col("method") == METHOD, pl.col("family").is_in([*parts_of(family), "*"]))[
        "parameter"
    ].unique()
    found = [equation for equation in EQUATIONS if equation.mark in held]
    if len(found) > 1:
        names = ", ".join(equation.name for equation in found)
        raise ConflictError(Problem("land.two_equations", {"got": names, "family": family}))
    return found[0] if found else None


def tell_stands(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the yearly change of the carbon of each kind of forest.

    Parameters
    ----------
    records
        Contract Stand, all inventories.
    factors, family
        Factors and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon gained [t C]; not estimated where one inventory or a parameter lacks.

    Raises
    ------
    ConflictError
        If the families named hold the parameters of two equations, or two factors fit equally well.

    Examples
    --------
    >>> tell_stands(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    Larch on 1 ha from 100 to 110 m3 in five years gains 0.6096 x 10 x 0.5 / 5 t C a year:

    >>> from tongyuan.testing.land import a_stand, fang_larch, stands_of
    >>> stands = stands_of(a_stand(year=2015, volume_m3=100.0), a_stand(year=2020, volume_m3=110.0))
    >>> derive_stands(stands, factors=fang_larch(), family="x", year=2018)["quantity"].round(4).item()
    0.6096
    """
    rows = records.to_dicts()
    if not rows or min(row["year"] for row in rows) > year:
        return []
    equation = equation_of(factors, family=family)
    leaves = _leaves(rows, factors=factors, family=family, equation=equation)
    groups = grouped(leaves, by=("region", "material", "origin"))
    return [_working(group, equation=equation, year=year) for group in groups.values()]


def _leaves(
    rows: Sequence[Record], *, factors: dy.DataFrame[Factor], family: str, equation: Equation | None
) -> list[dict[str, Any]]:
    """Put beside each stand the leaves of its parameters."""
    technology = "unstated" if equation is None else equation.name
    places = [{**row, "source": "4A", "fuel": row["material"], "technology": technology} for row in rows]
    names = () if equation is None else equation.parameters
    found = parameters_of(places, factors=factors, family=family, method=METHOD, parameters=names)
    return [{**row, "leaves": leaves} for row, leaves in zip(rows, found, strict=True)]


def _working(rows: Sequence[Record], *, equation: Equation | None, year: int) -> Working:
    latest = max((row for row in rows if row["year"] <= year), key=lambda row: row["year"], default=rows[0])
    tree, note, told = _change(rows, latest, equation, year)
    return Working(
        region=latest["region"],
        year=year,
        sector=SECTORS[latest["origin"]],
        source="4A",
        fuel=latest["material"],
        technology="unstated" if equation is None else equation.name,
        activity="land",
        unit="t",
        tree=tree,
        citation=told["citation"],
        note=note,
    )


def _change(
    rows: Sequence[Record], latest: Record, equation: Equation | None, year: int
) -> tuple[Node, str | None, Record]:
    if equation is None:
        return absent(), "所选因子族没有森林参数 · the family has no parameters of forests", latest
    if equation.name == "growth_consumption":
        return _carbon("quantity", latest, equation), None, latest
    by_year = {row["year"]: row for row in rows}
    interval = interval_of(list(by_year), year=year)
    if interval is None:
        return absent(), "须有前后两次清查 · two inventories are needed", latest
    last = by_year[interval.last]
    note = CARRIED_ON if interval.beyond else None
    return _between(by_year[interval.first], last, equation, interval), note, last


def _between(first: Record, last: Record, equation: Equation, interval: Interval) -> Node:
    """Share the change between two inventories among its years."""
    stocks = [_carbon("stock_first", first, equation), _carbon("stock_last", last, equation)]
    return computed(
        "quantity",
        f"(stock_last - stock_first) / {interval.years}",
        stocks,
        unit="t",
        zh=f"{interval.first}—{interval.last} 年碳储量年均变化",
        en=f"yearly change of carbon, {interval.first} to {interval.last}",
        citation="2006 IPCC Guidelines, volume 4, equation 2.5: stock difference",
    )


def _carbon(name: str, row: Record, equation: Equation) -> Node:
    """Give the carbon of a stand, or what it gains in a year where the equation tells that."""
    own = [reported("volume", row, column="volume_m3", unit="m3")]
    if equation.name == "continuous_function":
        own.append(reported("area", row, column="area_ha", unit="ha"))
    if equation.name == "growth_consumption":
        own += [
            reported(share, row, column=share, unit="1") for share in ("growth_share", "consumption_share")
        ]
    return computed(
        name,
        equation.text,
        [*own, *(row["leaves"][parameter] for parameter in equation.parameters)],
        unit="t",
        zh=f"{row['year']} 年林木碳",
        en=f"carbon of trees, {row['year']}",
        citation=equation.document,
    )


derive_stands = derived_by(
    tell_stands,
    METHOD,
    dataset="stands",
    source="stock difference between two forest inventories; equation by the run's family",
    edition="Fang 2001; IPCC 2006; provincial guideline 2011",
    span="all",
)
