"""Names of sectors, sources, fuels and technologies beside the rows of an inventory, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tongyuan.vocabulary import balance, fuels, materials, sources, species, technologies
from tongyuan.vocabulary.packaged import packaged_table

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["labelled"]

NET_IMPORT = {"sector": "net_import", "sector_zh": "净调入", "sector_en": "net import"}

# A sector that no table names, as in a table of production, is called by its source category.
NAMED_BY = {"sector": ("sector", "source"), "source": ("source",), "fuel": ("fuel",)}


def labelled(workspace: Workspace, rows: pl.DataFrame) -> pl.DataFrame:
    """Add names to rows that hold ``sector``, ``source`` and ``fuel``.

    Parameters
    ----------
    workspace
        The workspace whose imported tables may name sectors of their own.
    rows
        Rows of an inventory.

    Returns
    -------
    pl.DataFrame
        The rows with ``sector_zh``, ``sector_en``, ``source_zh``, ``source_en``, ``fuel_zh``, ``fuel_en``,
        and ``technology_zh``, ``technology_en`` where they hold ``technology``, in the order of the
        yearbook's rows and columns and of the species.
    """
    named = rows
    for key, names in (("sector", _sectors()), ("source", _sources()), ("fuel", _fuels())):
        named = named.join(names, on=key, how="left", maintain_order="left")
    named = named.with_columns(
        pl.coalesce(*(pl.col(f"{part}_{language}") for part in parts), pl.col(key)).alias(f"{key}_{language}")
        for key, parts in NAMED_BY.items()
        for language in ("zh", "en")
    )
    if "technology" in rows.columns:
        named = named.with_columns(technologies.named("zh"), technologies.named("en"))
    return named.sort(
        *(_place(key, names[key].to_list()) for key, names in (("sector", _sectors()), ("fuel", _fuels()))),
        _place("species", list(species.codes())),
        maintain_order=True,
    )


def _place(column: str, order: list[str]) -> pl.Expr:
    """Position of a column's words in a fixed order; words that are not in it come last."""
    places = {word: place for place, word in enumerate(order)}
    return pl.col(column).replace_strict(places, default=len(order), return_dtype=pl.Int64)


def _names(table: pl.DataFrame, key: str, column: str) -> pl.DataFrame:
    return table.select(
        pl.col(column).alias(key), pl.col("name_zh").alias(f"{key}_zh"), pl.col("name_en").alias(f"{key}_en")
    )


def _sectors() -> pl.DataFrame:
    rows = _names(balance.rows().filter(pl.col("sector").is_not_null()), "sector", "sector")
    cleaned = rows.with_columns(pl.col("sector_zh").str.replace(r"^[\d一二三四五六七八九十.、]+", ""))
    listed = _names(packaged_table("ceads_sectors"), "sector", "sector")
    return pl.concat([cleaned, listed, pl.DataFrame(NET_IMPORT)]).unique("sector", maintain_order=True)


def _sources() -> pl.DataFrame:
    return _names(sources.table(), "source", "source")


def _fuels() -> pl.DataFrame:
    carriers = _names(fuels.table(), "fuel", "fuel")
    return pl.concat([carriers, _names(materials.table(), "fuel", "material")]).unique(
        "fuel", maintain_order=True
    )
