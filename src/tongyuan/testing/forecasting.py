"""Builders of invented hours with weather, models and trends, for tests of forecasting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl

from tongyuan.services.session import Session
from tongyuan.testing.monitoring import a_station, hours_of, stations_of
from tongyuan.workspace.lake import Source

__all__ = ["STATIONS", "breathed", "forecasted", "trended"]

STATIONS = ("SYNF1", "SYNF2")
WEATHER = "SYNFW"
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
NUMBER = 4


def breathed(session: Session, *, city: str, days: int = 225, seed: int = 4) -> tuple[str, ...]:
    """Put invented hours of two stations of a city, and of its weather; a twentieth is missing.

    Parameters
    ----------
    session
        An administrator's.
    city
        Code of the city.
    days
        Number of days from 2024 on.
    seed
        Seed of what is drawn.

    Returns
    -------
    tuple of str
        The stations.
    """
    rng = np.random.default_rng(seed)
    size = days * 24
    away, wind = np.zeros(size), np.exp(rng.normal(1, 0.3, size))
    for at in range(1, size):
        away[at] = 0.95 * away[at - 1] + rng.normal(0, 5)
    level = np.maximum(70 + 10 * np.sin(2 * np.pi * np.arange(size) / 24) + away, 1)
    listed = [a_station(one, region=city, source="SYNTHETIC") for one in STATIONS]
    listed.append(a_station(WEATHER, region=city, kind="weather", source="SYNTHETIC"))
    session.workspace.stations.put(stations_of(*listed), actor="tester")
    air = []
    for number, station in enumerate(STATIONS):
        values = np.maximum(level + number + rng.normal(0, 2, size), 0).round(1)
        gone = rng.random(size) < 0.05
        told = [None if absent else value for value, absent in zip(values.tolist(), gone, strict=True)]
        air.append(hours_of(told, station=station, first=FIRST))
    _put(session, "air", pl.concat(air))
    blown = hours_of(wind.round(1).tolist(), station=WEATHER, item="wind_speed", first=FIRST)
    _put(session, "weather", blown)
    return STATIONS


def _put(session: Session, kind: str, rows: pl.DataFrame) -> None:
    source = Source(f"{kind}-synthetic.csv", "0" * 64)
    session.workspace.observations.put(rows, kind=kind, source=source, actor="tester")


def forecasted(session: Session, *, city: str) -> str:
    """Learn a small model of the first invented station; give its run."""
    station = breathed(session, city=city)[0]
    answer = session.call("forecast.train", place=station, held_days=20, rounds=8)
    return str(answer.meta["run"])


def trended(session: Session, *, places: dict[str, float], region: str) -> dict[str, str]:
    """Keep invented months in ordinary weather of each place, with a step of so much from 2022 on."""
    rng = np.random.default_rng(NUMBER)
    clock = pl.date_range(date(2020, 1, 1), date(2023, 12, 1), "1mo", eager=True).alias("month")
    late = (clock.dt.year() >= 2022).to_numpy()
    runs = {}
    for place, step in places.items():
        value = 50 + step * late + rng.normal(0, 1, clock.len())
        bounds = {"normalised": value, "low": value - 2, "high": value + 2, "observed": value + 1}
        months = pl.DataFrame({"month": clock, **bounds}).with_columns(hours=pl.lit(700))
        slope: dict[str, Any] = {
            "yearly": step / 2,
            "low": step / 2 - 1,
            "high": step / 2 + 1,
            "verdict": "cannot_tell",
        }
        slope |= {"explained": 0.5, "coverage": 0.9}
        told: dict[str, Any] = {
            "place": place,
            "place_kind": "station",
            "name_zh": place,
            "name_en": place,
            "item": "pm2.5",
        }
        told |= {"weather_station": None, "weather": [], "stations": [place], "invented": True}
        told |= {"region": region, "recipe": {}, "library": "—", "replicates": 0, "coverage": 0.9}
        tables = {"normalised_months": months, "normalised_slope": pl.DataFrame([slope])}
        kept = session.workspace.record_run(
            "normalised_trend", params=told, inputs={}, tables=tables, actor="tester", seed=NUMBER
        )
        runs[place] = kept.id
    return runs
