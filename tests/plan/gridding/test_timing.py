"""Profiles in time: months, days and hours that add up to the year; facts with a mean of one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tongyuan import reference
from tongyuan.plan.gridding import hours_of, normalised

PROFILES = reference.time_profiles()
LETTERS = sorted(PROFILES["sector"].unique())


@pytest.mark.parametrize("profile", ["tno", "meic2cmaq", "flat"])
@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("sector", LETTERS)
def test_the_hours_of_a_year_add_up_to_one(profile: str, year: int, sector: str) -> None:
    hours = hours_of(PROFILES, profile=profile, sector=sector, year=year)
    assert hours.size == (8784 if year == 2020 else 8760)
    assert hours.sum() == pytest.approx(1.0, rel=1e-12)


def test_the_facts_have_a_mean_of_one_as_printed() -> None:
    means = PROFILES.group_by("profile", "sector", "kind").agg(pl.col("value").mean(), pl.len())
    assert means["value"].to_list() == pytest.approx([1.0] * means.height, abs=0.006)
    assert set(means["len"]) == {7, 12, 24}


def test_homes_burn_most_in_january_and_at_breakfast() -> None:
    assert normalised(PROFILES, profile="tno", sector="C", kind="month").argmax() == 0
    assert normalised(PROFILES, profile="tno", sector="C", kind="hour").argmax() == 8


def test_a_sector_without_a_profile_is_flat() -> None:
    assert np.all(normalised(PROFILES, profile="tno", sector="N", kind="month") == 1)


def test_the_months_of_the_hours_are_those_of_the_profile() -> None:
    hours = hours_of(PROFILES, profile="tno", sector="C", year=2023)
    assert hours[: 31 * 24].sum() == pytest.approx(1.7 / 12)
