"""Chains of yearly change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.numerics.growth import chain_fall, chain_growth, cumulative_fall

FALLS = st.lists(st.floats(-0.5, 0.5), max_size=12)


def test_falls_are_chained_and_not_added() -> None:
    assert cumulative_fall([0.1, 0.1]) == pytest.approx(0.19)


def test_no_year_has_no_fall() -> None:
    assert cumulative_fall([]) == 0.0


@given(FALLS)
def test_a_chain_of_falls_is_the_mirror_of_a_chain_of_growth(falls: list[float]) -> None:
    last = chain_growth(1.0, rates=[-fall for fall in falls])[-1]
    assert cumulative_fall(falls) == pytest.approx(1 - last, abs=1e-12)


@given(FALLS)
def test_the_order_of_years_does_not_matter(falls: list[float]) -> None:
    assert cumulative_fall(falls) == pytest.approx(cumulative_fall(falls[::-1]), abs=1e-12)


@given(st.floats(-0.5, 0.9), st.floats(-0.5, 0.9))
def test_one_more_year_multiplies_what_is_left(previous: float, year: float) -> None:
    assert math.isclose(1 - chain_fall(previous, year=year), (1 - previous) * (1 - year), abs_tol=1e-12)


def test_growth_starts_at_the_base() -> None:
    assert chain_growth(7.0, rates=[]) == [7.0]
