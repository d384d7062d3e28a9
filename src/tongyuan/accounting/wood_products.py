"""Harvested wood: carbon of products made from the region's own wood, which decays by half lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.surveys import grouped
from tongyuan.accounting.workings import (
    Record,
    Working,
    absent,
    added,
    computed,
    derived_by,
    parameters_of,
    reported,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor

__all__ = ["OPENING_YEARS", "derive_wood", "tell_wood"]

METHOD = "wood.decay"
OPENING_YEARS = 5
"""Years whose mean inflow gives the stock before the series: IPCC 2013 KP Supplement, equation 2.8.6."""

DOCUMENT = "IPCC 2013 KP Supplement, equation 2.8.5; 2006 IPCC Guidelines, volume 4, equation 12.1"
TOO_SHORT = "产量序列不足五年或有缺年 · the series is shorter than five years or has gaps"
PARAMETERS = ("carbon_per_unit", "half_life")


def tell_wood(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what the stock of carbon in each kind of wood product gained in a year.

    Before the series the stock is that of a steady inflow, the mean of its first five years.

    Parameters
    ----------
    records
        Contract HarvestedWood, all years up to the year.
    factors, family
        Factors and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon gained, negative where lost [t C]; not estimated where the series has gaps.

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> tell_wood(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    A steady production neither gains nor loses:

    >>> from tongyuan.testing.land import some_wood, wood_factors
    >>> steady = some_wood([100.0] * 6)
    >>> abs(derive_wood(steady, factors=wood_factors(), family="x", year=2020)["quantity"].item()) < 1e-9
    True
    """
    rows = [row for row in records.to_dicts() if row["year"] <= year]
    places = [{**row, "source": "4G", "fuel": row["material"], "technology": "unstated"} for row in rows]
    found = parameters_of(places, factors=factors, family=family, method=METHOD, parameters=PARAMETERS)
    known = [{**row, "leaves": leaves} for row, leaves in zip(rows, found, strict=True)]
    groups = grouped(sorted(known, key=lambda row: int(row["year"])), by=("region", "material"))
    return [_working(group, year) for group in groups.values()]


def _working(rows: Sequence[Record], year: int) -> Working:
    last = rows[-1]
    years = [row["year"] for row in rows]
    whole = years == list(range(years[0], year + 1)) and len(years) >= OPENING_YEARS
    return Working(
        region=last["region"],
        year=year,
        sector="wood_products",
        source="4G",
        fuel=last["material"],
        technology="production_approach",
        activity="land",
        unit="t",
        tree=_gain(rows) if whole else absent(zh=TOO_SHORT, en=TOO_SHORT),
        citation=last["citation"],
        note=None if whole else TOO_SHORT,
    )


def _gain(rows: Sequence[Record]) -> Node:
    """Set what came in against what decayed of the stock and of itself."""
    last = rows[-1]
    return computed(
        "quantity",
        "stock * (exp(-decay) - 1) + inflow * (1 - exp(-decay)) / decay",
        [_stock(rows), _decay(last), _inflow("inflow", last)],
        unit="t",
        zh="木质林产品碳储量变化",
        en="change of carbon in wood products",
        citation=DOCUMENT,
    )


def _stock(rows: Sequence[Record]) -> Node:
    """Add up what is left of each earlier year's inflow, and of the stock before the series."""
    year = rows[-1]["year"]
    left = [_left(row, years=year - 1 - row["year"]) for row in rows[:-1]]
    parts = [_opening(rows, years=year - rows[0]["year"]), *left]
    zh, en = f"{year} 年初的储量", f"stock at the beginning of {year}"
    return added("stock", parts, unit="t", zh=zh, en=en)


def _left(row: Record, *, years: int) -> Node:
    return computed(
        "left",
        f"inflow * (1 - exp(-decay)) / decay * exp(-decay * {years})",
        [_inflow("inflow", row), _decay(row)],
        unit="t",
        zh=f"{row['year']} 年产品的剩余碳",
        en=f"left of the products of {row['year']}",
        citation=DOCUMENT,
    )


def _opening(rows: Sequence[Record], *, years: int) -> Node:
    first = [_inflow("inflow", row) for row in rows[:OPENING_YEARS]]
    sum_of_first = added("inflows", first, unit="t", zh="前五年流入", en="inflow of the first five years")
    return computed(
        "left",
        f"inflows / {OPENING_YEARS} / decay * exp(-decay * {years})",
        [sum_of_first, _decay(rows[0])],
        unit="t",
        zh="序列开始前储量的剩余碳",
        en="left of the stock before the series",
        citation="IPCC 2013 KP Supplement, equation 2.8.6",
    )


def _decay(row: Record) -> Node:
    half_life: Any = row["leaves"]["half_life"]
    return computed(
        "decay", "log(2) / half_life", [half_life], unit="1/year", zh="分解速率", en="rate of decay"
    )


def _inflow(name: str, row: Record) -> Node:
    return computed(
        name,
        "produced * own_share * carbon_per_unit",
        [
            reported("produced", row, column="produced", unit="m3 or t"),
            reported("own_share", row, column="own_share", unit="1"),
            row["leaves"]["carbon_per_unit"],
        ],
        unit="t",
        zh=f"{row['year']} 年进入产品的碳",
        en=f"carbon that went into products in {row['year']}",
    )


derive_wood = derived_by(
    tell_wood,
    METHOD,
    dataset="harvested_wood",
    source=DOCUMENT,
    edition="2013; half lives as in the supplement and Regulation (EU) 2018/841, annex V",
)
