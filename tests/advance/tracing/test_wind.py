"""Wind sectors: a planted direction stands out, missing parts are told, few hours tell nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.tracing import polar, rose
from tongyuan.vocabulary.problems import InputError


def hours_with_a_source_in_the_east(count: int = 2000) -> pl.DataFrame:
    draws = np.random.default_rng(5)
    direction, speed = draws.uniform(0, 360, count), draws.uniform(0, 8, count)
    near = (np.abs(direction - 90) < 20) & (speed > 4)
    value = draws.normal(20, 2, count) + 30 * near
    return pl.DataFrame({"value": value, "speed": speed, "direction": direction})


def test_the_planted_sector_has_the_highest_probability() -> None:
    told = polar(hours_with_a_source_in_the_east(), sectors=8, speeds=[0.0], percentile=90)
    assert told.drop_nulls("sector").sort("probability")["from_degrees"][-1] == 90.0


def test_the_planted_speed_is_found_too() -> None:
    told = polar(hours_with_a_source_in_the_east(), sectors=8, speeds=[0.0, 4.0], percentile=90)
    best = told.drop_nulls("sector").sort("probability").row(-1, named=True)
    assert (best["from_degrees"], best["speed_from"]) == (90.0, 4.0)


def test_each_usable_hour_is_in_one_class_and_the_rest_is_told() -> None:
    hours = hours_with_a_source_in_the_east(200).with_columns(
        value=pl.when(pl.int_range(pl.len()) % 10 > 0).then("value")
    )
    told = polar(hours)
    assert told["hours"].sum() == 180
    assert told["unusable"].unique().to_list() == [20]


def test_north_is_one_sector_on_both_sides_of_zero() -> None:
    hours = pl.DataFrame({"value": [1.0, 2.0], "speed": [3.0, 3.0], "direction": [355.0, 5.0]})
    assert polar(hours, least=1)["sector"].to_list() == [0]
    assert rose(hours)["sector"].to_list() == [0]


def test_calm_hours_stand_apart_and_need_no_direction() -> None:
    hours = pl.DataFrame({"value": [1.0, 2.0], "speed": [0.1, 3.0], "direction": [None, 90.0]})
    told = polar(hours, sectors=4, least=1)
    assert told["sector"].to_list() == [1, None]


def test_few_hours_tell_no_probability() -> None:
    hours = pl.DataFrame({"value": [1.0], "speed": [3.0], "direction": [90.0]})
    assert polar(hours)["probability"].to_list() == [None]


def test_hours_that_all_lack_something_are_refused() -> None:
    hours = pl.DataFrame(
        {"value": [None], "speed": [3.0], "direction": [90.0]}, schema_overrides={"value": float}
    )
    with pytest.raises(InputError, match=r"tracing\.no_hours|1"):
        polar(hours)


def test_a_rose_counts_each_known_wind_once_and_tells_the_rest() -> None:
    hours = hours_with_a_source_in_the_east(200).with_columns(
        direction=pl.when(pl.int_range(pl.len()) % 10 > 0).then("direction")
    )
    told = rose(hours, calm=0.0)
    assert told["hours"].sum() == 180
    assert told["share"].sum() == pytest.approx(100)
    assert told["unusable"].unique().to_list() == [20]


def test_an_hour_without_a_value_counts_for_the_wind_and_not_for_the_mean() -> None:
    hours = pl.DataFrame({"value": [4.0, None], "speed": [3.0, 3.0], "direction": [90.0, 90.0]})
    (row,) = rose(hours).rows(named=True)
    assert (row["hours"], row["valued"], row["mean"]) == (2, 1, 4.0)


def test_the_mean_of_the_rose_is_highest_where_the_source_lies() -> None:
    told = rose(hours_with_a_source_in_the_east(), sectors=8)
    assert told.drop_nulls("sector").sort("mean")["from_degrees"][-1] == 90.0


@given(turn=st.integers(0, 15))
def test_turning_every_wind_by_whole_sectors_turns_the_rose(turn: int) -> None:
    hours = hours_with_a_source_in_the_east(300)
    turned = hours.with_columns(direction=(pl.col("direction") + 22.5 * turn) % 360)
    one = rose(hours, calm=0.0).select((pl.col("sector") + turn) % 16, "speed_from", "hours")
    assert (
        rose(turned, calm=0.0)
        .select("sector", "speed_from", "hours")
        .equals(one.sort("sector", "speed_from"))
    )


def test_without_a_single_wind_there_is_no_rose() -> None:
    with pytest.raises(InputError):
        rose(
            pl.DataFrame(
                {"value": [1.0], "speed": [None], "direction": [90.0]}, schema_overrides={"speed": pl.Float64}
            )
        )
