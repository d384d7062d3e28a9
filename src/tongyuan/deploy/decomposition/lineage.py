"""Why a region's budget is what it is: its figures, what all must reduce, what was negotiated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind

__all__ = ["explain_budget"]


def explain_budget(
    row: Mapping[str, Any], *, total: Mapping[str, Any] | None, inputs: pl.DataFrame, citation: str | None
) -> Node:
    """Explain a budget: what would be emitted, less the reduction that the method or the negotiation gives.

    Parameters
    ----------
    row
        Row of the contract ``Budget``.
    total
        What the run says of its method; None for a bound on a concentration.
    inputs
        Columns region, figure, value and origin: what the decomposition rests on.
    citation
        Where the target is from; None where nobody says.

    Returns
    -------
    Node
        The tree.

    Examples
    --------
    >>> row = {"base_value": 60.0, "budget_value": 54.0, "exact_value": 54.0, "method_value": 54.0,
    ...        "unit": "t", "region": "a", "method": "equal", "form": "ratio", "reduction_share": 0.1,
    ...        "reason": None, "base_year": 2020, "year": 2025, "decomposition": "nox", "origin": "method"}
    >>> inputs = pl.DataFrame({"region": ["a"], "figure": ["base"], "value": [60.0], "origin": ["stated"]})
    >>> tree = explain_budget(row, total=None, inputs=inputs, citation=None)
    >>> tree.equation, [round(child.value, 6) for child in tree.children]
    ('before - reduction + rounding', [60.0, 6.0, 0.0])
    """
    before, figures = _before(row), _figures(row["region"], inputs)
    reduction = Node(
        "reduction",
        NodeKind.SOLUTION,
        before - row["exact_value"],
        row["unit"],
        label_zh="协商确定的减少量" if row["reason"] else "方法给出的减少量",
        label_en="negotiated reduction" if row["reason"] else "reduction by the method",
        citation=citation or "",
        children=figures,
        detail={"method": row["method"], "decomposition": row["decomposition"], "reason": row["reason"] or ""}
        | {"method_value": row["method_value"]}
        | _of_all(total),
    )
    parts = (
        Node(
            "before", NodeKind.REPORTED, before, row["unit"], label_zh="不下降时的值", label_en="without fall"
        ),
        reduction,
        _rounding(row),
    )
    return Node(
        "budget_value",
        NodeKind.EQUATION,
        row["budget_value"],
        row["unit"],
        equation="before - reduction + rounding",
        label_zh="地区预算",
        label_en="budget of the region",
        children=parts,
        detail={"base_value": row["base_value"], "base_year": row["base_year"], "year": row["year"]},
    )


def _of_all(total: Mapping[str, Any] | None) -> dict[str, str]:
    """Say what the method gives all together; who else rises is not this region's figure."""
    told = {} if total is None else total
    return {
        f"of_all_{name}": str(value) for name, value in told.items() if value and not isinstance(value, list)
    }


def _rounding(row: Mapping[str, Any]) -> Node:
    """Give what rounding by largest remainder adds."""
    added = row["budget_value"] - row["exact_value"]
    return Node(
        "rounding",
        NodeKind.CONSTANT,
        added,
        row["unit"],
        label_zh="最大余数法取整",
        label_en="rounding by largest remainder",
    )


def _figures(region: str, inputs: pl.DataFrame) -> tuple[Node, ...]:
    """Give the figures of a region that the decomposition rests on."""
    return tuple(
        Node(
            one["figure"],
            NodeKind.MISSING if one["value"] is None else NodeKind.REPORTED,
            one["value"],
            "",
            detail={"origin": one["origin"], "region": region},
        )
        for one in inputs.filter(pl.col("region") == region).iter_rows(named=True)
    )


def _before(row: Mapping[str, Any]) -> float:
    """Find what would be emitted if nothing fell: the base; grown with GDP for an intensity target."""
    if row["form"] == "intensity" and row["reduction_share"] < 1:
        return float(row["budget_value"] / (1 - row["reduction_share"]))
    return float(row["base_value"])
