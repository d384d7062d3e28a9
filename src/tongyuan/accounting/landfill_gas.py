"""Landfill gas: methane that a site recovers, deducted in rows of its own."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import quantity_of, told
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import Factor, GasRecovery

__all__ = ["recover_gas", "tell_recovery"]

SOURCE = "2006 IPCC Guidelines, volume 5, equation 3.1"
MATERIAL = "landfill_methane_recovered"


def tell_recovery(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the methane that landfills recover in a year, as what is deducted.

    Source: 2006 IPCC Guidelines, volume 5, equation 3.1.

    Parameters
    ----------
    records
        `GasRecovery`.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Methane recovered, 0 or less [t].

    Examples
    --------
    >>> nothing = GasRecovery.create_empty()
    >>> tell_recovery(nothing, factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    return [
        Working(
            region=row["region"],
            year=year,
            sector=row["site"],
            source="5A",
            fuel=MATERIAL,
            technology=row["landfill"],
            activity="waste",
            unit="t",
            tree=quantity_of(
                MATERIAL,
                "-recovered_ch4_t",
                [told("recovered_ch4_t", row, contract=GasRecovery)],
                unit="t",
                citation=SOURCE,
            ),
            citation=row["citation"],
            note=row["note"],
            state=Missing(row["state"] or Missing.NOT_REPORTED),
        )
        for row in records.filter(pl.col("year") == year).to_dicts()
    ]


recover_gas = derived_by(
    tell_recovery,
    "landfill.recovery",
    dataset="gas_recovery",
    source=SOURCE,
    edition="2006",
    span="year",
)
