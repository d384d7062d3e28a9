"""Gases above background: planted ones come back, missing hours on either side are left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.sites.excess import daily_excess, excess

FIRST = datetime(2024, 5, 31, 17, tzinfo=UTC)


def hours(values: list[float | None]) -> pl.DataFrame:
    ended = [FIRST + timedelta(hours=at) for at in range(len(values))]
    return pl.DataFrame({"ended_at": ended, "value": values}, schema_overrides={"value": pl.Float64})


def test_a_day_begins_at_midnight_of_the_place() -> None:
    days = daily_excess(hours([2.0] * 25), hours([1.0] * 25))
    assert days["pairs"].to_list() == [24, 1]


def test_hours_that_either_lacks_are_left_out_of_both_means() -> None:
    days = daily_excess(hours([430.0, None, 450.0]), hours([420.0, 1000.0, None]))
    assert days.select("pairs", "own", "background", "excess").rows() == [(1, 430.0, 420.0, 10.0)]


def test_without_an_hour_in_common_there_is_no_mean() -> None:
    found = excess(daily_excess(hours([1.0]), hours([None])))
    assert (found.pairs, found.mean, found.low) == (0, None, None)


def test_below_ten_days_no_interval_is_told() -> None:
    found = excess(daily_excess(hours([2.0] * 24 * 9), hours([1.0] * 24 * 9)))
    assert (found.days, found.mean, found.low, found.high) == (9, 1.0, None, None)


@given(shift=st.floats(-50, 50))
def test_a_constant_excess_comes_back_whatever_the_air_does(shift: float) -> None:
    air = np.random.default_rng(3).normal(420, 10, 24 * 12)
    found = excess(daily_excess(hours((air + shift).tolist()), hours(air.tolist())))
    assert found.mean == pytest.approx(shift, abs=1e-9)
    assert found.low == pytest.approx(shift, abs=1e-9)
    assert found.high == pytest.approx(shift, abs=1e-9)


def test_the_interval_holds_the_planted_excess_about_as_often_as_it_says() -> None:
    held, sets = 0, 200
    rng = np.random.default_rng(5)
    for seed in range(sets):
        noise = np.zeros(60)
        for at in range(1, 60):
            noise[at] = 0.4 * noise[at - 1] + rng.normal(0, 3)
        days = pl.DataFrame({"pairs": [24] * 60, "excess": 20 + noise})
        found = excess(days, seed=seed)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 20 <= found.high
    assert 0.75 <= held / sets <= 0.97  # nominal 0.90; blocks of five days are a little narrow
