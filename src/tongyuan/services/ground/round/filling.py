"""An assignment as it is filled in: items, what stands in them, last year's figures, the sums below."""

from __future__ import annotations

import polars as pl

from tongyuan.services.declaration import Context
from tongyuan.services.ground.round.sums import below, sums, told
from tongyuan.vocabulary.rounds import year_before
from tongyuan.workspace.rounds import Rounds

__all__ = ["filled", "share_of_jump"]

JUMP = 0.2


def share_of_jump(ctx: Context) -> float:
    """Return the change against last year from which a reason is asked [share of last year's figure]."""
    return float(ctx.workspace.meta.settings.get("round_jump_share", JUMP))


def filled(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> pl.DataFrame:
    """Lay out assignments: one row an item.

    Parameters
    ----------
    ctx
        Who reads, and where.
    rounds
        The rounds as the reader sees them.
    assignments
        By the contract.

    Returns
    -------
    pl.DataFrame
        ``assignment`` and the item's columns; ``value``, ``state``, ``reason``, ``version``, ``actor``,
        ``at`` as they stand; ``last_value``, ``last_state`` of the same period last year, ``change`` against
        it [share]; ``sum_value``, ``sum_state``, ``sum_parts``, ``sum_absent`` of the assignments below;
        ``sum_true`` for the checks alone, never shown.
    """
    parts = assignments.partition_by("round", maintain_order=True)
    return pl.concat([_filled(ctx, rounds, part) for part in parts])


def _filled(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> pl.DataFrame:
    number = assignments["round"][0]
    unit = assignments.select("assignment", "form", "department", "region", "enterprise")
    rows = unit.join(rounds.items(number), on="form", maintain_order="left_right")
    present = rounds.entries(assignments["assignment"].to_list()).drop("unit")
    found = sums(rounds, rows, below(rounds, assignments))
    added = told(found, ctx.scope).rename({"above": "assignment"})
    true = found.select("item", assignment="above", sum_true="sum_value")
    before = _last_year(ctx, rounds, rows, rounds.about(number)["period"])
    change = (pl.col("value") - pl.col("last_value")) / pl.col("last_value").abs()
    key = ["assignment", "item"]
    return (
        rows.drop("department", "region", "enterprise")
        .join(present, on=key, how="left", maintain_order="left")
        .join(before, on=key, how="left", maintain_order="left")
        .join(added.drop("enterprises"), on=key, how="left", maintain_order="left")
        .join(true, on=key, how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("last_value") != 0).then(change).alias("change"))
    )


def _last_year(ctx: Context, rounds: Rounds, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """Find what the same units said a year before: in a round, else what the statistics have."""
    before, regions = year_before(period), rows["region"].unique().sort().to_list()
    departments = rows["department"].unique().sort().to_list()
    unit = ["department", "region", "enterprise", "item", "unit"]
    entered = (
        rounds.entries_of_period(before, departments=departments, regions=regions)
        .select(*unit, "value", pl.col("state").cast(pl.String))
        .join(rows.select("assignment", *unit), on=unit, nulls_equal=True)
        .select(*_LAST)
    )
    wanted = rows.filter(pl.col("enterprise").is_null()).join(
        entered, on=["assignment", "item"], how="anti", maintain_order="left"
    )
    known = _from_statistics(ctx, wanted, before)
    return pl.concat([entered, known]).rename({"value": "last_value", "state": "last_state"})


_LAST = ("assignment", "item", "value", "state")
_KNOWN = {"assignment": pl.Int64, "item": pl.String, "value": pl.Float64, "state": pl.String}


def _from_statistics(ctx: Context, wanted: pl.DataFrame, period: str) -> pl.DataFrame:
    fed = wanted.filter(pl.col("series").is_not_null()).select(
        "assignment", "item", "series", "region", "unit"
    )
    if fed.is_empty():
        return pl.DataFrame(schema=_KNOWN)
    region = fed["region"][0] if fed["region"].n_unique() == 1 else None
    series = fed["series"].unique().sort().to_list()
    standing = ctx.workspace.current_statistics(region=region, series=series)
    found = standing.filter(pl.col("period") == period).with_columns(pl.col("state").cast(pl.String))
    joined = fed.join(found, on=["series", "region", "unit"], maintain_order="left")
    return joined.select(*_LAST)
