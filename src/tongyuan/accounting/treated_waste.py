"""Waste treated: composting, digestion, incineration and open burning, to activity by source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.derived_activity import as_activity, quantity_node, reported_leaf
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, TreatedWaste

__all__ = ["SOURCES", "treat_waste"]

SOURCE = "2006 IPCC Guidelines, volume 5, chapters 4 and 5"
SOURCES = {"composting": "5B1", "digestion": "5B2", "incineration": "5C1", "open_burning": "5C2"}
"""Source category of each treatment."""


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if str(key.get("activity")) != "waste" or key.get("source") not in SOURCES.values():
        return None
    named = records.filter(
        pl.col("treatment").cast(pl.String).replace_strict(SOURCES) == key["source"],
        pl.col("waste").cast(pl.String) == key["fuel"],
        region=key["region"],
        year=int(key["year"]),
        site=key["sector"],
        technology=key["technology"],
    )
    if named.is_empty() or named["mass_t"][0] is None:
        return None
    record = named.row(0, named=True)
    labels = TreatedWaste.columns()["mass_t"].metadata or {}
    leaf = reported_leaf("mass_t", record, column="mass_t", labels=labels)
    return quantity_node(
        key, equation="mass_t", value=record["mass_t"], unit="t", citation=SOURCE, children=[leaf]
    )


@derives("waste.treat", dataset="treated_waste", source=SOURCE, edition="2006", explain=_explain, span="year")
def treat_waste(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the activity of works that compost, digest or burn waste: the mass by source and process.

    Source: 2006 IPCC Guidelines, volume 5, chapters 4 and 5.

    Parameters
    ----------
    records
        `TreatedWaste` of one region, all years up to ``year``.
    factors
        Factors; none is needed.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Waste treated [t, wet], ``sector`` the works.
    """
    rows = records.filter(pl.col("year") == year).select(
        "region",
        "year",
        "technology",
        "quality",
        "citation",
        "state",
        "note",
        sector="site",
        source=pl.col("treatment").cast(pl.String).replace_strict(SOURCES, return_dtype=pl.String),
        fuel=pl.col("waste").cast(pl.String),
        activity=pl.lit("waste"),
        quantity="mass_t",
        unit=pl.lit("t"),
    )
    return as_activity(rows)
