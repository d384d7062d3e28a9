"""Deaths that exposure brings: the published example, and years by a life table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan import health
from tongyuan.vocabulary.problems import InputError

PEOPLE = np.array([100_000.0, 80_000.0, 700_000.0, 90_000.0])
AIR = np.array([12.0, 26.0, 11.0, 2.0])
RATE = 800 / 100_000
SHARES = st.floats(min_value=0, max_value=0.5)


def ratio(ug_m3: np.ndarray) -> np.ndarray:
    return health.logistic(ug_m3, slope=0.0478, centre=6.94, width=3.37)


def deaths(times: float, *, rate: float | np.ndarray) -> float:
    return float(health.brought(PEOPLE, underlying=rate, ratio=ratio(AIR * times)).sum())


def test_the_published_example_with_the_rate_of_the_region() -> None:
    rate = health.underlying(RATE, ratios=ratio(AIR), persons=PEOPLE)
    base = deaths(1, rate=rate)
    told = [base, deaths(2, rate=rate) - base, base - deaths(0.5, rate=rate)]
    assert [round(value) for value in told] == [672, 403, 389]


def test_the_published_example_with_the_rate_of_each_place() -> None:
    rate = RATE / ratio(AIR)
    base = deaths(1, rate=rate)
    assert [round(base), round(deaths(2, rate=rate) - base)] == [665, 401]


def test_what_is_attributable_is_what_exposure_brings_to_the_underlying_rate() -> None:
    local = health.attributable(PEOPLE, rate=RATE, ratio=ratio(AIR)).sum()
    assert local == pytest.approx(deaths(1, rate=RATE / ratio(AIR)), rel=1e-12)


def test_a_constant_rate_leaves_its_inverse_at_every_age() -> None:
    ages = list(range(0, 100))
    left = health.remaining_years(ages, rates=[0.02] * len(ages))
    assert left.tolist() == pytest.approx([50.0] * len(ages), rel=2e-4)


@given(st.lists(SHARES, min_size=2, max_size=20))
def test_nobody_who_is_a_year_older_has_more_than_a_year_less_to_live(rates: list[float]) -> None:
    left = health.remaining_years(list(range(len(rates))), rates=[*rates[:-1], 0.5])
    assert (np.diff(left) >= -1 - 1e-9).all()


def test_causes_that_hold_each_other_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        health.refuse_overlapping(["ncd_lri", "stroke"])
    assert [problem.code for problem in caught.value.problems] == ["impact.overlapping_causes"]
