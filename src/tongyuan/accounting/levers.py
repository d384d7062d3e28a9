"""Levers: moves of derived activity as inputs of sums, beside what a row's range holds of its own."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.numerics.distributions import DISTRIBUTIONS, sd_per_range
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, Leverage, key_of

__all__ = ["levers_of", "levers_on", "without_levers"]

KEY = key_of(Activity)
ROUNDING = 1e-9
"""Share of a row's variance below which what is left of it is rounding."""


def levers_of(leverage: dy.DataFrame[Leverage] | None, *, factors: pl.DataFrame) -> pl.DataFrame:
    """Lay beside each move the range of its parameter.

    Parameters
    ----------
    leverage
        Moves; None where activity was not derived.
    factors
        Factors.

    Returns
    -------
    pl.DataFrame
        The moves with ``activity`` as text, ``value``, ``low``, ``high``, ``distribution``,
        ``sd_per_range`` [1] and ``range_quality`` of the parameter.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import Factor
    >>> levers_of(None, factors=Factor.create_empty()).height
    0
    """
    moves = Leverage.create_empty() if leverage is None else leverage
    spread = {name: sd_per_range(name) for name in DISTRIBUTIONS}
    parameters = factors.select(
        "factor_id",
        "value",
        "low",
        "high",
        pl.col("distribution").cast(pl.String),
        sd_per_range=pl.col("distribution").cast(pl.String).replace_strict(spread, return_dtype=pl.Float64),
        range_quality=pl.coalesce(pl.col("range_quality", "quality").cast(QUALITY)),
    )
    text = moves.with_columns(pl.col("activity").cast(pl.String))
    return text.join(parameters, on="factor_id", maintain_order="left")


def levers_on(rows: pl.DataFrame, levers: pl.DataFrame) -> pl.DataFrame:
    """Find the levers of numbered rows; a row whose quantity is no longer the derived one has none.

    Parameters
    ----------
    rows
        Numbered rows of activity.
    levers
        As `levers_of` gives them.

    Returns
    -------
    pl.DataFrame
        ``row`` and the columns of the levers but the key of the activity.
    """
    named = rows.select("row", *KEY, now="quantity").join(levers, on=KEY, maintain_order="left_right")
    return named.filter(pl.col("now") == pl.col("quantity")).drop(*KEY, "now")


def without_levers(rows: pl.DataFrame, levers: pl.DataFrame) -> pl.DataFrame:
    """Leave in the range of each row what its levers do not make: the range of its own.

    Parameters
    ----------
    rows
        Numbered rows of activity with their whole range.
    levers
        As `levers_of` gives them.

    Returns
    -------
    pl.DataFrame
        The rows in their order; a range that levers make alone is null.
    """
    down = pl.min_horizontal("at_low", "at_high", 0.0)
    up = pl.max_horizontal("at_low", "at_high", 0.0)
    moved = levers_on(rows, levers).group_by("row").agg(below=(down**2).sum(), above=(up**2).sum())
    joined = rows.join(moved, on="row", how="left", maintain_order="left")
    below, above = _left("low", "below"), _left("high", "above")
    own = (below > 0) | (above > 0)
    kept = {
        "low": pl.when(own).then(pl.col("quantity") - below),
        "high": pl.when(own).then(pl.col("quantity") + above),
    }
    there = pl.col("below").is_not_null()
    return joined.with_columns(
        **{name: pl.when(there).then(end).otherwise(name) for name, end in kept.items()}
    ).drop("below", "above")


def _left(end: str, moved: str) -> pl.Expr:
    """Give the distance to an end that is left when the variance that levers make is taken off."""
    whole = (pl.col("quantity") - pl.col(end)) ** 2
    left = whole - pl.col(moved)
    return pl.when(left > whole * ROUNDING).then(left.sqrt()).otherwise(0.0)
