"""Wetlands: what people restored, made or drained is counted; what stands as it was is a memo item.

Source: IPCC 2013 Wetlands Supplement, chapter 4: the guidance counts managed coasts alone, and gives gains
only where plants were planted or sown.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import dataframely as dy
import polars as pl

from tongyuan.accounting.surveys import grouped
from tongyuan.accounting.workings import (
    Record,
    Working,
    added,
    derived_by,
    reported,
)
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Factor

__all__ = ["derive_wetlands", "tell_wetlands"]

METHOD = "wetland.area"
NATURAL = "天然未改动，非人为排放或吸收，不计入总量 · as it was: not by people, no part of totals"


@cache
def _kinds() -> pl.DataFrame:
    content = (files("tongyuan.accounting") / "data" / "wetland_kinds.csv").read_bytes()
    return pl.read_csv(content, infer_schema=False)


def tell_wetlands(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the area of each kind of wetland, under the source it counts in.

    Parameters
    ----------
    records
        Contract WetlandArea.
    factors, family
        Not used.
    year
        Year.

    Returns
    -------
    list of Working
        Area [ha].

    Raises
    ------
    InputError
        If a kind of wetland is not known; all at once.

    Examples
    --------
    >>> tell_wetlands(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    >>> from tongyuan.testing.land import a_wetland, wetlands_of
    >>> both = wetlands_of(a_wetland(), a_wetland(keeping="restored", planted=True))
    >>> told = derive_wetlands(both, factors=Factor.create_empty(), family="x", year=2020)
    >>> told.select("source", "fuel").rows()
    [('M3', 'tidal_marsh'), ('4D', 'tidal_marsh_planted')]
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    known = _kinds()["material"].unique(maintain_order=True).to_list()
    unknown = sorted({row["material"] for row in rows} - set(known))
    if unknown:
        expected = ", ".join(known)
        raise InputError([Problem("land.wetland", {"got": got, "expected": expected}) for got in unknown])
    placed = [{**row, **_placed(row)} for row in rows]
    groups = grouped(placed, by=("region", "source", "activity_material", "technology"))
    return [_working(group, year) for group in groups.values()]


def _placed(row: Record) -> dict[str, str]:
    """Find as what, and under which source, a wetland counts."""
    told = str(row["planted"]).lower()
    found = _kinds().filter(
        pl.col("material") == row["material"],
        pl.col("keeping") == str(row["keeping"]),
        pl.col("planted").is_in([told, "*"]),
    )
    return dict(found.select("activity_material", "source").row(0, named=True))


def _working(rows: list[Record], year: int) -> Working:
    row = rows[0]
    areas = [reported("area", one, column="area_ha", unit="ha") for one in rows]
    return Working(
        region=row["region"],
        year=year,
        sector="wetlands",
        source=row["source"],
        fuel=row["activity_material"],
        technology=row["technology"],
        activity="land_area",
        unit="ha",
        tree=added("quantity", areas, unit="ha", zh="湿地面积", en="area of wetland"),
        citation=row["citation"],
        note=NATURAL if row["source"].startswith("M") else None,
    )


derive_wetlands = derived_by(
    tell_wetlands,
    METHOD,
    dataset="wetland_areas",
    source="IPCC 2013 Wetlands Supplement, chapters 4 and 5",
    edition="2013",
    span="year",
)
