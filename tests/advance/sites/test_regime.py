"""Ratios of what was measured: by hand, over telling hours alone, and never more said than they tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.advance.sites.regime import daily_ratio, hourly_parts, regime

SEVEN = datetime(2024, 5, 31, 23, tzinfo=UTC)  # seven in the morning of 1 June in China
SPECIES = reference.voc_species()


def column(item: str, *values: float | None) -> pl.DataFrame:
    ended = [SEVEN + timedelta(hours=at) for at in range(len(values))]
    return pl.DataFrame({"ended_at": ended, "item": item, "value": pl.Series(values, dtype=pl.Float64)})


def test_carbon_is_summed_and_carbonyls_are_no_hydrocarbons() -> None:
    voc = pl.concat([column("voc_toluene", 2.0), column("voc_ethane", 3.0), column("voc_formaldehyde", 9.0)])
    air = column("nox", 46.006)
    found = hourly_parts(voc, air, indicator="voc_nox", species=SPECIES)
    assert found["above"].to_list() == [2 * 7 + 3 * 2]
    assert found["species"].to_list() == [2]
    assert found["below"].item() == pytest.approx(24.465)


def test_formaldehyde_alone_stands_over_no2() -> None:
    voc = pl.concat([column("voc_toluene", 2.0), column("voc_formaldehyde", 9.0)])
    air = pl.concat([column("no2", 46.006), column("nox", 92.0)])
    found = hourly_parts(voc, air, indicator="hcho_no2", species=SPECIES)
    assert found.select("above", "species").rows() == [(9.0, 1)]


def test_an_hour_that_lacks_either_part_has_no_ratio() -> None:
    voc, air = column("voc_toluene", 1.0, None, 2.0), column("nox", None, 5.0, 6.0)
    found = hourly_parts(voc, air, indicator="voc_nox", species=SPECIES)
    assert found.height == 1


def test_only_telling_hours_of_enough_species_count() -> None:
    ended = [SEVEN + timedelta(hours=at) for at in range(4)]
    parts = pl.DataFrame({"ended_at": ended, "above": [8.0] * 4, "below": [2.0] * 4, "species": [9, 9, 3, 9]})
    kept = {"first_hour": 6, "last_hour": 9}
    assert daily_ratio(parts, **kept, least_species=5)["hours"].to_list() == [2]
    assert daily_ratio(parts, **kept, least_species=10).is_empty()
    assert daily_ratio(parts[2:], **kept, least_species=1).height == 0


def test_no_nox_at_all_is_no_ratio() -> None:
    parts = pl.DataFrame(
        {"ended_at": [SEVEN, SEVEN - timedelta(hours=1)], "above": 8.0, "below": 0.0, "species": 9}
    )
    assert daily_ratio(parts, first_hour=6, last_hour=9, least_species=1).is_empty()


@pytest.mark.parametrize(
    ("ratio", "factor", "verdict"),
    [
        (4.0, 2.0, "voc"),
        (6.0, 2.0, "cannot_tell"),
        (30.0, 2.0, "nox"),
        (15.0, 1.0, "transition"),
        (15.0, 2.0, "cannot_tell"),
    ],
)
def test_a_side_holds_what_may_be_unseen_too(ratio: float, factor: float, verdict: str) -> None:
    days = pl.DataFrame({"ratio": [ratio] * 30})
    assert regime(days, low=10, high=20, unseen_factor=factor).verdict == verdict


@given(days=st.integers(0, 19), ratio=st.floats(0.01, 100))
def test_few_days_tell_nothing(days: int, ratio: float) -> None:
    rows = pl.DataFrame({"ratio": [ratio] * days}, schema={"ratio": pl.Float64})
    found = regime(rows, low=10, high=20)
    assert (found.verdict, found.median) == ("cannot_tell", None)


def test_days_on_both_sides_tell_nothing() -> None:
    days = pl.DataFrame({"ratio": [5.0] * 15 + [30.0] * 15})
    assert regime(days, low=10, high=20).verdict == "cannot_tell"
