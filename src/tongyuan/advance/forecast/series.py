"""Hours of one place on a regular clock: an hour without a row is unknown, and stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Series", "city_hours", "series_of"]

Floats = npt.NDArray[np.float64]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Series:
    """An item and the weather beside it, hour by hour.

    Parameters
    ----------
    ended_at
        End of each hour, rising, without a gap (UTC).
    value
        The item in its own unit; NaN where it is not known.
    weather
        Each item of weather, as long as ``value``; NaN where it is not known.
    """

    ended_at: pl.Series
    value: Floats
    weather: Mapping[str, Floats]

    @property
    def size(self) -> int:
        """Number of hours, known or not."""
        return int(self.value.size)

    def at(self, instant: datetime) -> int:
        """Find the position of the hour that ends at an instant; it may lie outside."""
        return int((instant - self.ended_at[0]) / HOUR)

    def local(self) -> pl.Series:
        """Give the civil time of the middle of each hour, so that 24:00 counts in its own day."""
        return (self.ended_at - timedelta(minutes=30)).dt.convert_time_zone(CIVIL_ZONE.key)


def series_of(hours: pl.DataFrame, *, item: str, weather: Sequence[str] = ()) -> Series:
    """Put hours of one place on a regular clock, from its first to its last.

    Parameters
    ----------
    hours
        Rows of ``Observation`` of one place; weather may bear the name of another station.
    item
        What is forecast or normalised.
    weather
        Items of weather that are used; a wind by direction [deg] becomes two parts, east and north.

    Returns
    -------
    Series
        Every hour; unknown where there is no row or no value.

    Raises
    ------
    InputError
        No row of the item, or two rows for one hour.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> rows = [("A", "pm2.5", "hour", datetime(2024, 1, 1, at, tzinfo=UTC), 10.0 * at) for at in (1, 3)]
    >>> names = ["station", "item", "averaging", "ended_at", "value"]
    >>> series_of(pl.DataFrame(rows, schema=names, orient="row"), item="pm2.5").value.tolist()
    [10.0, nan, 30.0]
    """
    kept = hours.filter(pl.col("item").is_in([item, *weather]), pl.col("averaging") == "hour")
    twice = kept.filter(pl.struct("item", "ended_at").is_duplicated())
    if twice.height:
        raise InputError(Problem("forecast.doubled", {"got": str(twice["ended_at"][0])}))
    own = kept.filter(pl.col("item") == item)
    if own["value"].drop_nulls().is_empty():
        raise InputError(Problem("forecast.none", {"item": item}))
    ends = own["ended_at"].sort()
    clock = pl.Series("ended_at", pl.datetime_range(ends[0], ends[-1], "1h", eager=True))
    held = {name: _on_clock(clock, kept.filter(pl.col("item") == name)) for name in (item, *weather)}
    return Series(clock, held[item], _winds({name: held[name] for name in weather}))


def _on_clock(clock: pl.Series, rows: pl.DataFrame) -> Floats:
    placed = clock.to_frame().join(
        rows.select("ended_at", pl.col("value").cast(pl.Float64)), on="ended_at", how="left"
    )
    return placed.sort("ended_at")["value"].to_numpy().astype(float)


def _winds(weather: dict[str, Floats]) -> dict[str, Floats]:
    """Turn a direction, which jumps at north, into parts east and north that do not."""
    if "wind_direction" not in weather:
        return weather
    angle = np.deg2rad(weather["wind_direction"])
    parts = {"wind_east": np.sin(angle), "wind_north": np.cos(angle)}
    return {name: value for name, value in weather.items() if name != "wind_direction"} | parts


def city_hours(hours: pl.DataFrame, *, stations: Sequence[str], least_share: float = 0.75) -> pl.DataFrame:
    """Average the stations of a city, hour by hour; too few of them make an unknown hour, not a low one.

    Parameters
    ----------
    hours
        Rows of ``Observation``.
    stations
        Stations that count for the city.
    least_share
        Share of them that an hour needs [0-1].

    Returns
    -------
    pl.DataFrame
        ``item``, ``averaging``, ``ended_at``, ``value``.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> at = datetime(2024, 1, 1, tzinfo=UTC)
    >>> rows = [("A", "pm2.5", "hour", at, 10.0), ("B", "pm2.5", "hour", at, 30.0)]
    >>> frame = pl.DataFrame(rows, schema=["station", "item", "averaging", "ended_at", "value"], orient="row")
    >>> city_hours(frame, stations=["A", "B"])["value"].to_list()
    [20.0]
    >>> city_hours(frame, stations=["A", "B", "C"])["value"].to_list()
    [None]
    """
    enough = pl.col("value").count() >= least_share * len(stations)
    own = hours.filter(pl.col("station").is_in(stations)).sort("station", "item", "ended_at")
    keys = ["item", "averaging", "ended_at"]
    return (
        own.group_by(keys, maintain_order=True)
        .agg(value=pl.when(enough).then(pl.col("value").mean()))
        .sort(keys)
    )
