"""Uncertainty of categories: how far activity and factors each can be off, as a share of the emission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.accounting.cells import gather
from tongyuan.accounting.emission import deviations, known_masses, number_rows, scope
from tongyuan.numerics.propagation import combine_deviations
from tongyuan.vocabulary.accounts import of_account

__all__ = ["CATEGORY", "category_uncertainty"]

CATEGORY = ("source", "species")


def category_uncertainty(inputs: dict[str, Any], *, by: Sequence[str] = CATEGORY) -> pl.DataFrame:
    """Propagate the stated ranges of activity and of factors, apart, to each category of scope 1.

    Of an unequal range the longer side is taken. Activity rows move apart; a factor moves all rows of the
    category that use it together. A parameter of a derivation is one of the factors, as the guidelines put
    "emission factor / estimation parameter" beside the activity that records tell.

    Parameters
    ----------
    inputs
        ``activity``, ``factors``, ``controls``, ``family``, ``species``: what the inventory stood on;
        ``leverage`` where activity was derived.
    by
        What makes a category.

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, ``mass_t`` [t], ``activity_share`` and ``factor_share``, half of the 95 %
        range over the size of the emission [1]; null where no input states a range.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 3, equations 3.1 and 3.2 and section 3.2.3.1.

    Examples
    --------
    10 t of SO2 by a factor known to 10 %; of the activity no range is stated:

    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> coal = dict(method="combustion.mass", parameter="ef_kg_per_unit", species="SO2", value=10.0)
    >>> stood = dict(activity=activity_of(an_activity()), controls=controls_of(), family="A")
    >>> factors = factors_of(a_factor(**coal, low=9.0, high=11.0))
    >>> told = category_uncertainty(stood | {"factors": factors, "species": ["SO2"]})
    >>> told.select("mass_t", "activity_share", pl.col("factor_share").round(9)).row(0)
    (10.0, None, 0.1)
    """
    activity = inputs["activity"]
    cells = gather(**inputs)
    numbered = number_rows(activity, cells).filter(scope(pl.col("activity")) == 1)
    rows = of_account(numbered, kept="with_land")
    masses = known_masses(rows, cells)
    named = masses.join(rows.select("row", *(name for name in by if name != "species")), on="row")
    moved = deviations(rows, cells, masses).join(named.drop("method", "mass_t"), on=["row", "species"])
    own = pl.col("input").str.starts_with("activity/")
    sums = named.group_by(by, maintain_order=True).agg(pl.col("mass_t").sum())
    for name, part in (("activity_share", moved.filter(own)), ("factor_share", moved.filter(~own))):
        sums = sums.join(_half_range(part, by, name), on=list(by), how="left", maintain_order="left")
    size = pl.when(pl.col("mass_t") != 0).then(pl.col("mass_t").abs())
    return sums.with_columns(pl.col("activity_share", "factor_share") / size).sort(*by)


def _half_range(moved: pl.DataFrame, by: Sequence[str], name: str) -> pl.DataFrame:
    combined = combine_deviations(moved, by=by)
    return combined.select(*by, pl.max_horizontal("below", "above").alias(name))
