"""Land that changes its use: soils move to their new carbon over twenty years, plants go at once.

What grows on new forest is counted here only where its trees do not stand in the forest inventory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
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
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import Factor

__all__ = ["YEARS", "derive_changes", "tell_changes"]

METHOD = "land.change"
YEARS = 20
"""Years over which a soil comes to the carbon of its new use: 2006 IPCC Guidelines, volume 4, 2.3.3.1."""

SOURCES = {
    "forest": "4A",
    "cropland": "4B",
    "grassland": "4C",
    "wetland": "4D",
    "settlement": "4E",
    "other": "4F",
}
IN_STANDS = "林木已在森林清查蓄积之内 · its trees stand in the volume of the forest inventory"


def tell_changes(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what changes of use give in a year: soils, plants lost, new forest.

    Parameters
    ----------
    records
        Contract LandChange, conversions of the year and before.
    factors, family
        Factors and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon gained [t C].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> tell_changes(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    100 ha of grass ploughed up, 95 t C/ha, factor 0.69: 100 x 95 x (0.69 - 1) / 20 = -147.25 t C a year.

    >>> from tongyuan.testing.land import a_change, changes_of, soil_factors
    >>> told = derive_changes(changes_of(a_change()), factors=soil_factors(), family="x", year=2020)
    >>> told.filter(fuel="soil_hac")["quantity"].round(2).item()
    -147.25
    """
    moving = [row for row in records.to_dicts() if row["year"] <= year < row["year"] + YEARS]
    if not moving:
        return []
    rows = _with_leaves(moving, factors=factors, family=family)
    soils = grouped(rows, by=("region", "use_from", "use_to", "soil", "technology"))
    cleared = grouped(
        [row for row in rows if row["year"] == year], by=("region", "use_from", "use_to", "technology")
    )
    planted = [row for row in rows if row["use_to"] == "forest"]
    forests = grouped(planted, by=("region", "use_from", "in_stands", "technology"))
    return [
        *(_soil(group, year) for group in soils.values()),
        *(_cleared(group, year) for group in cleared.values()),
        *(_growth(group, year) for group in forests.values()),
    ]


def _with_leaves(
    rows: Sequence[Record], *, factors: dy.DataFrame[Factor], family: str
) -> list[dict[str, Any]]:
    """Put beside each conversion the leaves of its soil, its two uses and of what grows on it."""

    def found(materials: Iterable[str], *names: str) -> list[dict[str, Node]]:
        places = [
            {**row, "source": SOURCES[row["use_to"]], "fuel": material}
            for row, material in zip(rows, materials, strict=True)
        ]
        return parameters_of(places, factors=factors, family=family, method=METHOD, parameters=names)

    soils = found((row["soil"] for row in rows), "soil_reference")
    before = found((f"use_{row['use_from']}" for row in rows), "use_factor")
    after = found((f"use_{row['use_to']}" for row in rows), "use_factor")
    growing = found(("new_forest" for _ in rows), "growth_above", "root_shoot", "carbon_fraction")
    return [
        {**row, "reference": soil["soil_reference"], "before": old, "after": new, "growing": grows}
        for row, soil, old, new, grows in zip(rows, soils, before, after, growing, strict=True)
    ]


def _soil(rows: Sequence[Record], year: int) -> Working:
    parts = [
        computed(
            "cohort",
            f"area * soil_reference * (factor_to - factor_from) / {YEARS}",
            [
                reported("area", row, column="area_ha", unit="ha"),
                row["reference"],
                _renamed(row["after"]["use_factor"], "factor_to"),
                _renamed(row["before"]["use_factor"], "factor_from"),
            ],
            unit="t",
            zh=f"{row['year']} 年转化的土地",
            en=f"land converted in {row['year']}",
            citation="2006 IPCC Guidelines, volume 4, equation 2.25",
        )
        for row in rows
    ]
    return _working(
        rows[-1], _sum(parts, "土壤碳变化", "change of soil carbon"), fuel=rows[0]["soil"], year=year
    )


def _cleared(rows: Sequence[Record], year: int) -> Working:
    parts = [
        computed(
            "cohort",
            "-area * biomass * carbon_fraction",
            [
                reported("area", row, column="area_ha", unit="ha"),
                reported("biomass", row, column="biomass_from_t_per_ha", unit="t/ha"),
                row["growing"]["carbon_fraction"],
            ],
            unit="t",
            zh="转化前植被的碳",
            en="carbon of the plants before",
            citation="2006 IPCC Guidelines, volume 4, equation 2.16, plants after not counted",
        )
        for row in rows
    ]
    return _working(
        rows[-1], _sum(parts, "植被碳损失", "carbon of plants lost"), fuel="cleared_biomass", year=year
    )


def _growth(rows: Sequence[Record], year: int) -> Working:
    if rows[0]["in_stands"]:
        nothing = absent(zh=IN_STANDS, en=IN_STANDS)
        return _working(rows[-1], nothing, fuel="new_forest", year=year, state=Missing.IE, note=IN_STANDS)
    parts = [
        computed(
            "cohort",
            "area * growth_above * (1 + root_shoot) * carbon_fraction",
            [
                reported("area", row, column="area_ha", unit="ha"),
                _growth_of(row),
                row["growing"]["root_shoot"],
                row["growing"]["carbon_fraction"],
            ],
            unit="t",
            zh=f"{row['year']} 年造林的生长",
            en=f"growth of forest planted in {row['year']}",
            citation="2006 IPCC Guidelines, volume 4, equations 2.9 and 2.10",
        )
        for row in rows
    ]
    return _working(
        rows[-1], _sum(parts, "新造林碳增量", "carbon gained by new forest"), fuel="new_forest", year=year
    )


def _growth_of(row: Record) -> Node:
    """Take the growth that the record tells, else the shipped default."""
    if row["growth_t_per_ha"] is None:
        default: Node = row["growing"]["growth_above"]
        return default
    return reported("growth_above", row, column="growth_t_per_ha", unit="t/ha")


def _renamed(node: Node, name: str) -> Node:
    return replace(node, name=name)


def _sum(parts: Sequence[Node], zh: str, en: str) -> Node:
    return added("quantity", parts, unit="t", zh=zh, en=en)


def _working(
    row: Record, tree: Node, *, fuel: str, year: int, state: Missing = Missing.NE, note: str | None = None
) -> Working:
    kept = "_in_stands" if fuel == "new_forest" and row["in_stands"] else ""
    return Working(
        region=row["region"],
        year=year,
        sector=f"{row['use_from']}_to_{row['use_to']}{kept}",
        source=SOURCES[row["use_to"]],
        fuel=fuel,
        technology=row["technology"],
        activity="land",
        unit="t",
        tree=tree,
        citation=row["citation"],
        note=note,
        state=state,
    )


derive_changes = derived_by(
    tell_changes,
    METHOD,
    dataset="land_changes",
    source="2006 IPCC Guidelines, volume 4, equations 2.9, 2.10, 2.16 and 2.25",
    edition="2006",
)
