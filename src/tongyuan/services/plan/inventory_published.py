"""A kept inventory beside what others published, and the factors that carry it."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.plan.inventory.carriers import carriers as carrying
from tongyuan.plan.inventory.published import beside_published
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import compiled, meta_of
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.tables import Emission, PublishedEmission

__all__ = ["carriers", "published"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
BRIEF = ("species", "computed_t", "published_year", "published_t", "ratio", "leading_zh", "leading_share")
BRIEF_CARRIERS = ("species", "factor_id", "value", "unit", "origin", "quality", "mass_t", "share")


@service("inventory.published")
def published(ctx: Context, *, run: Run = None) -> Answer:
    """Set the sums of a run beside published totals of the region, of any year. 与已发布总量并列。"""
    found = compiled(ctx.workspace, run=run)
    held = ctx.workspace.datasets("comparison").filter(pl.col("region") == found.region)
    frames = [
        ctx.workspace.dataset_frame("comparison", region=found.region, year=year)
        for year in sorted(held["year"].to_list())
    ]
    totals = pl.concat([PublishedEmission.create_empty(), *map(PublishedEmission.cast, frames)])
    beside = beside_published(found.emission, published=totals)
    texts = {
        key: found.cite(key) for key in beside["citation"].drop_nulls().unique(maintain_order=True).to_list()
    }
    told = beside.with_columns(
        pl.col("leading")
        .replace_strict(
            {code: sources.label(code, language=language) for code in sources.codes()},
            return_dtype=pl.String,
            default=None,
        )
        .alias(f"leading_{language}")
        for language in ("zh", "en")
    )
    note = {
        "note_zh": "不同年份的已发布总量只说明量级，未按年份折算；另一清单的口径可能不同。",
        "note_en": "A published total of another year tells the order of magnitude; nothing is scaled, and "
        "the other inventory may count other sources.",
    }
    return Answer(
        meta=meta_of(ctx.workspace, found.run) | {"citations": texts} | note, data=told, brief=BRIEF
    )


@service("inventory.carriers")
def carriers(
    ctx: Context,
    *,
    run: Run = None,
    species: Annotated[str | None, "物种，缺省为全部 · species; all by default"] = None,
    source: Annotated[str, "排放源及其下级 · source and what lies below it"] = "*",
) -> Answer:
    """List the factors that a run's sums rest on, the heaviest first. 各物种由哪些因子决定。"""
    found = compiled(ctx.workspace, run=run)
    emission = found.emission
    if species is not None:
        emission = emission.filter(pl.col("species") == species)
    held = emission["source"].unique().to_list()
    inside = [code for code in held if sources.descends(code, prefix=source)]
    emission = emission.filter(pl.col("source").is_in(inside))
    listed = carrying(
        Emission.cast(emission),
        activity=found.require_input("activity"),
        factors=found.require_input("factor"),
    )
    return Answer(meta=meta_of(ctx.workspace, found.run), data=listed, brief=BRIEF_CARRIERS)
