"""Lineage of the plan's own figures: activity from a balance, standard coal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isclose
from typing import Any

import polars as pl

from tongyuan.plan.balance_activity import NET_IMPORT_ROWS, uses
from tongyuan.plan.energy import column_scales
from tongyuan.plan.energy.standard_coal import EQUATION
from tongyuan.vocabulary import balance as balance_rows
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.quality import Quality

__all__ = ["explain_activity", "explain_standard_coal", "trace_to_balance"]

ACTIVITY_KEY = ("region", "year", "sector", "fuel")


def trace_to_balance(node: Node, *, balance: pl.DataFrame) -> Node:
    """Put the balance's cells under every activity of a tree that came from them.

    Parameters
    ----------
    node
        The tree of an emission, or of a sum of emissions.
    balance
        EnergyBalance that the activity was derived from.

    Returns
    -------
    Node
        The same tree [the node's unit]; an activity that the balance does not give stays a leaf.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> detail = {"region": "990000", "year": 2020, "sector": "industry", "fuel": "raw_coal"}
    >>> leaf = Node("quantity", NodeKind.REPORTED, 90000.0, "t", detail=detail)
    >>> made = balanced({(2, "raw_coal"): 9.0, (23, "raw_coal"): 9.0})
    >>> trace_to_balance(leaf, balance=made).equation
    '(row_23) * scale'
    """
    if node.children:
        return replace(
            node, children=tuple(trace_to_balance(child, balance=balance) for child in node.children)
        )
    if node.name != "quantity" or not node.detail.keys() >= set(ACTIVITY_KEY):
        return node
    if not _terms(node.detail, _cells(node.detail, balance)):
        return node
    traced = explain_activity(node.detail, balance=balance)
    same = (
        traced.value is not None
        and node.value is not None
        and isclose(traced.value, node.value, rel_tol=1e-12)
    )
    return replace(traced, detail=node.detail) if same else node


def explain_activity(key: Mapping[str, Any], *, balance: pl.DataFrame) -> Node:
    """Explain an activity as arithmetic of the balance's cells.

    Parameters
    ----------
    key
        ``region``, ``year``, ``sector`` and ``fuel`` of the activity.
    balance
        EnergyBalance.

    Returns
    -------
    Node
        An equation over the cells [the fuel's own unit].

    Raises
    ------
    NotFoundError
        If the balance prints no such activity.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> made = balanced({(23, "raw_coal"): 9.0, (24, "raw_coal"): 1.0})
    >>> node = explain_activity(
    ...     {"region": "990000", "year": 2020, "sector": "industry", "fuel": "raw_coal"}, balance=made)
    >>> node.equation, node.value
    ('(row_23 - row_24) * scale', 80000.0)
    """
    cells = _cells(key, balance)
    terms = _terms(key, cells)
    if not terms:
        raise _not_found(key, "平衡表中有数的一格", "a printed cell of the balance")
    fuel = str(key["fuel"])
    scale = column_scales()[fuel]
    signed = "".join(f" {'-' if sign < 0 else '+'} row_{row}" for row, sign in terms).removeprefix(" + ")
    total = sum(sign * float(cells[row]["quantity"]) for row, sign in terms)
    unit = fuels.activity_unit(fuel)
    return Node(
        name="quantity",
        kind=NodeKind.EQUATION,
        value=total * scale,
        unit=unit,
        equation=f"({signed.strip()}) * scale",
        label_zh=f"{fuels.label(fuel)}活动量（能源平衡表）",
        label_en=f"activity of {fuels.label(fuel, language='en')}, from the energy balance",
        citation="地区能源平衡表：终端消费-用作原料+发电供热投入；净调入",
        detail={name: key[name] for name in ACTIVITY_KEY},
        children=(*(_cell(cells[row]) for row, _ in terms), _constant("scale", scale, unit)),
    )


def explain_standard_coal(key: Mapping[str, Any], *, converted: pl.DataFrame, balance: pl.DataFrame) -> Node:
    """Explain a cell of a balance in standard coal.

    Parameters
    ----------
    key
        ``region``, ``year``, ``row``, ``fuel`` and ``basis``.
    converted
        StandardCoal.
    balance
        EnergyBalance that it was converted from.

    Returns
    -------
    Node
        An equation over the printed cell, the unit's scale and the coefficient [1e4 tce]; a missing cell
        with its reason where there is no figure.

    Raises
    ------
    NotFoundError
        If there is no such cell.

    Examples
    --------
    >>> from tongyuan.plan.energy import standard_coal
    >>> from tongyuan.testing.energy import balanced
    >>> made = balanced({(2, "raw_coal"): 10.0})
    >>> table = {"fuel": ["raw_coal"], "tce_per_unit": [0.7], "unit": ["t"], "quality": ["published"]}
    >>> coal = standard_coal(
    ...     made, coefficients=pl.DataFrame(table | {"citation": ["example"]}), basis="calorific")
    >>> key = {"region": "990000", "year": 2020, "row": 2, "fuel": "raw_coal", "basis": "calorific"}
    >>> round(explain_standard_coal(key, converted=coal, balance=made).value, 6)
    7.0
    """
    found = converted.filter(pl.col(name) == value for name, value in key.items())
    if found.is_empty():
        raise _not_found(key, "折标煤表中的一格", "a cell of the balance in standard coal")
    row = found.row(0, named=True)
    if row["quantity_1e4_tce"] is None:
        detail = {**key, "state": row["state"], "reason": row["reason"]}
        return Node("quantity_1e4_tce", NodeKind.MISSING, None, "1e4 tce", detail=detail)
    fuel = row["fuel"]
    cell = _cells(key, balance)[row["row"]]
    coefficient = Node(
        name="tce_per_unit",
        kind=NodeKind.FACTOR,
        value=row["tce_per_unit"],
        unit=f"tce per {row['coefficient_unit']}",
        label_zh="折标系数",
        label_en="standard-coal coefficient",
        citation=row["citation"],
        detail={"fuel": fuel, "basis": row["basis"]},
    )
    scale = _constant("scale", column_scales()[fuel], fuels.activity_unit(fuel))
    return Node(
        name="quantity_1e4_tce",
        kind=NodeKind.EQUATION,
        value=row["quantity_1e4_tce"],
        unit="1e4 tce",
        equation=EQUATION,
        label_zh=f"{fuels.label(fuel)}折标准煤",
        label_en=f"{fuels.label(fuel, language='en')} in standard coal",
        citation="GB/T 2589-2020",
        quality=Quality(row["quality"]),
        detail=dict(key),
        children=(replace(_cell(cell), name="quantity"), scale, coefficient),
    )


def _cells(key: Mapping[str, Any], balance: pl.DataFrame) -> dict[int, dict[str, Any]]:
    column = balance.filter(region=key["region"], year=key["year"], fuel=key["fuel"])
    return {row["row"]: row for row in column.iter_rows(named=True) if row["quantity"] is not None}


def _terms(key: Mapping[str, Any], cells: Mapping[int, object]) -> list[tuple[int, int]]:
    """List the printed rows that make an activity, each with its sign."""
    if key["sector"] == "net_import":
        return [(row, 1) for row in NET_IMPORT_ROWS if row in cells]
    found = uses().filter(sector=key["sector"], fuel=key["fuel"])
    if found.is_empty():
        return []
    use = found.row(0, named=True)
    if use["row"] not in cells:
        return []
    if use["part"] == "input":
        return [(use["row"], -1)]
    less = [(use["less_row"], -1)] if use["less_row"] in cells else []
    return [(use["row"], 1), *less]


def _cell(row: Mapping[str, Any]) -> Node:
    names = balance_rows.rows().row(by_predicate=pl.col("row") == row["row"], named=True)
    return Node(
        name=f"row_{row['row']}",
        kind=NodeKind.REPORTED,
        value=row["quantity"],
        unit=row["unit"],
        label_zh=f"{names['name_zh']}·{fuels.label(row['fuel'])}",
        label_en=f"{names['name_en']}, {fuels.label(row['fuel'], language='en')}",
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={name: row[name] for name in ("region", "year", "row", "fuel")},
    )


def _constant(name: str, value: float, unit: str) -> Node:
    return Node(
        name=name,
        kind=NodeKind.CONSTANT,
        value=value,
        unit=f"{unit} per unit of the column",
        label_zh="单位换算",
        label_en="units",
        citation="definition",
    )


def _not_found(key: Mapping[str, Any], zh: str, en: str) -> NotFoundError:
    wanted = ", ".join(f"{name}={value}" for name, value in key.items())
    values = {"key": wanted, "expected_zh": zh, "expected_en": en}
    return NotFoundError(Problem("inventory.no_figure", values))
