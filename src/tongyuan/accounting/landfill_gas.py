"""Landfill gas: methane that a site recovers, deducted in rows of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.derived_activity import as_activity, quantity_node, reported_leaf
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, GasRecovery

__all__ = ["recover_gas"]

SOURCE = "2006 IPCC Guidelines, volume 5, equation 3.1"


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("fuel") != "landfill_methane_recovered":
        return None
    rows = records.filter(
        region=key["region"], year=int(key["year"]), site=key["sector"], landfill=str(key["technology"])
    )
    if rows.is_empty() or rows["recovered_ch4_t"][0] is None:
        return None
    record = rows.row(0, named=True)
    labels = GasRecovery.columns()["recovered_ch4_t"].metadata or {}
    leaf = reported_leaf("recovered_ch4_t", record, column="recovered_ch4_t", labels=labels)
    value = -record["recovered_ch4_t"]
    return quantity_node(
        key, equation="-recovered_ch4_t", value=value, unit="t", citation=SOURCE, children=[leaf]
    )


@derives(
    "landfill.recovery", dataset="gas_recovery", source=SOURCE, edition="2006", explain=_explain, span="year"
)
def recover_gas(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the methane recovered at landfills as negative activity, in rows of its own.

    Source: 2006 IPCC Guidelines, volume 5, equation 3.1.

    Parameters
    ----------
    records
        `GasRecovery` of one region, all years up to ``year``.
    factors
        Factors; none is needed.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Methane recovered, 0 or less [t].
    """
    rows = records.filter(pl.col("year") == year).select(
        "region",
        "year",
        pl.col("landfill").cast(pl.String).alias("technology"),
        "quality",
        "citation",
        "state",
        "note",
        sector="site",
        source=pl.lit("5A"),
        fuel=pl.lit("landfill_methane_recovered"),
        activity=pl.lit("waste"),
        quantity=-pl.col("recovered_ch4_t"),
        unit=pl.lit("t"),
    )
    return as_activity(rows)
