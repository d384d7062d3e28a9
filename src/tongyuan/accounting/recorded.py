"""Trees of derived quantities: what each record gave, by its equation, down to the record's own figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Contract, key_of

__all__ = ["constant_leaf", "part_node", "quantity_node", "record_leaf"]


def record_leaf(name: str, row: Mapping[str, Any], *, contract: type[Contract]) -> Node:
    """Make the leaf of one figure of a record.

    Parameters
    ----------
    name
        Column of the record.
    row
        The record.
    contract
        Its contract, which tells label and unit.

    Returns
    -------
    Node
        The leaf [the column's unit].
    """
    told = contract.columns()[name].metadata or {}
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=row[name],
        unit=told.get("unit", ""),
        label_zh=told.get("label_zh", name),
        label_en=told.get("label_en", name),
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={key: row[key] for key in key_of(contract)},
    )


def constant_leaf(name: str, value: float, *, unit: str, zh: str, en: str) -> Node:
    """Make the leaf of a number that no record or factor holds.

    Examples
    --------
    >>> constant_leaf("days", 365.0, unit="d", zh="天数", en="days of the year").value
    365.0
    """
    return Node(name, NodeKind.CONSTANT, value, unit, label_zh=zh, label_en=en)


def part_node(name: str, value: float, *, unit: str, equation: str, children: Sequence[Node]) -> Node:
    """Make the node of what one record gives, by its equation.

    Examples
    --------
    >>> hours = constant_leaf("hours", 24.0, unit="h", zh="时间", en="hours")
    >>> part_node("part", 24.0, unit="h", equation="hours", children=[hours]).equation
    'hours'
    """
    return Node(
        name=name,
        kind=NodeKind.EQUATION,
        value=value,
        unit=unit,
        equation=equation,
        label_zh="由记录推算",
        label_en="derived from a record",
        children=tuple(children),
    )


def quantity_node(parts: Sequence[Node], *, unit: str, citation: str) -> Node | None:
    """Make the node of a derived quantity: the sum of what its records give; None where none gives any.

    Examples
    --------
    >>> quantity_node([], unit="km", citation="") is None
    True
    """
    if not parts:
        return None
    return Node(
        name="quantity",
        kind=NodeKind.AGGREGATE,
        value=math.fsum(part.value for part in parts if part.value is not None),
        unit=unit,
        equation="sum(part)",
        label_zh="活动量（由记录推算）",
        label_en="activity (derived from records)",
        citation=citation,
        children=tuple(parts),
    )
