"""The table of approach 1 by hand; key categories by both approaches; nothing unstated counts as exact."""

from __future__ import annotations

from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.quality.key_approaches import key_approaches
from tongyuan.plan.quality.uncertainty_table import uncertainty_summary, uncertainty_table

PERCENT = st.one_of(st.none(), st.floats(min_value=0, max_value=200))
SIZE = st.floats(min_value=1, max_value=1e6)


def table(*rows: tuple[float | None, float | None, float | None, float | None]) -> pl.DataFrame:
    names = ("base_t", "year_t", "activity_percent", "factor_percent")
    return uncertainty_table(pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.Float64), orient="row"))


def test_two_categories_are_computed_as_by_hand() -> None:
    """100 to 120 at 3 % and 4 %; 100 to 80 at 6 % and 8 %: combined 5 % and 10 %; the whole stands still."""
    filled = table((100.0, 120.0, 3.0, 4.0), (100.0, 80.0, 6.0, 8.0))
    assert filled["combined_percent"].to_list() == [5.0, 10.0]
    assert filled["variance_share"].to_list() == pytest.approx([(5 * 120 / 200) ** 2, (10 * 80 / 200) ** 2])
    # 1 % more of the first in both years: 201.2 of 201, so 0.0995 % where the whole stood still.
    assert filled["sensitivity_a"].to_list() == pytest.approx([0.2 / 201 * 100, 0.2 / 201 * 100])
    assert filled["sensitivity_b"].to_list() == pytest.approx([0.6, 0.4])
    assert filled["trend_by_factor"].to_list() == pytest.approx([0.2 / 201 * 400, 0.2 / 201 * 800])
    assert filled["trend_by_activity"].to_list() == pytest.approx([0.6 * 3 * sqrt(2), 0.4 * 6 * sqrt(2)])
    told = uncertainty_summary(filled)
    assert told["level_percent"] == pytest.approx(5.0)
    assert told["change_percent"] == 0


def test_a_category_without_a_range_is_counted_and_not_exact() -> None:
    told = uncertainty_summary(table((100.0, 100.0, 5.0, None), (100.0, 300.0, None, None)))
    assert told["unstated"] == 1
    assert told["unstated_share"] == 0.75


def test_without_a_base_year_there_is_a_level_and_no_trend() -> None:
    told = uncertainty_summary(table((None, 100.0, 3.0, 4.0)))
    assert told["level_percent"] == pytest.approx(5.0)
    assert told["trend_percent"] is None
    assert told["change_percent"] is None


@given(rows=st.lists(st.tuples(SIZE, SIZE, PERCENT, PERCENT), min_size=1, max_size=6))
def test_the_total_is_never_less_certain_than_all_categories_moving_together(
    rows: list[tuple[float, float, float | None, float | None]],
) -> None:
    filled = table(*rows)
    told = uncertainty_summary(filled)
    if told["level_percent"] is not None:
        together = (filled["combined_percent"] * filled["year_t"]).sum() / filled["year_t"].sum()
        assert told["level_percent"] <= together * (1 + 1e-9) + 1e-9


def test_the_trend_of_a_category_is_equation_4_2() -> None:
    """60 to 90 while the whole stays 100: 0.6 x |0.5 - 0|; 40 to 10: 0.4 x |-0.75|; both 0.3, a half each."""
    rows = {"base_t": [60.0, 40.0], "year_t": [90.0, 10.0], "combined_percent": [1.0, None]}
    judged = key_approaches(pl.DataFrame(rows))
    assert judged["trend"].to_list() == pytest.approx([0.5, 0.5])
    assert judged["level"].to_list() == [0.9, 0.1]
    assert judged["key_level"].to_list() == [True, True]
    assert judged["key_level_uncertainty"].to_list() == [True, None]


def test_a_category_that_was_zero_has_the_trend_of_equation_4_3() -> None:
    rows = {"base_t": [100.0, 0.0], "year_t": [100.0, 50.0], "combined_percent": [1.0, 1.0]}
    trends = key_approaches(pl.DataFrame(rows))["trend"].to_list()
    # 0.5 of the grown total against the first's own stillness, and 50 of 100 new: halves of one.
    assert trends == pytest.approx([0.5, 0.5])


def test_removals_count_by_their_size() -> None:
    rows = {"base_t": [100.0, -50.0], "year_t": [100.0, -100.0], "combined_percent": [1.0, 1.0]}
    assert key_approaches(pl.DataFrame(rows))["level"].to_list() == [0.5, 0.5]


def test_uncertainty_may_lift_a_small_category_to_a_key_one() -> None:
    rows = {"base_t": [None] * 2, "year_t": [97.0, 3.0], "combined_percent": [1.0, 100.0]}
    judged = key_approaches(pl.DataFrame(rows, schema_overrides={"base_t": pl.Float64}))
    assert judged["key_level"].to_list() == [True, False]
    assert judged["key_level_uncertainty"].to_list() == [True, True]
    assert judged["trend"].null_count() == 2
