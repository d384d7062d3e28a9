"""Rows that couple a year with the one before: speed of uptake, and equipment that lives on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.plan.cocontrol.columns import Columns

__all__ = ["Rows", "added_speed", "kept_vintage", "moved_speed", "surviving"]

SCHEMA = {"row": pl.UInt32, "at": pl.Int64, "coefficient": pl.Float64}


@dataclass(frozen=True)
class Rows:
    """Rows of ``terms <= bound``; ``terms`` holds row, at and coefficient for each kind of variable."""

    terms: dict[str, pl.DataFrame]
    bound: pl.Series


def surviving(years: float, *, lifetime: float) -> float:
    """Share of equipment of even age that still stands after some years.

    Parameters
    ----------
    years
        Time gone by [a].
    lifetime
        Lifetime [a].

    Returns
    -------
    float
        Between 0 and 1.

    Notes
    -----
    Source: linear retirement of a stock of evenly spread age, as in Wagner, Amann and Schöpp (2007),
    IIASA IR-07-004 (no premature scrapping).

    Examples
    --------
    >>> surviving(5, lifetime=20)
    0.75
    """
    return max(0.0, 1.0 - years / lifetime)


def added_speed(columns: Columns) -> Rows:
    """Bound the growth of an option's share of what the scenario asks for (C8).

    Parameters
    ----------
    columns
        The decisions.

    Returns
    -------
    Rows
        x(t) - x(t-1) A(t)/A(t-1) <= v dt A(t), in the size of the activity.
    """
    frame = columns.running.filter(pl.col("yearly_share").is_not_null())
    pairs = _pairs(frame, columns.running, on=["activity", "option"]).filter(pl.col("quantity_before") > 0)
    growth = pl.col("quantity") / pl.col("quantity_before")
    numbered = pairs.with_row_index("row")
    terms = pl.concat(
        [
            numbered.select("row", "at", coefficient=pl.lit(1.0)),
            numbered.select("row", pl.col("at_before").alias("at"), coefficient=-growth),
        ]
    )
    bound = numbered.select(
        pl.col("yearly_share")
        * (pl.col("year") - pl.col("year_before"))
        * pl.col("quantity")
        / pl.col("size")
    ).to_series()
    return Rows({"running": terms}, bound)


def moved_speed(columns: Columns) -> Rows:
    """Bound the growth of a substitution (C8).

    Parameters
    ----------
    columns
        The decisions.

    Returns
    -------
    Rows
        y(t) - y(t-1) <= v dt, in the size of the activity given up.
    """
    frame = columns.moved.filter(pl.col("yearly").is_not_null())
    numbered = _pairs(frame, columns.moved, on=["substitution"]).with_row_index("row")
    terms = pl.concat(
        [
            numbered.select("row", "at", coefficient=pl.lit(1.0)),
            numbered.select("row", pl.col("at_before").alias("at"), coefficient=pl.lit(-1.0)),
        ]
    )
    bound = numbered.select(
        pl.col("yearly") * (pl.col("year") - pl.col("year_before")) / pl.col("size")
    ).to_series()
    return Rows({"moved": terms}, bound)


def kept_vintage(columns: Columns) -> Rows:
    """Keep what was fitted until its life ends (C7).

    What is as good as an option (higher on its ladder, or a chain that holds all its measures) may fall only
    by what wears out, by what the scenario itself shrinks, and by what is moved away or saved in that year.

    Parameters
    ----------
    columns
        The decisions.

    Returns
    -------
    Rows
        surv min(1, A(t)/A(t-1)) sum x(t-1) - sum x(t) - moved(t) - saved(t) <= 0, sums over the options
        that are as good or better.
    """
    frame = columns.running.filter(pl.col("lifetime_a").is_not_null(), pl.col("rank") > 0)
    numbered = (
        _pairs(frame, columns.running, on=["activity", "option"])
        .with_row_index("row")
        .with_columns(kept=_kept())
        .filter(pl.col("kept") > 0)
        .drop("row")
        .with_row_index("row")
    )
    now = _as_good(numbered, columns.running, served="served")
    before = _as_good(numbered, columns.running, served="served_before")
    running = pl.concat(
        [
            now.select("row", "at", coefficient=pl.lit(-1.0)),
            before.select("row", "at", coefficient=pl.col("kept")),
        ]
    )
    rows = numbered.select("row", "activity", "year", pl.col("size").alias("row_size"))
    freed = {
        "moved": columns.moved.join(rows, left_on=["from_activity", "year"], right_on=["activity", "year"]),
        "saved": columns.saved.join(rows, on=["activity", "year"]),
    }
    terms = {
        subject: found.select("row", "at", coefficient=-pl.col("size") / pl.col("row_size"))
        for subject, found in freed.items()
    }
    return Rows({"running": running, **terms}, pl.zeros(numbered.height, dtype=pl.Float64, eager=True))


def _kept() -> pl.Expr:
    gone = pl.col("year") - pl.col("year_before")
    standing = (1 - gone / pl.col("lifetime_a")).clip(lower_bound=0)
    shrunk = pl.when(pl.col("quantity_before") > 0).then(pl.col("quantity") / pl.col("quantity_before"))
    return standing * shrunk.otherwise(1.0).clip(upper_bound=1)


def _as_good(rows: pl.DataFrame, running: pl.DataFrame, *, served: str) -> pl.DataFrame:
    """Find the options that are as good as the row's: higher on its ladder, or with all its measures."""
    wanted = rows.select("row", "ladder", "kept", served=served, least="rank", had="option")
    ways = running.select("served", "ladder", "rank", "option", "at")
    higher = pl.col("rank") >= pl.col("least")
    climbing = wanted.drop_nulls("ladder").join(ways, on=["served", "ladder"]).filter(higher)
    chained = ways.filter(pl.col("ladder").is_null() | pl.col("option").str.contains("+", literal=True))
    joined = wanted.join(chained, on="served").filter(
        ~((pl.col("ladder") == pl.col("ladder_right")).fill_null(False) & higher)
    )
    lost = pl.col("had").str.split("+").list.set_difference(pl.col("option").str.split("+")).list.len()
    found = [climbing, joined.filter(lost == 0)]
    return pl.concat([pairs.select("row", "at", "kept") for pairs in found])


def _pairs(frame: pl.DataFrame, whole: pl.DataFrame, *, on: list[str]) -> pl.DataFrame:
    """Join each row with the same one of the period before."""
    years = whole["year"].unique().sort()
    before = dict(zip(years[1:].to_list(), years[:-1].to_list(), strict=True))
    if not before:
        return frame.join(whole, on=on, how="inner", suffix="_before").clear()
    late = frame.filter(pl.col("year").is_in(list(before))).with_columns(
        year_before=pl.col("year").replace_strict(before, return_dtype=pl.Int32)
    )
    return late.join(
        whole, left_on=[*on, "year_before"], right_on=[*on, "year"], suffix="_before", maintain_order="left"
    )
