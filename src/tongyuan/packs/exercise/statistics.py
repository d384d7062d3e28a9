"""The statistics of the province: what the planted courses show, what surrounds them, and decoys.

Decoys are figures that the rules must pass over: flash figures that a final one replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from tongyuan.packs.exercise.breakdown import Growth, break_down
from tongyuan.packs.exercise.course import LINE_RULES
from tongyuan.packs.exercise.draws import LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.packs.exercise.planting import Carrier, Planting
from tongyuan.packs.exercise.routine import routine_figures
from tongyuan.packs.exercise.spreading import spread
from tongyuan.packs.exercise.units import cities, counties
from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.quality import Quality

__all__ = ["REPORTER", "growth_rates", "statistics"]

REPORTER = "planter"
Rows = list[dict[str, Any]]


def statistics(plantings: Iterable[Planting], *, seed: int, region: str) -> pl.DataFrame:
    """Write every figure of the province.

    Parameters
    ----------
    plantings
        Courses as planted.
    seed
        Seed of the province.
    region
        Code of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Statistic``, all synthetic.
    """
    growth = growth_rates(seed)
    rows = _surroundings(seed, growth=growth, region=region)
    for planting in plantings:
        rng = random_for(seed, f"figures {planting.name}")
        for carrier in planting.carriers:
            rows += _shown(carrier, growth=growth, region=region)
            rows += _decoys(carrier, rng, region=region)
    rows += [
        _row(series, unit, period, value=value)
        for series, unit, period, value in routine_figures(seed, region=region)
    ]
    units = {row["series"]: row["unit"] for row in read("series")}
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.with_columns(
        pl.col("series").replace_strict(units).alias("unit"),
        kind=pl.lit("verified"),
        reporter=pl.lit(REPORTER),
        evidence=pl.lit(None, dtype=pl.String),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("synthetic"),
        version=pl.lit(1),
    )


def growth_rates(seed: int) -> Growth:
    """Draw growth at constant prices by series and year [%]."""
    return {
        row["series"]: _rates(row, random_for(seed, row["series"]))
        for row in read("context")
        if row["way"] == "rate"
    }


def _rates(row: Mapping[str, str], rng: np.random.Generator) -> dict[int, float]:
    low, high, digits = float(row["low"]), float(row["high"]), int(row["digits"])
    years = range(int(row["first_year"]), LAST_YEAR + 1)
    return {year: round(float(rng.uniform(low, high)), digits) for year in years}


def _shown(carrier: Carrier, *, growth: Growth, region: str) -> Rows:
    """Show a course: its figures, and for the years without one the state, where a state is reported."""
    measure, course = carrier.case.measure, carrier.course
    values = dict(carrier.values)
    change_itself = measure.form == "change_since_base" and measure.kind == "direct"
    if measure.base_year is not None and (not course.base_known or change_itself):
        values.pop(measure.base_year, None)
    rows: Rows = []
    for (series, year), value in break_down(measure, values, growth=growth).items():
        if year not in course.absent:
            rows.append(_row(series, region, year, value=value, vintage=_vintage(year)))
        elif course.absent[year]:
            rows.append(_row(series, region, year, state=course.absent[year]))
    return rows


def _vintage(year: int) -> str:
    return "final" if year <= LAST_YEAR else "flash"


def _decoys(carrier: Carrier, rng: np.random.Generator, *, region: str) -> Rows:
    case, course = carrier.case, carrier.course
    if case.measure.kind != "direct":
        return []
    series = case.measure.inputs[0][1]
    rows: Rows = []
    if case.rule in LINE_RULES:
        final = [year for year in course.marks if year <= LAST_YEAR and course.seen(year)]
        flash = [year for year in final if rng.random() < 0.2]
        rows += [
            _row(series, region, year, value=carrier.values[year] / 2, vintage="flash") for year in flash
        ]
    return rows


def _surroundings(seed: int, *, growth: Growth, region: str) -> Rows:
    """Draw what no target is judged by: the economy, the air of the cities, academic series."""
    rows: Rows = []
    for row in read("context"):
        if row["way"] == "rate":
            run: Mapping[int, float] = growth[row["series"]]
        else:
            run = _drift(row, random_for(seed, row["series"]), start=float(row["start"]))
        rows += [_row(row["series"], region, year, value=value) for year, value in run.items()]
        if row["by_city"] == "true":
            rows += _by_city(row, run, seed=seed)
    return rows


def _drift(row: Mapping[str, str], rng: np.random.Generator, *, start: float) -> dict[int, float]:
    made: dict[int, float] = {}
    value = start * float(rng.uniform(0.9, 1.1))
    for year in range(int(row["first_year"]), LAST_YEAR + 1):
        made[year] = round(value, int(row["digits"]))
        value *= 1 + float(rng.uniform(float(row["low"]), float(row["high"]))) / 100
    return made


def _by_city(row: Mapping[str, str], run: Mapping[int, float], *, seed: int) -> Rows:
    """Spread over cities and counties: a mean stays the mean of the cities, what adds up stays whole."""
    rng = random_for(seed, f"{row['series']} by city")
    weights = rng.uniform(0.85, 1.15, len(cities()))
    digits = int(row["digits"])
    if row["adds"] == "true":
        return _shared_out(row["series"], run, weights.tolist(), rng, digits=digits)
    around = (weights / weights.mean()).tolist()
    highest = 100.0 if row["series"].endswith("_share") else float("inf")
    return [
        _row(row["series"], code, year, value=round(min(value * weight, highest), digits))
        for year, value in run.items()
        for code, weight in zip(cities(), around, strict=True)
    ]


def _shared_out(
    series: str, run: Mapping[int, float], weights: list[float], rng: np.random.Generator, *, digits: int
) -> Rows:
    inside = {city: rng.uniform(0.6, 1.4, len(counties(city))).tolist() for city in cities()}
    rows: Rows = []
    for year, value in run.items():
        for city, amount in zip(cities(), spread(value, weights, digits=digits), strict=True):
            rows.append(_row(series, city, year, value=amount))
            parts = spread(amount, inside[city], digits=digits)
            rows += [
                _row(series, code, year, value=part) for code, part in zip(counties(city), parts, strict=True)
            ]
    return rows


def _row(
    series: str,
    region: str,
    period: int | str,
    *,
    value: float | None = None,
    state: str | None = None,
    vintage: str = "final",
) -> dict[str, Any]:
    return {
        "series": series,
        "region": region,
        "period": str(period),
        "vintage": vintage,
        "value": value,
        "state": state,
        "believed_at": f"{_believed(str(period), vintage)}T00:00:00Z",
        "note": "演练数据" if vintage == "final" else "演练数据：快报数",
    }


def _believed(period: str, vintage: str) -> str:
    """Tell the day a figure came in: a month or a quarter the month after, a year in the next one."""
    span = parse_period(period)
    if len(period) > len("2025"):
        return (span.last + timedelta(days=15)).isoformat()
    if span.year > LAST_YEAR:
        return f"{span.year}-11-01"
    return f"{span.year + 1}-{'02' if vintage == 'flash' else '09'}-01"
