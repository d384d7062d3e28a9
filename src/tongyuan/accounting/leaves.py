"""Nodes of an emission's tree: activity, factor, controls, what is missing, and the equation above them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.accounting.matching import ANY
from tongyuan.vocabulary import fuels, materials, technologies
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import Method, Term
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = [
    "activity_leaf",
    "carrier",
    "equation_node",
    "factor_leaf",
    "factors_named",
    "missing_leaf",
    "removal_node",
    "sum_node",
]

Record = Mapping[str, Any]

FACTOR_DETAIL = (
    "factor_id",
    "family",
    "parameter",
    "species",
    "source",
    "fuel",
    "technology",
    "region",
    "year_from",
    "year_to",
    "low",
    "high",
    "range_quality",
    "distribution",
    "origin",
    "edition",
    "note",
)


def activity_leaf(row: Record) -> Node:
    """Make the leaf of an activity row; where it has no quantity, of its state."""
    there = row["quantity"] is not None
    what = carrier(row["fuel"], "zh"), carrier(row["fuel"], "en")
    detail = {name: row[name] for name in (*key_of(Activity), "low", "high", "note")}
    detail |= {"derived_from_co2": row["derived_from_co2"]}
    return Node(
        name="quantity",
        kind=NodeKind.REPORTED if there else NodeKind.MISSING,
        value=row["quantity"],
        unit=row["unit"],
        label_zh=f"{_label('quantity', 'zh')}：{what[0]}{_by(row, 'zh')}",
        label_en=f"{_label('quantity', 'en')}: {what[1]}{_by(row, 'en')}",
        citation=row["citation"],
        quality=Quality(row["quality"]) if there else None,
        detail=detail if there else detail | {"state": row["state"]},
    )


def factors_named(rows: Sequence[Record], *, factors: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Give the factors that rows name, by their ids: of thousands those few of which leaves are made.

    Parameters
    ----------
    rows
        Rows with ids in ``factor_id`` and in columns that end with ``_id``; null where none was chosen.
    factors
        Factors.

    Returns
    -------
    dict of str to dict
        The factor's row by its id.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> two = factors_of(a_factor(parameter="k", value=0.185), a_factor(parameter="doc", value=0.15))
    >>> first = two["factor_id"][0]
    >>> list(factors_named([{"k_id": first, "doc_id": None}], factors=two)) == [first]
    True
    """
    ids = {value for row in rows for name, value in row.items() if name.endswith("_id") and value is not None}
    named = factors.filter(pl.col("factor_id").is_in(sorted(map(str, ids))))
    return {row["factor_id"]: row for row in named.iter_rows(named=True)}


def factor_leaf(name: str, row: Record) -> Node:
    """Make the leaf of a factor."""
    return Node(
        name=name,
        kind=NodeKind.FACTOR,
        value=row["value"],
        unit=row["unit"],
        label_zh=_of_species(row["parameter"], row["species"], "zh") + _by(row, "zh"),
        label_en=_of_species(row["parameter"], row["species"], "en") + _by(row, "en"),
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={column: row[column] for column in FACTOR_DETAIL},
    )


def missing_leaf(name: str, term: Term, *, row: Record, species: str) -> Node:
    """Make the leaf of a factor that no table holds."""
    sought = {column: row[column] for column in ("region", "year", "source", "fuel", "technology")}
    return Node(
        name=name,
        kind=NodeKind.MISSING,
        value=None,
        unit=term.unit,
        label_zh=f"缺少：{_of_species(term.column, species, 'zh')}",
        label_en=f"lacks: {_of_species(term.column, species, 'en')}",
        detail={"state": Missing.NE.value, "parameter": term.column, "species": species} | sought,
    )


def removal_node(controls: Sequence[Record]) -> Node:
    """Make the node of what controls remove: the sum over parallel controls; none stated is none removed."""
    if not controls:
        return Node(
            name="removal",
            kind=NodeKind.CONSTANT,
            value=0.0,
            unit="1",
            label_zh="未列出控制措施",
            label_en="no control stated",
        )
    numbers = range(1, len(controls) + 1)
    return Node(
        name="removal",
        kind=NodeKind.EQUATION,
        value=sum(control["efficiency"] * control["application"] for control in controls),
        unit="1",
        equation=" + ".join(f"efficiency_{n} * application_{n}" for n in numbers),
        label_zh=_label("removal", "zh"),
        label_en=_label("removal", "en"),
        children=tuple(
            _control_leaf(column, n, control)
            for n, control in zip(numbers, controls, strict=True)
            for column in ("efficiency", "application")
        ),
    )


def equation_node(
    entry: Method, *, children: tuple[Node, ...], value: float | None, detail: dict[str, Any]
) -> Node:
    """Make the node of a figure by its method."""
    species = detail["species"]
    return Node(
        name="mass_t",
        kind=NodeKind.EQUATION if value is not None else NodeKind.MISSING,
        value=value,
        unit=entry.unit,
        equation=entry.equation,
        label_zh=f"{species} 排放量",
        label_en=f"emission of {species}",
        citation=f"{entry.id}: {entry.source} ({entry.edition})",
        detail=detail | {"method": entry.id},
        children=children,
    )


def sum_node(trees: Sequence[Node], *, key: dict[str, Any]) -> Node:
    """Make the node of a sum; figures that are missing are counted, and not children."""
    there = tuple(tree for tree in trees if tree.value is not None)
    missing = Counter(str(tree.detail["state"]) for tree in trees if tree.value is None)
    return Node(
        name="mass_t",
        kind=NodeKind.AGGREGATE if there else NodeKind.MISSING,
        value=math.fsum(tree.value for tree in there if tree.value is not None) if there else None,
        unit="t",
        equation="sum(mass_t)" if there else "",
        label_zh=f"{key['species']} 排放量合计",
        label_en=f"sum of emission of {key['species']}",
        detail=key | {"figures": len(trees), "missing": missing.total(), "states": dict(missing)},
        children=there,
    )


def _control_leaf(column: str, number: int, control: Record) -> Node:
    return Node(
        name=f"{column}_{number}",
        kind=NodeKind.FACTOR,
        value=control[column],
        unit="1",
        label_zh=f"{_label(column, 'zh')}：{technologies.label(control['technology'])}",
        label_en=f"{_label(column, 'en')}: {technologies.label(control['technology'], language='en')}",
        citation=control["citation"],
        quality=Quality(control["quality"]),
        detail={name: control[name] for name in ("control_id", "technology", "species", "edition", "note")},
    )


def _label(parameter: str, language: str) -> str:
    return str(look_up("parameters", key="parameter", code=parameter, column=f"name_{language}"))


def _by(row: Record, language: str) -> str:
    """Write the technology of a row in brackets; nothing where none is told or all are served."""
    if row["technology"] in (UNSTATED, ANY):
        return ""
    name = technologies.label(row["technology"], language=language)
    return f"（{name}）" if language == "zh" else f" ({name})"


def _of_species(parameter: str, species: str, language: str) -> str:
    label = _label(parameter, language)
    return label if species == "*" else f"{species} {label}"


def carrier(code: str, language: str) -> str:
    """Name a fuel or material; its code where it has no name."""
    if code in fuels.codes():
        return fuels.label(code, language=language)
    return materials.label(code, language=language) if code in materials.codes() else code
