"""How complete the clock of stations is: dropping rows never raises it, a station counts while it stood."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.sites.standing import standing
from tongyuan.testing.monitoring import a_station, hours_of, stations_of

FIRST, LAST = date(2024, 1, 1), date(2024, 1, 3)


def told(rows: pl.DataFrame, **stated: object) -> dict[str, object]:
    stations = stations_of(a_station(kind="ghg", **stated))
    return standing(rows, stations=stations, first=FIRST, last=LAST).row(0, named=True)


def test_an_hour_without_a_row_and_one_without_a_value_are_missing_alike() -> None:
    row = told(hours_of([1.0, None, 3.0, None]))
    assert (row["have"], row["expected"]) == (2, 72)
    assert row["share"] == 100 * 2 / 72


def test_the_latest_is_the_last_hour_with_a_value() -> None:
    row = told(hours_of([1.0, 2.0, None]))
    assert row["value"] == 2.0
    assert row["ended_at"] == datetime(2023, 12, 31, 18, tzinfo=UTC)


def test_a_station_is_expected_only_while_it_stood() -> None:
    assert told(hours_of([1.0]), valid_from=date(2024, 1, 3))["expected"] == 24
    assert told(hours_of([1.0]), valid_to=date(2024, 1, 2))["expected"] == 48


def test_a_station_that_moved_is_expected_once_a_day() -> None:
    before, after = a_station(valid_to=date(2024, 1, 1)), a_station(valid_from=date(2024, 1, 2))
    row = standing(hours_of([1.0]), stations=stations_of(before, after), first=FIRST, last=LAST)
    assert row["expected"].to_list() == [72]


def test_samples_have_no_clock_and_no_share() -> None:
    row = told(hours_of([1.0], averaging="sample"))
    assert (row["have"], row["expected"], row["share"]) == (1, None, None)


@given(values=st.lists(st.none() | st.floats(0, 500), min_size=1, max_size=60), dropped=st.data())
def test_dropping_rows_never_raises_completeness(values: list[float | None], dropped: st.DataObject) -> None:
    whole = hours_of(values)
    kept = dropped.draw(st.lists(st.integers(0, len(values) - 1), unique=True, min_size=1))
    assert told(whole[sorted(kept)])["share"] <= told(whole)["share"]


def test_a_day_is_that_of_the_end_of_its_hours() -> None:
    daily = hours_of([5.0, 6.0], averaging="day", step=timedelta(days=1))
    row = told(daily)
    assert (row["have"], row["expected"]) == (2, 3)
