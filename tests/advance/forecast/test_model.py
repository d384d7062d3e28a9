"""Forecasts know nothing of what comes after their origin, and tell what they are worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from benchmarks.forecast import refits, shenyang

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.model import Model, forecast, pairs_of, trained
from tongyuan.advance.forecast.series import Series, series_of
from tongyuan.advance.forecast.verification import rolled, skill
from tongyuan.vocabulary.problems import InputError

SMALL = Recipe(rounds=20, leaves=7, rate=0.2, least_in_leaf=40)
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
LEARNED = 300 * 24


def synthetic(*, days: int = 330, seed: int = 3) -> Series:
    """Hours that fade towards a course of the day, drawn by seed."""
    rng = np.random.default_rng(seed)
    size = days * 24
    away = np.zeros(size)
    for at in range(1, size):
        away[at] = 0.95 * away[at - 1] + rng.normal(0, 5)
    value = np.maximum(60 + 10 * np.sin(2 * np.pi * np.arange(size) / 24) + away, 0)
    clock = pl.datetime_range(FIRST, FIRST + timedelta(hours=size - 1), "1h", eager=True, time_zone="UTC")
    return Series(clock.alias("ended_at"), value, {"temperature": rng.normal(10, 3, size)})


def changed(series: Series, after: int) -> Series:
    """The same hours up to a position, others after it."""
    later = np.arange(series.size) > after
    weather = {name: np.where(later, -held - 99, held) for name, held in series.weather.items()}
    return Series(series.ended_at, np.where(later, series.value * 7 + 400, series.value), weather)


@pytest.fixture(scope="module")
def series() -> Series:
    return synthetic()


@pytest.fixture(scope="module")
def model(series: Series) -> Model:
    return trained(series, until=LEARNED, recipe=SMALL)


def trees(model: Model) -> list[str]:
    return [one.model_to_string() for band in model.boosters for one in band.values()]


def test_what_is_learned_does_not_depend_on_hours_to_come(series: Series, model: Model) -> None:
    again = trained(changed(series, LEARNED - 1), until=LEARNED, recipe=SMALL)
    assert trees(again) == trees(model)
    assert again.widening.tolist() == model.widening.tolist()
    assert again.shares.tolist() == model.shares.tolist()


def test_a_forecast_does_not_depend_on_hours_after_its_origin(series: Series, model: Model) -> None:
    origin = LEARNED + 100
    told = forecast(model, series, origin=origin)
    assert forecast(model, changed(series, origin), origin=origin).equals(told)
    assert not forecast(model, changed(series, origin - 1), origin=origin).equals(told)


def test_a_hindcast_in_perfect_weather_does_look_at_weather_to_come(series: Series) -> None:
    perfect = trained(series, until=LEARNED, recipe=SMALL, future=True)
    assert "temperature_then" in perfect.names
    origin, lead = np.array([LEARNED + 5]), np.array([24])
    other = Series(series.ended_at, series.value, {"temperature": series.weather["temperature"] + 1e6})
    assert pairs_of(perfect, series, origin=origin, lead=lead).height == 1
    assert not pairs_of(perfect, other, origin=origin, lead=lead).equals(
        pairs_of(perfect, series, origin=origin, lead=lead)
    )


def test_bounds_hold_the_value_and_are_never_below_zero(series: Series, model: Model) -> None:
    told = forecast(model, series, origin=LEARNED)
    assert told["lead"].to_list() == list(range(1, 73))
    assert (told["low"] >= 0).all()
    assert (told["low"] <= told["value"]).all()
    assert (told["value"] <= told["high"]).all()


def test_the_forecast_reaches_past_the_last_hour_on_the_clock(series: Series, model: Model) -> None:
    told = forecast(model, series, origin=series.size - 1)
    assert told.height == 72
    assert told["ended_at"][-1] == series.ended_at[-1] + timedelta(hours=72)


def test_without_the_hour_at_the_origin_nothing_persists(series: Series, model: Model) -> None:
    value = series.value.copy()
    value[LEARNED] = np.nan
    told = forecast(model, Series(series.ended_at, value, series.weather), origin=LEARNED)
    assert told["persistence"].null_count() == 72
    assert told["value"].null_count() == 0


def test_after_three_days_without_an_hour_nothing_is_forecast(series: Series, model: Model) -> None:
    value = series.value.copy()
    value[LEARNED - 72 : LEARNED + 1] = np.nan
    told = forecast(model, Series(series.ended_at, value, series.weather), origin=LEARNED)
    assert told["value"].null_count() == told["low"].null_count() == told["high"].null_count() == 72


def test_half_a_year_of_hours_is_the_least_to_learn_from(series: Series) -> None:
    with pytest.raises(InputError, match="4320"):
        trained(series, until=100 * 24, recipe=SMALL)


def test_rolling_forecasts_of_drawn_hours_beat_persistence_and_hold_their_intervals(series: Series) -> None:
    pairs = rolled(
        series,
        refits=[series.ended_at[LEARNED]],
        until=series.ended_at[-1],
        recipe=SMALL,
        step=3,
        leads=(12, 24, 48),
    )
    found = skill(pairs)
    assert (found["rmse_ratio"] < 1).all()
    assert found["coverage"].is_between(0.75, 1.0).all()


def test_an_absent_hour_is_unknown_on_the_clock() -> None:
    rows = [("A", "pm2.5", "hour", FIRST + timedelta(hours=hour), 5.0) for hour in (0, 1, 4)]
    frame = pl.DataFrame(rows, schema=["station", "item", "averaging", "ended_at", "value"], orient="row")
    held = series_of(frame, item="pm2.5")
    assert np.isnan(held.value).tolist() == [False, False, True, True, False]


def test_two_values_for_an_hour_are_refused() -> None:
    rows = [(name, "pm2.5", "hour", FIRST, 5.0) for name in ("A", "B")]
    frame = pl.DataFrame(rows, schema=["station", "item", "averaging", "ended_at", "value"], orient="row")
    with pytest.raises(InputError):
        series_of(frame, item="pm2.5")


@pytest.mark.slow
def test_held_out_months_of_shenyang_beat_persistence_at_every_lead(shared: Path) -> None:
    held = shenyang(shared)
    pairs = rolled(held, refits=refits(held)[:1], until=refits(held)[1], recipe=Recipe())
    found = skill(pairs)
    assert (found["rmse_ratio"] < 1).all()
    assert found["coverage"].is_between(0.85, 0.97).all()
