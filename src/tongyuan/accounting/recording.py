"""From quantities of records to rows of activity, and back to the records that a row is the sum of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.leaves import factor_leaf
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import equation_names
from tongyuan.vocabulary.quality import QUALITY, Quality
from tongyuan.vocabulary.tables import Activity, Contract, key_of

__all__ = ["activity_rows", "record_sum"]

Row = Mapping[str, Any]

PLACE = ("region", "year", "sector", "source", "fuel", "technology")


def activity_rows(quantities: pl.DataFrame, *, kind: str, unit: str) -> dy.DataFrame[Activity]:
    """Sum the quantities of records to rows of activity; the worst quality and all citations stand on them.

    Parameters
    ----------
    quantities
        ``region``, ``year``, ``sector``, ``source``, ``fuel``, ``technology``, ``quantity`` [``unit``],
        ``quality`` and ``citation``; a missing quantity makes its sum missing, NE.
    kind
        Kind of activity.
    unit
        Unit of all quantities.

    Returns
    -------
    dy.DataFrame[Activity]
        One row per place and technology, sorted.

    Examples
    --------
    >>> part = {"region": "r", "year": 2020, "sector": "works", "source": "2A2", "fuel": "cao_formed",
    ...         "technology": "lime", "quality": "published", "citation": "c"}
    >>> both = pl.DataFrame([part | {"quantity": 1.0}, part | {"quantity": 2.0}])
    >>> activity_rows(both, kind="production", unit="t").select("quantity", "citation").rows()
    [(3.0, 'c')]
    """
    quality = pl.col("quality").cast(pl.String).cast(QUALITY)
    missing = pl.col("quantity").is_null().any()
    summed = quantities.group_by(PLACE, maintain_order=True).agg(
        pl.when(~missing).then(pl.col("quantity").sum()).alias("quantity"),
        quality.max().cast(pl.String).alias("quality"),
        pl.col("citation").unique().sort().str.join("; "),
    )
    full = summed.with_columns(
        activity=pl.lit(kind),
        unit=pl.lit(unit),
        state=pl.when(pl.col("quantity").is_null()).then(pl.lit("NE")),
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
        derived_from_co2=pl.lit(value=False),
        note=pl.lit(None, pl.String),
    )
    return Activity.validate(full.select(list(Activity.columns())).sort(PLACE), cast=True)


def record_sum(
    key: Mapping[str, Any],
    quantities: pl.DataFrame,
    *,
    citation: str,
    contract: type[Contract],
    factors: pl.DataFrame | None = None,
) -> Node | None:
    """Explain a row of activity as the sum of what its records give.

    Parameters
    ----------
    key
        Primary key of the activity.
    quantities
        As for `activity_rows`, with the columns of the records; where ``equation`` stands, the arithmetic
        over these columns that gave the quantity. ``NAME_id`` beside a column says which factor it is from.
    citation
        Name of the derivation.
    contract
        Contract of the records: labels and units of their columns.
    factors
        Factors that a column may be from.

    Returns
    -------
    Node or None
        The sum over one node a record; None where no record gave the row.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import KilnFlow
    >>> part = {"region": "r", "year": 2020, "sector": "w", "source": "2A2", "fuel": "cao_formed",
    ...         "technology": "lime", "mass_t": 4.0, "share": 0.5, "equation": "mass_t * share",
    ...         "quantity": 2.0, "quality": "published", "citation": "c"}
    >>> told = record_sum(part, pl.DataFrame([part, part]), citation="kiln.calcine", contract=KilnFlow)
    >>> told.equation, told.children[0].equation
    ('part_1 + part_2', 'mass_t * share')
    """
    fits = [pl.col(name).cast(pl.String) == str(key.get(name)) for name in PLACE]
    rows = quantities.filter(*fits).to_dicts()
    if not rows or any(row["quantity"] is None for row in rows):
        return None
    given = [row[name] for row in rows for name in row if name.endswith("_id") and row[name] is not None]
    used = () if factors is None else factors.filter(pl.col("factor_id").is_in(given)).iter_rows(named=True)
    by_id = {row["factor_id"]: row for row in used}
    unit = str(key.get("unit", "t"))
    parts = tuple(
        _part(f"part_{number}", row, unit=unit, contract=contract, by_id=by_id)
        for number, row in enumerate(rows, start=1)
    )
    return Node(
        name="quantity",
        kind=NodeKind.EQUATION,
        value=sum(row["quantity"] for row in rows),
        unit=unit,
        equation=" + ".join(part.name for part in parts),
        label_zh="由记录推算的活动量",
        label_en="activity derived from records",
        citation=citation,
        detail={name: key.get(name) for name in key_of(Activity)},
        children=parts,
    )


def _part(name: str, row: Row, *, unit: str, contract: type[Contract], by_id: Mapping[str, Row]) -> Node:
    """Explain what one record gives: its own arithmetic, or the figure as it stands."""
    equation = str(row.get("equation") or "")
    named = sorted(equation_names(equation), key=equation.index) if equation else []
    told = {column: row[column] for column in key_of(contract) if column in row}
    return Node(
        name=name,
        kind=NodeKind.EQUATION if named else NodeKind.REPORTED,
        value=row["quantity"],
        unit=unit,
        equation=equation,
        label_zh="记录折算量",
        label_en="by the record",
        citation="" if named else row["citation"],
        quality=None if named else Quality(row["quality"]),
        detail=told,
        children=tuple(_term(term, row, contract=contract, by_id=by_id) for term in named),
    )


def _term(name: str, row: Row, *, contract: type[Contract], by_id: Mapping[str, Row]) -> Node:
    """Explain one column of a record: a factor where it is from one, else as reported."""
    factor = by_id.get(str(row.get(f"{name}_id")))
    if factor is not None:
        return factor_leaf(name, factor)
    column = contract.columns().get(name)
    told: Mapping[str, Any] = (column.metadata if column is not None else None) or {}
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=row[name],
        unit=str(told.get("unit") or "t"),
        label_zh=str(told.get("label_zh", "由历年记录递推")),
        label_en=str(told.get("label_en", "followed from the records of all years")),
        citation=row["citation"],
        quality=Quality(row["quality"]),
    )
