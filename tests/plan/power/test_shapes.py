"""Invented hours: they sum to what is stated, and bear day, season and nothing else."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tongyuan.plan.power import hours_of, invented_hours, spread_weeks
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


def test_weeks_chosen_by_hand_stand_for_a_whole_year() -> None:
    """Twice 26 weeks are a day short of a year: 10 MW are 87,600 MWh all the same."""
    rows = {"profile": ["load"] * 336, "hour": list(range(1, 337)), "value": [10.0] * 336}
    taken = hours_of(pl.DataFrame(rows), weeks={1: 26.0, 2: 26.0})
    assert (taken["load"] * taken["hours_stood_for"]).sum() == pytest.approx(87_600)


def test_few_weeks_come_to_what_the_whole_year_comes_to(hours: pl.DataFrame) -> None:
    """Twelve weeks of these winds alone would make 2,650 hours of full load of 2,500 stated."""
    taken = hours_of(hours, weeks=spread_weeks(12, held=range(1, 53)), load_twh=270)
    weighed = {name: (taken[name] * taken["hours_stood_for"]).sum() for name in ("load", "heat", *FULL)}
    assert weighed == pytest.approx({"load": 270e6, "heat": 50e6, **FULL}, rel=1e-6)
    assert taken["wind_onshore"].max() <= 1
