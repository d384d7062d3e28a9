"""Winds of a place: sectors with their width, share of the year, speed and mixing height."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables.air import SECTORS

__all__ = ["LEAST_SPEED", "WindClass", "wind_classes"]

#: Speed of calm air: below it the plume formula has no meaning [m/s].
LEAST_SPEED = 0.5
CALM = "calm"
COMPLETE = (16, 8, 4)


@dataclass(frozen=True, slots=True)
class WindClass:
    """Wind of one sector in one season.

    Parameters
    ----------
    season
        Season.
    towards
        Bearing to which the air moves, clockwise from north [rad].
    width
        Width of the sector [rad].
    share
        Share of the year's hours [1].
    speed
        Speed, never below that of calm air [m/s].
    mixing
        Mixing height [m].
    """

    season: str
    towards: float
    width: float
    share: float
    speed: float
    mixing: float

    def reaches(self, bearing: float) -> bool:
        """Tell whether the air moves into the sector in which a bearing lies [rad]."""
        apart = (bearing - self.towards + self.width / 2) % (2 * math.pi)
        return apart < self.width


def wind_classes(winds: pl.DataFrame) -> list[WindClass]:
    """Turn the winds of a place into classes; calm hours go to all sectors alike.

    Parameters
    ----------
    winds
        Contract ``WindSector``, one region and year.

    Returns
    -------
    list of WindClass
        Classes whose shares add up to one.

    Raises
    ------
    InputError
        If there are no hours, or the sectors of a season do not go round the whole horizon.
    """
    total = float(winds["hours"].sum())
    if total <= 0:
        raise InputError(Problem("air.no_wind", {"region": "、".join(winds["region"].unique())}))
    classes: list[WindClass] = []
    for (season,), rows in winds.group_by("season", maintain_order=True):
        named = rows.filter(pl.col("sector") != CALM)
        around = _around(named["sector"].to_list(), season=str(season), region=str(winds["region"][0]))
        calm = rows.filter(pl.col("sector") == CALM)
        held = {row["sector"]: row for row in named.iter_rows(named=True)}
        for sector in around:
            towards = (SECTORS.index(sector) * math.tau / len(SECTORS) + math.pi) % math.tau
            width = math.tau / len(around)
            blowing = [(held[sector], float(held[sector]["hours"]))]
            blowing += [(row, float(row["hours"]) / len(around)) for row in calm.iter_rows(named=True)]
            classes += [
                WindClass(
                    season=str(season),
                    towards=towards,
                    width=width,
                    share=hours / total,
                    speed=max(LEAST_SPEED, float(row["speed_ms"])),
                    mixing=float(row["mixing_m"]),
                )
                for row, hours in blowing
                if hours > 0
            ]
    return classes


def _around(named: Sequence[str], *, season: str, region: str) -> list[str]:
    """Find the set of sectors of one width that the names make up."""
    for count in COMPLETE:
        step = len(SECTORS) // count
        for start in range(step):
            around = SECTORS[start::step]
            if set(named) == set(around):
                return around
    values = {"region": region, "season": season, "got": "、".join(named)}
    raise InputError(Problem("air.sectors", values))
