"""Names of the units that fill in forms, for tables that people read."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.services.jurisdiction import Jurisdiction, department_names

__all__ = ["named", "unit_names"]


def unit_names(place: Jurisdiction) -> Mapping[str, str]:
    """Name regions and enterprises by their codes."""
    pairs = place.regions.select("region", "name_zh").rows()
    pairs += place.enterprises.select("enterprise", "name_zh").rows()
    return dict(pairs)


def named(place: Jurisdiction, assignments: pl.DataFrame) -> pl.DataFrame:
    """Add ``department_name`` and ``unit_name`` (region or enterprise) to assignments."""
    units, departments = unit_names(place), department_names(place)
    unit = pl.coalesce("enterprise", "region")
    return assignments.with_columns(
        pl.col("department").replace(departments).alias("department_name"),
        unit.replace(dict(units)).alias("unit_name"),
    )
