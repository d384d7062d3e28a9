"""Percentiles against NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from tongyuan.numerics.percentiles import percentiles


@pytest.mark.parametrize("count", [1, 2, 3, 10, 997])
def test_percentiles_are_those_of_numpy(count: int) -> None:
    samples = np.random.default_rng(1).standard_normal((4, count))
    shares = [0.0, 0.025, 0.5, 0.9, 1.0]
    expected = np.quantile(samples, shares, axis=1).T
    np.testing.assert_allclose(percentiles(samples, shares=shares), expected, atol=1e-12)


def test_the_samples_stay_as_they_were() -> None:
    samples = np.array([3.0, 1.0, 2.0])
    percentiles(samples, shares=[0.5])
    assert samples.tolist() == [3.0, 1.0, 2.0]
