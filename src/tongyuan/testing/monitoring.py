"""Builders of stations and hours, for tests and examples of watching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.example import SHAPES, invented_hours
from tongyuan.advance.ambient.standards import Standard, standard_of
from tongyuan.services.session import Session
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.tables import Observation, Station

__all__ = ["a_standard", "a_station", "an_hours_file", "hours_of", "stations_of", "watched"]


def a_station(station: str = "S1", **stated: object) -> dict[str, object]:
    """Make a row of ``Station``; what is stated replaces what it would be."""
    return {
        "station": station,
        "valid_from": date(2013, 1, 1),
        "valid_to": None,
        "kind": "air",
        "name": f"点位{station}",
        "region": "990100",
        "lon": None,
        "lat": None,
        "purpose": None,
        "enterprise": None,
        "sensitivity_level": "public",
        "origin": "synthetic",
        "source": "test",
        "note": None,
    } | stated


def stations_of(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Make rows of ``Station`` one frame."""
    return Station.validate(pl.DataFrame(list(rows), schema=Station.create_empty().schema), cast=True)


def hours_of(
    values: Sequence[float | None],
    *,
    station: str = "S1",
    item: str = "pm2.5",
    first: datetime = datetime(2023, 12, 31, 17, tzinfo=UTC),
    averaging: str = "hour",
    step: timedelta = timedelta(hours=1),
) -> pl.DataFrame:
    """Make a row of ``Observation`` of each value; the first hour is by default 2024's first in China."""
    rows = [
        {
            "station": station,
            "item": item,
            "averaging": averaging,
            "ended_at": first + step * number,
            "value": value,
            "mark": None,
        }
        for number, value in enumerate(values)
    ]
    return pl.DataFrame(rows, schema=Observation.create_empty().schema)


def a_standard(day: date, *, edition: str | None = None) -> Standard:
    """Gather the edition of the standards of ambient air on a day, from the shipped tables."""
    return standard_of(
        day,
        breakpoints=reference.aqi_breakpoints(),
        limits=reference.ambient_limits(),
        rules=reference.ambient_rules(),
        edition=edition,
    )


def an_hours_file(
    folder: Path, *, days: int = 3, year: int = 2024, stations: int = 1, city: str = "990100"
) -> Path:
    """Write invented hours of stations of a city as a file, a column an item."""
    places = {f"SYN{city}{number}": 1.0 + 0.1 * number for number in range(1, stations + 1)}
    rows = invented_hours(places, year=year, days=days, seed=3, missing=0.0)
    wide = rows.pivot("item", index=["station", "ended_at"], values="value").sort("station", "ended_at")
    local = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%Y-%m-%d %H:%M")
    file = folder / "hours.csv"
    table = wide.select(local.alias("time"), "station", pl.lit(city).alias("city"), *SHAPES)
    table.write_csv(file)
    return file


def watched(session: Session, *, folder: Path) -> str:
    """Import, evaluate and check a few invented days of the first city; name the station."""
    regions = session.workspace.dataset_frame("jurisdiction.regions")["region"]
    city = str(regions.filter(regions.str.contains(r"[1-9]0{2}$|\d[1-9]00$")).sort()[0])
    file = an_hours_file(folder, city=city)
    session.call("monitor.import", file=file, unknown="enter", origin="synthetic")
    session.call("monitor.evaluate", year=2024)
    session.call("monitor.check", first="2024-01-01", last="2024-01-03")
    return f"SYN{city}1"
