"""What a locked assignment becomes: declared statistics, with the assignment as their evidence."""

from __future__ import annotations

import polars as pl

from tongyuan.services.declaration import Context
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.rounds import round_kind
from tongyuan.vocabulary.scope import EVERYTHING
from tongyuan.workspace.rounds import Rounds
from tongyuan.workspace.statistics import Added

__all__ = ["declare"]


def declare(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> Added:
    """Add the figures of assignments to the statistics; what enterprises report stays with the round.

    Parameters
    ----------
    ctx
        Who locks, and where.
    rounds
        The rounds.
    assignments
        Locked assignments of one round, by the contract.

    Returns
    -------
    Added
        Figures that were new, corrected an earlier one, or said nothing new.
    """
    regional = assignments.filter(pl.col("enterprise").is_null())
    if regional.is_empty():
        return Added(new=0, corrected=0, unchanged=0)
    about = rounds.about(regional["round"][0])
    everything = rounds.scoped(EVERYTHING)
    entered = everything.entries(regional["assignment"].to_list())
    fed = everything.items(about["round"]).filter(pl.col("series").is_not_null())
    rows = entered.join(regional.select("assignment", "form", "region"), on="assignment").join(
        fed.select("form", "item", "series"), on=["form", "item"]
    )
    figures = rows.sort("assignment", "item").select(
        "series",
        "region",
        pl.lit(about["period"]).alias("period"),
        pl.lit("declared").alias("kind"),
        pl.lit(round_kind(about["kind"]).vintage).alias("vintage"),
        "value",
        pl.col("state").cast(pl.String),
        "unit",
        pl.col("actor").alias("reporter"),
        pl.format("round/{}/{}", pl.lit(about["round"]), "assignment").alias("evidence"),
        pl.lit(_quality(ctx)).alias("quality"),
        pl.lit(about["title"]).alias("citation"),
        pl.col("reason").alias("note"),
    )
    return ctx.workspace.add_statistics(figures, actor=ctx.actor.id)


def _quality(ctx: Context) -> str:
    synthetic = ctx.workspace.meta.synthetic
    return (Quality.SYNTHETIC if synthetic else Quality.UNVERIFIED).value
