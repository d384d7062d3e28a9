"""A planted trend comes out of SYNTHETIC hours whose weather hides it; what cannot be told is not told."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from benchmarks.normalising import RECIPE, synthetic

from tongyuan.advance.forecast.series import Series
from tongyuan.advance.normalising.effect import effect
from tongyuan.advance.normalising.trend import seasonal_slope, slope_of
from tongyuan.advance.normalising.weather import Normalised, normalised
from tongyuan.vocabulary.problems import InputError

PLANTED = -8.0  # ug/m3 a year, drawn into SYNTHETIC hours


@pytest.fixture(scope="module")
def found() -> Normalised:
    return normalised(synthetic(), recipe=RECIPE, draws=12, replicates=19, every=11)


def test_a_planted_trend_is_recovered_though_calm_weather_hides_it(found: Normalised) -> None:
    raw = seasonal_slope(found.months["observed"].to_numpy())
    told = slope_of(found)
    assert raw is not None
    assert told.yearly is not None
    assert told.low is not None
    assert told.high is not None
    assert abs(told.yearly - PLANTED) < 0.02 * abs(PLANTED)
    assert told.low <= PLANTED <= told.high
    assert abs(told.yearly - PLANTED) < abs(raw - PLANTED)
    assert told.verdict == "falls"


def test_fewer_replicates_than_bear_an_interval_tell_no_trend() -> None:
    told = slope_of(normalised(synthetic(), recipe=RECIPE, draws=2, replicates=3, every=23))
    assert (told.yearly, told.verdict) == (None, "cannot_tell")


def test_a_longer_memory_of_errors_makes_the_interval_wider(found: Normalised) -> None:
    lasting = normalised(synthetic(memory=48.0), recipe=RECIPE, draws=12, replicates=19, every=11)
    widths = [(one.months["high"] - one.months["low"]).mean() for one in (found, lasting)]
    assert widths[1] > 2 * widths[0]


def test_the_same_seed_gives_the_same_months_to_the_last_bit(found: Normalised) -> None:
    again = normalised(synthetic(), recipe=RECIPE, draws=12, replicates=19, every=11)
    assert again.months.equals(found.months)
    assert again.replicates.tolist() == found.replicates.tolist()


def test_trees_tell_most_of_hours_that_they_had_not_seen(found: Normalised) -> None:
    assert 0.5 < found.explained < 1.0


def test_a_month_without_hours_stays_without_a_value() -> None:
    held = synthetic()
    local = held.local()
    gone = ((local.dt.year() == 2022) & (local.dt.month() == 5)).to_numpy()
    holed = Series(held.ended_at, np.where(gone, np.nan, held.value), held.weather)
    told = normalised(holed, recipe=RECIPE, draws=2, replicates=1, every=23)
    row = told.months.row(by_predicate=pl.col("month") == date(2022, 5, 1), named=True)
    assert row["normalised"] is None
    assert row["observed"] is None
    assert row["hours"] == 0


def test_less_than_a_year_cannot_tell_what_weather_is_ordinary() -> None:
    held = synthetic()
    short = Series(held.ended_at[:5000], held.value[:5000], {n: w[:5000] for n, w in held.weather.items()})
    with pytest.raises(InputError):
        normalised(short, recipe=RECIPE)


def months(*, drop: float, control_drop: float = 0.0, seed: int = 2) -> pl.DataFrame:
    """SYNTHETIC months of a place and three controls with a common season; a drop from 2022 on."""
    rng = np.random.default_rng(seed)
    clock = pl.date_range(date(2020, 1, 1), date(2023, 12, 1), "1mo", eager=True).to_list()
    rows = []
    for place in ("T", "A", "B", "C"):
        for month in clock:
            late = month.year >= 2022
            step = drop if place == "T" else control_drop if place == "A" else 0.0
            season = 15 * np.cos(2 * np.pi * month.month / 12)
            rows.append((place, month, 50 + season + step * late + rng.normal(0, 1.5)))
    return pl.DataFrame(rows, schema=["place", "month", "normalised"], orient="row")


def test_a_drop_beyond_the_controls_is_told_with_an_interval_that_holds_it() -> None:
    told = effect(months(drop=-9), treated="T", controls=["A", "B", "C"], since=date(2022, 1, 1), seed=1)
    assert told.verdict == "lowered"
    assert told.low <= -9 <= told.high
    assert max(abs(one) for one in told.placebo_places.values()) < 9


def test_no_drop_cannot_be_told_from_nothing() -> None:
    told = effect(months(drop=0), treated="T", controls=["A", "B", "C"], since=date(2022, 1, 1), seed=1)
    assert (told.verdict, told.reason) == ("cannot_tell", "interval")


def test_a_control_that_changed_as_much_without_the_measure_makes_it_untold() -> None:
    frame = months(drop=-5, control_drop=9)
    told = effect(frame, treated="T", controls=["A", "B", "C"], since=date(2022, 1, 1), seed=1)
    assert (told.verdict, told.reason) == ("cannot_tell", "placebo_place")


def test_one_control_is_too_few() -> None:
    with pytest.raises(InputError):
        effect(months(drop=-5), treated="T", controls=["A"], since=date(2022, 1, 1), seed=1)


def seasonal_months(*, first: date, last: date) -> pl.DataFrame:
    """SYNTHETIC months without any effect: the treated place swings more than its controls."""
    clock = pl.date_range(first, last, "1mo", eager=True).to_list()
    rng = np.random.default_rng(8)
    rows = [
        (place, month, 50 + swing * np.cos(2 * np.pi * month.month / 12) + rng.normal(0, 0.5))
        for place, swing in (("T", 30.0), ("A", 10.0), ("B", 10.0))
        for month in clock
    ]
    return pl.DataFrame(rows, schema=["place", "month", "normalised"], orient="row")


def test_two_winters_before_and_one_after_are_no_effect() -> None:
    frame = seasonal_months(first=date(2019, 11, 1), last=date(2022, 2, 1))
    told = effect(frame, treated="T", controls=["A", "B"], since=date(2021, 3, 1), seed=1)
    assert told.change is not None
    assert abs(told.change) < 1  # plain means differ by 5 and more
    assert told.verdict == "cannot_tell"


def test_seasons_that_do_not_meet_cannot_be_compared() -> None:
    frame = seasonal_months(first=date(2021, 1, 1), last=date(2021, 12, 1))
    told = effect(frame, treated="T", controls=["A", "B"], since=date(2021, 7, 1), seed=1)
    assert (told.change, told.verdict, told.reason) == (None, "cannot_tell", "seasons")
    assert set(told.placebo_places.values()) == {None}


def test_a_placebo_that_cannot_be_tried_is_not_said_to_have_passed() -> None:
    frame = seasonal_months(first=date(2021, 1, 1), last=date(2022, 12, 1))
    told = effect(frame, treated="T", controls=["A", "B"], since=date(2022, 1, 1), seed=1)
    assert told.placebo_time is None
