"""Units of zoning that a hand checks: squares in longitude and latitude."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan.vocabulary.tables import ZoningUnit

__all__ = ["drawn", "square"]


def square(unit: str, west: float, south: float, east: float, north: float, **told: Any) -> pl.DataFrame:
    """Draw a unit that is a box [degree]."""
    return drawn(unit, shapely.box(west, south, east, north), **told)


def drawn(unit: str, shape: BaseGeometry | None, **told: Any) -> pl.DataFrame:
    """Draw a unit of any shape; none for a list without a map."""
    row: dict[str, Any] = {
        "unit": unit,
        "edition": "2024",
        "layer": "unit",
        "name": f"单元{unit}",
        "region": "990100",
        "zone_class": "general",
        "red_line": False,
        "valid_from": date(2024, 1, 1),
        "source": "drawn by a test",
        "origin": "synthetic",
        "geometry": None if shape is None else shapely.to_wkb(shape),
        **told,
    }
    names = ZoningUnit.column_names()
    frame = pl.DataFrame({name: [row.get(name)] for name in names})
    return ZoningUnit.validate(frame, cast=True)
