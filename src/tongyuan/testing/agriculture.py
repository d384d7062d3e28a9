"""Builders of agricultural records: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from typing import Any

import dataframely as dy

from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import Countryside, Cropping, Fertiliser, Herd

__all__ = [
    "a_crop",
    "a_fertiliser",
    "a_herd",
    "a_village",
    "crops_of",
    "fertilisers_of",
    "herds_of",
    "villages_of",
]

Row = dict[str, Any]
TOLD = {"region": "990000", "year": 2020, "quality": "published", "citation": "test", "note": None}


def a_herd(**changes: Any) -> Row:
    """Build one herd: 1,000 dairy cows of large farms, their manure stored as slurry."""
    own = {"animal": "dairy_cow", "system": "intensive", "manure": "liquid_slurry", "head": 1000.0}
    return TOLD | own | changes


def a_crop(**changes: Any) -> Row:
    """Build one crop: 1,000 ha of single rice drained several times, 8 t/ha, a tenth of its straw burned."""
    own = {
        "crop": "rice_single",
        "water": "multiple_drainage",
        "before": "short_dry",
        "amendment": "none",
        "area_ha": 1000.0,
        "amendment_t_per_ha": None,
        "yield_t_per_ha": 8.0,
        "straw_ratio": None,
        "burned_share": 0.1,
        "returned_share": 0.5,
    }
    return TOLD | own | changes


def a_fertiliser(**changes: Any) -> Row:
    """Build one fertiliser: 100 t of nitrogen as urea on dry land of normal pH."""
    own = {"fertiliser": "urea", "land": "upland", "soil": "normal_ph", "nitrogen_t": 100.0}
    return TOLD | own | changes


def a_village(**changes: Any) -> Row:
    """Build one row of the countryside: 10,000 residents whose wastewater nobody treats."""
    return TOLD | {"treatment": "none", "persons": 10_000.0} | changes


def herds_of(*rows: Row) -> dy.DataFrame[Herd]:
    """Put rows into a table of herds that keeps the contract."""
    return Herd.validate(frame_of(Herd, rows), cast=True)


def crops_of(*rows: Row) -> dy.DataFrame[Cropping]:
    """Put rows into a table of crops that keeps the contract."""
    return Cropping.validate(frame_of(Cropping, rows), cast=True)


def fertilisers_of(*rows: Row) -> dy.DataFrame[Fertiliser]:
    """Put rows into a table of fertilisers that keeps the contract."""
    return Fertiliser.validate(frame_of(Fertiliser, rows), cast=True)


def villages_of(*rows: Row) -> dy.DataFrame[Countryside]:
    """Put rows into a table of the countryside that keeps the contract."""
    return Countryside.validate(frame_of(Countryside, rows), cast=True)
