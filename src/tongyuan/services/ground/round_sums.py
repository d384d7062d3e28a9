"""What the assignments below one add up to, item by item, and what may be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.services.withholding import withhold
from tongyuan.vocabulary.rounds import SETTLED
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.rounds import Rounds

__all__ = ["below", "sums", "unsettled"]

SUMS: Mapping[str, Any] = {
    "item": pl.String,
    "sum_value": pl.Float64,
    "sum_parts": pl.Int64,
    "sum_absent": pl.Int64,
    "enterprises": pl.Int64,
}


def below(rounds: Rounds, assignment: Mapping[str, Any]) -> pl.DataFrame:
    """Return the assignments that report to one, and those that it sums up: a park sums its enterprises.

    Parameters
    ----------
    rounds
        The rounds.
    assignment
        The assignment as a record.

    Returns
    -------
    pl.DataFrame
        Rows of the contract Assignment; ``counted`` tells which ones the sum takes in.
    """
    everything = rounds.scoped(EVERYTHING).assignments(round_number=assignment["round"])
    same = everything.filter(pl.col("form") == assignment["form"])
    child = (pl.col("parent") == assignment["assignment"]).fill_null(value=False)
    inside = pl.lit(False)
    if assignment["enterprise"] is None:
        inside = (pl.col("park") == assignment["region"]).fill_null(value=False)
    return same.filter(child | inside).with_columns(((child & pl.col("adds")) | inside).alias("counted"))


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
        Items of the form; those with ``sums`` are added up.
    children
        As :func:`below` gives them.

    Returns
    -------
    pl.DataFrame
        ``item``, ``sum_value`` (null where nobody gave a figure), ``sum_parts`` (assignments with a figure),
        ``sum_absent`` (without one, knowingly or excused), ``enterprises`` (null where none take part).
    """
    counted = children.filter(pl.col("counted"))
    wanted = items.filter(pl.col("sums")).select("item")
    if counted.is_empty() or wanted.is_empty():
        return pl.DataFrame(schema=SUMS)
    settled = counted.filter(pl.col("state").cast(pl.String).is_in(["approved", "locked"]))
    entered = rounds.scoped(EVERYTHING).entries(settled["assignment"].to_list())
    figures = (
        entered.filter(pl.col("value").is_not_null())
        .join(counted.select("assignment", "enterprise"), on="assignment", maintain_order="left")
        .group_by("item", maintain_order=True)
        .agg(
            pl.col("value").sum().alias("sum_value"),
            pl.len().cast(pl.Int64).alias("sum_parts"),
            pl.col("enterprise").is_not_null().sum().cast(pl.Int64).alias("enterprises"),
        )
    )
    joined = wanted.join(figures, on="item", how="left", maintain_order="left")
    parts = pl.col("sum_parts").fill_null(0)
    mixed = counted["enterprise"].null_count() > 0
    return joined.select(
        "item",
        "sum_value",
        parts.alias("sum_parts"),
        (counted.height - parts).alias("sum_absent"),
        (pl.lit(None, pl.Int64) if mixed else pl.col("enterprises")).alias("enterprises"),
    )


def told(found: pl.DataFrame, scope: Scope, *, region: str) -> pl.DataFrame:
    """Take out sums over one or two enterprises for readers who may not see enterprises.

    Parameters
    ----------
    found
        As :func:`sums` gives them.
    scope
        What the reader sees.
    region
        Where.

    Returns
    -------
    pl.DataFrame
        The sums with ``sum_state``: C where they are withheld.
    """
    if scope.sees_enterprises or found.is_empty():
        return found.with_columns(pl.lit(None, pl.String).alias("sum_state"))
    cells = found.with_columns(pl.lit(region).alias("region"), pl.lit(None, pl.String).alias("state"))
    hidden = withhold(cells, value="sum_value", parents={region: None})
    return hidden.rename({"state": "sum_state"}).drop("region")
