"""Trends by rank: critical values against every order of ranks, ties, gaps, and too few years."""

from __future__ import annotations

from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tongyuan import reference
from tongyuan.advance.trends import critical_value, rank_trends

TABLE = reference.trend_critical_values()


def trend_of(values: list[float | None]) -> dict[str, object]:
    series = {"at": ["A"] * len(values), "period": list(range(2014, 2014 + len(values))), "value": values}
    frame = pl.DataFrame(series, schema_overrides={"value": pl.Float64})
    return rank_trends(frame, by=["at"], table=TABLE).row(0, named=True)


@pytest.mark.parametrize("periods", [5, 6, 7, 8])
def test_a_critical_value_is_reached_by_chance_in_one_of_twenty_orders_at_most(periods: int) -> None:
    ranks = range(periods)
    gaps = [sum((one - at) ** 2 for at, one in enumerate(order)) for order in permutations(ranks)]
    told = [round(1 - 6 * gap / (periods**3 - periods), 3) for gap in gaps]
    critical = critical_value(periods, table=TABLE)
    assert critical is not None
    beyond = sum(one >= critical for one in told) / len(told)
    next_easier = max(one for one in set(told) if one < critical)
    assert beyond <= 0.05
    assert sum(one >= next_easier for one in told) / len(told) > 0.05


@given(st.lists(st.floats(0, 500), min_size=5, max_size=20))
def test_the_coefficient_is_that_of_a_second_program(values: list[float]) -> None:
    found = trend_of(list(values))["correlation"]
    if len(set(values)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(range(len(values)), values).statistic, abs=1e-6)


@given(st.lists(st.floats(1, 500), min_size=5, max_size=12))
def test_time_run_backwards_turns_the_trend_round(values: list[float]) -> None:
    turned = {"rising": "falling", "falling": "rising", "none": "none", None: None}
    assert trend_of(values[::-1])["trend"] == turned[trend_of(list(values))["trend"]]  # type: ignore[index]


def test_a_series_that_rests_has_no_trend_however_long() -> None:
    found = trend_of([7.0] * 20)
    assert (found["correlation"], found["trend"]) == (None, "none")


def test_four_years_tell_no_trend_and_a_year_that_lacks_is_counted() -> None:
    assert trend_of([4.0, 3.0, 2.0, 1.0])["trend"] is None
    found = trend_of([5.0, 4.0, None, 3.0, 2.0, 1.0])
    assert (found["periods"], found["lacking"], found["trend"]) == (5, 1, "falling")
