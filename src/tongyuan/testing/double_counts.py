"""Builders of masses that an inventory counts, and of what a works counts itself."""

from __future__ import annotations

from typing import Any

import polars as pl

__all__ = ["a_flow", "a_mass", "masses_of"]

SCHEMA = {
    "region": pl.String,
    "year": pl.Int32,
    "species": pl.String,
    "activity": pl.String,
    "source": pl.String,
    "fuel": pl.String,
    "technology": pl.String,
    "mass_t": pl.Float64,
}


def a_mass(**changed: Any) -> dict[str, Any]:
    """Make a mass: 100 t of CO2 of the steel industry's limestone, by statistics."""
    return {
        "region": "990000",
        "year": 2020,
        "species": "CO2",
        "activity": "production",
        "source": "2C1",
        "fuel": "limestone_flux",
        "technology": "unstated",
        "mass_t": 100.0,
        **changed,
    }


def a_flow(**changed: Any) -> dict[str, Any]:
    """Make what a steel works counts itself: 44 t of CO2 from limestone in its blast furnace."""
    flow = {"activity": "works_flow", "fuel": "limestone", "technology": "blast_furnace", "mass_t": 44.0}
    return a_mass(**{**flow, **changed})


def masses_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Put masses into a frame."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")
