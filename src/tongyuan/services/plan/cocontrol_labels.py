"""Names beside the rows of a plan: what an activity is, which measures a way of running it joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tongyuan import reference
from tongyuan.plan import measures
from tongyuan.plan.cocontrol.case import BASE
from tongyuan.plan.measures.naming import BY, NAMED, SEPARATOR
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_labels import labelled
from tongyuan.services.plan.measure_library import own_of

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["by_source", "named_rows", "with_measure_names"]

CHAIN = "+"
PROJECT = "project"
#: What of an activity is named, in both languages.
NAMES = [
    f"{part}_{language}" for part in ("sector", "source", "fuel", "technology") for language in ("zh", "en")
]


def named_rows(workspace: Workspace, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the activities and measures of a table of a plan.

    Parameters
    ----------
    workspace
        The workspace, whose tables name sectors and whose own figures may name measures.
    rows
        A table with ``item`` and ``part`` (what is taken up) or with ``activity``, perhaps ``measure``.

    Returns
    -------
    pl.DataFrame
        The rows in their order, with ``region``, ``sector``, ``source``, ``fuel``, ``technology`` and
        ``measure`` of each, and their names; as they were where they hold neither.
    """
    rows = _with_region_names(workspace, rows)
    if "item" in rows.columns:
        taken = pl.col("item").str.contains(BY, literal=True)
        parts = pl.col("item").str.splitn(BY, 2)
        rows = rows.with_columns(
            activity=parts.struct.field("field_0"),
            measure=pl.when(taken).then(parts.struct.field("field_1")).otherwise("part"),
        )
    if "activity" not in rows.columns:
        return rows
    places = _activities(workspace, rows["activity"].unique(maintain_order=True))
    named = rows.join(places, on="activity", how="left", maintain_order="left")
    named = _with_region_names(workspace, named)
    return named if "measure" not in named.columns else with_measure_names(workspace, named)


def _with_region_names(workspace: Workspace, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the region of rows that have one, once."""
    if "region" not in rows.columns or "region_zh" in rows.columns:
        return rows
    names = jurisdiction(workspace).regions.select("region", region_zh="name_zh", region_en="name_en")
    return rows.join(names, on="region", how="left", maintain_order="left")


def by_source(uptake: pl.DataFrame, *, levels: pl.DataFrame, unbounded: pl.DataFrame) -> pl.DataFrame:
    """Sum what is taken up by source and measure: how much of the activity that may use it, at which cost.

    Parameters
    ----------
    uptake
        Contract Uptake, named.
    levels
        Contract ActivityLevel: what the scenario asks for.
    unbounded
        Columns activity, measure: how far it may go was not found.

    Returns
    -------
    pl.DataFrame
        Columns year, region, region_zh, region_en, source, source_zh, source_en, measure, measure_zh,
        measure_en, subject, quantity and level (in unit), unit, share [1] of the activity on which the
        measure may be used, cost_cny [CNY a year], share_known; what is taken up, dearest first. A project
        has no source, and stands under its own name as the measure.
    """
    key = [
        "year",
        "region",
        "region_zh",
        "region_en",
        "source",
        "source_zh",
        "source_en",
        "measure",
        "measure_zh",
        "measure_en",
        "subject",
        "unit",
    ]
    asked = levels.select("activity", "year", pl.col("quantity").alias("level"))
    guess = unbounded.select("activity", "measure", guessed=pl.lit(value=True)).unique()
    chosen = (
        uptake.filter(pl.col("measure") != BASE)
        .with_columns(pl.col("subject").cast(pl.String))
        .with_columns(
            pl.when(pl.col("subject") == PROJECT).then("activity").otherwise(name).alias(name)
            for name in ("measure", "measure_zh", "measure_en")
        )
        .join(asked, on=["activity", "year"], how="left", maintain_order="left")
        .join(guess, on=["activity", "measure"], how="left", maintain_order="left")
    )
    summed = chosen.group_by(key, maintain_order=True).agg(
        pl.col("quantity").sum(),
        pl.col("level").sum(),
        pl.col("cost_cny").sum(),
        share_known=~(pl.col("guessed").fill_null(value=False) & (pl.col("quantity") > 0)).any(),
    )
    share = pl.when(pl.col("level") > 0).then(pl.col("quantity") / pl.col("level"))
    told = summed.filter(pl.col("quantity") > 0).with_columns(share=share)
    columns = [*key[:-1], "quantity", "level", "unit", "share", "cost_cny", "share_known"]
    return told.select(columns).sort("year", "cost_cny", descending=[False, True], maintain_order=True)


def _activities(workspace: Workspace, ids: pl.Series) -> pl.DataFrame:
    """Take ids apart: a sector may hold the separator, what stands before and behind it does not."""
    before, behind = NAMED.index("sector"), len(NAMED) - NAMED.index("sector") - 1
    rows = []
    for one in ids:
        parts = str(one).split(SEPARATOR)
        if len(parts) < len(NAMED):
            continue
        sector = SEPARATOR.join(parts[before : len(parts) - behind])
        whole = [*parts[:before], sector, *parts[len(parts) - behind :]]
        rows.append({"activity_id": one, **dict(zip(NAMED, whole, strict=True))})
    schema = {"activity_id": pl.String, **dict.fromkeys(NAMED, pl.String)}
    frame = pl.DataFrame(rows, schema=schema).drop("activity").with_columns(species=pl.lit("CO2"))
    named = labelled(workspace, frame).drop("species").rename({"activity_id": "activity"})
    return named.select("activity", "region", "sector", "source", "fuel", "technology", *NAMES)


def with_measure_names(workspace: Workspace, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the measures of a table, chains by the names of all their measures.

    Parameters
    ----------
    workspace
        The workspace, whose own figures may name measures.
    rows
        A table with ``measure``.

    Returns
    -------
    pl.DataFrame
        The rows with ``measure_zh`` and ``measure_en``.
    """
    library = measures.with_own(measures.Library.of(reference.measure_tables()), own_of(workspace))
    known = {
        language: dict(library.measures.select("measure", f"name_{language}").iter_rows())
        for language in ("zh", "en")
    }
    chains = rows["measure"].drop_nulls().unique().to_list()
    return rows.with_columns(
        pl.col("measure")
        .replace_strict(
            {chain: f" {CHAIN} ".join(names.get(one, one) for one in chain.split(CHAIN)) for chain in chains},
            return_dtype=pl.String,
        )
        .alias(f"measure_{language}")
        for language, names in known.items()
    )
