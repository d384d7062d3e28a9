"""Builders of fuel that enterprises report, and of the activity that statistics give."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import Activity, EnterpriseFuel

__all__ = ["a_report", "a_use", "reports_of", "uses_of"]


def a_report(**changed: Any) -> dict[str, Any]:
    """Make a report: 60 t of coke, burned by a steel works of the fictive province in 2020."""
    return {
        "region": "990000",
        "year": 2020,
        "enterprise": "A",
        "source": "1A2a",
        "fuel": "coke",
        "quantity": 60.0,
        "unit": "t",
        "quality": "synthetic",
        "citation": "test",
        "note": None,
        **changed,
    }


def a_use(**changed: Any) -> dict[str, Any]:
    """Make a row of activity as a balance gives it: 100 t of coke burned by industry."""
    return {
        "region": "990000",
        "year": 2020,
        "sector": "industry",
        "source": "1A2",
        "fuel": "coke",
        "activity": "combustion",
        "technology": "unstated",
        "quantity": 100.0,
        "unit": "t",
        "state": None,
        "low": None,
        "high": None,
        "derived_from_co2": False,
        "quality": "synthetic",
        "citation": "test",
        "note": None,
        **changed,
    }


def reports_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Put reports into a frame by their contract."""
    return EnterpriseFuel.validate(frame_of(EnterpriseFuel, rows))


def uses_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Put rows of activity into a frame by their contract."""
    return Activity.validate(frame_of(Activity, rows))
