"""From quantities of records to rows of activity, and back to the records that a row is the sum of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import QUALITY, Quality
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["activity_rows", "record_sum"]

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


def record_sum(key: Mapping[str, Any], quantities: pl.DataFrame, *, citation: str) -> Node | None:
    """Explain a row of activity as the sum of what its records give.

    Parameters
    ----------
    key
        Primary key of the activity.
    quantities
        As for `activity_rows`, with any other columns of the records.
    citation
        Name of the derivation.

    Returns
    -------
    Node or None
        The sum over one leaf a record; None where no record gave the row.

    Examples
    --------
    >>> part = {"region": "r", "year": 2020, "sector": "w", "source": "2A2", "fuel": "cao_formed",
    ...         "technology": "lime", "quantity": 2.0, "quality": "published", "citation": "c"}
    >>> record_sum(part, pl.DataFrame([part, part]), citation="kiln.calcine").equation
    'part_1 + part_2'
    """
    fits = [pl.col(name).cast(pl.String) == str(key.get(name)) for name in PLACE]
    rows = quantities.filter(*fits).to_dicts()
    if not rows or any(row["quantity"] is None for row in rows):
        return None
    leaves = tuple(
        Node(
            name=f"part_{number}",
            kind=NodeKind.REPORTED,
            value=row["quantity"],
            unit=str(key.get("unit", "t")),
            label_zh="记录折算量",
            label_en="by the record",
            citation=row["citation"],
            quality=Quality(row["quality"]),
            detail={name: value for name, value in row.items() if name not in ("quantity", *PLACE)},
        )
        for number, row in enumerate(rows, start=1)
    )
    return Node(
        name="quantity",
        kind=NodeKind.EQUATION,
        value=sum(row["quantity"] for row in rows),
        unit=str(key.get("unit", "t")),
        equation=" + ".join(leaf.name for leaf in leaves),
        label_zh="由记录推算的活动量",
        label_en="activity derived from records",
        citation=citation,
        detail={name: key.get(name) for name in key_of(Activity)},
        children=leaves,
    )
