"""Ids of activities through the years: by them scenarios and problems name what they follow and choose."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.measures.applying import KEY

__all__ = ["BY", "NAMED", "SEPARATOR", "activity_id", "sector_of"]

#: What names an activity through all years: its key without the year.
NAMED = [name for name in KEY if name != "year"]
SEPARATOR = "/"
#: Joins a substitution's activity and its measure, and names what is taken up.
BY = ">"


def activity_id() -> pl.Expr:
    """Join the key of an activity without its year: the id by which a problem names it."""
    return pl.concat_str([pl.col(name).cast(pl.String) for name in NAMED], separator=SEPARATOR).alias(
        "activity_id"
    )


def sector_of(activity_id: pl.Expr) -> pl.Expr:
    """Read the sector out of an activity's id."""
    return activity_id.str.split(SEPARATOR).list.get(NAMED.index("sector"))
