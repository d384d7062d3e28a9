"""Reasons of a recalculation in sums: by cause, by changed factor, and by figure."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.quality.recalculation import CAUSES

__all__ = ["by_cause", "by_factor", "by_figure"]

OF_FACTORS = ("factor", "family", "method")


def by_cause(parts: pl.DataFrame) -> pl.DataFrame:
    """Sum the parts of a recalculation by cause.

    Parameters
    ----------
    parts
        What `tongyuan.plan.quality.recalculation.recalculate` gives [t].

    Returns
    -------
    pl.DataFrame
        ``species``, ``scope``, ``cause``, ``figures`` (how many it moved), ``part_t`` [t]; every cause of
        ``CAUSES`` that moved a figure, in that order.

    Examples
    --------
    >>> row = {"species": "CO2", "scope": 1, "cause": "factor"}
    >>> by_cause(pl.DataFrame([row | {"part_t": 2.0}, row | {"part_t": 1.0}])).row(0)
    ('CO2', 1, 'factor', 2, 3.0)
    """
    order = pl.col("cause").replace_strict({cause: place for place, cause in enumerate(CAUSES)})
    return (
        parts.group_by("species", "scope", "cause", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("figures"), pl.col("part_t").sum())
        .sort("species", "scope", order, maintain_order=True)
    )


def by_factor(parts: pl.DataFrame) -> pl.DataFrame:
    """List the factors that changed, with what each moved.

    Parameters
    ----------
    parts
        What `tongyuan.plan.quality.recalculation.recalculate` gives [t].

    Returns
    -------
    pl.DataFrame
        ``species``, ``scope``, ``cause``, ``term``, ``old_id``, ``new_id``, ``old_value``, ``new_value``,
        ``figures`` and ``part_t`` [t], the greatest first.

    Examples
    --------
    >>> row = {"species": "CO2", "scope": 2, "cause": "factor", "term": "ef_t_per_mwh"}
    >>> ids = {"old_id": "a", "new_id": "b", "old_value": 0.5, "new_value": 0.6, "part_t": 10.0}
    >>> by_factor(pl.DataFrame([row | ids, row | ids]))["part_t"].to_list()
    [20.0]
    """
    named = ["species", "scope", "cause", "term", "old_id", "new_id", "old_value", "new_value"]
    of_factors = parts.filter(pl.col("cause").is_in(OF_FACTORS), pl.col("new_id").is_not_null())
    return (
        of_factors.group_by(named, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("figures"), pl.col("part_t").sum())
        .sort(pl.col("part_t").abs(), descending=True, maintain_order=True)
    )


def by_figure(parts: pl.DataFrame) -> pl.DataFrame:
    """Lay the causes of each figure side by side.

    Parameters
    ----------
    parts
        What `tongyuan.plan.quality.recalculation.recalculate` gives [t].

    Returns
    -------
    pl.DataFrame
        The key of the figure, ``difference_t`` and one column for each cause of ``CAUSES``, as ``factor_t``
        [t]; null where the cause did not move the figure; the greatest difference first.

    Examples
    --------
    >>> row = {"source": "1A1a", "species": "CO2", "scope": 1}
    >>> moved = [row | {"cause": "factor", "part_t": 2.0}, row | {"cause": "activity", "part_t": -3.0}]
    >>> by_figure(pl.DataFrame(moved)).select("difference_t", "activity_t", "factor_t").row(0)
    (-1.0, -3.0, 2.0)
    """
    not_key = {"cause", "term", "old_id", "new_id", "old_value", "new_value", "part_t"}
    key = [name for name in parts.columns if name not in not_key]
    part = pl.col("part_t")
    return (
        parts.group_by(key, maintain_order=True)
        .agg(
            part.sum().alias("difference_t"),
            *(
                pl.when((pl.col("cause") == cause).any())
                .then(part.filter(pl.col("cause") == cause).sum())
                .alias(f"{cause}_t")
                for cause in CAUSES
            ),
        )
        .sort(pl.col("difference_t").abs(), descending=True, maintain_order=True)
    )
