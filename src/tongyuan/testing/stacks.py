"""Builders of stacks: a profile, hours of every item, the tables that judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from tongyuan import reference
from tongyuan.advance.stacks import Facts
from tongyuan.services.session import Session
from tongyuan.testing.monitoring import hours_of
from tongyuan.vocabulary.tables import StackProfile

__all__ = ["a_profile", "profiles_of", "stack_facts", "stack_files", "stacked", "told_hours"]

RUNNING = {"flue_pm": 5.0, "flue_so2": 20.0, "flue_nox": 30.0, "flue_o2": 6.0, "flue_flow": 1_000_000.0}


def stack_facts(**changed: pl.DataFrame) -> Facts:
    """Take the shipped tables; what is stated replaces one."""
    tables = {
        "rules": reference.stack_rules(),
        "marks": reference.stack_marks(),
        "oxygen": reference.stack_reference_oxygen(),
        "limits": reference.stack_limits(),
        "shares": reference.stack_shares(),
        "checks": reference.stack_checks(),
    }
    return Facts(**(tables | changed))


def a_profile(station: str = "S1", **stated: object) -> dict[str, object]:
    """Make a row of ``StackProfile``: a coal-fired power boiler that tells dry standard values."""
    return {
        "station": station,
        "source_class": "coal_power",
        "pollutants": "PM;SO2;NOx",
        "dust_basis": "dry_standard",
        "gas_basis": "dry_standard",
        "flow_basis": "dry_standard",
        "oxygen_basis": "dry",
        "atmosphere_pa": 101325.0,
        "reference_oxygen_percent": None,
        "detection_pm_mg_m3": None,
        "detection_so2_mg_m3": None,
        "detection_nox_mg_m3": None,
    } | stated


def profiles_of(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Make rows of ``StackProfile`` one frame."""
    return StackProfile.validate(
        pl.DataFrame(list(rows), schema=StackProfile.create_empty().schema), cast=True
    )


def told_hours(
    count: int, *, station: str = "S1", **items: Sequence[float | None] | float | None
) -> pl.DataFrame:
    """Make so many hours of a stack from the first of 2024 on; a number stands for every hour."""
    told = RUNNING | items
    series = {
        item: [values] * count if values is None or isinstance(values, float) else list(values)
        for item, values in told.items()
    }
    return pl.concat([hours_of(values, station=station, item=item) for item, values in series.items()])


def stack_files(session: Session, folder: Path, *, days: int = 31) -> dict[str, Path]:
    """Write the invented files about stacks to a folder."""
    files = {}
    for form in ("hours", "stations", "profiles", "checklist", "reported", "fuel"):
        document = session.call("stack.example", form=form, days=days).document
        assert document is not None  # noqa: S101 - for the checker of types
        files[form] = folder / f"{form}.csv"
        files[form].write_bytes(document.content)
    return files


def stacked(session: Session, folder: Path, *, days: int = 31) -> dict[str, Path]:
    """Enter, import and evaluate the invented stacks; give their files."""
    files = stack_files(session, folder, days=days)
    session.call("monitor.enter", file=files["stations"], source="示例", kind="stack", origin="synthetic")
    session.call("monitor.import", file=files["hours"], kind="stack", origin="synthetic")
    session.call("stack.evaluate", profiles=files["profiles"], first="2024-01-01", last="2024-01-31")
    return files
