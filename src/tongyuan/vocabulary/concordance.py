"""Concordances: from one list of categories to another, with shares, so that totals survive.

A concordance is a table of ``code``, ``counterpart`` and ``share``; the shares of each code sum to one.
Many codes may share a counterpart. A counterpart may hold several codes of its own list where ours is the
coarser (``36;37`` of GB/T 4754, ``1A2g-1A2m`` of IPCC 2006): it is then one category, not to be divided.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["convert", "names", "read"]

SHARE_TOLERANCE = 1e-9


def names() -> tuple[str, ...]:
    """List the packaged concordances, each as ``from_to``."""
    return tuple(_READERS)


def read(name: str) -> pl.DataFrame:
    """Return a packaged concordance.

    Parameters
    ----------
    name
        One of ``names()``.

    Returns
    -------
    pl.DataFrame
        ``code``, ``counterpart``, ``share`` [1].

    Raises
    ------
    NotFoundError
        If there is no such concordance.

    Examples
    --------
    >>> read("ceads_nfr").filter(pl.col("code") == "ferrous_metals")["counterpart"].item()
    '1A2a'
    """
    if name not in _READERS:
        raise NotFoundError(Problem("concordance.unknown", {"got": name, "expected": ", ".join(names())}))
    return _READERS[name]()


def convert(
    frame: pl.DataFrame, *, column: str, value: str, mapping: pl.DataFrame, name: str = "mapping"
) -> pl.DataFrame:
    """Put a table into another list of categories; the sum of its values does not change.

    A missing value stays missing in every counterpart; nothing is summed here, so that states, quality
    and citations of each row stay with it.

    Parameters
    ----------
    frame
        A table with a column of codes and a column of values.
    column
        Column of codes; it is replaced by the counterparts.
    value
        Column of additive values, any unit.
    mapping
        ``code``, ``counterpart``, ``share`` [1].
    name
        Name of the concordance, for messages.

    Returns
    -------
    pl.DataFrame
        The columns of ``frame``; one row for each row and counterpart, in the order of ``frame``, values
        in the unit of ``frame``.

    Raises
    ------
    InputError
        If a code has no counterpart, or the shares of a code do not sum to one.

    Examples
    --------
    >>> halves = pl.DataFrame({"code": ["a", "a"], "counterpart": ["x", "y"], "share": [0.25, 0.75]})
    >>> table = pl.DataFrame({"sector": ["a"], "mass_t": [8.0]})
    >>> convert(table, column="sector", value="mass_t", mapping=halves).rows()
    [('x', 2.0), ('y', 6.0)]
    """
    _demand_whole_shares(mapping, name)
    _demand_counterparts(frame[column], mapping, name)
    return (
        frame.join(mapping, left_on=column, right_on="code", how="left", maintain_order="left")
        .with_columns(pl.col("counterpart").alias(column), pl.col(value) * pl.col("share"))
        .select(frame.columns)
    )


def _demand_whole_shares(mapping: pl.DataFrame, name: str) -> None:
    totals = mapping.group_by("code", maintain_order=True).agg(pl.col("share").sum())
    wrong = totals.filter((pl.col("share") - 1).abs() > SHARE_TOLERANCE)
    if wrong.height:
        raise InputError(
            Problem("concordance.shares", {"table": name, "got": code, "total": total})
            for code, total in wrong.rows()
        )


def _demand_counterparts(codes: pl.Series, mapping: pl.DataFrame, name: str) -> None:
    known = set(mapping["code"].to_list())
    unmapped = [code for code in codes.unique(maintain_order=True).to_list() if code not in known]
    if unmapped:
        raise InputError(Problem("concordance.unmapped", {"table": name, "got": code}) for code in unmapped)


def _pairs(table: str, code: str, counterpart: str) -> Callable[[], pl.DataFrame]:
    def read_pairs() -> pl.DataFrame:
        return (
            packaged_table(table)
            .select(pl.col(code).alias("code"), pl.col(counterpart).alias("counterpart"), share=pl.lit(1.0))
            .drop_nulls()
        )

    return read_pairs


def _balance_to_source() -> pl.DataFrame:
    rows = packaged_table("balance_rows").select(code="row", counterpart="source", share=pl.lit(1.0))
    return rows.drop_nulls()


def _guideline(edition: str) -> Callable[[], pl.DataFrame]:
    def read_categories() -> pl.DataFrame:
        table = packaged_table("guideline_categories").filter(pl.col("edition") == edition)
        above = dict(zip(table["source"].to_list(), table["category"].to_list(), strict=True))
        found = [(code, _nearest(code, above)) for code in packaged_table("sources")["source"].to_list()]
        kept = [(code, category, 1.0) for code, category in found if category is not None]
        return pl.DataFrame(kept, schema=["code", "counterpart", "share"], orient="row")

    return read_categories


def _nearest(source: str, above: dict[str, str]) -> str | None:
    """Find the category of a source or of the nearest source above it."""
    tried = (source[:length] for length in range(len(source), 0, -1))
    return next((above[code] for code in tried if code in above), None)


_READERS: dict[str, Callable[[], pl.DataFrame]] = {
    "nfr_ipcc2006": _pairs("sources", "source", "ipcc2006"),
    "nfr_crf": _pairs("sources", "source", "crf"),
    "nfr_guideline2011": _guideline("2011"),
    "nfr_guideline2025": _guideline("2025"),
    "ceads_nfr": _pairs("ceads_sectors", "sector", "source"),
    "ceads_balance": _pairs("ceads_sectors", "sector", "balance_row"),
    "balance_nfr": _balance_to_source,
    "ceads_gbt4754": _pairs("ceads_sectors", "sector", "gbt4754"),
}
