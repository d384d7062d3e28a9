"""Invented hours of ambient air, for tests and first steps; whatever shows them says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["SHAPES", "invented_hours"]

#: Level in summer, level in winter, swing of the day [ug/m3; CO mg/m3]; plausible in shape, measured nowhere.
SHAPES: Mapping[str, tuple[float, float, float]] = {
    "pm2.5": (22.0, 62.0, 0.25),
    "pm10": (48.0, 105.0, 0.25),
    "so2": (9.0, 26.0, 0.3),
    "no2": (20.0, 44.0, 0.35),
    "co": (0.5, 1.1, 0.3),
    "o3": (105.0, 45.0, 0.6),
}
DECIMALS = {"co": 1}
DAY = 24


def invented_hours(
    places: Mapping[str, float], *, year: int, days: int, seed: int, missing: float = 0.02
) -> pl.DataFrame:
    """Invent hours of six items: seasons, the course of the day, spells of bad air, hours that lack.

    Parameters
    ----------
    places
        Level of each station against the others [1].
    year
        Its first hour is that which ends at 1:00 of 1 January.
    days
        How many days.
    seed
        The same seed invents the same hours.
    missing
        Share of hours without a row.

    Returns
    -------
    pl.DataFrame
        Rows of ``Observation`` [ug/m3; CO mg/m3].

    Examples
    --------
    >>> rows = invented_hours({"A": 1.0}, year=2024, days=2, seed=1, missing=0.0)
    >>> rows.height == 2 * 24 * 6
    True
    """
    rng = np.random.default_rng(seed)
    hours = np.arange(days * DAY)
    winter = 0.5 + 0.5 * np.cos(2 * np.pi * hours / (365.25 * DAY))
    spells = _spells(rng, hours.size)
    first = datetime(year, 1, 1, tzinfo=UTC) - timedelta(hours=7)
    ends = [first + timedelta(hours=int(hour)) for hour in hours]
    parts = []
    for place, level in places.items():
        for item, (summer, cold, swing) in SHAPES.items():
            phase = 15 if item == "o3" else 8
            course = 1 + swing * np.cos(2 * np.pi * (hours % DAY - phase) / DAY)
            shared = 1 / spells if item == "o3" else spells
            noise = np.exp(rng.normal(0, 0.12, hours.size))
            values = level * (summer + (cold - summer) * winter) * course * shared * noise
            kept = rng.random(hours.size) >= missing
            parts.append(_rows(place, item, np.round(values, DECIMALS.get(item, 0)), ends, kept))
    return pl.concat(parts)


def _spells(rng: np.random.Generator, size: int) -> npt.NDArray[np.float64]:
    """Invent spells of days in which bad air stays: a level that wanders about one."""
    steps = rng.normal(0, 0.06, size)
    level = np.zeros(size)
    for hour in range(1, size):
        level[hour] = 0.985 * level[hour - 1] + steps[hour]
    return np.exp(level)


def _rows(
    place: str, item: str, values: npt.NDArray[np.float64], ends: list[datetime], kept: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "station": place,
            "item": item,
            "averaging": "hour",
            "ended_at": pl.Series(ends, dtype=pl.Datetime("us", "UTC")),
            "value": values,
            "mark": pl.Series([None] * len(ends), dtype=pl.String),
        }
    )
    return frame.filter(pl.Series(kept))
