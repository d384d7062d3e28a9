"""Matching rows of factors and controls to the places where activity happens; the most specific row wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

__all__ = ["PLACE", "match_rows", "most_specific", "number_alike"]

PLACE = ("region", "year", "source", "fuel", "technology")
"""What a factor is chosen by; controls leave the technology aside: theirs is the control's own."""
ANY = "*"


def match_rows(rows: pl.DataFrame, *, places: pl.DataFrame) -> pl.DataFrame:
    """Pair every row with every place it serves.

    A row serves a place where its fuel is the place's or ``*``, its source is the place's, a prefix of it or
    ``*``, its region is the place's, the city or province in which that lies (GB/T 2260) or ``*``, and its
    years hold the place's. Where the places have a technology the row's is the same or ``*``.

    Parameters
    ----------
    rows
        Factors or controls: ``region``, ``source``, ``fuel``, ``year_from``, ``year_to`` and more.
    places
        The columns of ``PLACE`` (the technology may lack) and ``place``, its number.

    Returns
    -------
    pl.DataFrame
        The rows' other columns with ``place`` and ``specificity``: greater is more specific, by region,
        then length of the source, then fuel, then technology, then narrowness of the years.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": ["a", "b"], "region": "*", "source": ["1A", "*"], "fuel": "*",
    ...                      "year_from": 1900, "year_to": 2100})
    >>> place = pl.DataFrame({"region": "r", "year": 2020, "source": "1A2a", "fuel": "coke", "place": 0})
    >>> match_rows(rows, places=place).sort("specificity")["id"].to_list()
    ['b', 'a']
    """
    named = [name for name in FORMS if name in places.columns]
    paired = rows.rename({name: f"row_{name}" for name in named})
    for name in named:
        paired = paired.join(_served(places, name, FORMS[name]), on=f"row_{name}")
    paired = paired.join(places, on=named).filter(
        pl.col("year").is_between(pl.col("year_from"), pl.col("year_to"))
    )
    span = (pl.col("year_to") - pl.col("year_from")).clip(0, 9999).cast(pl.Int64)
    source_length = pl.col("row_source").replace({ANY: ""}).str.len_chars().cast(pl.Int64)
    fuel, region = _is_named("fuel"), _region_rank()
    technology = _is_named("technology") if "technology" in named else pl.lit(0, pl.Int64)
    rank = ((region * 100 + source_length) * 2 + fuel) * 2 + technology
    return paired.with_columns(specificity=rank * 10_000 + (9_999 - span)).drop(
        "year", *named, *(f"row_{name}" for name in named), "year_from", "year_to"
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


def number_alike(places: pl.DataFrame, *, rows: pl.DataFrame) -> pl.DataFrame:
    """Give places that the very same rows serve one number.

    Two regions that no row names, or two years between which no row begins or ends, cannot be told apart;
    matching one of each is matching all.

    Parameters
    ----------
    places
        The columns of ``PLACE``.
    rows
        Factors: ``region``, ``year_from``, ``year_to``.

    Returns
    -------
    pl.DataFrame
        The places in their order, with ``place``, the number of their kind.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["*", "980000"], "year_from": [1900, 2010], "year_to": [2200, 2200]})
    >>> held = pl.DataFrame({"region": ["990000", "970000", "980000", "980000"],
    ...                      "year": [2011, 2012, 2011, 2009], "source": "1A2", "fuel": "coke",
    ...                      "technology": "unstated"})
    >>> number_alike(held, rows=rows)["place"].to_list()
    [0, 0, 1, 2]
    """
    named = set(rows["region"].to_list())
    regions = places["region"].unique().to_list()
    served = {code: " ".join(form for form in FORMS["region"](code) if form in named) for code in regions}
    bounds = pl.concat([rows["year_from"], rows["year_to"] + 1]).cast(pl.Int64).unique().sort()
    kinds = places.with_columns(
        kind_of_region=pl.col("region").replace_strict(served, return_dtype=pl.String),
        kind_of_year=bounds.search_sorted(places["year"].cast(pl.Int64), side="right"),
    )
    key = ["kind_of_region", "kind_of_year", "source", "fuel", "technology"]
    numbers = kinds.select(key).unique(maintain_order=True).with_row_index("place")
    return kinds.join(numbers, on=key, maintain_order="left").drop("kind_of_region", "kind_of_year")


def _served(places: pl.DataFrame, column: str, forms: Callable[[str], tuple[str, ...]]) -> pl.DataFrame:
    """List which forms of a code in a row serve each code of the places."""
    codes = sorted(set(places[column].to_list()))
    pairs = [(form, code) for code in codes for form in (*forms(code), ANY)]
    return pl.DataFrame(pairs, schema={f"row_{column}": pl.String, column: pl.String}, orient="row")


def _is_named(column: str) -> pl.Expr:
    return (pl.col(f"row_{column}") != ANY).cast(pl.Int64)


def _region_rank() -> pl.Expr:
    """Rank a row's region: any, a province, a city, a place of another kind."""
    row = pl.col("row_region")
    levels = pl.when(row == ANY).then(0).when(row.str.ends_with("0000")).then(1)
    return levels.when(row.str.ends_with("00")).then(2).otherwise(3).cast(pl.Int64)


def _prefixes(code: str) -> tuple[str, ...]:
    return tuple(code[:length] for length in range(1, len(code) + 1))


def _exact(code: str) -> tuple[str, ...]:
    return (code,)


def _lies_in(code: str) -> tuple[str, ...]:
    """List a region and, where it bears an adcode, the city and province in which it lies."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return (code,)
    return tuple(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000")))


#: In which forms a row may name the code of a place.
FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "source": _prefixes,
    "fuel": _exact,
    "region": _lies_in,
    "technology": _exact,
}
