"""Who breathes what in the exercise province: people by age, rates of death, yearly means of PM2.5.

Ages and rates of ``ages.csv`` and the sizes of cities of ``breathing.csv`` are invented; no place has them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.packs.exercise.draws import FIRST_YEAR, LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.vocabulary.quality import Quality

__all__ = ["breathing"]

#: Half of the 95 % range of people, of rates and of concentrations [1].
AROUND = {"people": 0.02, "rates": 0.05, "air": 0.08}
#: How far the air of a year may lie from the year before [1].
CLEANER = (-0.07, 0.01)
PER_MILLE = 1000
WIND = ("hours", "speed_ms", "mixing_m")


def breathing(seed: int, *, region: str) -> Mapping[str, pl.DataFrame]:
    """Draw people, rates of death, air and winds.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province, which keeps the rates.

    Returns
    -------
    mapping of str to pl.DataFrame
        ``population``, ``mortality``, ``concentrations``, ``winds``: rows of their contracts, all synthetic.
    """
    frames = {
        "population": _ranged(_people(), "persons", around=AROUND["people"]),
        "mortality": _ranged(_rates(region), "per_100k", around=AROUND["rates"]),
        "concentrations": _ranged(_air(seed), "ug_m3", around=AROUND["air"]),
        "winds": _winds(region),
    }
    said = {"quality": Quality.SYNTHETIC.value, "citation": "synthetic", "note": "演练数据"}
    return {
        name: rows.with_columns(**{column: pl.lit(word) for column, word in said.items()})
        for name, rows in frames.items()
    }


def _years() -> range:
    return range(FIRST_YEAR, LAST_YEAR + 1)


def _ranged(rows: pl.DataFrame, value: str, *, around: float) -> pl.DataFrame:
    ends = {"low": 1 - around, "high": 1 + around}
    return rows.with_columns(**{end: (pl.col(value) * share).round(4) for end, share in ends.items()})


def _people() -> pl.DataFrame:
    rows = [
        (city["region"], year, int(age["age_from"]), float(city["persons"]) * int(age["share"]) / PER_MILLE)
        for city in read("breathing")
        for year in _years()
        for age in read("ages")
    ]
    return pl.DataFrame(rows, schema=["region", "year", "age_from", "persons"], orient="row")


def _rates(region: str) -> pl.DataFrame:
    causes = [name for name in read("ages")[0] if name not in ("age_from", "share")]
    rows = [
        (region, year, cause, int(age["age_from"]), float(age[cause]))
        for year in _years()
        for cause in causes
        for age in read("ages")
    ]
    return pl.DataFrame(rows, schema=["region", "year", "cause", "age_from", "per_100k"], orient="row")


def _air(seed: int) -> pl.DataFrame:
    rng = random_for(seed, "air that people breathe")
    rows = []
    for city in read("breathing"):
        level = float(city["ug_m3"])
        for year in _years():
            rows.append((city["region"], year, "PM2.5", round(level, 1), "observed"))
            level *= 1 + float(rng.uniform(*CLEANER))
    return pl.DataFrame(rows, schema=["region", "year", "pollutant", "ug_m3", "basis"], orient="row")


def _winds(region: str) -> pl.DataFrame:
    """Lay the winds of the province under each year."""
    rows = [
        (region, year, row["season"], row["sector"], *(float(row[name]) for name in WIND))
        for year in _years()
        for row in read("winds")
    ]
    return pl.DataFrame(rows, schema=["region", "year", "season", "sector", *WIND], orient="row")
