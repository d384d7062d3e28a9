"""Validity, substitution and totals: parts make the whole, nothing gained by leaving rows out."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.advance.stacks import (
    days_of,
    filled,
    quarters_of,
    rule_values,
    stack_hours,
    substitute,
    totals_of,
)
from tongyuan.testing.stacks import a_profile, profiles_of, stack_facts, told_hours

DAY, LAST = date(2024, 1, 1), date(2024, 3, 31)
HOURS = 91 * 24
FACTS = stack_facts()
RULES = rule_values(FACTS.rules, first=DAY, last=LAST)


def hours_from(observations: pl.DataFrame, *, last: date = LAST) -> pl.DataFrame:
    rows = observations.filter(pl.col("item").is_in(["flue_so2", "flue_o2", "flue_flow"]))
    profiles = profiles_of(a_profile(pollutants="SO2"))
    return stack_hours(rows, profiles=profiles, facts=FACTS, first=DAY, last=last)


def total_of(observations: pl.DataFrame, **asked: Any) -> dict[str, Any]:
    return totals_of(filled(hours_from(observations, **asked), facts=FACTS)).row(0, named=True)


def with_gap(first: int, count: int, *, hours: int = HOURS, **items: Any) -> pl.DataFrame:
    rows = told_hours(hours, **items)
    gone = rows["ended_at"].unique().sort()[first : first + count]
    return rows.filter(~pl.col("ended_at").is_in(gone.implode()))


def test_a_day_is_valid_from_twenty_hours_on() -> None:
    for lost, state in ((4, "valid"), (5, "not_valid")):
        days = days_of(hours_from(with_gap(0, lost, hours=24), last=DAY), facts=FACTS)
        assert days.select("state", "valid_hours").row(0) == (state, 24 - lost)


def test_a_quarter_is_judged_only_when_it_is_whole() -> None:
    assert quarters_of(hours_from(told_hours(HOURS)), facts=FACTS)["state"].item() == "valid"
    part = quarters_of(hours_from(told_hours(24), last=DAY), facts=FACTS)
    assert part.select("state", "capture").row(0) == ("cannot_tell", 1.0)


def test_a_short_gap_takes_the_greatest_of_180_hours_and_a_long_one_of_720() -> None:
    so2 = [20.0] * HOURS
    so2[500], so2[900] = 200.0, 50.0
    short = total_of(with_gap(1000, 24, flue_so2=so2))
    assert (short["substituted_hours"], short["substituted_kg"]) == (24, pytest.approx(24 * 50.0))
    long = total_of(with_gap(1000, 25, flue_so2=so2))
    assert (long["substituted_hours"], long["substituted_kg"]) == (25, pytest.approx(25 * 200.0))


def test_at_lower_capture_the_window_is_longer_and_below_it_nothing_is_substituted() -> None:
    lower = total_of(with_gap(1000, 300))
    assert (lower["substituted_hours"], lower["short_window_hours"]) == (300, 300)
    least = total_of(with_gap(1000, 700))
    assert (least["unfilled_hours"], least["substituted_kg"], least["total_t"]) == (700, None, None)
    assert least["known_kg"] == pytest.approx((HOURS - 700) * 20.0)


def test_a_gap_with_nothing_before_it_stays_without_a_figure() -> None:
    row = total_of(with_gap(0, 3))
    assert (row["unfilled_hours"], row["total_t"]) == (3, None)


def test_a_stack_that_was_out_all_the_time_emitted_nothing_and_one_without_rows_is_not_known() -> None:
    idle = total_of(told_hours(HOURS, flue_o2=20.9).with_columns(mark=pl.lit("F")))
    assert (idle["outage_hours"], idle["total_t"], idle["measured_kg"]) == (HOURS, 0.0, None)
    absent = total_of(told_hours(HOURS).clear())
    assert (absent["unfilled_hours"], absent["known_kg"], absent["total_t"]) == (HOURS, None, None)


def test_an_outage_within_a_gap_does_not_make_it_short() -> None:
    rows = told_hours(HOURS)
    ends = rows["ended_at"].unique().sort()
    out = pl.col("ended_at").is_in(ends[1010:1020].implode())
    marked = rows.with_columns(
        mark=pl.when(out).then(pl.lit("F")).otherwise("mark"),
        value=pl.when(~out).then("value"),
    ).filter(out | ~pl.col("ended_at").is_in(ends[1000:1040].implode()))
    hours = filled(hours_from(marked), facts=FACTS)
    assert set(hours.filter(part="substituted")["window_hours"]) == {720}
    assert hours.filter(part="substituted").height == 30


def test_sums_by_month_make_the_sum_of_the_quarter_and_parts_make_the_whole() -> None:
    hours = filled(hours_from(with_gap(1000, 24)), facts=FACTS)
    months, whole = totals_of(hours, span="month"), totals_of(hours).row(0, named=True)
    assert months["total_t"].sum() == pytest.approx(whole["total_t"])
    assert whole["measured_kg"] + whole["substituted_kg"] == pytest.approx(whole["total_t"] * 1000)
    parts = ("measured", "start_stop", "substituted", "unfilled", "outage")
    assert sum(whole[f"{part}_hours"] for part in parts) == whole["hours"] == HOURS


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.integers(0, 900), st.integers(0, 600))
def test_dropping_rows_never_raises_validity_nor_lowers_what_is_missing(
    seed: int, outage: int, dropped: int
) -> None:
    rows = told_hours(HOURS)
    ends = rows["ended_at"].unique().sort()
    out = pl.col("ended_at").is_in(ends[200 : 200 + outage].implode())
    rows = rows.with_columns(mark=pl.when(out).then(pl.lit("F")).otherwise("mark"))
    burning = out & (pl.col("item") == "flue_o2") & (pl.col("ended_at") > ends[200 + outage // 2])
    rows = rows.with_columns(
        value=pl.when(burning)
        .then(6.0)
        .when(out & (pl.col("item") == "flue_o2"))
        .then(20.9)
        .otherwise("value")
    )
    lost = np.random.default_rng(seed).choice(rows.height, dropped, replace=False)
    kept = np.setdiff1d(np.arange(rows.height), lost)
    before, after = hours_from(rows), hours_from(rows[kept])
    was, has = (quarters_of(one, facts=FACTS)["capture"].item() for one in (before, after))
    assert (has or 0.0) <= (was if was is not None else 1.0) + 1e-12
    valid = [(days_of(one, facts=FACTS)["state"] == "valid").sum() for one in (before, after)]
    assert valid[1] <= valid[0]
    totals = [totals_of(filled(one, facts=FACTS)).row(0, named=True) for one in (before, after)]
    missing = [one["substituted_hours"] + one["unfilled_hours"] for one in totals]
    assert missing[1] >= missing[0]
    shares = [
        lost / max(one["hours"] - one["outage_hours"], 1) for lost, one in zip(missing, totals, strict=True)
    ]
    assert shares[1] >= shares[0] - 1e-12


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e5)), min_size=1, max_size=120),
    st.sampled_from([0.95, 0.8, 0.6]),
)
def test_a_substituted_hour_is_one_of_the_hours_before_it_and_none_is_below_any_of_its_window(
    told: list[float | None], capture: float
) -> None:
    masses = np.array([np.nan if one is None else one for one in told])
    given_, asked, there = substitute(masses, captures=np.full(len(told), capture), rules=RULES)
    for hour in np.flatnonzero(~np.isnan(given_)).tolist():
        before = [one for one in told[:hour] if one is not None]
        assert np.isnan(masses[hour])
        assert given_[hour] == max(before[-int(asked[hour]) :])
        assert there[hour] == min(len(before), int(asked[hour]))
    if capture < 0.75:
        assert np.isnan(given_).all()


def test_a_longer_window_never_lowers_what_is_substituted() -> None:
    masses = np.array([*np.linspace(100, 1, 3000), np.nan])
    filled_by = [
        substitute(masses, captures=np.full(3001, share), rules=RULES)[0][-1] for share in (0.95, 0.8)
    ]
    assert all(one <= other for one, other in pairwise(filled_by))
