"""Builders of people, rates of death, concentrations and functions of a place without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tongyuan import reference
from tongyuan.vocabulary.tables import Concentration, MortalityRate, Population, RiskFunction

__all__ = ["air_of", "functions_of", "people_of", "rates_of"]

YEAR = 2020
SAID = {"quality": "synthetic", "citation": "test", "note": None}


def people_of(
    persons: Mapping[int, float], *, region: str = "990100", around: float | None = None
) -> pl.DataFrame:
    """Give a region people by first age; ``around`` is half of their range as a share."""
    rows = [
        {
            "region": region,
            "year": YEAR,
            "age_from": age,
            "persons": count,
            "low": None if around is None else count * (1 - around),
            "high": None if around is None else count * (1 + around),
            **SAID,
        }
        for age, count in persons.items()
    ]
    return Population.validate(pl.DataFrame(rows, schema=Population.column_names(), strict=False), cast=True)


def rates_of(
    per_100k: Mapping[int, float], *, causes: Sequence[str] = ("ncd_lri",), region: str = "990100"
) -> pl.DataFrame:
    """Give a region rates of death by first age, the same for each cause."""
    rows = [
        {
            "region": region,
            "year": YEAR,
            "cause": cause,
            "age_from": age,
            "per_100k": rate,
            "low": None,
            "high": None,
            **SAID,
        }
        for cause in causes
        for age, rate in per_100k.items()
    ]
    frame = pl.DataFrame(rows, schema=MortalityRate.column_names(), strict=False)
    return MortalityRate.validate(frame, cast=True)


def air_of(ug_m3: Mapping[str, float], *, around: float | None = None) -> pl.DataFrame:
    """Give regions a yearly mean of PM2.5 [ug/m3]."""
    rows = [
        {
            "region": region,
            "year": YEAR,
            "pollutant": "PM2.5",
            "ug_m3": level,
            "low": None if around is None else level * (1 - around),
            "high": None if around is None else level * (1 + around),
            "basis": "observed",
            **SAID,
        }
        for region, level in ug_m3.items()
    ]
    frame = pl.DataFrame(rows, schema=Concentration.column_names(), strict=False)
    return Concentration.validate(frame, cast=True)


def functions_of(name: str) -> pl.DataFrame:
    """Take one published function."""
    return RiskFunction.cast(reference.health_functions().filter(function=name))
