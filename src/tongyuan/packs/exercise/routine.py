"""What departments report from every unit month by month and quarter by quarter.

All of ``routine.csv`` are quantities of a period: counties add up to their city, cities to the province,
months to their quarter and quarters to the year. An area that overlaps cities adds to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from tongyuan.packs.exercise.draws import LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.packs.exercise.spreading import spread
from tongyuan.packs.exercise.units import cities, counties, overlaps

__all__ = ["Figure", "routine_figures"]

Figure = tuple[str, str, str, float]
"""Series, region, period and value."""

Parts = Mapping[str, list[float]]
"""Amounts of the months or quarters of a year by city."""

COUNT = {"monthly": 12, "quarterly": 4}
YEARS = (LAST_YEAR - 1, LAST_YEAR)
"""Years that are reported; the last one by month and quarter too, so that the next year's stand beside it."""


def routine_figures(seed: int, *, region: str) -> Iterator[Figure]:
    """Draw the routine figures of the province and its units.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province.

    Yields
    ------
    Figure
        Series, region, period and value [unit of the series].
    """
    for row in read("routine"):
        rng = random_for(seed, f"routine {row['series']}")
        digits = int(row["digits"])
        inside = {city: rng.uniform(0.5, 1.5, len(counties(city))) for city in cities()}
        for year, parts in _years(row, rng):
            units = _units(parts, region=region, digits=digits)
            for unit, amounts in units.items():
                for period, value in _periods(year, amounts, digits=digits):
                    yield row["series"], unit, period, value
            for city, weights in inside.items():
                split = spread(_sum(parts[city], digits=digits), weights.tolist(), digits=digits)
                for county, value in zip(counties(city), split, strict=True):
                    yield row["series"], county, str(year), value


def _years(row: Mapping[str, str], rng: np.random.Generator) -> Iterator[tuple[int, Parts]]:
    """Draw the months or quarters of every city, year by year."""
    digits, count, places = int(row["digits"]), COUNT[row["cadence"]], cities()
    weights = rng.uniform(0.4, 1.6, len(places))
    season = 1 + 0.2 * np.sin(np.arange(count) * 2 * np.pi / count + float(rng.uniform(0, 6)))
    total = float(row["start"]) * float(rng.uniform(0.9, 1.1))
    for year in YEARS:
        own = weights * rng.uniform(0.97, 1.03, len(places))
        yearly = spread(round(total, digits), own.tolist(), digits=digits)
        seasons = [(season * rng.uniform(0.96, 1.04, count)).tolist() for _ in places]
        yield (
            year,
            {
                city: spread(amount, shape, digits=digits)
                for city, amount, shape in zip(places, yearly, seasons, strict=True)
            },
        )
        total *= 1 + float(rng.uniform(float(row["low"]), float(row["high"]))) / 100


def _units(parts: Parts, *, region: str, digits: int) -> dict[str, list[float]]:
    """Add the province, which is the sum of its cities, and the areas that overlap them."""
    whole = [_sum(period, digits=digits) for period in zip(*parts.values(), strict=True)]
    areas = {
        area: [
            _sum((parts[city][n] * share for city, share in shares.items()), digits=digits)
            for n in range(len(whole))
        ]
        for area, shares in overlaps().items()
    }
    return {region: whole, **parts, **areas}


def _periods(year: int, amounts: list[float], *, digits: int) -> Iterator[tuple[str, float]]:
    yield str(year), _sum(amounts, digits=digits)
    if year != LAST_YEAR:
        return
    length = len(amounts) // 4
    for quarter in range(4):
        own = amounts[quarter * length : (quarter + 1) * length]
        yield f"{year}Q{quarter + 1}", _sum(own, digits=digits)
    if length > 1:
        yield from ((f"{year}-{month:02d}", amount) for month, amount in enumerate(amounts, start=1))


def _sum(amounts: Iterable[float], *, digits: int) -> float:
    return round(sum(amounts), digits)
