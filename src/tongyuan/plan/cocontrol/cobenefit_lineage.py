"""Why a plan changes air and health as it is said: falls times a matrix, two burdens subtracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind

__all__ = ["explain_avoided", "explain_change", "explain_fall"]

Row = Mapping[str, Any]
PART = "part_t"
CONTRIBUTION = "contribution"
SIDES = {
    "before": ("无措施排放", "emission without the plan's measures"),
    "after": ("方案排放", "emission under the plan"),
}


def explain_fall(row: Row, *, rows: pl.DataFrame) -> Node:
    """Explain what a plan lowers of a species in a region at a height.

    Parameters
    ----------
    row
        Row of the contract ``BenefitFall``.
    rows
        What is run and built there on both sides, of `tongyuan.plan.cocontrol.cobenefits.emitted`.

    Returns
    -------
    Node
        The tree [t].

    Examples
    --------
    >>> rows = pl.DataFrame({"side": ["before", "after"], "item": ["works"] * 2, "part": ["base", "scrubber"],
    ...     "quantity": [100.0, 100.0], "factor_t": [0.02, 0.01]})
    >>> tree = explain_fall({"before_t": 2.0, "after_t": 1.0, "fall_t": 1.0}, rows=rows)
    >>> tree.equation, [child.value for child in tree.children]
    ('before_t - after_t', [2.0, 1.0])
    """
    return Node(
        name="fall_t",
        kind=NodeKind.EQUATION,
        value=row["fall_t"],
        unit="t",
        equation="before_t - after_t",
        label_zh="方案减少的排放（方案不选择的排放两边相同，不列）",
        label_en="what the plan lowers; what it does not choose is the same on both sides and is not listed",
        children=tuple(_side(side, row[f"{side}_t"], rows.filter(pl.col("side") == side)) for side in SIDES),
    )


def _side(side: str, value: float, rows: pl.DataFrame) -> Node:
    zh, en = SIDES[side]
    return Node(
        name=f"{side}_t",
        kind=NodeKind.AGGREGATE,
        value=value,
        unit="t",
        equation=f"sum({PART})" if rows.height else "0",
        label_zh=zh,
        label_en=en,
        children=tuple(_run(one) for one in rows.iter_rows(named=True)),
    )


def _run(row: Row) -> Node:
    told = {"item": row["item"], "part": row["part"]}
    return Node(
        name=PART,
        kind=NodeKind.EQUATION,
        value=row["quantity"] * row["factor_t"],
        unit="t",
        equation="quantity * factor_t",
        label_zh="运行量乘排放因子",
        label_en="what is run times its factor",
        detail=told,
        children=(
            Node("quantity", NodeKind.SOLUTION, row["quantity"], "", label_zh="数量", label_en="amount"),
            Node(
                "factor_t",
                NodeKind.FACTOR,
                row["factor_t"],
                "t",
                label_zh="该技术状态下的排放因子（由清单和措施得出）",
                label_en="emission factor under the option, of the inventory and its measures",
            ),
        ),
    )


def explain_change(row: Row, *, parts: pl.DataFrame, figure: str, response: Row) -> Node:
    """Explain how a plan changes the air of a city: what every fall does to it.

    Parameters
    ----------
    row
        Row of the contract ``BenefitAir``.
    parts
        Contract ``BenefitPart``, of this city and year.
    figure
        What the ids of the falls begin with.
    response
        ``model``, ``run`` and ``calibrated`` of the matrix.

    Returns
    -------
    Node
        The tree [ug/m3].
    """
    return Node(
        name="change_ug_m3",
        kind=NodeKind.AGGREGATE,
        value=row["change_ug_m3"],
        unit="ug/m3",
        equation=f"sum({CONTRIBUTION})" if parts.height else "0",
        label_zh="方案带来的浓度变化（模型）",
        label_en="change of PM2.5 that the plan brings, of a model",
        detail=dict(response),
        children=tuple(
            _contribution(one, figure, response)
            for one in parts.sort("change_ug_m3", maintain_order=True).iter_rows(named=True)
        ),
    )


def _contribution(row: Row, figure: str, response: Row) -> Node:
    place = {name: row[name] for name in ("region", "year", "species", "release")}
    named = " ".join(map(str, place.values()))
    key = ",".join(map(str, place.values()))
    return Node(
        name=CONTRIBUTION,
        kind=NodeKind.EQUATION,
        value=row["change_ug_m3"],
        unit="ug/m3",
        equation="-fall_t * ug_m3_per_t",
        label_zh=f"{named} 的减排的作用",
        label_en=f"what the fall of {named} does",
        detail=place,
        children=(
            Node(
                "fall_t",
                NodeKind.AGGREGATE,
                row["fall_t"],
                "t",
                label_zh="方案减少的排放",
                label_en="what the plan lowers",
                detail={"figure": f"{figure}/{key}"},
            ),
            Node(
                "ug_m3_per_t",
                NodeKind.FACTOR,
                row["ug_m3_per_t"],
                "ug/m3 per t",
                label_zh="响应系数（筛查）" if response["model"] == "screening" else "响应系数（导入）",
                label_en=f"response, {response['model']}",
            ),
        ),
    )


def explain_avoided(row: Row, *, base: Node, case: Node, change: float, figure: str, incidence: str) -> Node:
    """Explain what a plan avoids: two whole burdens, the second at the air that the plan leaves.

    Parameters
    ----------
    row
        Row of the contract ``BenefitImpact``.
    base, case
        Burdens by `tongyuan.plan.health.lineage.explain_impact`, at the air as it is and at the plan's.
    change
        What the plan adds to the air as it is [ug/m3].
    figure
        Id of that change.
    incidence
        Which rate serves the plan's side.

    Returns
    -------
    Node
        The tree [deaths or years a year].
    """
    ratio = next(node for node in base.children if node.name == "ratio")
    air = next(node for node in ratio.children if node.name == "ug_m3")
    moved = Node(
        name="ug_m3",
        kind=NodeKind.EQUATION,
        value=row["case_ug_m3"],
        unit="ug/m3",
        equation="max(0, now_ug_m3 + change_ug_m3)",
        label_zh="方案下的年均浓度",
        label_en="yearly mean of PM2.5 under the plan",
        children=(
            replace(air, name="now_ug_m3"),
            Node(
                "change_ug_m3",
                NodeKind.AGGREGATE,
                change,
                "ug/m3",
                label_zh="方案带来的浓度变化（模型）",
                label_en="change of PM2.5 that the plan brings, of a model",
                detail={"figure": figure},
            ),
        ),
    )
    return Node(
        name="avoided",
        kind=NodeKind.EQUATION,
        value=row["avoided"],
        unit="a year",
        equation="base - case",
        label_zh="方案避免的负担：两个完整负担之差",
        label_en="burden that the plan avoids: two whole burdens subtracted",
        detail={"low": row["avoided_low"], "high": row["avoided_high"]},
        children=(
            replace(base, name="base"),
            _moved_to(case, moved, against=ratio if incidence == "underlying" else None),
        ),
    )


def _moved_to(case: Node, air: Node, *, against: Node | None) -> Node:
    """Lay the plan's air under the burden of the case; with ``against`` the base's ratio divides."""

    def below(node: Node) -> Node:
        if node.name != "ratio":
            return node
        return replace(node, children=tuple(air if one.name == "ug_m3" else one for one in node.children))

    children = tuple(below(node) for node in case.children)
    equation = case.equation
    if against is not None:
        equation = equation.replace("/ ratio", "/ base_ratio")
        children = (*children, replace(against, name="base_ratio"))
    return replace(
        case,
        name="case",
        equation=equation,
        children=children,
        label_zh="可归因于细颗粒物的负担（方案）",
        label_en="burden of PM2.5 under the plan",
        detail={},
    )
