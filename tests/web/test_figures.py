"""Figures are written with four digits; what is missing is never nought."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.web.classes import map_classes
from tongyuan.web.figures import DASH, exact, figure, mass_scale, missing, percent, printed, worded

NUMBERS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@given(NUMBERS.filter(lambda value: abs(value) > 1e-9))
def test_a_written_figure_is_right_to_four_digits(value: float) -> None:
    assert math.isclose(float(figure(value).replace(",", "")), value, rel_tol=6e-4)


@given(NUMBERS.filter(lambda value: abs(value) > 1e-9))
def test_a_figure_of_a_tree_is_right_to_six_digits(value: float) -> None:
    assert math.isclose(float(exact(value).replace(",", "")), value, rel_tol=1e-6)


def test_what_is_missing_is_a_dash_and_never_nought() -> None:
    assert {figure(None), exact(None), printed(None), percent(None), worded(None, "%", "zh")} == {DASH}


@pytest.mark.parametrize("state", ["NE", "NO", "IE", "C"])
def test_a_missing_figure_says_its_state(state: str) -> None:
    assert state in missing(state, "zh")
    assert state in missing(state, "en")


def test_an_event_is_told_as_yes_or_no() -> None:
    assert [worded(value, "是/否", "zh") for value in (1.0, 0.0, None)] == ["是", "否", DASH]


def test_masses_are_read_in_the_units_of_the_language() -> None:
    assert mass_scale(348980729.9, "zh").write(348980729.9) == "3.490"
    assert mass_scale(348980729.9, "en").write(348980729.9) == "349.0"


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6, allow_nan=False), min_size=1, max_size=30))
def test_every_value_of_a_map_falls_into_exactly_one_class(values: list[float]) -> None:
    classes = map_classes(values)
    assert sum(found.count for found in classes) == len(values)
    assert all(before.high == after.low for before, after in pairwise(classes))
