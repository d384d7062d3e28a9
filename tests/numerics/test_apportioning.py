"""Sharing out: printed parts add up to the printed sum, within bounds and in proportion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.numerics.apportioning import in_proportion, rounded_to_sum
from tongyuan.numerics.rounding import round_decimals
from tongyuan.vocabulary.problems import InputError

VALUES = st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=20)


@given(values=VALUES, decimals=st.integers(-2, 4))
def test_printed_parts_add_up_to_the_printed_sum(values: list[float], decimals: int) -> None:
    whole = sum((Decimal(repr(value)) for value in values), Decimal(0))
    parts = rounded_to_sum(values, decimals=decimals)
    assert sum(parts, Decimal(0)) == Decimal(round_decimals(whole, decimals=decimals))


@given(values=VALUES, decimals=st.integers(-2, 4))
def test_no_part_is_a_digit_away_from_its_number(values: list[float], decimals: int) -> None:
    digit = Decimal(1).scaleb(-decimals)
    for part, value in zip(rounded_to_sum(values, decimals=decimals), values, strict=True):
        assert abs(part - Decimal(repr(value))) < digit * Decimal("1.0000001")


@given(
    weights=st.lists(st.floats(0.01, 100), min_size=2, max_size=14),
    fraction=st.floats(0, 1),
)
def test_parts_add_up_within_their_bounds(weights: list[float], fraction: float) -> None:
    most = [10.0 * (1 + at % 3) for at in range(len(weights))]
    total = fraction * sum(most)
    parts = in_proportion(total, weights=weights, least=[0.0] * len(weights), most=most)
    assert sum(parts) == pytest.approx(total, rel=1e-9, abs=1e-9)
    assert all(-1e-9 <= part <= high + 1e-9 for part, high in zip(parts, most, strict=True))


def test_who_is_within_the_bounds_shares_in_proportion() -> None:
    parts = in_proportion(30.0, weights=[1.0, 2.0, 9.0], least=[0.0] * 3, most=[20.0, 20.0, 6.0])
    assert parts == pytest.approx([8.0, 16.0, 6.0])


def test_a_sum_beyond_the_bounds_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        in_proportion(30.0, weights=[1.0, 0.0], least=[0.0, 0.0], most=[20.0, 20.0])
    assert caught.value.problems[0].code == "numerics.out_of_bounds"
