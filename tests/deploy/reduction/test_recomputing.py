"""Reductions recomputed: equations that a hand checks, and laws that hold for any parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.reduction import EQUATIONS, lacking, recomputed

AMOUNTS, SHARES = st.floats(0, 1e6), st.floats(0, 1)


@pytest.mark.parametrize(
    ("measure", "told", "tonnes"),
    [
        ("closure", {"activity_before": 7320, "factor_before": 5, "removal_before": 0.5}, 18.3),
        (
            "end_of_pipe",
            {
                "activity_after": 1000,
                "factor_before": 10,
                "removal_before": 0.2,
                "factor_after": 10,
                "removal_after": 0.9,
            },
            7.0,
        ),
        ("sewage_plant", {"activity_after": 365, "factor_before": 300, "factor_after": 40}, 949.0),
        (
            "livestock",
            {"activity_after": 10_000, "factor_before": 36, "removal_before": 0.5, "removal_after": 0.8},
            108.0,
        ),
    ],
)
def test_a_hand_finds_the_same(measure: str, told: dict[str, float], tonnes: float) -> None:
    assert recomputed(measure, told) == pytest.approx(tonnes, rel=1e-12)


@pytest.mark.parametrize("measure", EQUATIONS)
def test_what_a_measure_needs_is_named(measure: str) -> None:
    assert lacking(measure, {}) == list(EQUATIONS[measure].needs)


@given(AMOUNTS, AMOUNTS, SHARES)
def test_a_change_back_and_forth_reduces_nothing(activity: float, factor: float, removal: float) -> None:
    before = {"activity_before": activity, "factor_before": factor, "removal_before": removal}
    after = {"activity_after": activity, "factor_after": factor, "removal_after": removal}
    assert recomputed("fuel_switch", {**before, **after}) == 0


@given(AMOUNTS, AMOUNTS, SHARES, SHARES)
def test_better_cleaning_never_reduces_less(activity: float, factor: float, one: float, other: float) -> None:
    told = {
        "activity_after": activity,
        "factor_before": factor,
        "removal_before": 0.0,
        "factor_after": factor,
    }
    less, more = sorted((one, other))
    cut = [recomputed("end_of_pipe", {**told, "removal_after": share}) for share in (less, more)]
    assert cut[0] <= cut[1]


@given(AMOUNTS, AMOUNTS, AMOUNTS, SHARES)
def test_making_less_is_no_cleaning(one: float, other: float, factor: float, removal: float) -> None:
    told = {"activity_after": one, "factor_before": factor, "removal_before": removal}
    told |= {"factor_after": factor, "removal_after": removal, "activity_before": other}
    assert recomputed("end_of_pipe", told) == 0
