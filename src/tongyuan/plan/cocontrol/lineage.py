"""Why a plan says what it says: what is run times what it emits, what is fixed, and the limits that bind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind

__all__ = ["explain_planned", "explain_price", "explain_uptake"]

Row = Mapping[str, Any]
NOTHING = 1e-9
#: Name of each part of a sum.
PART = "part_t"


def explain_uptake(row: Row, *, prices: pl.DataFrame, name: str = "quantity") -> Node:
    """Explain what is chosen: the limits that bind in its year, with what their next unit costs.

    Parameters
    ----------
    row
        Row of the contract ``Uptake``.
    prices
        Contract ``ShadowPrice``, of the whole plan.
    name
        Name by which an equation calls it.

    Returns
    -------
    Node
        A leaf: a solution is found, not computed from parts; its detail names what it was found under.

    Examples
    --------
    >>> row = {"subject": "running", "item": "works", "part": "base", "year": 2025, "quantity": 50.0,
    ...        "unit": "t", "share": 0.5, "cost_cny": 0.0}
    >>> prices = pl.DataFrame({"limit": ["cap"], "year": [2025], "binding": [True], "price_cny": [100.0]})
    >>> explain_uptake(row, prices=prices).detail["binding"]
    'cap 2025: 100 CNY'
    """
    bind = prices.filter(pl.col("binding"), pl.col("price_cny").abs() > NOTHING).sort("limit", "year")
    told = [
        f"{limit} {year}: {price:.6g} CNY"
        for limit, year, price in bind.select("limit", "year", "price_cny").iter_rows()
    ]
    return Node(
        name=name,
        kind=NodeKind.SOLUTION,
        value=row["quantity"],
        unit=row["unit"],
        label_zh="求解得到的数量",
        label_en="amount that was solved for",
        detail={
            "item": row["item"],
            "part": row["part"],
            "year": row["year"],
            "share": row["share"],
            "binding": "; ".join(told),
        },
    )


def explain_price(row: Row) -> Node:
    """Explain a shadow price: the dual of its limit, and the slopes on both sides.

    Parameters
    ----------
    row
        Row of the contract ``ShadowPrice``.

    Returns
    -------
    Node
        A leaf with what it was found at.
    """
    kept = ("value", "bound", "binding", "relaxed_cny", "tightened_cny")
    return Node(
        name="price_cny",
        kind=NodeKind.SOLUTION,
        value=row["price_cny"],
        unit=f"CNY/{row['unit']}",
        label_zh="影子价格：再严一个单位多花的钱",
        label_en="shadow price: what one unit stricter costs",
        detail={"limit": row["limit"], "year": row["year"]} | {name: row[name] for name in kept},
    )


def explain_planned(
    row: Row,
    *,
    uptake: pl.DataFrame,
    prices: pl.DataFrame,
    levels: pl.DataFrame,
    factors: pl.DataFrame,
    fixed: pl.DataFrame,
    changes: pl.DataFrame,
) -> Node:
    """Explain the emission of a region under a plan: what is run, what is fixed, what projects change.

    Parameters
    ----------
    row
        Row of the contract ``PlannedEmission``.
    uptake, prices
        Tables of the plan.
    levels, factors, fixed, changes
        Tables of its problem: activity levels, option factors, fixed emission, changes by projects.

    Returns
    -------
    Node
        The tree [t].
    """
    at = {"species": row["species"], "year": row["year"]}
    here = levels.filter(region=row["region"], year=row["year"]).select("activity")
    run = (
        uptake.filter(pl.col("subject").cast(pl.String) == "running", pl.col("quantity") != 0)
        .rename({"item": "activity", "part": "option"})
        .join(here, on="activity", how="semi", maintain_order="left")
        .join(factors.filter(**at), on=["activity", "option", "year"], maintain_order="left")
    )
    parts = [_run(found, prices) for found in run.iter_rows(named=True)]
    parts += [_fixed(found) for found in fixed.filter(region=row["region"], **at).iter_rows(named=True)]
    parts += _projects(row, uptake=uptake, changes=changes.filter(region=row["region"], **at), prices=prices)
    return Node(
        name="mass_t",
        kind=NodeKind.AGGREGATE,
        value=row["mass_t"],
        unit="t",
        equation=f"sum({PART})" if parts else "0",
        label_zh="方案下的排放",
        label_en="emission under the plan",
        detail={"baseline_t": row["baseline_t"]},
        children=tuple(parts),
    )


def _run(row: Row, prices: pl.DataFrame) -> Node:
    told = {"item": row["activity"], "part": row["option"], **row}
    factor = Node(
        name="factor_t",
        kind=NodeKind.FACTOR,
        value=row["factor_t"],
        unit=f"t/{row['unit']}",
        label_zh="该技术状态下的排放因子（由清单和措施得出）",
        label_en="emission factor under the option, of the inventory and its measures",
        detail={"activity": row["activity"], "option": row["option"]},
    )
    return Node(
        name=PART,
        kind=NodeKind.EQUATION,
        value=row["quantity"] * row["factor_t"],
        unit="t",
        equation="quantity * factor_t",
        label_zh="运行量乘排放因子",
        label_en="what is run times its factor",
        detail={"activity": row["activity"], "option": row["option"]},
        children=(explain_uptake(told, prices=prices), factor),
    )


def _fixed(row: Row) -> Node:
    return Node(
        name=PART,
        kind=NodeKind.AGGREGATE,
        value=row["mass_t"],
        unit="t",
        label_zh="方案不选择的排放（清单按驱动因素推算）",
        label_en="emission that the plan does not choose, of the inventory by its drivers",
        detail={"source": row["source"]},
    )


def _projects(row: Row, *, uptake: pl.DataFrame, changes: pl.DataFrame, prices: pl.DataFrame) -> list[Node]:
    built = uptake.filter(pl.col("subject").cast(pl.String) == "project", year=row["year"])
    joined = built.join(
        changes, left_on=["item", "year"], right_on=["project", "year"], maintain_order="left"
    )
    return [
        Node(
            name=PART,
            kind=NodeKind.EQUATION,
            value=found["quantity"] * found["mass_t"],
            unit="t",
            equation="quantity * change_t",
            label_zh="整体项目带来的变化",
            label_en="change by a project",
            detail={"project": found["item"]},
            children=(
                explain_uptake(found, prices=prices),
                Node(
                    "change_t",
                    NodeKind.REPORTED,
                    found["mass_t"],
                    "t",
                    label_zh="项目变化",
                    label_en="change",
                ),
            ),
        )
        for found in joined.iter_rows(named=True)
    ]
