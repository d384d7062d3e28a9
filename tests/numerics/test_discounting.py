"""Discounting against printed factors and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.numerics.discounting import (
    annuity,
    capital_recovery,
    discounted_payback,
    payback,
    present_value,
)

RATES = st.floats(0.001, 0.3)
LIVES = st.integers(1, 60)


@pytest.mark.parametrize(("years", "printed"), [(10, 0.14238), (15, 0.10979), (20, 0.09439)])
def test_capital_recovery_is_as_the_cost_manual_prints_it_at_seven_per_cent(
    years: int, printed: float
) -> None:
    assert capital_recovery(0.07, years=years) == pytest.approx(printed, abs=5e-6)


@given(rate=RATES, years=LIVES)
def test_an_annuity_is_worth_the_capital_that_it_pays_back(rate: float, years: int) -> None:
    yearly = annuity(100.0, rate=rate, years=years)
    assert present_value([0.0, *[yearly] * years], rate=rate) == pytest.approx(100.0, rel=1e-9)


def test_without_interest_capital_is_spread_evenly() -> None:
    assert capital_recovery(0.0, years=4) == 0.25
    assert capital_recovery(1e-12, years=4) == pytest.approx(0.25)


def test_a_life_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="years 0"):
        capital_recovery(0.07, years=0)


def test_what_is_never_paid_back_has_no_payback() -> None:
    assert payback([-100.0, 30.0, 30.0]) is None


def test_a_later_loss_undoes_a_payback() -> None:
    assert payback([-100.0, 120.0, -50.0]) is None
    assert payback([-100.0, 120.0, -50.0, 60.0]) == 2.5


def test_discounting_delays_the_payback() -> None:
    flows = [-100.0, 40.0, 40.0, 40.0, 40.0]
    assert payback(flows) == 2.5
    assert discounted_payback(flows, rate=0.1) > 3.0  # type: ignore[operator]
