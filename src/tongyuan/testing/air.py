"""Builders of winds, places and matrices of a province without a name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import polars as pl

from tongyuan.plan.air import Place
from tongyuan.vocabulary.tables import SourceReceptor, WindSector
from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES, SECTORS

__all__ = ["matrix_of", "places_of", "winds_of"]

SAID = {"quality": "synthetic", "citation": "test", "note": None}


def winds_of(
    *, region: str = "990000", speed: float = 4.0, mixing: float = 800.0, calm: float = 0.0, sectors: int = 16
) -> pl.DataFrame:
    """Blow from all sectors alike, half of the year in each season, after so many calm hours."""
    named = SECTORS[:: len(SECTORS) // sectors]
    hours = (8760 - calm) / len(named) / 2
    rows = [
        (region, 2020, season, sector, hours, speed, mixing)
        for season in ("heating", "non_heating")
        for sector in named
    ]
    rows += [(region, 2020, "heating", "calm", calm, 0.2, mixing)] if calm else []
    names = WindSector.column_names()[:7]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return WindSector.validate(
        frame.with_columns(**{key: pl.lit(word) for key, word in SAID.items()}), cast=True
    )


def places_of(regions: Sequence[str], *, apart_deg: float = 1.0) -> list[Place]:
    """Lay regions of 100 km a side along the equator."""
    return [
        Place(region, lon=number * apart_deg, lat=0.0, area=1e10) for number, region in enumerate(regions)
    ]


def matrix_of(regions: Sequence[str], *, own: float = 0.1, others: float = 0.01) -> pl.DataFrame:
    """Make a whole matrix with one number for a region itself and one for all others [ug/m3 per kt]."""
    rows = [
        (to, 2020, of, species, release, own if to == of else others, "imported")
        for to, of, species, release in product(regions, regions, PRECURSORS, RELEASES)
    ]
    frame = pl.DataFrame(rows, schema=SourceReceptor.column_names()[:7], orient="row")
    said = {key: pl.lit(word) for key, word in SAID.items()}
    return SourceReceptor.validate(frame.with_columns(**said), cast=True)
