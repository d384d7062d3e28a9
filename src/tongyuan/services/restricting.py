"""Nodes out of reach: a tree is recomputed from everything, then shown with what its reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Statistic, key_of

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["restricted"]

STATISTIC = "statistic/"
#: What may be read whoever asks: shipped facts, constants of a definition, and that something is not there.
OPEN = (NodeKind.FACTOR, NodeKind.CONSTANT, NodeKind.MISSING)


def restricted(tree: Node, *, workspace: Workspace, run: Run, keys: Mapping[str, Sequence[str]]) -> Node:
    """Show 受限 in the place of every node out of a reader's reach.

    The figure that was asked for is within reach. Below it, a figure of the run keeps its value where the
    run's tables are seen; any other step keeps it only where everything beneath it is seen, since it could be
    worked back from otherwise.

    Parameters
    ----------
    tree
        The tree of a figure of a run.
    workspace
        The workspace as the reader sees it.
    run
        The run.
    keys
        Names of the key of each table whose rows have figure ids.

    Returns
    -------
    Node
        The tree; a node out of reach has its name and unit alone.
    """
    if workspace.scope.everything or run.sensitivity == Sensitivity.PUBLIC:
        return tree
    sight = _Sight(workspace, run, keys, _statistics_seen(tree, workspace))
    return replace(tree, children=tuple(sight.show(child) for child in tree.children))


@dataclass(frozen=True, slots=True)
class _Sight:
    """What of one run's trees a reader sees."""

    workspace: Workspace
    run: Run
    keys: Mapping[str, Sequence[str]]
    statistics: frozenset[str]

    def show(self, node: Node) -> Node:
        """Show a node and what is below it."""
        shown = replace(node, children=tuple(self.show(child) for child in node.children))
        return shown if self._sees(shown) else _veiled(node)

    def _sees(self, node: Node) -> bool:
        figure = str(node.detail.get("figure", ""))
        if _is_statistic(figure):
            return figure in self.statistics
        if figure:
            return self._sees_row(figure)
        if node.children:
            return all(child.kind is not NodeKind.RESTRICTED for child in node.children)
        if node.kind in OPEN:
            return True
        return self.workspace.scope.covers(
            region=node.detail.get("region") or self.run.region,
            enterprise=node.detail.get("enterprise"),
            sensitivity=Sensitivity(self.run.sensitivity),
        )

    def _sees_row(self, figure: str) -> bool:
        *other, table, key = figure.split("/", 2) if figure.count("/") > 1 else figure.split("/", 1)
        try:
            run = self.workspace.run(other[0]) if other else self.run
        except NotFoundError:
            return False
        if table not in run.tables or table not in self.keys:
            return False
        rows = self.workspace.run_table(run.id, table)
        named = zip(self.keys[table], key.split(","), strict=True)
        return not rows.filter(*(pl.col(name).cast(pl.String) == value for name, value in named)).is_empty()


def _statistics_seen(tree: Node, workspace: Workspace) -> frozenset[str]:
    """Which of the statistics in a tree are within reach, by their figure ids."""
    named = [str(node.detail.get("figure", "")) for node in tree.walk()]
    series = sorted({name.removeprefix(STATISTIC).split(",")[0] for name in named if _is_statistic(name)})
    rows = workspace.statistic_history(series=series)
    key = [pl.col(name).cast(pl.String) for name in key_of(Statistic)]
    ids = pl.lit(STATISTIC) + pl.concat_str(pl.concat_str(key[:-1], separator=","), key[-1], separator="@")
    return frozenset(rows.select(ids.alias("figure"))["figure"])


def _is_statistic(figure: str) -> bool:
    return figure.startswith(STATISTIC)


def _veiled(node: Node) -> Node:
    return Node(
        name=node.name,
        kind=NodeKind.RESTRICTED,
        value=None,
        unit=node.unit,
        label_zh="受限",
        label_en="restricted",
    )
