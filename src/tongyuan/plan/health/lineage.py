"""Why a burden is what it is: people, rate, concentration and the function that joins them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import Quality

__all__ = ["explain_impact"]

Row = Mapping[str, Any]
EQUATIONS = {
    "gemm": "exp(slope * log(1 + max(0, ug_m3 - least) / alpha)"
    " / (1 + exp(-(max(0, ug_m3 - least) - centre) / width)))",
    "log_linear": "exp(slope * max(0, ug_m3 - least))",
    "logistic": "exp(slope * log(ug_m3 + 1) / (1 + exp(-(ug_m3 - centre) / width)))",
    "table": "linear between points of the table at ug_m3",
}
TERMS = {
    "gemm": ("slope", "alpha", "centre", "width", "least"),
    "log_linear": ("slope", "least"),
    "logistic": ("slope", "centre", "width"),
    "table": (),
}
COLUMN = {"least": "least_ug_m3"}
UNITS = {"alpha": "ug/m3", "centre": "ug/m3", "width": "ug/m3", "least": "ug/m3"}


def explain_impact(row: Row, *, people: Row, rate: Row, air: Row, function: Row) -> Node:
    """Explain the burden of a region, cause and age as it is.

    Parameters
    ----------
    row
        Row of the contract ``Impact``.
    people, rate, air, function
        Rows of ``Population``, ``MortalityRate``, ``Concentration`` and ``RiskFunction`` that it stands on.

    Returns
    -------
    Node
        The tree [deaths or years a year].

    Examples
    --------
    >>> said = {"quality": "published", "citation": "c"}
    >>> tree = explain_impact(
    ...     {"measure": "deaths", "base": 25.0, "case": None, "avoided": None},
    ...     people={"persons": 1e4, **said}, rate={"per_100k": 1000.0, **said}, air={"ug_m3": 15.0, **said},
    ...     function={"form": "log_linear", "slope": 0.02877, "least_ug_m3": 5.0, "function": "f", **said})
    >>> tree.equation, [child.name for child in tree.children]
    ('persons * per_100k / 100000 * (ratio - 1) / ratio', ['persons', 'per_100k', 'ratio'])
    """
    parts = (
        _told("persons", people, unit="persons", zh="人口", en="people"),
        _told("per_100k", rate, unit="deaths a year of 100 000", zh="死亡率", en="rate of death"),
        _ratio(air, function),
    )
    equation = "persons * per_100k / 100000 * (ratio - 1) / ratio"
    per_death = "" if row["measure"] == "deaths" else " * years_of_a_death"
    return Node(
        name=str(row["measure"]),
        kind=NodeKind.EQUATION if row["base"] is not None else NodeKind.MISSING,
        value=row["base"],
        unit="a year",
        equation=equation + per_death,
        label_zh="可归因于细颗粒物的负担（现状）",
        label_en="burden of PM2.5 as it is",
        citation="deaths = persons x rate x (1 - 1/RR); years by the life table of all causes",
        detail={"case": row["case"], "avoided": row["avoided"]},
        children=parts,
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


def _ratio(air: Row, function: Row) -> Node:
    """Explain the hazard ratio; of a table its points stand with the run's inputs."""
    form = str(function["form"])
    terms = tuple(
        Node(
            name=name,
            kind=NodeKind.CONSTANT,
            value=function[COLUMN.get(name, name)],
            unit=UNITS.get(name, "1"),
            citation=function["citation"],
            quality=Quality(function["quality"]),
        )
        for name in TERMS[form]
    )
    return Node(
        name="ratio",
        kind=NodeKind.EQUATION,
        value=None,
        unit="1",
        equation=EQUATIONS[form],
        label_zh="相对危险度",
        label_en="hazard ratio",
        citation=function["citation"],
        quality=Quality(function["quality"]),
        detail={"function": function["function"]},
        children=(_told("ug_m3", air, unit="ug/m3", zh="年均浓度", en="yearly mean of PM2.5"), *terms),
    )
