"""Totals of stacks: measured, starting and stopping, and substituted parts apart; no part, no zero."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tongyuan.advance.stacks.validity import month_of, quarter_of
from tongyuan.vocabulary.tables import StackTotal

__all__ = ["Span", "totals_of"]

Span = Literal["month", "quarter", "year", "all"]
KG_PER_T = 1000


def _period(span: Span) -> pl.Expr:
    day = pl.col("day")
    names = {
        "month": month_of(day),
        "quarter": quarter_of(day),
        "year": day.dt.year().cast(pl.String),
        "all": pl.lit("all"),
    }
    return names[span]


def totals_of(filled: pl.DataFrame, *, span: Span = "all") -> pl.DataFrame:
    """Add up what stacks emitted.

    A part without an hour is null. The total is null as long as an hour of operation has no figure; what is
    known then is a lower bound. Hours marked out of operation add nothing.

    Parameters
    ----------
    filled
        Hours as :func:`~tongyuan.advance.stacks.filled` gives them.
    span
        Period of a sum.

    Returns
    -------
    pl.DataFrame
        Rows of ``StackTotal``.
    """

    def hours(part: str) -> pl.Expr:
        return (pl.col("part") == part).sum().cast(pl.Int64)

    def mass(part: str) -> pl.Expr:
        chosen = pl.col("known_kg").filter(pl.col("part") == part)
        return pl.when(chosen.count() > 0).then(chosen.sum())

    parts = ("measured", "start_stop", "substituted")
    rows = filled.group_by("station", "pollutant", _period(span).alias("period"), maintain_order=True).agg(
        hours=pl.len().cast(pl.Int64),
        **{f"{part}_hours": hours(part) for part in (*parts, "outage", "unfilled")},
        short_window_hours=(pl.col("window_there") < pl.col("window_hours")).sum().cast(pl.Int64),
        **{f"{part}_kg": mass(part) for part in parts},
    )
    masses = [pl.col(f"{part}_kg") for part in parts]
    known = pl.when(pl.any_horizontal([one.is_not_null() for one in masses])).then(
        pl.sum_horizontal([one.fill_null(0.0) for one in masses])
    )
    whole = pl.when(pl.col("unfilled_hours") == 0).then(known.fill_null(0.0) / KG_PER_T)
    return StackTotal.cast(
        rows.with_columns(known_kg=known, total_t=whole).select(StackTotal.column_names())
    ).sort("station", "pollutant", "period")
