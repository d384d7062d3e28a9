"""The tree of sources of a kept inventory, and the same source in every region that has an inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import polars as pl

from tongyuan.plan import inventory
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_runs import Compiled, compiled, inventory_runs, meta_of
from tongyuan.vocabulary import sources as source_words
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["regions", "sources"]

Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Species = Annotated[str, "物种 · species"]
BRIEF = ("source", "source_zh", "depth", "mass_t", "share", "low_t", "high_t", "state", "quality")
_REGIONS = {
    "region": pl.String,
    "run": pl.String,
    "mass_t": pl.Float64,
    "state": pl.String,
    "estimated": pl.Int64,
    "gaps": pl.Int64,
    "quality": pl.String,
}


@service("inventory.sources")
def sources(
    ctx: Context,
    *,
    run: Run = None,
    region: Region = None,
    year: Annotated[int | None, "年份 · year"] = None,
    species: Species = "CO2",
) -> Answer:
    """Sum a species along the tree of sources; missing is counted, never zero. 排放源树。"""
    _require_species(species)
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    tree = inventory.source_tree(found.emission, species=species)
    rows = _named(_with_ranges(tree, found, species))
    held = set(found.emission["species"].to_list())
    meta = meta_of(ctx.workspace, found.run) | {
        "runs": inventory_runs(ctx.workspace),
        "species": species,
        "species_held": [code for code in species_words.codes() if code in held],
        "accounts": inventory.account_totals(tree),
    }
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("inventory.regions")
def regions(
    ctx: Context,
    *,
    run: Run = None,
    species: Species = "CO2",
    source: Annotated[str, "排放源 · source"] = "*",
) -> Answer:
    """Lay a source of one year beside that of every other region with an inventory. 同一排放源的各地区。"""
    _require_species(species)
    found = compiled(ctx.workspace, run=run)
    place = jurisdiction(ctx.workspace)
    rows = [
        _of_region(one, species=species, source=source)
        for one in _same_year(ctx.workspace, found)
        if one.region != ctx.workspace.meta.region
    ]
    units = place.regions.filter(pl.col("assessed")).select("region", "name_zh", "name_en")
    known = pl.DataFrame(rows, schema=_REGIONS, orient="row")
    data = units.join(known, on="region", how="left", maintain_order="left")
    meta = meta_of(ctx.workspace, found.run) | {"species": species, "source": source, "held": known.height}
    return Answer(meta=meta, data=data)


def _require_species(species: str) -> None:
    if species not in species_words.codes():
        expected = "、".join(species_words.codes())
        raise InputError(
            Problem("service.argument", {"name": "species", "got": species, "expected": expected})
        )


def _with_ranges(tree: pl.DataFrame, found: Compiled, species: str) -> pl.DataFrame:
    """Add the ranges of what stands at the tips: those of a branch are no sum of them."""
    ranges = (
        found.ranges(("source",))
        .filter((pl.col("species") == species) & pl.col("low_t").is_not_null())
        .select("source", "low_t", "high_t")
    )
    tips = tree.filter("leaf").select("source").join(ranges, on="source", how="inner")
    return tree.join(tips.unique("source"), on="source", how="left", maintain_order="left")


def _named(tree: pl.DataFrame) -> pl.DataFrame:
    labels = {
        word: {code: source_words.label(code, language=word) for code in tree["source"]}
        for word in ("zh", "en")
    }
    return tree.with_columns(
        pl.col("source").replace_strict(table, return_dtype=pl.String).alias(f"source_{word}")
        for word, table in labels.items()
    )


def _same_year(workspace: Workspace, found: Compiled) -> list[Compiled]:
    """Find the latest inventory of each region, of the same year and family of factors."""
    latest: dict[str, Compiled] = {}
    for row in workspace.runs("inventory").iter_rows(named=True):
        other = Compiled.of(workspace, workspace.run(row["run"]))
        if (other.year, other.family) == (found.year, found.family):
            latest.setdefault(other.region, other)
    return [latest[region] for region in sorted(latest)]


def _of_region(found: Compiled, *, species: str, source: str) -> dict[str, object]:
    tree = inventory.source_tree(found.emission, species=species)
    here = pl.col("source") == source
    if source == "*":
        here = pl.col("parent").is_null() & (pl.col("source") != "none")
    rows = tree.filter(here)
    if source == "*":
        rows = of_account(rows, kept="emissions")
    known = rows["mass_t"].drop_nulls()
    worst = rows["quality"].drop_nulls().cast(QUALITY).max()
    return {
        "region": found.region,
        "run": found.run.id,
        "mass_t": known.sum() if known.len() else None,
        "state": None if known.len() else next(iter(rows["state"].drop_nulls()), "not_reported"),
        "estimated": rows["estimated"].sum(),
        "gaps": rows["gaps"].sum(),
        "quality": worst,
    }
