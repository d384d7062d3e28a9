"""What the assignments below others add up to, item by item, and what may be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.services.withholding import withhold
from tongyuan.vocabulary.rounds import SETTLED
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.rounds import Rounds

__all__ = ["below", "sums", "told", "unsettled"]

SUMS: Mapping[str, Any] = {
    "above": pl.Int64,
    "item": pl.String,
    "sum_value": pl.Float64,
    "sum_parts": pl.Int64,
    "sum_absent": pl.Int64,
    "enterprises": pl.Int64,
}


def below(rounds: Rounds, assignments: pl.DataFrame) -> pl.DataFrame:
    """Return the assignments that report to others, and those that they sum up: a park sums its enterprises.

    Parameters
    ----------
    rounds
        The rounds.
    assignments
        Those above, by the contract.

    Returns
    -------
    pl.DataFrame
        Rows of the contract Assignment, with ``above``: the assignment that they stand below; ``counted``
        tells which ones its sum takes in.
    """
    found = rounds.below(assignments)
    above = assignments.select(pl.col("assignment").alias("above"), "round", "form", "region", "enterprise")
    reporting = found.join(above.select("above"), left_on="parent", right_on="above").with_columns(
        pl.col("parent").alias("above"), pl.col("adds").alias("counted")
    )
    areas = above.filter(pl.col("enterprise").is_null()).select("above", "round", "form", park="region")
    inside = found.join(areas, on=["round", "form", "park"]).with_columns(pl.lit(True).alias("counted"))
    columns = [*found.columns, "above", "counted"]
    both = pl.concat([reporting.select(columns), inside.select(columns)])
    return both.unique(["above", "assignment"], keep="first").sort("above", "assignment")


def unsettled(children: pl.DataFrame) -> pl.DataFrame:
    """Return the assignments that hold up the one above: neither approved nor excused."""
    return children.filter(~pl.col("state").cast(pl.String).is_in(list(SETTLED)))


def sums(rounds: Rounds, items: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Add up the figures of the counted assignments.

    Parameters
    ----------
    rounds
        The rounds.
    items
        ``form`` and ``item`` of what is asked, with ``sums``: whether it adds up.
    children
        As :func:`below` gives them.

    Returns
    -------
    pl.DataFrame
        ``above``, ``item``, ``sum_value`` (null where nobody gave a figure), ``sum_parts`` (assignments with
        a figure), ``sum_absent`` (without one, knowingly or excused), ``enterprises`` (null where others
        take part too).
    """
    counted = children.filter(pl.col("counted"))
    wanted = items.filter(pl.col("sums")).select("form", "item").unique(maintain_order=True)
    if counted.is_empty() or wanted.is_empty():
        return pl.DataFrame(schema=SUMS)
    signed = pl.col("state").cast(pl.String).is_in(["approved", "locked"])
    settled = counted.filter(signed)["assignment"].unique().to_list()
    entered = rounds.scoped(EVERYTHING).entries(settled).filter(pl.col("value").is_not_null())
    totals = (
        entered.select("assignment", "item", "value")
        .join(counted.select("assignment", "above", "enterprise"), on="assignment", maintain_order="left")
        .group_by("above", "item", maintain_order=True)
        .agg(
            pl.col("value").sum().alias("sum_value"),
            pl.len().cast(pl.Int64).alias("sum_parts"),
            pl.col("enterprise").is_not_null().sum().cast(pl.Int64).alias("enterprises"),
        )
    )
    parts = pl.col("sum_parts").fill_null(0)
    sizes = counted.group_by("above", "form", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("_all"), (pl.col("enterprise").null_count() > 0).alias("_mixed")
    )
    return (
        sizes.join(wanted, on="form", maintain_order="left")
        .join(totals, on=["above", "item"], how="left", maintain_order="left")
        .select(
            "above",
            "item",
            "sum_value",
            parts.alias("sum_parts"),
            (pl.col("_all") - parts).alias("sum_absent"),
            pl.when(~pl.col("_mixed")).then(pl.col("enterprises")).alias("enterprises"),
        )
    )


def told(found: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Take out sums over one or two enterprises for readers who may not see enterprises.

    Parameters
    ----------
    found
        As :func:`sums` gives them.
    scope
        What the reader sees.

    Returns
    -------
    pl.DataFrame
        The sums with ``sum_state``: C where they are withheld.
    """
    if scope.sees_enterprises or found.is_empty():
        return found.with_columns(pl.lit(None, pl.String).alias("sum_state"))
    place = pl.col("above").cast(pl.String).alias("_place")
    cells = found.with_columns(place, pl.lit(None, pl.String).alias("state"))
    hidden = withhold(cells, group=("_place", "item"), value="sum_value", parents={})
    return hidden.rename({"state": "sum_state"}).drop("_place")
