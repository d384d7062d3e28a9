"""Ranges of a problem's factors, as the inventory states them: what is not ranged there is exact here.

An input of the inventory (a heating value, a factor of the guidelines) moves everything that is computed with
it, so that what burns the same fuel moves together.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.accounting.cells import Cells, gather
from tongyuan.accounting.emission import deviations, known_masses, number_rows
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.pieces import AT, BASE_YEAR, BOUND
from tongyuan.plan.cocontrol.ranges import RANGES
from tongyuan.plan.measures.naming import NAMED, SEPARATOR

__all__ = ["inventory_ranges"]

#: What is told of a move.
MOVED = ["species", "input", "at_low", "at_high"]
#: What follows the region in the id of an activity.
BEHIND = [name for name in NAMED if name != "region"]


def inventory_ranges(case: Case, inputs: dict[str, Any]) -> pl.DataFrame:
    """Find the ranges of the factors that a problem counts with.

    Parameters
    ----------
    case
        The problem. Its activities are those of the inventory, of whatever region.
    inputs
        ``activity``, ``factors``, ``controls``, ``family``, ``species``, ``leverage``: what the inventory
        stood on.

    Returns
    -------
    pl.DataFrame
        Columns of ``ranges.RANGES``. A factor is an input of the inventory, with the range by which it moves
        a figure most; of the others it moves a share. Ranges of activity are left out: the scenario states
        activity.

    Notes
    -----
    To first order: the moves of several inputs add up. What is fixed moves as its source does in the year of
    the inventory. Source of the moves: JCGM 100:2008 (GUM), 5.1.2, the figure with the input at an end of its
    range and the others at their values.
    """
    activity = inputs["activity"]
    cells = gather(**inputs)
    rows = number_rows(activity, cells)
    masses = known_masses(rows, cells).filter(pl.col("mass_t") != 0)
    own = pl.col("input").str.starts_with("activity/")
    moved = deviations(rows, cells, masses).filter(~own).join(masses, on=["row", "species"])
    placed = moved.join(rows.select("row", "source", behind=_behind()), on="row")
    items = _items(case)
    running = placed.join(items, on="behind").select(
        pl.lit("running").alias("subject"), "item", *MOVED, "mass_t", pl.lit(1.0).alias("covered")
    )
    moves = pl.concat([running, _fixed(case, placed, masses, rows, items)]).with_columns(
        pl.col("at_low", "at_high") / pl.col("mass_t")
    )
    return _shared(pl.concat([moves, _of_base(case, moves)]), cells)


def _of_base(case: Case, moves: pl.DataFrame) -> pl.DataFrame:
    """Move what stands behind a level or a bound as the same activity, or what is fixed, moves today."""
    subject = pl.col("subject").cast(pl.String)
    was = case.responses.filter(subject.is_in([BASE_YEAR, BOUND])).select(subject, "item", "species").unique()
    named = was.sort("subject", "item", "species")
    return (
        moves.drop("subject")
        .join(named, on=["item", "species"], maintain_order="left_right")
        .select(moves.columns)
    )


def _behind() -> pl.Expr:
    """Name an activity but for its region: a province's figures are those of its cities."""
    return pl.concat_str([pl.col(name).cast(pl.String) for name in BEHIND], separator=SEPARATOR)


def _items(case: Case) -> pl.DataFrame:
    names = case.levels.select(item="activity").unique(maintain_order=True)
    return names.with_columns(behind=pl.col("item").str.splitn(SEPARATOR, 2).struct.field("field_1"))


def _fixed(
    case: Case, placed: pl.DataFrame, masses: pl.DataFrame, rows: pl.DataFrame, items: pl.DataFrame
) -> pl.DataFrame:
    """Sum the moves of what is fixed by source, over the mass of all of it."""
    key = ["source", "species"]
    apart = rows.select("row", pl.col("source").cast(pl.String), behind=_behind()).join(
        items, on="behind", how="anti"
    )
    ranged = placed.select("row", "species", ranged=True).unique()
    whole = (
        masses.join(apart, on="row")
        .join(ranged, on=["row", "species"], how="left")
        .group_by(key, maintain_order=True)
        .agg(pl.col("mass_t").sum(), covered=pl.col("mass_t").filter("ranged").sum())
    )
    summed = (
        placed.with_columns(pl.col("source").cast(pl.String))
        .join(items, on="behind", how="anti")
        .group_by(*key, "input", maintain_order=True)
        .agg(pl.col("at_low", "at_high").sum())
        .join(whole.filter(pl.col("mass_t") != 0), on=key)
    )
    regions = case.fixed.select("region", "source").unique(maintain_order=True)
    return summed.join(regions, on="source").select(
        pl.lit("fixed").alias("subject"),
        pl.concat_str(["region", "source"], separator=AT).alias("item"),
        *MOVED,
        "mass_t",
        pl.col("covered") / pl.col("mass_t"),
    )


def _shared(moves: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Give each input its range where it moves most, and each use its share of that."""
    width = pl.col("at_high") - pl.col("at_low")
    ordered = moves.with_columns(width=width).filter(pl.col("width") != 0).sort("input", "item", "species")
    widest = (
        ordered.sort(pl.col("width").abs(), descending=True, maintain_order=True)
        .unique(subset="input", keep="first", maintain_order=True)
        .select("input", *_ends(), most=pl.col("width").abs())
    )
    distributions = cells.chosen.select(
        input="factor_id", distribution=pl.col("distribution").cast(pl.String)
    ).unique(subset="input", keep="first", maintain_order=True)
    told = (
        ordered.join(widest, on="input", maintain_order="left")
        .join(distributions, on="input", how="left", maintain_order="left")
        .with_columns(_drawn_as(), factor="input", share=pl.col("width") / pl.col("most"))
    )
    schema = pl.Schema(RANGES)
    return told.select(schema.names()).cast(dict(schema)).sort("subject", "item", "species", "factor")  # type: ignore[arg-type]


def _ends() -> tuple[pl.Expr, pl.Expr]:
    low, high = pl.min_horizontal("at_low", "at_high", 0.0), pl.max_horizontal("at_low", "at_high", 0.0)
    return (1 + low).alias("low"), (1 + high).alias("high")


def _drawn_as() -> pl.Expr:
    """Draw as the inventory does; a logarithm knows no range that reaches nought."""
    stated = pl.col("distribution").fill_null("normal")
    reaches = (stated == "lognormal") & (pl.col("low") <= 0)
    return pl.when(reaches).then(pl.lit("normal")).otherwise(stated).alias("distribution")
