"""Rows of activity that a derivation gives: the columns that are the same for all, and figures that lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary import fuels, materials
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.quality import Quality, worst
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["as_activity", "parameter_leaf", "quantity_node", "reported_leaf", "select_row", "worst_of"]


def as_activity(rows: Sequence[Mapping[str, Any]] | pl.DataFrame) -> dy.DataFrame[Activity]:
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
    >>> as_activity([row])["state"].to_list()
    ['not_reported']
    """
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(list(rows), infer_schema_length=None)
    if frame.is_empty():
        return Activity.create_empty()
    none = {"state": pl.String, "note": pl.String, "low": pl.Float64, "high": pl.Float64}
    lacking = [pl.lit(None, kind).alias(name) for name, kind in none.items() if name not in frame.columns]
    full = frame.with_columns(lacking).with_columns(
        pl.col("quantity").cast(pl.Float64),
        state=pl.when(pl.col("quantity").is_null()).then(
            pl.col("state").cast(pl.String).fill_null(Missing.NOT_REPORTED.value)
        ),
        derived_from_co2=pl.lit(value=False),
    )
    return Activity.validate(full.select(list(Activity.columns())), cast=True)


def worst_of(qualities: Sequence[str]) -> str:
    """Name the worst of several qualities; `unverified` where there is none."""
    return worst(qualities).value if qualities else Quality.UNVERIFIED.value


def select_row(rows: pl.DataFrame, key: Mapping[str, Any]) -> pl.DataFrame:
    """Keep the rows of activity that a key names; none where the key is not whole."""
    names = key_of(Activity)
    if not set(names) <= set(key):
        return rows.clear()
    return rows.filter(*(pl.col(name).cast(pl.String) == str(key[name]) for name in names))


def quantity_node(
    key: Mapping[str, Any], *, equation: str, value: float, unit: str, citation: str, children: Sequence[Node]
) -> Node:
    """Make the node of a derived quantity over its inputs."""
    return Node(
        name="quantity",
        kind=NodeKind.EQUATION,
        value=value,
        unit=unit,
        equation=equation,
        label_zh=f"活动量：{_carrier(key['fuel'], 'zh')}",
        label_en=f"activity: {_carrier(key['fuel'], 'en')}",
        citation=citation,
        detail=dict(key),
        children=tuple(children),
    )


def _carrier(code: str, language: str) -> str:
    if code in fuels.codes():
        return fuels.label(code, language=language)
    return materials.label(code, language=language)


def reported_leaf(name: str, record: Mapping[str, Any], *, column: str, labels: Mapping[str, str]) -> Node:
    """Make the leaf of a record's column."""
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=record[column],
        unit=labels["unit"],
        label_zh=labels["label_zh"],
        label_en=labels["label_en"],
        citation=record["citation"],
        quality=Quality(record["quality"]),
        detail={"year": record["year"], "note": record["note"]},
    )


def parameter_leaf(name: str, row: Mapping[str, Any]) -> Node:
    """Make the leaf of a derivation's parameter, from its row of factors."""
    return Node(
        name=name,
        kind=NodeKind.FACTOR,
        value=row["value"],
        unit=row["unit"],
        label_zh=str(look_up("parameters", key="parameter", code=row["parameter"], column="name_zh")),
        label_en=str(look_up("parameters", key="parameter", code=row["parameter"], column="name_en")),
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={part: row[part] for part in ("factor_id", "origin", "edition", "note")},
    )
