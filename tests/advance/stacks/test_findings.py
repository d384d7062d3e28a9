"""Planted faults are found, clean hours bring none, and findings change no figure."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tongyuan.advance.stacks import findings, invented, stack_hours
from tongyuan.testing.stacks import a_profile, profiles_of, stack_facts, told_hours

FACTS = stack_facts()
FIRST = date(2024, 1, 1)
SAID = {"gap": None, "outage": None, "episode": None}


def found_in(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    made = invented(seed=seed, first=FIRST, days=28)
    hours = stack_hours(
        made.observations, profiles=made.profiles, facts=FACTS, first=FIRST, last=FIRST + timedelta(days=27)
    )
    return made.planted, findings(hours, profiles=made.profiles, facts=FACTS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_planted_fault_is_found_and_little_else_is(seed: int) -> None:
    planted, found = found_in(seed)
    wanted = planted.filter(~pl.col("fault").is_in(list(SAID)))
    for fault in wanted.iter_rows(named=True):
        met = found.filter(
            pl.col("check") == fault["fault"],
            (pl.col("station") == fault["station"]) | (pl.col("other") == fault["station"]),
            pl.col("first") <= fault["last"],
            pl.col("last") >= fault["first"],
        )
        assert met.height >= 1, fault
    assert set(found["check"]) <= {*wanted["fault"], "oxygen_near_air"}


def test_hours_that_are_drawn_without_a_fault_bring_no_finding() -> None:
    draws = np.random.default_rng(5)
    moving = {
        item: draws.normal(mean, 0.5, 24 * 7).tolist() for item, mean in (("flue_pm", 5), ("flue_so2", 20))
    }
    observations = told_hours(24 * 7, flue_nox=draws.normal(30, 1, 24 * 7).tolist(), **moving)
    profiles = profiles_of(a_profile())
    hours = stack_hours(
        observations, profiles=profiles, facts=FACTS, first=FIRST, last=FIRST + timedelta(days=6)
    )
    assert findings(hours, profiles=profiles, facts=FACTS).is_empty()


def test_one_value_that_comes_back_too_often_is_found_though_never_twice_in_a_row() -> None:
    so2 = [20.0 if hour % 2 else 20.0 + (hour + 1) / 100 for hour in range(240)]
    profiles = profiles_of(a_profile(pollutants="SO2"))
    hours = stack_hours(
        told_hours(240, flue_so2=so2),
        profiles=profiles,
        facts=FACTS,
        first=FIRST,
        last=FIRST + timedelta(days=9),
    )
    found = findings(hours, profiles=profiles, facts=FACTS)
    assert found.select("check", "value", "hours").rows() == [("equal", 20.0, 120)]


def test_the_same_seed_draws_the_same_and_too_few_days_are_refused() -> None:
    one, other = (invented(seed=7, first=FIRST, days=28).observations for _ in range(2))
    assert one.equals(other)
    with pytest.raises(ValueError, match="28 at least, got 3"):
        invented(seed=7, first=FIRST, days=3)
