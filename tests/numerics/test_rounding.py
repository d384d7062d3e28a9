"""GB/T 8170: half to even at the printed digit, on the decimal text, rounded once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.numerics.rounding import round_decimals, round_significant

DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        ("12.1498", 1, "12.1"),
        ("10.502", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.350", 1, "0.4"),
        ("0.0325", 3, "0.032"),
        ("2500", -3, "2000"),
        ("3500", -3, "4000"),
        ("-355", -1, "-360"),
        ("-325", -1, "-320"),
        ("15.4546", 0, "15"),
        ("-0.0365", 3, "-0.036"),
    ],
)
def test_the_rules_of_the_standard_hold(value: str, decimals: int, printed: str) -> None:
    assert round_decimals(value, decimals=decimals) == printed


def test_a_half_that_no_binary_fraction_holds_is_still_a_half() -> None:
    assert round_decimals(2.675, decimals=2) == "2.68"
    assert round_decimals(0.15, decimals=1) == "0.2"
    assert round_decimals(0.25, decimals=1) == "0.2"


def test_a_carry_does_not_add_a_significant_digit() -> None:
    assert round_significant("9.9996", digits=4) == "10.00"
    assert round_significant("0.00099996", digits=4) == "0.001000"
    assert round_significant(0, digits=3) == "0.00"


def test_no_significant_digit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        round_significant("1", digits=0)


@given(DECIMALS, st.integers(0, 4))
def test_rounding_moves_a_number_by_half_a_digit_at_most(value: Decimal, decimals: int) -> None:
    moved = abs(Decimal(round_decimals(value, decimals=decimals)) - value)
    assert moved <= Decimal(5).scaleb(-decimals - 1)


@given(DECIMALS, st.integers(0, 4))
def test_rounding_twice_at_one_digit_changes_nothing(value: Decimal, decimals: int) -> None:
    once = round_decimals(value, decimals=decimals)
    assert round_decimals(once, decimals=decimals) == once


@given(DECIMALS.filter(lambda value: value != 0), st.integers(1, 8))
def test_significant_digits_are_as_many_as_asked(value: Decimal, digits: int) -> None:
    rounded = Decimal(round_significant(value, digits=digits))
    assert abs(rounded - value) <= Decimal(5).scaleb(value.adjusted() - digits)
