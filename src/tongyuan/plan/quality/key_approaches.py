"""Key categories by both approaches, level and trend, side by side."""

from __future__ import annotations

import polars as pl

__all__ = ["key_approaches"]

APPROACH_1, APPROACH_2 = 0.95, 0.90
BOUND_NOISE = 1e-12


def key_approaches(
    categories: pl.DataFrame, *, first: float = APPROACH_1, second: float = APPROACH_2
) -> pl.DataFrame:
    """Judge categories by level and by trend, without and with their uncertainty.

    Approach 1 ranks by share of the inventory and of its trend until ``first`` is reached; approach 2 ranks
    the same two weighed by the category's uncertainty until ``second``. What has no figure in a year has no
    trend; what states no range is not in approach 2.

    Parameters
    ----------
    categories
        One row a category and gas: ``base_t``, ``year_t`` [t CO2e], ``combined_percent`` [%].
    first, second
        Shares that the key categories of each approach reach [1].

    Returns
    -------
    pl.DataFrame
        The rows with ``level``, ``trend`` (as shares of their sums), ``level_uncertainty`` and
        ``trend_uncertainty`` [1], and for each ``key_NAME``; the largest level first.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 4, equations 4.1 (level), 4.2 and 4.3 (trend), 4.4 and
    4.5 (approach 2); thresholds 95 % and 90 %.

    Examples
    --------
    >>> rows = {"source": ["a", "b"], "base_t": [60.0, 40.0], "year_t": [90.0, 10.0]}
    >>> table = key_approaches(pl.DataFrame(rows | {"combined_percent": [1.0, 50.0]}))
    >>> table.select("source", "level", pl.col("level_uncertainty").round(3)).rows()
    [('a', 0.9, 0.153), ('b', 0.1, 0.847)]
    """
    judged = categories.with_columns(_level(), _trend())
    weighed = judged.with_columns(
        (pl.col("level") * pl.col("combined_percent")).alias("level_uncertainty"),
        (pl.col("trend") * pl.col("combined_percent")).alias("trend_uncertainty"),
    )
    names = ("level", "trend", "level_uncertainty", "trend_uncertainty")
    shares = weighed.with_columns(_share(name) for name in names)
    bounds = dict(zip(names, (first, first, second, second), strict=True))
    keys = [_key(name, bound).alias(f"key_{name}") for name, bound in bounds.items()]
    return shares.with_columns(keys).sort("level", descending=True, nulls_last=True, maintain_order=True)


def _level() -> pl.Expr:
    size = pl.col("year_t").abs()
    return (size / size.sum()).alias("level")


def _trend() -> pl.Expr:
    """Write equation 4.2, and 4.3 where the category was zero in the base year."""
    base, year = pl.col("base_t"), pl.col("year_t")
    whole = base.abs().sum()
    both = base.is_not_null() & year.is_not_null()
    total = pl.when(both).then(year).sum() - pl.when(both).then(base).sum()
    change = (year - base) / base.abs() - total / pl.when(both).then(base).sum().abs()
    grown = base.abs() / whole * change.abs()
    new = (year / whole).abs()
    return pl.when(both & (base != 0)).then(grown).when(both).then(new).alias("trend")


def _share(name: str) -> pl.Expr:
    whole = pl.col(name).sum()
    return pl.when(whole != 0).then(pl.col(name) / whole).alias(name)


def _key(name: str, bound: float) -> pl.Expr:
    """Mark a category as key while those greater than it do not yet reach the bound."""
    share = pl.col(name).fill_null(0.0)
    place = share.rank("ordinal", descending=True)
    before = share.sort(descending=True).cum_sum().gather(place - 1) - share
    return pl.when(pl.col(name).is_not_null()).then((before < bound - BOUND_NOISE) & (share > 0))
