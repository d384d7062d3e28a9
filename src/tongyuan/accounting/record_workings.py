"""Workings by record: each record's arithmetic over its columns, summed to one row of activity a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import dataframely as dy
import polars as pl

from tongyuan.accounting.leaves import carrier, factor_leaf
from tongyuan.accounting.workings import Record, Working, added, computed
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import equation_names
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity, Contract, key_of

__all__ = ["as_activity", "missing_state", "quantity_of", "summed", "summed_by_place", "told"]

PLACE = ("region", "year", "sector", "source", "fuel", "technology")


def as_activity(rows: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Fill the columns that all derived rows have alike; a row without a quantity is not reported.

    Parameters
    ----------
    rows
        Rows with the key of `Activity`, ``quantity``, ``unit``, ``quality``, ``citation``; ``state`` and
        ``note`` where there is one.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity [each row's own unit].

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "sector": "s", "source": "5A", "fuel": "decayed_food_waste",
    ...        "activity": "waste", "technology": "managed", "quantity": None, "unit": "t",
    ...        "quality": "published", "citation": "test"}
    >>> as_activity(pl.DataFrame(row, schema_overrides={"quantity": pl.Float64}))["state"].to_list()
    ['not_reported']
    """
    none = {"state": pl.String, "note": pl.String, "low": pl.Float64, "high": pl.Float64}
    lacking = [pl.lit(None, kind).alias(name) for name, kind in none.items() if name not in rows.columns]
    full = rows.with_columns(lacking).with_columns(
        pl.col("quantity").cast(pl.Float64),
        state=pl.when(pl.col("quantity").is_null()).then(
            pl.col("state").cast(pl.String).fill_null(Missing.NOT_REPORTED.value)
        ),
        derived_from_co2=pl.lit(value=False),
    )
    return Activity.validate(full.select(list(Activity.columns())), cast=True)


def told(column: str, row: Record, *, contract: type[Contract]) -> Node:
    """Make the leaf of a record's column, in the words and unit of its contract.

    The leaf has the record's quality where the figure is missing too: a sum that cannot be told has it.

    Parameters
    ----------
    column
        The column; parents call the leaf by it.
    row
        The record, with ``quality`` and ``citation``.
    contract
        Its contract.

    Returns
    -------
    Node
        The leaf [unit of the column]; of what is missing where the record has no number.

    Examples
    --------
    >>> from tongyuan.testing.waste import a_deposit
    >>> from tongyuan.vocabulary.tables import Deposit
    >>> leaf = told("mass_t", a_deposit(), contract=Deposit)
    >>> leaf.value, leaf.unit
    (10000.0, 't')
    """
    words = contract.columns()[column].metadata or {}
    value = row[column]
    return Node(
        name=column,
        kind=NodeKind.REPORTED if value is not None else NodeKind.MISSING,
        value=value,
        unit=str(words.get("unit") or "t"),
        label_zh=str(words["label_zh"]),
        label_en=str(words["label_en"]),
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={name: row[name] for name in ("year", "note") if name in row} | {"column": column},
    )


def quantity_of(fuel: str, equation: str, children: Sequence[Node], *, unit: str, citation: str) -> Node:
    """Make the root of a derived quantity over its inputs, named by its material.

    Parameters
    ----------
    fuel
        Fuel or material.
    equation
        Arithmetic over the children's names.
    children
        The inputs.
    unit
        Unit of the quantity.
    citation
        Document of the equation.

    Returns
    -------
    Node
        The root; missing where a child is.

    Examples
    --------
    >>> mass = Node("mass_t", NodeKind.CONSTANT, 2.0, "t")
    >>> quantity_of("food_waste", "-mass_t", [mass], unit="t", citation="x").value
    -2.0
    """
    zh, en = f"活动量：{carrier(fuel, 'zh')}", f"activity: {carrier(fuel, 'en')}"
    return computed("quantity", equation, children, unit=unit, zh=zh, en=en, citation=citation)


def missing_state(tree: Node) -> Missing:
    """Say why a quantity is missing: a record lacks a figure, or no parameter is known.

    Parameters
    ----------
    tree
        Its tree.

    Returns
    -------
    Missing
        ``not_reported`` where a column of a record is missing, else NE.

    Examples
    --------
    >>> missing_state(Node("k", NodeKind.MISSING, None, "1")).value
    'NE'
    """
    missing = [node for node in tree.walk() if node.kind is NodeKind.MISSING and not node.children]
    return Missing.NOT_REPORTED if any("column" in node.detail for node in missing) else Missing.NE


def summed_by_place(
    rows: pl.DataFrame,
    *,
    activity: str,
    unit: str,
    contract: type[Contract],
    factors: pl.DataFrame | None = None,
    state: Missing = Missing.NE,
) -> list[Working]:
    """Tell one working a place: the sum of what its records give.

    Parameters
    ----------
    rows
        ``region``, ``year``, ``sector``, ``source``, ``fuel``, ``technology``, ``quality``, ``citation``;
        ``equation``, the arithmetic over the other columns that gives the quantity [``unit``]. ``NAME_id``
        beside a column says which factor it is from.
    activity
        Kind of activity.
    unit
        Unit of all quantities.
    contract
        Contract of the records: labels and units of their columns.
    factors
        Factors that a column may be from.
    state
        What a place is whose records lack a figure.

    Returns
    -------
    list of Working
        Sorted by place; missing where a record of the place lacks a figure.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import KilnFlow
    >>> part = {"region": "r", "year": 2020, "sector": "w", "source": "2A2", "fuel": "cao_formed",
    ...         "technology": "lime", "mass_t": 4.0, "share": 0.5, "equation": "mass_t * share",
    ...         "quality": "published", "citation": "c"}
    >>> (told,) = summed_by_place(pl.DataFrame([part, part]), activity="production", unit="t",
    ...                           contract=KilnFlow)
    >>> told.tree.value, told.citation, told.tree.children[0].equation
    (4.0, 'c', 'mass_t * share')
    """
    by_id = _used(rows, factors=factors)
    parts = [
        (row, _part(row, unit=unit, contract=contract, by_id=by_id))
        for row in rows.sort(PLACE, maintain_order=True).to_dicts()
    ]
    return summed(parts, activity=activity, state=state)


def summed(
    parts: Iterable[tuple[Record, Node]], *, activity: str, state: Missing = Missing.NE
) -> list[Working]:
    """Tell one working a place: the sum of the parts that belong to it.

    Parameters
    ----------
    parts
        For each part ``region``, ``year``, ``sector``, ``source``, ``fuel``, ``technology`` and
        ``citation``, and its tree; the parts of a place are in one unit.
    activity
        Kind of activity.
    state
        What a place is that lacks a part.

    Returns
    -------
    list of Working
        One a place, in the order in which places come.

    Examples
    --------
    >>> place = {"region": "r", "year": 2020, "sector": "w", "source": "2A2", "fuel": "cao_formed",
    ...          "technology": "lime", "citation": "c"}
    >>> part = Node("part", NodeKind.CONSTANT, 2.0, "t")
    >>> summed([(place, part), (place, part)], activity="production")[0].tree.value
    4.0
    """
    places: dict[tuple[object, ...], list[tuple[Record, Node]]] = {}
    for row, part in parts:
        places.setdefault(tuple(row[name] for name in PLACE), []).append((row, part))
    return [
        Working(
            **{name: found[0][0][name] for name in PLACE},
            activity=activity,
            unit=found[0][1].unit,
            tree=added(
                "quantity",
                [part for _, part in found],
                unit=found[0][1].unit,
                zh=f"活动量：{carrier(str(found[0][0]['fuel']), 'zh')}",
                en=f"activity: {carrier(str(found[0][0]['fuel']), 'en')}",
            ),
            citation="; ".join(sorted({str(row["citation"]) for row, _ in found})),
            state=state,
        )
        for found in places.values()
    ]


def _used(rows: pl.DataFrame, *, factors: pl.DataFrame | None) -> dict[str, Record]:
    """Find the factors that columns of the rows are from."""
    if factors is None:
        return {}
    ids = {one for name in rows.columns if name.endswith("_id") for one in rows[name].drop_nulls()}
    return {row["factor_id"]: row for row in factors.filter(pl.col("factor_id").is_in(ids)).to_dicts()}


def _part(row: Record, *, unit: str, contract: type[Contract], by_id: Mapping[str, Record]) -> Node:
    """Compute what one record gives by its own arithmetic."""
    equation = str(row["equation"])
    names = sorted(equation_names(equation), key=equation.index)
    terms = [_term(name, row, contract=contract, by_id=by_id) for name in names]
    node = computed("part", equation, terms, unit=unit, zh="记录折算量", en="by the record")
    return replace(node, detail={name: row[name] for name in key_of(contract) if name in row})


def _term(name: str, row: Record, *, contract: type[Contract], by_id: Mapping[str, Record]) -> Node:
    """Tell one column of a record: a factor where it is from one, else as reported."""
    factor = by_id.get(str(row.get(f"{name}_id")))
    if factor is not None:
        return factor_leaf(name, factor)
    if name in contract.columns():
        return told(name, row, contract=contract)
    return Node(
        name=name,
        kind=NodeKind.MISSING if row[name] is None else NodeKind.REPORTED,
        value=row[name],
        unit="t",
        label_zh="由历年记录递推",
        label_en="followed from the records of all years",
        citation=row["citation"],
        quality=Quality(row["quality"]),
    )
