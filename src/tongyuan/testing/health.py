"""Builders of people, rates of death, concentrations and functions of a place without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from tongyuan import reference
from tongyuan.services.session import Session
from tongyuan.testing.air import winds_of
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.tables import Concentration, MortalityRate, Population, RiskFunction, WindSector

__all__ = ["air_of", "breathe", "functions_of", "people_of", "rates_of"]

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


def breathe(session: Session, *, year: int) -> None:
    """Give every city of a workspace people, and its province rates and winds, of a year."""
    workspace = session.workspace
    province = workspace.meta.region
    listed = workspace.dataset_frame("jurisdiction.regions")
    cities = list(additive_children(listed, parent=province))
    ages, dated = range(0, 85, 5), pl.lit(year, pl.Int32)
    causes = ("all_causes", "ncd_lri")
    rates = rates_of(dict.fromkeys(ages, 900.0), causes=causes, region=province)
    put = partial(workspace.put_dataset, actor="tester", year=year)
    winds = winds_of(region=province).with_columns(year=dated)
    put("winds", winds, contract=WindSector, region=province)
    put("mortality", rates.with_columns(year=dated), contract=MortalityRate, region=province)
    for city in cities:
        people = people_of(dict.fromkeys(ages, 50_000.0), region=city).with_columns(year=dated)
        put("population", people, contract=Population, region=city)
        air = air_of({city: 40.0}).with_columns(year=dated)
        put("concentrations", air, contract=Concentration, region=city)


def functions_of(name: str) -> pl.DataFrame:
    """Take one published function."""
    return RiskFunction.cast(reference.health_functions().filter(function=name))
