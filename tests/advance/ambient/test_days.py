"""Days and periods from hours: counted against the clock, never better by absence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.advance.ambient.composite import composite, ranked
from tongyuan.advance.ambient.days import city_days, numbered, station_days
from tongyuan.advance.ambient.evaluating import air_days
from tongyuan.advance.ambient.periods import judged, summed
from tongyuan.advance.ambient.standards import ITEMS
from tongyuan.testing.monitoring import a_standard, hours_of

STANDARD = a_standard(date(2024, 12, 31))
JANUARY_1 = (date(2024, 1, 1) - date(1970, 1, 1)).days
MOST = 10**6


def run(table: ibis.Table) -> pl.DataFrame:
    found = pl.from_arrow(table.to_pyarrow())
    assert isinstance(found, pl.DataFrame)
    return found


def days_of_hours(hours: pl.DataFrame) -> pl.DataFrame:
    days = run(station_days(ibis.memtable(hours.to_arrow()), standard=STANDARD))
    return days.sort("station", "item", "day")


def test_the_hour_that_ends_at_midnight_is_the_last_of_its_own_day() -> None:
    rows = run(numbered(ibis.memtable(hours_of([1.0] * 25).to_arrow()))).sort("hour")
    assert rows["clock"].to_list() == [*range(1, 25), 1]
    assert rows["day"].to_list() == [JANUARY_1] * 24 + [JANUARY_1 + 1]


@pytest.mark.parametrize(("there", "valid"), [(20, True), (19, False)])
def test_a_day_needs_twenty_hours(there: int, valid: bool) -> None:
    day = days_of_hours(hours_of([10.0] * there)).row(0, named=True)
    assert (day["hours"], day["valid"], day["value"]) == (there, valid, 10.0)


def test_an_hour_without_a_value_counts_as_little_as_an_hour_without_a_row() -> None:
    told = days_of_hours(hours_of([10.0] * 19 + [None] * 5))
    untold = days_of_hours(hours_of([10.0] * 19))
    assert told.equals(untold)


def test_ozone_of_a_day_is_the_greatest_mean_of_eight_hours_that_ends_at_8_to_24() -> None:
    values = [0.0] * 9 + [80.0] * 8 + [0.0] * 7
    day = days_of_hours(hours_of(values, item="o3")).row(0, named=True)
    assert (day["value"], day["hours"], day["valid"]) == (80.0, 17, True)


def test_the_evening_before_reaches_into_the_windows_of_the_morning_only() -> None:
    """The window that ends at 8:00 begins at 0:00: nothing of the evening before is in the day."""
    evening = hours_of([300.0] * 24, item="o3", first=datetime(2023, 12, 30, 17, tzinfo=UTC))
    day = days_of_hours(pl.concat([evening, hours_of([10.0] * 24, item="o3")]))
    assert day.filter(pl.col("day") == JANUARY_1)["value"].item() == 10.0


def test_a_mean_of_eight_hours_needs_six_of_them() -> None:
    values: list[float | None] = [50.0] * 24
    values[8:12] = [None] * 4
    day = days_of_hours(hours_of(values, item="o3")).row(0, named=True)
    # Windows that end at 11:00 to 17:00 hold more than two of the four hours that lack.
    lost = [end for end in range(8, 25) if sum(end - 8 < hour <= end for hour in range(9, 13)) > 2]
    assert day["hours"] == 17 - len(lost)


@settings(max_examples=12)
@given(st.sets(st.integers(0, 71)), st.sets(st.integers(0, 71)), st.sampled_from([20.0, 158.0]))
def test_dropping_rows_never_makes_a_day_valid(first: set[int], second: set[int], level: float) -> None:
    values = [level + hour % 7 for hour in range(72)]
    rows = pl.concat([hours_of(values), hours_of(values, item="o3")]).with_row_index("at")
    some = rows.filter(~pl.col("at").mod(72).is_in(list(first))).drop("at")
    fewer = rows.filter(~pl.col("at").mod(72).is_in(list(first | second))).drop("at")
    key = ["station", "item", "day"]
    both = days_of_hours(fewer).join(days_of_hours(some), on=key, how="left", suffix="_before")
    assert both.filter(pl.col("valid") & ~pl.col("valid_before")).is_empty()
    assert both.filter(pl.col("hours") > pl.col("hours_before")).is_empty()


@pytest.mark.parametrize(("value", "valid"), [(160.0, False), (160.4, False), (161.0, True)])
def test_a_day_of_ozone_with_few_means_counts_where_one_of_them_exceeds(value: float, valid: bool) -> None:
    values = [None] * 10 + [value] * 8 + [None] * 6
    day = days_of_hours(hours_of(values, item="o3")).row(0, named=True)
    assert (day["hours"], day["value"], day["valid"]) == (5, pytest.approx(value), valid)


def test_a_mean_that_lacks_an_hour_makes_no_day_count() -> None:
    values = [None] * 10 + [300.0] * 7 + [None] * 7
    day = days_of_hours(hours_of(values, item="o3")).row(0, named=True)
    assert (day["hours"], day["valid"]) == (4, False)


def test_days_agree_with_a_second_computation_hour_by_hour() -> None:
    rng = np.random.default_rng(7)
    values = [None if rng.random() < 0.15 else float(rng.integers(0, 300)) for _ in range(24 * 20)]
    found = days_of_hours(pl.concat([hours_of(values), hours_of(values, item="o3")]))
    for number in range(20):
        day = [one for one in values[number * 24 : number * 24 + 24] if one is not None]
        row = found.filter(item="pm2.5", day=JANUARY_1 + number).row(0, named=True)
        assert row["value"] == pytest.approx(sum(day) / len(day))
        assert row["valid"] == (len(day) >= 20)
        windows, exceeds = [], False
        for end in range(8, 25):
            at = number * 24 + end
            window = [one for one in values[max(0, at - 8) : at] if one is not None]
            if len(window) >= 6:
                windows.append(sum(window) / len(window))
            exceeds |= len(window) == 8 and sum(window) / 8 > 160.5
        ozone = found.filter(item="o3", day=JANUARY_1 + number)
        assert ozone.height == bool(windows)
        if windows:
            assert ozone["value"].item() == pytest.approx(max(windows))
            assert ozone["valid"].item() == (len(windows) >= 14 or exceeds)


def test_a_city_needs_three_quarters_of_its_stations_of_that_day() -> None:
    stations = [f"S{number}" for number in range(4)]
    hours = pl.concat([hours_of([10.0 * number] * 24, station=f"S{number}") for number in (1, 2, 3)])
    standing = {"station": stations, "city": ["A"] * 4, "from_day": [0] * 4, "to_day": [MOST] * 4}
    days = station_days(ibis.memtable(hours.to_arrow()), standard=STANDARD)
    city = run(city_days(days, standing=ibis.memtable(standing), standard=STANDARD)).row(0, named=True)
    assert (city["value"], city["stations"], city["standing"], city["valid"]) == (20.0, 3, 4, True)
    gone = standing | {"to_day": [MOST, JANUARY_1 - 1, MOST, MOST]}
    city = run(city_days(days, standing=ibis.memtable(gone), standard=STANDARD)).row(0, named=True)
    assert (city["value"], city["stations"], city["standing"], city["valid"]) == (25.0, 2, 3, False)


def judged_days(**values: float) -> dict[str, object]:
    rows = [
        {"place": "A", "item": item.replace("_", "."), "day": JANUARY_1, "value": value, "valid": True}
        for item, value in values.items()
    ]
    return run(air_days(ibis.memtable(rows), standard=STANDARD)).row(0, named=True)


CLEAN = {"so2": 10.0, "no2": 20.0, "co": 0.5, "o3": 90.0, "pm10": 40.0}


def test_the_index_of_a_day_is_the_greatest_and_names_whose_it_is() -> None:
    day = judged_days(**CLEAN, pm2_5=60.0)
    assert (day["aqi"], day["primary"], day["exceeds"], day["items"]) == (82.0, "pm2.5", False, 6)


def test_clean_air_has_no_primary_pollutant() -> None:
    day = judged_days(**CLEAN, pm2_5=20.0)
    assert (day["aqi"], day["primary"]) == (45.0, None)


def test_equal_indices_are_both_primary() -> None:
    day = judged_days(**CLEAN | {"pm10": 150.0}, pm2_5=75.0)
    assert (day["aqi"], day["primary"]) == (100.0, "pm10 pm2.5")


def test_without_an_item_a_day_may_exceed_and_never_complies() -> None:
    assert judged_days(**CLEAN)["exceeds"] is None
    assert judged_days(**CLEAN | {"pm10": 151.0})["exceeds"] is True


def a_year(value: float = 30.0, *, item: str = "pm2.5", without: set[int] = frozenset()) -> pl.DataFrame:  # type: ignore[assignment]
    rows = [
        {"place": "A", "item": item, "day": JANUARY_1 + at, "value": value, "valid": at not in without}
        for at in range(366)
    ]
    return pl.DataFrame(rows).with_columns(dust=pl.lit(value=False))


def sums_of(days: pl.DataFrame) -> pl.DataFrame:
    return judged(run(summed(ibis.memtable(days.to_arrow()), standard=STANDARD)), standard=STANDARD)


def the_year(days: pl.DataFrame) -> dict[str, object]:
    return sums_of(days).filter(month=0, quarter=0).row(0, named=True)


def test_a_year_has_its_mean_its_percentile_and_its_limits() -> None:
    days = a_year().with_columns(value=pl.int_range(1, 367).cast(pl.Float64) / 10)
    year = the_year(days)
    # Rank 1 + 365 x 0.95 = 347.75 of 0.1, 0.2 ... 36.6.
    assert year["percentile"] == pytest.approx(34.775)
    assert year["mean"] == pytest.approx(18.35)
    assert (year["days"], year["expected"], year["valid"], year["complies"]) == (366, 366, True, True)
    assert (year["limit"], year["percentile_limit"]) == (35.0, 75.0)


def test_a_year_above_its_limit_does_not_comply_and_one_that_rounds_to_it_does() -> None:
    assert the_year(a_year(35.4))["complies"] is True
    assert the_year(a_year(35.6))["complies"] is False


def test_a_year_with_a_month_of_26_days_is_not_judged() -> None:
    whole = a_year(without={3, 5, 7, 9})
    assert the_year(whole)["complies"] is True
    short = the_year(a_year(without={3, 5, 7, 9, 11}))
    assert (short["days"], short["valid"], short["complies"]) == (361, False, None)


def test_a_february_needs_25_days() -> None:
    lost = set(range(31, 35))
    months = sums_of(a_year(without=lost)).filter(month=2).row(0, named=True)
    assert (months["days"], months["valid"]) == (25, True)
    months = sums_of(a_year(without=lost | {36})).filter(month=2).row(0, named=True)
    assert (months["days"], months["valid"]) == (24, False)


def test_days_deducted_for_dust_leave_the_mean_and_not_the_count() -> None:
    days = a_year().with_columns(
        value=pl.when(pl.int_range(366) < 5).then(500.0).otherwise("value"),
        valid=pl.int_range(366) >= 5,
        dust=pl.int_range(366) < 5,
    )
    year = the_year(days)
    assert (year["mean"], year["days"], year["dust"], year["valid"]) == (30.0, 361, 5, True)


@settings(max_examples=12)
@given(st.sets(st.integers(0, 365), max_size=60), st.sets(st.integers(0, 365), max_size=30))
def test_dropping_days_never_makes_a_period_valid(first: set[int], second: set[int]) -> None:
    some, fewer = sums_of(a_year(without=first)), sums_of(a_year(without=first | second))
    key = ["year", "quarter", "month"]
    both = fewer.join(some, on=key, suffix="_before")
    assert both.filter(pl.col("valid") & ~pl.col("valid_before")).is_empty()


def test_a_composite_index_without_an_item_is_none_and_says_which() -> None:
    rows = pl.concat([sums_of(a_year(item=item)) for item in ITEMS if item != "co"])
    year = composite(rows, standard=STANDARD).filter(month=0, quarter=0).row(0, named=True)
    assert (year["composite"], year["lacking"], year["greatest"]) == (None, "co", None)


def test_a_place_without_an_index_moves_no_rank() -> None:
    rows = pl.DataFrame({"place": list("ABC"), "composite": [3.0, None, 4.0]})
    assert ranked(rows).sort("place")["rank"].to_list() == [1, None, 2]


def test_a_moved_clock_moves_no_day() -> None:
    """Ends a second or a minute late, as some loggers write them, still close the same hour's row once."""
    late = hours_of([10.0] * 24).with_columns(pl.col("ended_at") - timedelta(seconds=30))
    assert days_of_hours(late)["hours"].to_list() == [24]
