"""Draws: by name, by seed, and true to the range that was stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.numerics.distributions import DISTRIBUTIONS, sd_per_range
from tongyuan.numerics.draws import Sampler, Spread
from tongyuan.vocabulary.problems import InputError

FIRST_DRAWS = [1.0759068932290454, 0.02157015711842161, 0.46710091740361365]
RANGED = [name for name in DISTRIBUTIONS if name != "fixed"]


def drawn(*spreads: Spread, seed: int = 1, count: int = 20_000) -> np.ndarray:
    return Sampler(spreads, seed=seed).draw(count)


@pytest.mark.parametrize("distribution", RANGED)
@pytest.mark.parametrize(
    ("low", "central", "high"), [(8.0, 10.0, 12.5), (9.0, 10.0, 11.0), (9.5, 10.0, 14.0)]
)
def test_the_range_holds_95_percent(distribution: str, low: float, central: float, high: float) -> None:
    values = drawn(Spread("a", central, low, high, distribution), count=200_000)
    assert np.mean(values < low) == pytest.approx(0.025, abs=0.002)
    assert np.mean(values > high) == pytest.approx(0.025, abs=0.002)


@pytest.mark.parametrize("distribution", ["normal", "lognormal"])
def test_the_central_value_is_the_median_of_a_lopsided_range(distribution: str) -> None:
    values = drawn(Spread("a", 10.0, 9.5, 14.0, distribution), count=200_000)
    assert np.median(values) == pytest.approx(10.0, rel=2e-3)


@pytest.mark.parametrize("distribution", RANGED)
def test_the_standard_deviation_is_the_stated_share_of_the_range(distribution: str) -> None:
    values = drawn(Spread("a", 10.0, 9.9, 10.1, distribution), count=200_000)
    assert values.std() == pytest.approx(0.2 * sd_per_range(distribution), rel=0.01)


def test_an_input_without_a_range_is_exact() -> None:
    values = drawn(Spread("a", 3.0), Spread("b", 4.0, 3.0, 5.0, "fixed"), Spread("c", 5.0, 5.0, 5.0))
    assert np.unique(values, axis=1).tolist() == [[3.0], [4.0], [5.0]]


def test_adding_an_input_changes_no_other_draws() -> None:
    a, b = Spread("a", 1.0, 0.5, 1.5), Spread("b", 1.0, 0.5, 2.0, "lognormal")
    other = Spread("c", 1.0, 0.9, 1.1, "uniform")
    alone, together = drawn(a, b), drawn(other, b, a)
    assert np.array_equal(alone[0], together[2])
    assert np.array_equal(alone[1], together[1])


def test_names_part_streams_and_seeds_part_runs() -> None:
    a, b = drawn(Spread("a", 0.0, -1.0, 1.0), Spread("b", 0.0, -1.0, 1.0))
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.03
    assert not np.array_equal(a, drawn(Spread("a", 0.0, -1.0, 1.0), seed=2)[0])
    assert np.array_equal(a, drawn(Spread("a", 0.0, -1.0, 1.0))[0])


def test_the_first_draws_are_these_on_every_machine() -> None:
    first = drawn(Spread("a", 0.0, -1.0, 1.0), seed=1, count=3)[0]
    np.testing.assert_allclose(first, FIRST_DRAWS, rtol=1e-12)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=6), st.sampled_from(RANGED))
def test_portions_continue_each_other(portions: list[int], distribution: str) -> None:
    spreads = [Spread("a", 10.0, 8.0, 13.0, distribution), Spread("b", 2.0, 1.0, 3.0)]
    in_portions = Sampler(spreads, seed=5)
    parts = np.concatenate([in_portions.draw(count) for count in portions], axis=1)
    assert np.array_equal(parts, Sampler(spreads, seed=5).draw(sum(portions)))


def test_pools_are_the_sums_of_their_inputs() -> None:
    spreads = [Spread(f"input {n}", 1.0, 0.5, 1.5) for n in range(40)]
    pools = [n % 3 for n in range(40)]
    pooled = Sampler(spreads, seed=3).pool_into(np.empty((3, 500)), pools=pools)
    rows = Sampler(spreads, seed=3).draw(500)
    expected = [rows[[n for n in range(40) if n % 3 == pool]].sum(axis=0) for pool in range(3)]
    np.testing.assert_allclose(pooled, expected)


def test_all_problems_of_ranges_are_told_at_once() -> None:
    wrong = [
        Spread("upside down", 1.0, 2.0, 0.5),
        Spread("touches zero", 1.0, 0.0, 2.0, "lognormal"),
        Spread("unknown", 1.0, 0.5, 2.0, "gamma"),
        Spread("twice", 1.0),
        Spread("twice", 1.0),
    ]
    with pytest.raises(InputError) as caught:
        Sampler(wrong, seed=1)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["numerics.range", "numerics.lognormal", "numerics.distribution", "numerics.repeated"]
