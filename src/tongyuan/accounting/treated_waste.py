"""Waste treated: composting, digestion, incineration and open burning, to activity by source."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import quantity_of, told
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import Factor, TreatedWaste

__all__ = ["SOURCES", "tell_treated", "treat_waste"]

SOURCE = "2006 IPCC Guidelines, volume 5, chapters 4 and 5"
SOURCES = {"composting": "5B1", "digestion": "5B2", "incineration": "5C1", "open_burning": "5C2"}
"""Source category of each treatment."""


def tell_treated(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the waste that works compost, digest or burn in a year.

    Parameters
    ----------
    records
        `TreatedWaste`.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Waste treated [t, wet].

    Examples
    --------
    >>> nothing = TreatedWaste.create_empty()
    >>> tell_treated(nothing, factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    return [
        Working(
            region=row["region"],
            year=year,
            sector=row["site"],
            source=SOURCES[row["treatment"]],
            fuel=row["waste"],
            technology=row["technology"],
            activity="waste",
            unit="t",
            tree=quantity_of(
                row["waste"],
                "mass_t",
                [told("mass_t", row, contract=TreatedWaste)],
                unit="t",
                citation=SOURCE,
            ),
            citation=row["citation"],
            note=row["note"],
            state=Missing(row["state"] or Missing.NOT_REPORTED),
        )
        for row in records.filter(pl.col("year") == year).to_dicts()
    ]


treat_waste = derived_by(
    tell_treated,
    "waste.treat",
    dataset="treated_waste",
    source=SOURCE,
    edition="2006",
    span="year",
)
