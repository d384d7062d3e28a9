"""PM2.5 and ozone together: every day counted once, weekends told only where they can be."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.ambient.joint import CLASSES, joint_days, seasons_of, weekends

LEVEL = st.one_of(st.none(), st.floats(0, 400))


def days_of(rows: list[tuple[float | None, float | None]], *, first: date = date(2024, 1, 1)) -> pl.DataFrame:
    told = {
        "place": ["A"] * len(rows),
        "day": [first + timedelta(days=at) for at in range(len(rows))],
        "pm2_5": [row[0] for row in rows],
        "o3": [row[1] for row in rows],
        "no2": [30.0] * len(rows),
    }
    frame = pl.DataFrame(told, schema_overrides={"pm2_5": pl.Float64, "o3": pl.Float64})
    return joint_days(frame, pm2_5=pl.lit(75.0), o3=pl.lit(160.0))


@pytest.mark.parametrize(
    ("row", "joint"),
    [
        ((76.0, 161.0), "both"),
        ((76.0, 160.0), "pm2_5_only"),
        ((75.0, 161.0), "o3_only"),
        ((75.4, 160.4), "neither"),
        ((None, 161.0), None),
    ],
)
def test_a_day_is_of_one_class(row: tuple[float | None, float], joint: str | None) -> None:
    assert days_of([row])["joint"].to_list() == [joint]


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=60))
def test_every_day_is_counted_once(rows: list[tuple[float | None, float | None]]) -> None:
    found = seasons_of(days_of(rows), year=2024)
    year = found.filter(season="year").row(0, named=True)
    assert sum(year[name] for name in CLASSES) == year["days"]
    assert year["days"] == sum(None not in row for row in rows)
    assert year["days"] + year["untold"] == 366
    parts = found.filter(pl.col("season") != "year")
    assert parts["days"].sum() == year["days"]


def test_levels_that_rise_together_correlate_and_few_days_tell_nothing() -> None:
    together = [(float(at), 2.0 * at) for at in range(12)]
    assert seasons_of(days_of(together), year=2024)["correlation"].to_list() == [pytest.approx(1.0)] * 2
    assert seasons_of(days_of(together[:9]), year=2024)["correlation"].to_list() == [None, None]


def weeks(*, no2: float, o3: float, noise: float = 5.0) -> pl.DataFrame:
    """Make a warm half-year whose weekends differ by what is planted."""
    rng = np.random.default_rng(3)
    days = [date(2024, 4, 1) + timedelta(days=at) for at in range(183)]
    free = np.array([day.weekday() >= 5 for day in days])
    told = {
        "place": ["A"] * len(days),
        "day": days,
        "pm2_5": [30.0] * len(days),
        "no2": 30 + no2 * free + rng.normal(0, noise, len(days)),
        "o3": 120 + o3 * free + rng.normal(0, noise, len(days)),
    }
    return weekends(joint_days(pl.DataFrame(told), pm2_5=pl.lit(75.0), o3=pl.lit(160.0)))


@pytest.mark.parametrize(
    ("no2", "o3", "regime"),
    [(-8, 8, "voc_limited"), (-8, -8, "nox_limited"), (-8, 0, "cannot_tell"), (0, 8, "cannot_tell")],
)
def test_a_planted_weekend_is_found_and_a_missing_one_is_not(no2: float, o3: float, regime: str) -> None:
    assert weeks(no2=no2, o3=o3)["regime"].to_list() == [regime]


def test_an_interval_holds_what_was_planted() -> None:
    row = weeks(no2=-8, o3=6).row(0, named=True)
    assert row["no2_low"] < -8 < row["no2_high"]
    assert row["o3_low"] < 6 < row["o3_high"]
    assert (row["weekends"], row["weekdays"]) == (52, 131)


def test_few_days_tell_no_regime() -> None:
    rows = [(30.0, 100.0)] * 40
    assert weekends(days_of(rows, first=date(2024, 6, 1)))["regime"].to_list() == [None]
    assert weekends(days_of(rows, first=date(2024, 11, 1))).is_empty()
