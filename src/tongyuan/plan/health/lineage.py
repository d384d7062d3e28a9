"""Why a burden is what it is: people, rate, concentration and the function that joins them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import Quality

__all__ = ["explain_impact"]

Row = Mapping[str, Any]
EQUATIONS = {
    "gemm": "exp(slope * log(1 + max(0, ug_m3 - least) / alpha)"
    " / (1 + exp(-(max(0, ug_m3 - least) - centre) / width)))",
    "log_linear": "exp(slope * max(0, ug_m3 - least))",
    "logistic": "exp(slope * log(ug_m3 + 1) / (1 + exp(-(ug_m3 - centre) / width)))",
    "table": "below + (ug_m3 - from) / (to - from) * (above - below)",
}
TERMS = {
    "gemm": ("slope", "alpha", "centre", "width", "least"),
    "log_linear": ("slope", "least"),
    "logistic": ("slope", "centre", "width"),
}
COLUMN = {"least": "least_ug_m3"}
UNITS = dict.fromkeys(("alpha", "centre", "width", "least", "from", "to"), "ug/m3")


def explain_impact(
    row: Row, *, people: Row, rate: Row, air: Row, function: pl.DataFrame, years: float | None = None
) -> Node:
    """Explain the burden of a region, cause and age as it is.

    Parameters
    ----------
    row
        Row of the contract ``Impact``.
    people, rate, air
        Rows of ``Population``, ``MortalityRate`` and ``Concentration`` that it stands on.
    function
        Rows of ``RiskFunction`` that serve its age: one, or the points of a table.
    years
        Years that a death takes [a], where years of life are told.

    Returns
    -------
    Node
        The tree [deaths or years a year].

    Examples
    --------
    >>> said = {"quality": "published", "citation": "c"}
    >>> function = pl.DataFrame([{"form": "log_linear", "slope": 0.02877, "least_ug_m3": 5.0,
    ...     "function": "f", **said}])
    >>> tree = explain_impact(
    ...     {"measure": "deaths", "base": 25.0, "case": None, "avoided": None},
    ...     people={"persons": 1e4, **said}, rate={"per_100k": 1000.0, **said}, air={"ug_m3": 15.0, **said},
    ...     function=function)
    >>> tree.equation, [child.name for child in tree.children]
    ('persons * per_100k / 100000 * (ratio - 1) / ratio', ['persons', 'per_100k', 'ratio'])
    """
    parts = (
        _told("persons", people, unit="persons", zh="人口", en="people"),
        _told("per_100k", rate, unit="deaths a year of 100 000", zh="死亡率", en="rate of death"),
        _ratio(air, function),
    )
    equation = "persons * per_100k / 100000 * (ratio - 1) / ratio"
    of_years = row["measure"] != "deaths"
    return Node(
        name=str(row["measure"]),
        kind=NodeKind.EQUATION if row["base"] is not None else NodeKind.MISSING,
        value=row["base"],
        unit="a year",
        equation=f"{equation} * years_of_a_death" if of_years else equation,
        label_zh="可归因于细颗粒物的负担（现状）",
        label_en="burden of PM2.5 as it is",
        citation="deaths = persons x rate x (1 - 1/RR); years by the life table of all causes",
        detail={"case": row["case"], "avoided": row["avoided"]},
        children=(*parts, _years(years)) if of_years else parts,
    )


def _years(years: float | None) -> Node:
    return Node(
        name="years_of_a_death",
        kind=NodeKind.AGGREGATE if years is not None else NodeKind.MISSING,
        value=years,
        unit="a",
        label_zh="每例死亡损失的寿命年",
        label_en="years that a death takes",
        citation="abridged life table of all causes, at the middle of the group of age",
    )


def _told(name: str, row: Row, *, unit: str, zh: str, en: str) -> Node:
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=row[name],
        unit=unit,
        label_zh=zh,
        label_en=en,
        citation=row["citation"],
        quality=Quality(row["quality"]),
    )


def _ratio(air: Row, function: pl.DataFrame) -> Node:
    """Explain the hazard ratio."""
    first = function.row(0, named=True)
    form = str(first["form"])
    terms = _points(function, at=float(air["ug_m3"])) if form == "table" else _terms(first)
    return Node(
        name="ratio",
        kind=NodeKind.EQUATION,
        value=None,
        unit="1",
        equation=EQUATIONS[form],
        label_zh="相对危险度",
        label_en="hazard ratio",
        citation=first["citation"],
        quality=Quality(first["quality"]),
        detail={"function": first["function"]},
        children=(_told("ug_m3", air, unit="ug/m3", zh="年均浓度", en="yearly mean of PM2.5"), *terms),
    )


def _terms(function: Row) -> tuple[Node, ...]:
    return tuple(
        _constant(name, function[COLUMN.get(name, name)], function) for name in TERMS[str(function["form"])]
    )


def _points(table: pl.DataFrame, *, at: float) -> tuple[Node, ...]:
    """Tell the two points of a table around a concentration; beyond its ends the last one twice."""
    rows = table.sort("ug_m3").rows(named=True)
    before = [row for row in rows if row["ug_m3"] <= at] or rows[:1]
    after = [row for row in rows if row["ug_m3"] > at] or rows[-1:]
    low, high = before[-1], after[0]
    if low["ug_m3"] == high["ug_m3"]:
        # Beyond an end the ratio is level: any distance does, as both ratios are the same.
        high = {**high, "ug_m3": high["ug_m3"] + 1.0}
    told = {"from": low["ug_m3"], "to": high["ug_m3"], "below": low["ratio"], "above": high["ratio"]}
    return tuple(_constant(name, value, low) for name, value in told.items())


def _constant(name: str, value: float, function: Row) -> Node:
    return Node(
        name=name,
        kind=NodeKind.CONSTANT,
        value=value,
        unit=UNITS.get(name, "1"),
        citation=function["citation"],
        quality=Quality(function["quality"]),
    )
