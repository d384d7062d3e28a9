"""Constant-price GDP chains published growth, and stops where it lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.assess.formula import compute
from tongyuan.assess.gdp import cumulative_fall_percent, gdp_constant, grow, intensity_change_percent
from tongyuan.vocabulary.methods import get_method

GROWTH = {2021: 5.8, 2022: 2.1, 2023: 5.3, 2024: 5.1}


def test_flat_co2_on_real_growth_falls_by_16_4_percent_and_not_by_the_nominal_23_3() -> None:
    gdp = gdp_constant(25000.0, base_year=2020, growth_percent=GROWTH)
    real = intensity_change_percent(1.0, gdp_ratio=gdp[2024] / gdp[2020])
    assert round(real, 1) == -16.4
    assert round(real, 1) != -23.3


def test_a_missing_year_ends_the_chain() -> None:
    assert sorted(gdp_constant(1.0, base_year=2020, growth_percent={2021: 5.0, 2023: 5.0})) == [2020, 2021]


@pytest.mark.parametrize("name", ["gdp.constant_prices", "intensity.cumulative_fall"])
def test_the_printed_equation_is_what_is_computed(name: str) -> None:
    method = get_method(name)
    first, second = method.terms
    printed = compute(method.equation, values={first: 4.0, second: 5.0})
    assert method.function is not None
    assert printed == pytest.approx(method.function(4.0, **{second: 5.0}), rel=1e-12)


@given(falls=st.lists(st.floats(-10, 10), max_size=6))
def test_chained_falls_equal_the_ratio_of_the_levels(falls: list[float]) -> None:
    cumulative, level = 0.0, 1.0
    for fall in falls:
        cumulative = cumulative_fall_percent(cumulative, fall_of_year=fall)
        level = grow(level, growth_percent=-fall)
    assert cumulative == pytest.approx((1 - level) * 100, abs=1e-9)
