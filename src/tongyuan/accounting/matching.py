"""Matching rows of factors and controls to the places where activity happens; the most specific row wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

__all__ = ["PLACE", "match_rows", "most_specific"]

PLACE = ("region", "year", "source", "fuel")
ANY = "*"


def match_rows(rows: pl.DataFrame, *, places: pl.DataFrame) -> pl.DataFrame:
    """Pair every row with every place it serves.

    A row serves a place where its region and fuel are the place's or ``*``, its source is the place's, a
    prefix of it or ``*``, and its years hold the place's.

    Parameters
    ----------
    rows
        Factors or controls: ``region``, ``source``, ``fuel``, ``year_from``, ``year_to`` and more.
    places
        The columns of ``PLACE`` and ``place``, its number.

    Returns
    -------
    pl.DataFrame
        The rows' other columns with ``place`` and ``specificity``: greater is more specific, by region,
        then length of the source, then fuel, then narrowness of the years.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": ["a", "b"], "region": "*", "source": ["1A", "*"], "fuel": "*",
    ...                      "year_from": 1900, "year_to": 2100})
    >>> place = pl.DataFrame({"region": "r", "year": 2020, "source": "1A2a", "fuel": "coke", "place": 0})
    >>> match_rows(rows, places=place).sort("specificity")["id"].to_list()
    ['b', 'a']
    """
    paired = (
        rows.rename({"source": "row_source", "fuel": "row_fuel", "region": "row_region"})
        .join(_served(places, "source", _prefixes), on="row_source")
        .join(_served(places, "fuel", _exact), on="row_fuel")
        .join(_served(places, "region", _exact), on="row_region")
        .join(places, on=["region", "source", "fuel"])
        .filter(pl.col("year").is_between(pl.col("year_from"), pl.col("year_to")))
    )
    span = (pl.col("year_to") - pl.col("year_from")).clip(0, 9999).cast(pl.Int64)
    source_length = pl.col("row_source").replace({ANY: ""}).str.len_chars().cast(pl.Int64)
    region, fuel = ((pl.col(f"row_{name}") != ANY).cast(pl.Int64) for name in ("region", "fuel"))
    specificity = ((region * 100 + source_length) * 2 + fuel) * 10_000 + (9_999 - span)
    return paired.with_columns(specificity=specificity).drop(
        *PLACE, "row_source", "row_fuel", "row_region", "year_from", "year_to"
    )


def most_specific(matched: pl.DataFrame, *, within: Sequence[str]) -> pl.DataFrame:
    """Keep the most specific rows of each group; more than one row of a group is a tie.

    Parameters
    ----------
    matched
        Rows with ``specificity``.
    within
        Columns that name a group.

    Returns
    -------
    pl.DataFrame
        The rows kept, and ``tied``, true where a group keeps several.

    Examples
    --------
    >>> rows = pl.DataFrame({"g": [1, 1, 2, 2], "id": list("abcd"), "specificity": [1, 2, 5, 5]})
    >>> most_specific(rows, within=["g"]).select("id", "tied").rows()
    [('b', False), ('c', True), ('d', True)]
    """
    best = matched.filter(pl.col("specificity") == pl.col("specificity").max().over(*within))
    return best.with_columns(tied=pl.len().over(*within) > 1)


def _served(places: pl.DataFrame, column: str, forms: Callable[[str], tuple[str, ...]]) -> pl.DataFrame:
    """List which forms of a code in a row serve each code of the places."""
    codes = sorted(set(places[column].to_list()))
    pairs = [(form, code) for code in codes for form in (*forms(code), ANY)]
    return pl.DataFrame(pairs, schema={f"row_{column}": pl.String, column: pl.String}, orient="row")


def _prefixes(code: str) -> tuple[str, ...]:
    return tuple(code[:length] for length in range(1, len(code) + 1))


def _exact(code: str) -> tuple[str, ...]:
    return (code,)
