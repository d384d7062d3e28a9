"""The interchange format of primap2: a wide table that a person can read, and its attributes beside it."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.species import codes

__all__ = ["ipcc_category", "primap_attributes", "primap_table"]

AREA, CATEGORY, SCENARIO = "area (GBT2260)", "category (IPCC2006)", "scenario (Tongyuan)"
COLUMNS = ("source", SCENARIO, "provenance", AREA, "entity", "unit", CATEGORY)
GIGAGRAM = 1000.0


def primap_table(emission: pl.DataFrame, *, source: str, scenario: str) -> pl.DataFrame:
    """Sum scope-1 emissions to the air to the categories of IPCC 2006, years side by side.

    A source that several categories of IPCC 2006 share stands in the category above them. Every category is
    the sum of all below it. A sum of which nothing is known is blank.

    Parameters
    ----------
    emission
        Emission of any regions and years [t].
    source, scenario
        Names of where the figures are from.

    Returns
    -------
    pl.DataFrame
        The columns of the interchange format and one for each year [Gg of the entity per year].

    Notes
    -----
    Source: primap2, data format for interchange: coordinates as columns, years as columns, metadata apart.

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "source": "1A1a", "species": "CO2", "scope": 1}
    >>> table = primap_table(pl.DataFrame([row | {"mass_t": 2000.0}]), source="Tongyuan", scenario="run")
    >>> table.select(CATEGORY, "unit", "2020").rows()[0]
    ('1', 'Gg CO2 / yr', 2.0)
    """
    categories = dict(packaged_table("sources").select("source", "ipcc2006").iter_rows())
    paths = {
        code: _levels(ipcc_category(found)) for code, found in categories.items() if found not in (None, "-")
    }
    gases = [*codes("greenhouse_gas"), *codes("air_pollutant")]
    held = emission.filter(
        pl.col("scope") == 1, pl.col("source").is_in(list(paths)), pl.col("species").is_in(gases)
    )
    levels = held.with_columns(
        pl.col("source").replace_strict(paths, return_dtype=pl.List(pl.String)).alias(CATEGORY)
    ).explode(CATEGORY)
    known = pl.col("mass_t").count() > 0
    sums = levels.group_by("region", CATEGORY, "species", "year", maintain_order=True).agg(
        pl.when(known).then(pl.col("mass_t").sum() / GIGAGRAM).alias("value")
    )
    named = sums.select(
        pl.lit(source).alias("source"),
        pl.lit(scenario).alias(SCENARIO),
        pl.lit("derived").alias("provenance"),
        pl.col("region").alias(AREA),
        _unit(pl.col("species")).alias("unit"),
        CATEGORY,
        "year",
        "value",
        entity=pl.col("species"),
    )
    wide = named.sort("year").pivot("year", index=list(COLUMNS), values="value", sort_columns=True)
    return wide.sort(AREA, "entity", CATEGORY)


def primap_attributes(*, title: str, references: str, rights: str, comment: str) -> dict[str, Any]:
    """Give the metadata that go beside the table.

    Parameters
    ----------
    title, references, rights, comment
        What the data set says of itself.

    Returns
    -------
    dict
        ``attrs``, ``time_format``, ``dimensions``, as the metadata file of the format has them.

    Examples
    --------
    >>> primap_attributes(title="t", references="r", rights="x", comment="c")["attrs"]["cat"]
    'category (IPCC2006)'
    """
    attrs = {
        "area": AREA,
        "cat": CATEGORY,
        "scen": SCENARIO,
        "title": title,
        "references": references,
        "rights": rights,
        "comment": comment,
    }
    return {"attrs": attrs, "time_format": "%Y", "dimensions": {"*": list(COLUMNS)}}


def ipcc_category(code: str) -> str:
    """Write a code of IPCC 2006 with dots; of a range of codes, the category above all of them.

    Parameters
    ----------
    code
        As in the table of sources: ``1A1a``, ``1A3bi``, ``1A2g-1A2m``.

    Returns
    -------
    str
        The code with a dot between its levels.

    Examples
    --------
    >>> ipcc_category("1A3bi"), ipcc_category("1A2g-1A2m")
    ('1.A.3.b.i', '1.A.2')
    """
    parts = [_parts(one) for one in re.split(r"[-;,]", code)]
    shared = parts[0]
    for one in parts[1:]:
        shared = [left for left, right in zip(shared, one, strict=False) if left == right]
    return ".".join(shared)


def _parts(code: str) -> list[str]:
    return re.findall(r"\d+|[A-Z]+|[a-h]|[ivx]+|[a-z]", code.replace(".", ""))


def _levels(category: str) -> list[str]:
    parts = category.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _unit(species: pl.Expr) -> pl.Expr:
    """Write the unit; of what the format's units do not know, plain mass."""
    gases = packaged_table("iamc_species")["species"].to_list()
    return pl.when(species.is_in(gases)).then("Gg " + species + " / yr").otherwise(pl.lit("Gg / yr"))
