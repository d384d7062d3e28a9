"""The tree that ``why`` prints: a figure, its equation, and every input down to its citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongyuan.vocabulary.quality import Quality, worst

__all__ = ["Node", "NodeKind"]


class NodeKind(StrEnum):
    """What stands behind a value."""

    EQUATION = "equation"
    AGGREGATE = "aggregate"
    FACTOR = "factor"
    REPORTED = "reported"
    CONSTANT = "constant"
    SOLUTION = "solution"
    MISSING = "missing"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Node:
    """One value in a figure's tree.

    Parameters
    ----------
    name
        Name that the parent's equation uses for it.
    kind
        What it is.
    value
        The value as used, in ``unit``; None where it is missing.
    unit
        Unit of the value.
    equation
        Arithmetic over the children's names; empty for a leaf.
    label_zh, label_en
        What it is, in words.
    citation
        Document, table, year and edition; or method id and source for an equation.
    quality
        Quality of this value alone.
    detail
        Keys that locate it (figure id, factor id, reporter, believed_at, edition ...).
    children
        The inputs.
    """

    name: str
    kind: NodeKind
    value: float | None
    unit: str
    equation: str = ""
    label_zh: str = ""
    label_en: str = ""
    citation: str = ""
    quality: Quality | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    children: tuple[Node, ...] = ()

    def worst_quality(self) -> Quality | None:
        """Return the worst quality in the tree, or None where no leaf states one."""
        found = {node.quality for node in self.walk() if node.quality is not None}
        return worst(found) if found else None

    def walk(self) -> list[Node]:
        """List this node and all below it, parents first."""
        return [self, *(below for child in self.children for below in child.walk())]

    def as_dict(self) -> dict[str, Any]:
        """Give the tree as nested records, for JSON."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "value": self.value,
            "unit": self.unit,
            "equation": self.equation,
            "label_zh": self.label_zh,
            "label_en": self.label_en,
            "citation": self.citation,
            "quality": self.quality.value if self.quality else None,
            "detail": dict(self.detail),
            "children": [child.as_dict() for child in self.children],
        }
