"""Whether a project's activity stands in a catalogue of green finance, by edition."""

from __future__ import annotations

from datetime import date

import polars as pl

__all__ = ["eligibility"]


def eligibility(activity: str | None, *, rules: pl.DataFrame, on: date) -> pl.DataFrame:
    """Look an activity up in the catalogues in force on a day.

    Parameters
    ----------
    activity
        Activity of the project, by the table of rules; None: not told.
    rules
        ``catalogue``, ``edition``, ``from_date``, ``to_date`` (null: in force), ``activity``, ``verdict``
        (included, excluded), ``quality``, ``citation``.
    on
        Day.

    Returns
    -------
    pl.DataFrame
        One row a catalogue: ``catalogue``, ``edition``, ``verdict`` (``unknown`` where its rows here do not
        name the activity: that says nothing of the catalogue itself), ``quality``, ``citation``.

    Examples
    --------
    >>> row = {"catalogue": "bond", "edition": "1", "from_date": date(2021, 7, 1), "to_date": None}
    >>> told = {"activity": "capture", "verdict": "included", "quality": "published", "citation": "c"}
    >>> rules = pl.DataFrame([{**row, **told}], schema_overrides={"to_date": pl.Date})
    >>> eligibility("capture", rules=rules, on=date(2022, 1, 1))["verdict"].to_list()
    ['included']
    >>> eligibility("mine", rules=rules, on=date(2022, 1, 1))["verdict"].to_list()
    ['unknown']
    """
    ended = pl.col("to_date").is_not_null() & (pl.col("to_date") < on)
    standing = rules.filter((pl.col("from_date") <= on) & ~ended)
    named = standing.filter(pl.col("activity").eq_missing(pl.lit(activity, pl.String)))
    key = ["catalogue", "edition"]
    return (
        standing.select(key)
        .unique(maintain_order=True)
        .join(named.select(*key, "verdict", "quality", "citation"), on=key, how="left", maintain_order="left")
        .with_columns(pl.col("verdict").fill_null("unknown"))
        .sort(key)
    )
