"""Builders of surface water: sections, samples, the edition that judges them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tongyuan import reference
from tongyuan.advance.water import Facts, Standard, standard_of
from tongyuan.services.session import Session
from tongyuan.vocabulary.tables import Observation, WaterSection

__all__ = [
    "CLEAN",
    "a_section",
    "samples_of",
    "sections_of",
    "water_facts",
    "water_files",
    "water_standard",
    "watered",
]

#: A sample of class II: every judged item within, ammonia nitrogen and oxygen deciding.
CLEAN: Mapping[str, float] = {
    **{"water_ph": 7.5, "water_do": 7.0, "water_codmn": 3.0, "water_cod": 12.0, "water_bod5": 2.0},
    **{"water_nh3n": 0.4, "water_tp": 0.08, "water_cu": 0.005, "water_zn": 0.02, "water_fluoride": 0.4},
    **{"water_se": 0.0005, "water_as": 0.002, "water_hg": 0.00002, "water_cd": 0.0005, "water_cr6": 0.004},
    **{"water_pb": 0.002, "water_cyanide": 0.002, "water_phenol": 0.001, "water_oil": 0.02},
    **{"water_las": 0.05, "water_sulfide": 0.02},
}


def water_facts() -> Facts:
    """Take the shipped tables."""
    return Facts(
        limits=reference.water_limits(),
        classes=reference.water_classes(),
        rules=reference.water_rules(),
        trophic=reference.water_trophic(),
    )


def water_standard() -> Standard:
    """Take the edition that held in 2024."""
    return standard_of(water_facts(), first=date(2024, 1, 1), last=date(2024, 12, 31))


def a_section(station: str = "W1", **stated: object) -> dict[str, object]:
    """Make a row of ``WaterSection``: a river whose target is class III."""
    return {
        "station": station,
        "water": "甲河",
        "basin": "甲流域",
        "body": "river",
        "target_class": 3,
        "programme": None,
    } | stated


def sections_of(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Make rows of ``WaterSection`` one frame."""
    return WaterSection.validate(
        pl.DataFrame(list(rows), schema=WaterSection.create_empty().schema), cast=True
    )


def samples_of(
    station: str = "W1",
    *,
    year: int = 2024,
    month: int = 1,
    day: int = 8,
    mark: str | None = None,
    **changed: float | None,
) -> pl.DataFrame:
    """Make a sample of every judged item; what is stated replaces a value, ``-1`` leaves the item out."""
    values = {**CLEAN, **changed}
    at = datetime(year, month, day, 2, tzinfo=UTC)
    rows = [
        {
            "station": station,
            "item": item,
            "averaging": "sample",
            "ended_at": at,
            "value": value,
            "mark": mark,
        }
        for item, value in values.items()
        if value != -1
    ]
    return pl.DataFrame(rows, schema=Observation.create_empty().schema)


def water_files(session: Session, folder: Path, *, years: int = 1) -> dict[str, Path]:
    """Write the invented files about surface water to a folder."""
    files = {}
    for form in ("samples", "stations", "sections", "plants"):
        document = session.call("water.example", form=form, years=years).document
        assert document is not None  # noqa: S101 - for the checker of types
        files[form] = folder / f"water-{form}.csv"
        files[form].write_bytes(document.content)
    return files


def watered(session: Session, folder: Path, *, years: int = 1) -> dict[str, Path]:
    """Enter, import and evaluate the invented sections, account the invented plants; give their files."""
    files = water_files(session, folder, years=years)
    head: dict[str, Any] = {"kind": "water", "origin": "synthetic"}
    session.call("monitor.enter", file=files["stations"], source="示例", **head)
    session.call("monitor.import", file=files["samples"], averaging="sample", **head)
    last = f"{2022 + years}-12-31"
    session.call("water.evaluate", sections=files["sections"], first="2023-01-01", last=last)
    session.call("water.account", file=files["plants"])
    return files
