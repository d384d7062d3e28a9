"""Hours of load, heat, wind and sun of the exercise province: four weeks of a year, drawn from a seed.

Shapes are invented: a daily and a yearly wave, and a wind that remembers the hour before. No place has them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.packs.exercise.draws import LAST_YEAR, random_for
from tongyuan.vocabulary.quality import Quality

__all__ = ["power_profiles"]

#: One week of each season; a full year would be bulk.
WEEKS = (3, 16, 29, 42)
HOURS_A_WEEK = 168
DAY, YEAR = 24, 8760
#: Mean load [MW], its daily and yearly swing [1].
LOAD, DAILY, YEARLY = 26000.0, 0.12, 0.06
#: Most heat [MW], and by how much the wave of the year is lowered before it counts [1].
HEAT, WARM = 22000.0, 0.15
#: How much of the wind of an hour is that of the hour before [1], and its mean at sea and on land.
MEMORY = 0.96
MEANS = {"wind_onshore": 0.27, "wind_offshore": 0.36}

Floats = npt.NDArray[np.float64]


def power_profiles(seed: int, *, region: str) -> pl.DataFrame:
    """Draw the profiles.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province.

    Returns
    -------
    pl.DataFrame
        Rows of contract ``PowerProfile``, all synthetic; load and heat [MW], others share of capacity.
    """
    hours = np.concatenate([np.arange(HOURS_A_WEEK) + (week - 1) * HOURS_A_WEEK for week in WEEKS])
    rng = random_for(seed, "hours of power")
    evening = np.cos(2 * np.pi * (hours % DAY - 19) / DAY)
    winter = np.cos(2 * np.pi * (hours - 15 * DAY) / YEAR)
    noon = np.clip(np.cos(2 * np.pi * (hours % DAY - 12) / DAY), 0, None)
    drawn: dict[str, Floats] = {
        "load": LOAD * (1 + DAILY * evening + YEARLY * winter) * rng.uniform(0.98, 1.02, len(hours)),
        "heat": HEAT * np.clip(winter - WARM, 0, None),
        "solar": np.clip(noon * (0.72 - 0.18 * winter) * rng.uniform(0.5, 1.0, len(hours)), 0, 1),
        **{name: _wind(rng, len(hours), mean=mean) for name, mean in MEANS.items()},
    }
    parts = [
        pl.DataFrame({"hour": hours + 1, "value": np.round(values, 4)}).with_columns(profile=pl.lit(name))
        for name, values in drawn.items()
    ]
    said = {"quality": Quality.SYNTHETIC.value, "citation": "synthetic", "note": "演练数据"}
    return pl.concat(parts).with_columns(
        region=pl.lit(region),
        year=pl.lit(LAST_YEAR),
        profile_origin=pl.lit("synthetic"),
        **{column: pl.lit(word) for column, word in said.items()},
    )


def _wind(rng: np.random.Generator, number: int, *, mean: float) -> Floats:
    """Let the wind wander: each hour keeps most of the one before."""
    level, found = 0.0, np.empty(number)
    for hour, push in enumerate(rng.normal(size=number)):
        level = MEMORY * level + (1 - MEMORY**2) ** 0.5 * float(push)
        found[hour] = level
    return np.clip(mean * np.exp(0.7 * found - 0.245), 0, 1)
