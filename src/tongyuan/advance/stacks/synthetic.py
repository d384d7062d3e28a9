"""Hours of stacks drawn by seed, labelled synthetic, with planted faults that checks must find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.tables import Observation, StackProfile

__all__ = ["Invented", "invented"]

STACKS = ("SYN-A", "SYN-B", "SYN-C")
PLANTED = (
    ("SYN-A", "PM", "flat", 240, 264),
    ("SYN-A", "NOx", "episode", 400, 406),
    ("SYN-A", "all", "gap", 500, 512),
    ("SYN-B", "O2", "oxygen_near_air", 300, 312),
    ("SYN-B", "all", "outage", 600, 660),
    ("SYN-B", "O2", "oxygen_at_air", 662, 663),
    ("SYN-C", "SO2", "at_detection_limit", 100, 130),
    ("SYN-C", "SO2/NOx", "ratio", 350, 362),
    ("SYN-C", "NOx", "twin", 420, 456),
)


@dataclass(frozen=True, slots=True)
class Invented:
    """Invented stacks.

    Parameters
    ----------
    observations
        Rows of ``Observation``.
    profiles
        Rows of ``StackProfile``.
    planted
        ``station``, ``pollutant``, ``fault``, ``first``, ``last`` (ends of hours).
    """

    observations: pl.DataFrame
    profiles: pl.DataFrame
    planted: pl.DataFrame


def invented(*, seed: int, first: date, days: int = 91) -> Invented:
    """Draw hours of three stacks of coal-fired power with planted faults; nothing in it was measured.

    Parameters
    ----------
    seed
        Seed of the draws.
    first
        First civil day.
    days
        How many days, 28 at least, since the faults lie in the first 28.

    Returns
    -------
    Invented
        Observations, profiles, what was planted.

    Raises
    ------
    ValueError
        If there are too few days for the faults.
    """
    if days < 28:
        raise ValueError(f"days must be 28 at least, got {days}")
    draws = np.random.default_rng(seed)
    drawn = {station: _drawn(draws, hours=days * 24) for station in STACKS}
    _plant(drawn)
    start = datetime(first.year, first.month, first.day, tzinfo=CIVIL_ZONE) + timedelta(hours=1)
    ends = [start + timedelta(hours=number) for number in range(days * 24)]
    frames = [
        _rows(station, ends, values, outage=_span(station, "outage"), gap=_span(station, "gap"))
        for station, values in drawn.items()
    ]
    planted = pl.DataFrame(
        [
            {
                "station": station,
                "pollutant": one,
                "fault": fault,
                "first": ends[begin],
                "last": ends[after - 1],
            }
            for station, one, fault, begin, after in PLANTED
        ]
    ).with_columns(pl.col("first", "last").dt.convert_time_zone("UTC").dt.cast_time_unit("us"))
    return Invented(pl.concat(frames), _profiles(), planted)


def _drawn(draws: np.random.Generator, *, hours: int) -> dict[str, NDArray[Any]]:
    load = 0.75 + 0.2 * np.sin(np.arange(hours) * 2 * np.pi / 24) + draws.normal(0, 0.03, hours)
    return {
        "flue_pm": np.round(np.clip(draws.normal(4, 0.8, hours), 1, 8.5), 2),
        "flue_so2": np.round(np.clip(draws.normal(18, 3, hours), 6, 30), 2),
        "flue_nox": np.round(np.clip(draws.normal(35, 3.5, hours), 20, 44), 2),
        "flue_o2": np.round(np.clip(6.3 - 1.5 * (load - 0.75) + draws.normal(0, 0.2, hours), 5, 7), 2),
        "flue_co2": np.round(13.2 + 1.2 * (load - 0.75) + draws.normal(0, 0.2, hours), 2),
        "flue_flow": np.round(900_000 * load, 0),
    }


def _span(station: str, fault: str) -> tuple[int, int] | None:
    for where, _, what, begin, after in PLANTED:
        if (where, what) == (station, fault):
            return begin, after
    return None


def _plant(drawn: dict[str, dict[str, NDArray[Any]]]) -> None:
    drawn["SYN-A"]["flue_pm"][240:264] = 3.21
    drawn["SYN-A"]["flue_nox"][400:406] = 90.0
    drawn["SYN-B"]["flue_o2"][300:312] = 20.1
    drawn["SYN-B"]["flue_o2"][662:663] = 21.3
    drawn["SYN-C"]["flue_so2"][100:130] = 1.0
    drawn["SYN-C"]["flue_so2"][350:362] = 2.0
    drawn["SYN-C"]["flue_nox"][350:362] += 5.0
    drawn["SYN-C"]["flue_nox"][420:456] = drawn["SYN-A"]["flue_nox"][420:456]


def _rows(
    station: str,
    ends: list[datetime],
    values: dict[str, NDArray[Any]],
    *,
    outage: tuple[int, int] | None,
    gap: tuple[int, int] | None,
) -> pl.DataFrame:
    hours = np.arange(len(ends))
    out = np.zeros(len(ends), dtype=bool) if outage is None else (hours >= outage[0]) & (hours < outage[1])
    lost = np.zeros(len(ends), dtype=bool) if gap is None else (hours >= gap[0]) & (hours < gap[1])
    at = pl.Series(ends).dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    frames = [
        pl.DataFrame({"ended_at": at, "value": series, "out": out, "lost": lost}).select(
            pl.lit(station).alias("station"),
            pl.lit(item).alias("item"),
            pl.lit("hour").alias("averaging"),
            "ended_at",
            value=pl.when(~pl.col("out")).then("value"),
            mark=pl.when("out").then(pl.lit("F")).otherwise(pl.lit("N")),
            lost="lost",
        )
        for item, series in values.items()
    ]
    return Observation.cast(pl.concat(frames).filter(~pl.col("lost")).drop("lost"))


def _profiles() -> pl.DataFrame:
    row = {
        "source_class": "coal_power",
        "pollutants": "PM;SO2;NOx",
        **dict.fromkeys(("dust_basis", "gas_basis", "flow_basis"), "dry_standard"),
        "oxygen_basis": "dry",
        "atmosphere_pa": 101325.0,
        "reference_oxygen_percent": None,
        "detection_pm_mg_m3": 0.5,
        "detection_so2_mg_m3": 1.0,
        "detection_nox_mg_m3": 1.0,
    }
    rows = [{"station": station, **row} for station in STACKS]
    return StackProfile.cast(pl.DataFrame(rows, schema=StackProfile.create_empty().schema))
