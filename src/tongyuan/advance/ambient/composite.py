"""Composite index of places and their ranks (HJ 663; ranks as the ministry publishes them)."""

from __future__ import annotations

import polars as pl

from tongyuan.advance.ambient.standards import ITEMS, Standard

__all__ = ["composite", "ranked"]

#: Items whose concentration in the index is the percentile of their days.
BY_PERCENTILE = ("co", "o3")


def composite(sums: pl.DataFrame, *, standard: Standard) -> pl.DataFrame:
    """Add up each item's concentration over its limit, weighted.

    SO2, NO2, PM10 and PM2.5 enter with their mean over the yearly limit, CO and O3 with their percentile over
    the daily limit. An index without all six items is none: less would look like better.

    Parameters
    ----------
    sums
        Rows of :func:`tongyuan.advance.ambient.periods.judged`.
    standard
        The edition: its weights and limits.

    Returns
    -------
    pl.DataFrame
        ``place``, ``year``, ``quarter``, ``month``, ``composite`` [1] (null where an item lacks or is not
        valid), ``greatest`` (item of the greatest part), ``lacking`` (items, null where none).

    Examples
    --------
    >>> from datetime import date
    >>> from tongyuan.testing.monitoring import a_standard
    >>> told = {"pm2.5": 32.0, "pm10": 60.0, "so2": 10.0, "no2": 28.0, "co": 1.2, "o3": 150.0}
    >>> rows = pl.DataFrame(
    ...     [
    ...         {"place": "A", "item": item, "year": 2026, "quarter": 0, "month": 0, "mean": value,
    ...          "percentile": value, "valid": True}
    ...         for item, value in told.items()
    ...     ]
    ... )
    >>> for edition in ("2012", "2026"):
    ...     standard = a_standard(date(2026, 12, 31), edition=edition)
    ...     print(round(composite(rows, standard=standard)["composite"].item(), 4))
    3.8756
    7.9417
    """
    key = ["place", "year", "quarter", "month"]
    terms = pl.DataFrame([_term(item, standard) for item in ITEMS], schema=_TERMS)
    by_percentile = pl.col("item").is_in(BY_PERCENTILE)
    level = pl.when(by_percentile).then("percentile").otherwise("mean")
    parts = sums.join(terms, on="item").with_columns(
        part=pl.when("valid").then(pl.col("weight") * level / pl.col("against"))
    )
    held = pl.col("part").is_not_null()
    known = pl.col("item").filter(held)
    absent = pl.lit(list(ITEMS)).list.set_difference(known.implode()).list.sort().list.join(" ")
    found = parts.group_by(key, maintain_order=True).agg(
        composite=pl.when(held.sum() == len(ITEMS)).then(pl.col("part").sum()),
        greatest=pl.col("item").sort_by("part", descending=True, nulls_last=True).first(),
        lacking=absent.first(),
    )
    whole = pl.col("composite").is_not_null()
    return found.with_columns(
        greatest=pl.when(whole).then("greatest"),
        lacking=pl.when(pl.col("lacking") != "").then("lacking"),
    ).sort(key)


_TERMS = {"item": pl.String(), "weight": pl.Float64(), "against": pl.Float64()}


def _term(item: str, standard: Standard) -> dict[str, object]:
    averaging = {"co": "24h", "o3": "8h"}.get(item, "annual")
    against = standard.limit(item, averaging)
    return {"item": item, "weight": standard.rule("weight", item), "against": against}


def ranked(index: pl.DataFrame, *, by: str = "composite", decimals: int = 2) -> pl.DataFrame:
    """Rank places from the best, as the figures are published: equal figures share a rank.

    The ranks after a tie leave out as many as shared it. A place without a figure has no rank, and does not
    move the others.

    Parameters
    ----------
    index
        ``place`` and the figure.
    by
        Column of the figure; less is better.
    decimals
        Digits with which the figure is published.

    Returns
    -------
    pl.DataFrame
        The same with ``rank`` (null where none) and ``tied``, from the best.

    Examples
    --------
    >>> rows = pl.DataFrame({"place": list("ABCD"), "composite": [4.001, 3.2, 3.999, None]})
    >>> ranked(rows)["place", "rank"].rows()
    [('B', 1), ('A', 2), ('C', 2), ('D', None)]
    """
    told = pl.col(by).round(12).round(decimals, mode="half_to_even")
    rows = index.with_columns(rank=told.rank("min").cast(pl.Int64), told=told)
    tied = (pl.len().over("told") > 1) & pl.col("rank").is_not_null()
    return rows.with_columns(tied=tied).drop("told").sort("rank", "place", nulls_last=True)
