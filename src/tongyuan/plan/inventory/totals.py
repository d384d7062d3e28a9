"""Totals that count what is missing: a sum of what is known, and how many rows it lacks."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.vocabulary.accounts import Account, of_account
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.quality import QUALITY, Quality

__all__ = ["ALWAYS_APART", "sum_known", "total"]

ALWAYS_APART = ("region", "year", "species", "medium", "scope", "family")
"""What is never added up: regions overlap, species differ, scope 2 is another's scope 1."""

MEMO_APART = ("source",)
"""Memo items are listed one beside the other: they overlap, and no sum of them means anything."""

GAPS = (Missing.NE, Missing.C, Missing.NOT_REPORTED)
"""States that leave a total incomplete; what does not occur or stands elsewhere does not."""


def total(emission: pl.DataFrame, *, by: Sequence[str] = (), account: Account = "emissions") -> pl.DataFrame:
    """Sum the emissions of one account, apart by region, year, species, medium, scope and family.

    Land is summed beside the emissions and never into them; memo items stand in neither sum, and apart from
    each other.

    Parameters
    ----------
    emission
        Emission [t].
    by
        Further columns that are kept apart (``source``, ``fuel``, ``sector``, ``activity``).
    account
        ``emissions``, ``land``, ``with_land`` (both) or ``memo``.

    Returns
    -------
    pl.DataFrame
        The columns kept apart, ``mass_t`` (sum of what is known; null where nothing is) [t], ``rows``
        with a mass, ``not_estimated`` (NE), ``gaps`` (NE, C and not reported), ``complete`` (no gap),
        ``state`` (NE where nothing is known), ``derived_from_co2`` (any), ``quality`` (the worst),
        ``range_quality`` (the worst of the ranges), ``origin`` (where the factors are from) and
        ``without_controls_t``, what of the sum has no control stated [t]; null where none is asked for.

    Raises
    ------
    InputError
        If the table lacks a column of ``by``.

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "species": "CO2", "medium": "air", "scope": 1, "family": "f"}
    >>> facts = {"derived_from_co2": False, "quality": "published", "range_quality": None, "origin": "China"}
    >>> known = facts | {"source": "1A2a", "mass_t": 2.0, "state": None, "controls_stated": False}
    >>> lacking = known | {"mass_t": None, "state": "NE", "controls_stated": None}
    >>> table = pl.DataFrame([row | known, row | lacking])
    >>> total(table).select("mass_t", "rows", "not_estimated", "complete", "without_controls_t").rows()
    [(2.0, 1, 1, False, 2.0)]
    """
    apart = [*ALWAYS_APART, *_distinct((*by, *MEMO_APART) if account == "memo" else by)]
    counted = of_account(emission, kept=account)
    summed = sum_known(counted, value="mass_t", by=apart)
    return summed.join(_behind(counted, apart), on=apart, how="left", maintain_order="left")


def sum_known(frame: pl.DataFrame, *, value: str, by: Sequence[str]) -> pl.DataFrame:
    """Sum a column of which some cells are missing, and count them by state.

    Parameters
    ----------
    frame
        ``value`` with ``state``, ``quality`` and ``derived_from_co2`` beside it.
    value
        Column to sum, any additive unit.
    by
        Columns kept apart.

    Returns
    -------
    pl.DataFrame
        As ``total``, in the unit of ``value``.

    Raises
    ------
    InputError
        If the table lacks a column of ``by``.
    ConflictError
        If factor families are mixed.

    Examples
    --------
    >>> row = {"fuel": "coke", "derived_from_co2": False, "quality": "published"}
    >>> table = pl.DataFrame([row | {"x": 1.0, "state": None}, row | {"x": 2.0, "state": None}])
    >>> sum_known(table, value="x", by=["fuel"])["x"].item()
    3.0
    """
    _demand_columns(frame, by)
    _demand_one_family(frame)
    state = pl.col("state").cast(pl.String)
    ranks = {quality.value: quality.rank for quality in Quality}
    names = {quality.rank: quality.value for quality in Quality}
    rank = pl.col("quality").cast(pl.String).replace_strict(ranks, return_dtype=pl.Int64, default=None)
    known = pl.col(value).count() > 0
    summed = frame.group_by(by, maintain_order=True).agg(
        pl.when(known).then(pl.col(value).sum()).alias(value),
        pl.col(value).count().cast(pl.Int64).alias("rows"),
        (state == Missing.NE.value).sum().cast(pl.Int64).alias("not_estimated"),
        state.is_in([gap.value for gap in GAPS]).sum().cast(pl.Int64).alias("gaps"),
        state.drop_nulls().unique(maintain_order=True).alias("states"),
        pl.col("derived_from_co2").any(),
        rank.filter(pl.col(value).is_not_null())
        .max()
        .replace_strict(names, return_dtype=pl.String)
        .alias("quality"),
    )
    return summed.with_columns(
        (pl.col("gaps") == 0).alias("complete"),
        pl.when(pl.col(value).is_null()).then(_why_nothing()).alias("state"),
    ).select(*by, value, "rows", "not_estimated", "gaps", "complete", "state", "derived_from_co2", "quality")


def _behind(emission: pl.DataFrame, apart: Sequence[str]) -> pl.DataFrame:
    """Gather what stands behind each sum: its ranges, where its factors are from, what has no control."""
    uncontrolled = ~pl.col("controls_stated")
    origins = pl.col("origin").str.split("; ").explode().drop_nulls().unique().sort()
    return emission.group_by(apart).agg(
        pl.col("range_quality").cast(pl.String).cast(QUALITY).max().cast(pl.String),
        pl.when(origins.len() > 0).then(origins.str.join("; ")).alias("origin"),
        pl.when(pl.col("controls_stated").count() > 0)
        .then(pl.col("mass_t").filter(uncontrolled).sum())
        .alias("without_controls_t"),
    )


def _why_nothing() -> pl.Expr:
    """Name the state of a sum without any figure: the gravest of its rows."""
    order = [Missing.NE, Missing.NOT_REPORTED, Missing.C, Missing.IE, Missing.NO]
    choices = [
        pl.when(pl.col("states").list.contains(state.value)).then(pl.lit(state.value)) for state in order
    ]
    return pl.coalesce(choices)


def _distinct(by: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(by) if name not in ALWAYS_APART]


def _demand_columns(frame: pl.DataFrame, by: Sequence[str]) -> None:
    expected = ", ".join(frame.columns)
    unknown = [name for name in by if name not in frame.columns]
    if unknown:
        raise InputError(
            Problem("inventory.no_column", {"column": name, "expected": expected}) for name in unknown
        )


def _demand_one_family(frame: pl.DataFrame) -> None:
    if "family" in frame.columns and frame["family"].n_unique() > 1:
        found = ", ".join(sorted(str(name) for name in frame["family"].unique().to_list()))
        raise ConflictError(Problem("inventory.mixed_families", {"got": found}))
