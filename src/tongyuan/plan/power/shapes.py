"""Hours of a year where none are held: invented shapes, scaled to yearly figures that a study states.

No place has these hours. They bear the day, the season and the figures of the year, and nothing else; whoever
shows them says that they are synthetic.
"""

from __future__ import annotations

import calendar
from typing import Annotated

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from tongyuan.plan.power.case import HOURS_A_YEAR, VARIABLE

__all__ = ["HeatingSeason", "InventedHours", "invented_hours", "invented_weather"]

DAY = 24
MWH_PER_TWH = 1e6
#: How much of the wind or cloud of an hour is that of the hour before [1].
MEMORY = 0.97
#: Rounds of halving until the hours of full load are met.
HALVINGS = 60

Floats = npt.NDArray[np.float64]


class HeatingSeason(BaseModel):
    """Demand of heat: how much a year, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    twh: float = Field(gt=0, description="全年供热量（太瓦时）/ heat of the year [TWh]")
    first_day: int = Field(ge=1, le=365, description="供暖开始于第几天 / day of the year on which it begins")
    last_day: int = Field(ge=1, le=365, description="供暖结束于第几天 / day of the year on which it ends")
    all_year: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="其中全年不变的部分（工业用汽）/ part that is the same all year: steam [1]",
    )


class InventedHours(BaseModel):
    """What invented hours are scaled to; every result says that they are synthetic."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = Field(default=1, ge=0, description="随机种子 / seed of wind and clouds")
    latitude: float = Field(ge=-60, le=60, description="纬度 / latitude [degrees]")
    daily: float = Field(default=0.12, ge=0, le=0.5, description="负荷日内波动 / daily swing of the load [1]")
    yearly: float = Field(
        default=0.06, ge=0, le=0.5, description="负荷冬夏波动 / swing of winter and summer [1]"
    )
    full_load_hours: dict[str, Annotated[float, Field(gt=0, lt=HOURS_A_YEAR)]] = Field(
        default={}, description="风光年利用小时 / hours of full load a year, by carrier"
    )
    heating: HeatingSeason | None = Field(
        default=None, description="供热，缺省为不计 / heat; not counted where it is not given"
    )


def invented_hours(stated: InventedHours, *, load_twh: float) -> pl.DataFrame:
    """Invent a year of hours.

    Parameters
    ----------
    stated
        What the hours are scaled to.
    load_twh
        Power demand of the year [TWh].

    Returns
    -------
    pl.DataFrame
        ``profile``, ``hour`` (1 to 8,760), ``value``: load and heat [MW], wind and sun [share of capacity].

    Examples
    --------
    >>> hours = invented_hours(InventedHours(latitude=40, full_load_hours={"solar": 1200}), load_twh=8.76)
    >>> hours.group_by("profile", maintain_order=True).agg(pl.col("value").sum().round(3)).rows()
    [('load', 8760000.0), ('solar', 1200.0)]
    """
    hours = np.arange(HOURS_A_YEAR, dtype=np.float64)
    found = {"load": _load(hours, stated) * load_twh * MWH_PER_TWH}
    if stated.heating is not None:
        found["heat"] = _heat(hours, stated.heating) * stated.heating.twh * MWH_PER_TWH
    rng = np.random.default_rng(stated.seed)
    for carrier in VARIABLE:
        noise = _wander(rng, HOURS_A_YEAR)
        if carrier not in stated.full_load_hours:
            continue
        shape = _sun(hours, noise, stated.latitude) if carrier == "solar" else _wind(hours, noise)
        found[carrier] = _scaled(shape, total=stated.full_load_hours[carrier])
    parts = [
        pl.DataFrame({"hour": np.arange(1, HOURS_A_YEAR + 1, dtype=np.int32), "value": values}).select(
            pl.lit(name).alias("profile"), "hour", "value"
        )
        for name, values in found.items()
    ]
    return pl.concat(parts)


def invented_weather(*, year: int, latitude: float, seed: int) -> pl.DataFrame:
    """Invent a year of weather: wind of some 6 m/s, a sun thinned by clouds, cold winters.

    Parameters
    ----------
    year
        Year, which tells the number of hours.
    latitude
        Latitude [degrees].
    seed
        Seed of wind, clouds and cold.

    Returns
    -------
    pl.DataFrame
        ``hour``, ``wind_m_s`` [m/s], ``irradiance_w_m2`` [W/m2], ``temperature_c`` [degC].

    Examples
    --------
    >>> invented_weather(year=2024, latitude=40.0, seed=1)["hour"].to_list()[-1]
    8784
    """
    hours = np.arange(DAY * (366 if calendar.isleap(year) else 365), dtype=np.float64)
    rng = np.random.default_rng(seed)
    wind, cloud, cold = (_wander(rng, len(hours)) for _ in range(3))
    winter = np.cos(2 * np.pi * (hours - 15 * DAY) / len(hours))
    daily = np.cos(2 * np.pi * (hours % DAY - 15) / DAY)
    return pl.DataFrame(
        {
            "hour": np.arange(1, len(hours) + 1, dtype=np.int32),
            "wind_m_s": np.clip(5.0 * _wind(hours, 0.7 * wind), 0, 40),
            "irradiance_w_m2": 1000.0 * _sun(hours, cloud, latitude),
            "temperature_c": 10.0 - 15.0 * winter + 4.0 * daily + 4.0 * cold,
        }
    )


def _load(hours: Floats, stated: InventedHours) -> Floats:
    """Give each hour's part of the year's load: an evening's peak, and peaks of winter and of summer."""
    evening = np.cos(2 * np.pi * (hours % DAY - 18) / DAY)
    seasons = np.cos(4 * np.pi * (hours - 15 * DAY) / HOURS_A_YEAR)
    shape = 1 + stated.daily * evening + stated.yearly * seasons
    return np.asarray(shape / shape.sum())


def _heat(hours: Floats, season: HeatingSeason) -> Floats:
    """Give each hour's part of the year's heat; a season may cross the turn of the year."""
    day = hours // DAY + 1
    if season.first_day <= season.last_day:
        within = (day >= season.first_day) & (day <= season.last_day)
    else:
        within = (day >= season.first_day) | (day <= season.last_day)
    cold = 1 + 0.6 * np.cos(2 * np.pi * (hours - 15 * DAY) / HOURS_A_YEAR)
    night = 1 + 0.1 * np.cos(2 * np.pi * (hours % DAY - 4) / DAY)
    shape = np.where(within, cold * night, 0.0)
    return np.asarray((1 - season.all_year) * shape / shape.sum() + season.all_year / HOURS_A_YEAR)


def _wander(rng: np.random.Generator, number: int) -> Floats:
    """Let a level wander about 0: each hour keeps most of the one before."""
    pushes = rng.normal(size=number) * np.sqrt(1 - MEMORY**2)
    level, found = 0.0, np.empty(number)
    for hour, push in enumerate(pushes):
        level = MEMORY * level + float(push)
        found[hour] = level
    return found


def _wind(hours: Floats, noise: Floats) -> Floats:
    season = 0.25 * np.cos(2 * np.pi * (hours - 45 * DAY) / HOURS_A_YEAR)
    return np.asarray(np.exp(0.7 * noise + season))


def _sun(hours: Floats, noise: Floats, latitude: float) -> Floats:
    """Take the sine of the sun's height, thinned by clouds that wander."""
    day = hours // DAY + 1
    tilt = np.radians(23.44) * np.sin(2 * np.pi * (day - 81) / 365)
    place = np.radians(latitude)
    turn = 2 * np.pi * (hours % DAY + 0.5 - 12) / DAY
    height = np.sin(place) * np.sin(tilt) + np.cos(place) * np.cos(tilt) * np.cos(turn)
    return np.asarray(np.clip(height, 0, None) * (0.65 + 0.35 * np.tanh(noise)))


def _scaled(shape: Floats, *, total: float) -> Floats:
    """Scale a shape so that its hours sum to a total though none is above 1: by halving."""
    low, high = 0.0, 1.0
    while np.minimum(shape * high, 1).sum() < total and high < 1e9:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(shape * middle, 1).sum() < total else (low, middle)
    return np.asarray(np.minimum(shape * high, 1))
