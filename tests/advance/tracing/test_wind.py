"""Wind sectors: a planted direction stands out, missing parts are told, few hours tell nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tongyuan.advance.tracing import polar
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
