"""Invented hours: they sum to what is stated, and bear day, season and nothing else."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tongyuan.plan.power import invented_hours
from tongyuan.plan.power.shapes import HeatingSeason, InventedHours

FULL = {"wind_onshore": 2500.0, "wind_offshore": 3200.0, "solar": 1350.0}
HEAT = HeatingSeason(twh=50, first_day=305, last_day=90, all_year=0.2)
STATED = InventedHours(seed=3, latitude=41.8, full_load_hours=FULL, heating=HEAT)


@pytest.fixture(scope="module")
def hours() -> pl.DataFrame:
    return invented_hours(STATED, load_twh=270)


def test_every_profile_sums_to_what_is_stated(hours: pl.DataFrame) -> None:
    sums = dict(hours.group_by("profile").agg(pl.col("value").sum()).iter_rows())
    assert sums == pytest.approx({"load": 270e6, "heat": 50e6, **FULL}, rel=1e-9)


def test_no_share_of_capacity_is_above_one_and_none_below_zero(hours: pl.DataFrame) -> None:
    shares = hours.filter(pl.col("profile").is_in(list(FULL)))["value"]
    assert shares.min() >= 0
    assert shares.max() <= 1


def test_heat_falls_to_the_part_of_all_year_outside_its_season(hours: pl.DataFrame) -> None:
    heat = hours.filter(profile="heat").sort("hour")["value"].to_numpy()
    day = np.arange(8760) // 24 + 1
    outside = heat[(day > 90) & (day < 305)]
    assert outside == pytest.approx(np.full(len(outside), 0.2 * 50e6 / 8760))
    assert heat[(day <= 90) | (day >= 305)].min() > outside[0]


def test_there_is_no_sun_at_midnight(hours: pl.DataFrame) -> None:
    sun = hours.filter(profile="solar").sort("hour")["value"].to_numpy()
    assert not sun[::24].any()


def test_the_same_seed_gives_the_same_hours_and_another_seed_others(hours: pl.DataFrame) -> None:
    assert invented_hours(STATED, load_twh=270).equals(hours)
    other = invented_hours(STATED.model_copy(update={"seed": 4}), load_twh=270)
    assert not other.filter(profile="wind_onshore").equals(hours.filter(profile="wind_onshore"))
