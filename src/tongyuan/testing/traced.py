"""Builders of tracing by its services: files of invented samples, cells and winds, and what comes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongyuan.advance.tracing.synthetic import PLANTED, invented_samples

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["PLANTED", "a_cells_file", "a_samples_file", "a_wind_file", "traced"]


def a_samples_file(folder: Path, *, samples: int = 120, seed: int = 5) -> dict[str, Path]:
    """Write invented samples of the planted sources, and their uncertainties."""
    files = {name: folder / f"{name}.csv" for name in ("samples", "uncertainties")}
    for file, table in zip(files.values(), invented_samples(samples, seed=seed), strict=True):
        table.write_csv(file)
    return files


def a_cells_file(folder: Path) -> Path:
    """Write values of nine cells in twenty periods: one always high, one high half of the time."""
    file = folder / "cells.csv"
    lines = ["cell,period,value,lon,lat"]
    for period in range(20):
        for cell in range(9):
            high = cell == 0 or (cell == 1 and period % 2)
            value = 100 - cell if high else 10 + cell
            lines.append(f"C{cell},{period},{value},{123 + 0.1 * cell},{41.5}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def a_wind_file(folder: Path, *, city: str, days: int = 3) -> Path:
    """Write hours of wind of the station W1, which turns round once a day."""
    file = folder / "wind.csv"
    lines = ["time,station,city,wind_speed,wind_direction"] + [
        f"2024-01-{day:02d} {hour:02d}:00,W1,{city},{1 + hour % 5},{hour * 15 % 360}"
        for day in range(1, days + 1)
        for hour in range(1, 25)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def traced(session: Session, *, folder: Path) -> None:
    """Trace invented samples and cells."""
    files = a_samples_file(folder)
    given: dict[str, Any] = {
        "factors": 3,
        "receptor": "甲站",
        "starts": 3,
        "resamples": 5,
        "origin": "synthetic",
    }
    session.call("trace.apportion", file=files["samples"], uncertainty=files["uncertainties"], **given)
    session.call("trace.hotspots", file=a_cells_file(folder), percentile=80.0)
