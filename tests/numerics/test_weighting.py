"""Weights of criteria: worked by hand, invariant to units, and refused where they mean nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tongyuan.numerics.evenness import gini, theil
from tongyuan.numerics.frontier import efficiencies
from tongyuan.numerics.weighting import compared_weights, critic_weights, entropy_weights
from tongyuan.vocabulary.problems import InputError

TABLE = np.array([[1.0, 5.0, 2.0], [2.0, 3.0, 9.0], [4.0, 4.0, 4.0], [3.0, 1.0, 6.0]])


def test_entropy_weights_follow_from_their_definition() -> None:
    raised = []
    for column in TABLE.T:
        parts = [value / column.sum() for value in column]
        raised.append(1 + sum(part * math.log(part) for part in parts) / math.log(4))
    assert entropy_weights(TABLE).tolist() == pytest.approx([one / sum(raised) for one in raised])


def test_critic_weights_follow_from_their_definition() -> None:
    scaled = (TABLE - TABLE.min(axis=0)) / np.ptp(TABLE, axis=0)
    raised = scaled.std(axis=0, ddof=1) * (1 - np.corrcoef(scaled.T)).sum(axis=0)
    assert critic_weights(TABLE).tolist() == pytest.approx((raised / raised.sum()).tolist())


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights])
def test_the_unit_of_a_criterion_makes_no_difference(weigh: object) -> None:
    assert callable(weigh)
    assert weigh(TABLE).tolist() == pytest.approx(weigh(TABLE * [1000.0, 1.0, 0.01]).tolist())


def test_consistent_comparisons_give_back_their_weights() -> None:
    wanted = np.array([0.5, 0.3, 0.2])
    weights, index = compared_weights(wanted[:, None] / wanted[None, :])
    assert weights.tolist() == pytest.approx(wanted.tolist())
    assert index == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("table", [[[1.0, 2.0], [2.0, 1.0]], [[1.0, -2.0], [-0.5, 1.0]], [[1.0, 2.0]]])
def test_comparisons_that_contradict_themselves_are_refused(table: list[list[float]]) -> None:
    with pytest.raises(InputError) as caught:
        compared_weights(np.array(table))
    assert caught.value.problems[0].code == "numerics.comparisons"


def test_a_criterion_that_is_zero_throughout_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        entropy_weights(np.array([[0.0, 1.0], [0.0, 2.0]]))
    assert caught.value.problems[0].code == "numerics.criteria"


def test_units_on_the_frontier_are_efficient_and_a_wasteful_one_is_not() -> None:
    found = efficiencies(np.array([2.0, 2.0, 4.0]), made=np.array([[2.0, 1.0], [1.0, 2.0], [1.5, 1.5]]))
    assert found == pytest.approx([1.0, 1.0, 0.5])


def test_a_unit_that_makes_nothing_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        efficiencies(np.array([1.0]), made=np.array([[0.0]]))
    assert caught.value.problems[0].code == "numerics.frontier"


def test_what_is_borne_alike_is_even_and_a_rise_has_no_measure() -> None:
    assert gini([2.0, 2.0], sizes=[1.0, 5.0]) == pytest.approx(0)
    assert theil([2.0, 2.0], sizes=[1.0, 5.0]) == pytest.approx(0)
    assert gini([-1.0, 2.0], sizes=[1.0, 1.0]) is None
    assert theil([0.0, 0.0], sizes=[1.0, 1.0]) is None
