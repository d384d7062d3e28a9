"""Tracing activity to the records that gave it: what is told once serves every figure of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isclose
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import Derivation, derivations
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, key_of

__all__ = ["Tracing"]

KEY = key_of(Activity)
Told = Mapping[tuple[str, ...], "Node | Derivation"]


@dataclass(frozen=True, slots=True)
class Tracing:
    """The records of one run and the trees that they gave, each told once however many figures are asked.

    Parameters
    ----------
    records
        Frames of records by dataset, as the run pinned them.
    factors
        Factors of the run.
    family
        Its family.
    """

    records: Mapping[str, pl.DataFrame]
    factors: dy.DataFrame[Factor]
    family: str
    _years: dict[int, Told] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[tuple[str, ...], Node | None] = field(default_factory=dict, repr=False, compare=False)

    def trace(self, node: Node) -> Node:
        """Put the records under every activity of a tree that was derived from them.

        Parameters
        ----------
        node
            The tree of an emission, or of a sum of emissions.

        Returns
        -------
        Node
            The same tree [the node's unit]; an activity that no record gave stays a leaf.

        Examples
        --------
        >>> from tongyuan.vocabulary.lineage import NodeKind
        >>> leaf = Node("quantity", NodeKind.REPORTED, 1.0, "t")
        >>> Tracing({}, Factor.create_empty(), "*").trace(leaf) is leaf
        True
        """
        if not self.records:
            return node
        if node.children:
            return replace(node, children=tuple(self.trace(child) for child in node.children))
        told = self._told(node) if _is_activity(node) else None
        if told is None or told.value is None or node.value is None:
            return node
        if not isclose(told.value, node.value, rel_tol=1e-9):
            return node
        return replace(told, detail={**node.detail, **told.detail})

    def _told(self, node: Node) -> Node | None:
        """Give the tree that a derivation tells of an activity, or None where none gave it."""
        year = int(node.detail["year"])
        if year not in self._years:
            self._years[year] = self._tell(year)
        key = tuple(str(node.detail[name]) for name in KEY)
        found = self._years[year].get(key)
        if not isinstance(found, Derivation):
            return found
        if key not in self._asked:
            given: dict[str, Any] = {"factors": self.factors, "family": self.family}
            self._asked[key] = found.explain(node.detail, records=self.records[found.dataset], **given)
        return self._asked[key]

    def _tell(self, year: int) -> Told:
        """Derive a year once: for each row of activity its tree, or the derivation that is to be asked."""
        given: dict[str, Any] = {"factors": self.factors, "family": self.family, "year": year}
        told: dict[tuple[str, ...], Node | Derivation] = {}
        for found in derivations():
            if found.dataset not in self.records:
                continue
            records = self.records[found.dataset]
            if found.trees is not None:
                told |= found.trees(records, **given)
                continue
            rows = found.derive(records, **given).select(KEY).iter_rows()
            told |= {tuple(map(str, key)): found for key in rows}
        return told


def _is_activity(node: Node) -> bool:
    return node.name == "quantity" and node.detail.keys() >= set(KEY)
