"""Levels of warning by the shipped rules: each level at its bound, one edition at a time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.forecast.warning import LEVELS, level_of, rules_on
from tongyuan.reference import heavy_pollution_warnings

RULES = heavy_pollution_warnings()
OLD, NEW = (rules_on(RULES, on=on) for on in (date(2020, 1, 1), date(2025, 1, 1)))


@pytest.mark.parametrize(
    ("indices", "level"),
    [
        ([200, 200, 200], None),
        ([201, 150, 201], None),
        ([201, 201, 100], "yellow"),
        ([201, 201, 201], "orange"),
        ([301, 301, 301], "orange"),  # red asks for 96 hours above 200, which 72 cannot show
        ([500, 100, 100], "red"),
        ([301, 301, 301, 201], "red"),
        ([201, None, 201], None),
    ],
)
def test_the_edition_of_2018_counts_days_above_200(indices: list[float | None], level: str | None) -> None:
    assert level_of(indices, rules=OLD) == level


@pytest.mark.parametrize(
    ("indices", "level"),
    [
        ([151, 150, 151], None),
        ([151, 151, 100], "yellow"),
        ([201, 100, 100], "yellow"),
        ([151, 151, 151], "orange"),
        ([201, 201, 100], "orange"),
        ([201, 201, 301], "red"),
        ([301, 301, 100], "orange"),
    ],
)
def test_the_edition_of_2024_has_two_ways_to_a_level(indices: list[float | None], level: str | None) -> None:
    assert level_of(indices, rules=NEW) == level


def test_a_day_has_one_edition_or_none() -> None:
    assert rules_on(RULES, on=date(2015, 1, 1)).is_empty()
    assert set(rules_on(RULES, on=date(2023, 12, 31))["edition"]) == {"2018"}
    assert set(rules_on(RULES, on=date(2024, 1, 1))["edition"]) == {"2024"}
    assert set(rules_on(RULES, on=date(2015, 1, 1), edition="2018")["edition"]) == {"2018"}


@given(st.lists(st.none() | st.floats(0, 500), max_size=6), st.integers(0, 5), st.floats(0, 200))
def test_a_higher_index_never_lowers_the_level(indices: list[float | None], at: int, more: float) -> None:
    raised = [
        index + more if index is not None and place == at else index for place, index in enumerate(indices)
    ]
    for rules in (OLD, NEW):
        before, after = (level_of(one, rules=rules) for one in (indices, raised))
        assert _rank(after) >= _rank(before)


def _rank(level: str | None) -> int:
    return -1 if level is None else LEVELS.index(level)
