"""Parameters of derivations: the factor rows that a place is served by, laid side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import dataframely as dy
import polars as pl

from tongyuan.accounting.matching import PLACE, match_rows, most_specific
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.tables import Factor

__all__ = ["pick", "picking"]

ANY = "*"
_PICKED: ContextVar[set[str] | None] = ContextVar("tongyuan_picked", default=None)


@contextmanager
def picking() -> Iterator[set[str]]:
    """Note which factors are picked inside, so that a derivation need not name its parameters twice.

    Yields
    ------
    set of str
        Factor ids, as they are picked.

    Examples
    --------
    >>> with picking() as picked:
    ...     pass
    >>> picked
    set()
    """
    found: set[str] = set()
    token = _PICKED.set(found)
    try:
        yield found
    finally:
        _PICKED.reset(token)


def pick(
    places: pl.DataFrame,
    *,
    factors: dy.DataFrame[Factor],
    family: str,
    method: str,
    parameters: Sequence[str],
) -> pl.DataFrame:
    """Lay beside each place the parameters that a derivation needs; null where no row serves it.

    The rule is that of `tongyuan.accounting.factors.assign`: the most specific row of the family or of
    ``*``, by region, source, fuel, technology and years; a row of the family over one of ``*``.

    Parameters
    ----------
    places
        Rows with ``region``, ``year``, ``source``, ``fuel`` (the material), ``technology`` and any other.
    factors
        Factors.
    family
        Factor family.
    method
        The derivation's name, under which its parameters stand among the factors.
    parameters
        Names of the parameters.

    Returns
    -------
    pl.DataFrame
        The places in their order, and for each parameter ``NAME`` (its value), ``NAME_id`` and
        ``NAME_quality``; null where there is none.

    Raises
    ------
    ConflictError
        If two rows are equally specific.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> k = a_factor(method="landfill.decay", parameter="k_per_year", fuel="food_waste", value=0.185)
    >>> place = pl.DataFrame({"region": "990000", "year": 2020, "source": "5A", "fuel": "food_waste",
    ...                       "technology": "unstated"})
    >>> pick(place, factors=factors_of(k), family="x", method="landfill.decay",
    ...      parameters=["k_per_year"])["k_per_year"].item()
    0.185
    """
    numbered = places.with_row_index("row_number")
    distinct = places.select(PLACE).unique(maintain_order=True).with_row_index("place")
    rows = factors.filter(
        pl.col("family").is_in([*parts_of(family), ANY]),
        pl.col("method") == method,
        pl.col("parameter").is_in(list(parameters)),
    )
    matched = match_rows(rows, places=distinct)
    ranked = matched.with_columns(pl.col("specificity") * 2 + (pl.col("family") != ANY).cast(pl.Int64))
    best = most_specific(ranked, within=["place", "parameter"])
    _refuse_ties(best.filter("tied"), places=distinct)
    picked = _PICKED.get()
    if picked is not None:
        picked.update(best["factor_id"].to_list())
    found = distinct
    for name in parameters:
        own = best.filter(pl.col("parameter") == name).select(
            "place",
            pl.col("value").alias(name),
            pl.col("factor_id").alias(f"{name}_id"),
            pl.col("quality").alias(f"{name}_quality"),
        )
        found = found.join(own, on="place", how="left", maintain_order="left")
    joined = numbered.join(found.drop("place"), on=PLACE, how="left", maintain_order="left")
    return joined.sort("row_number").drop("row_number")


def _refuse_ties(tied: pl.DataFrame, *, places: pl.DataFrame) -> None:
    if tied.is_empty():
        return
    groups = (
        tied.group_by("place", "parameter", maintain_order=True)
        .agg(pl.col("factor_id").sort().str.join(", "))
        .join(places, on="place")
        .unique(["parameter", "factor_id"], keep="first", maintain_order=True)
        .select("parameter", "factor_id", *PLACE)
    )
    raise ConflictError([Problem("accounting.factor_tie", row) for row in groups.to_dicts()])
