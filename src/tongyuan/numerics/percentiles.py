"""Percentiles of samples, linear between order statistics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["percentiles"]


def percentiles(samples: NDArray[np.float64], *, shares: Sequence[float]) -> NDArray[np.float64]:
    """Compute percentiles along the last axis, with k = 1 + (n - 1) p and linear between neighbours.

    A whole sort is several times faster than ``numpy.quantile``'s repeated selection. Source: HJ 663,
    percentile of an ordered series, edition 2013.

    Parameters
    ----------
    samples
        Samples [any unit], shape (..., n) with n at least 1.
    shares
        Shares p [0-1], shape (shares,).

    Returns
    -------
    ndarray
        Percentiles [unit of the samples], shape (..., shares).

    Examples
    --------
    >>> percentiles(np.arange(10.0, 110.0, 10.0), shares=[0.5, 0.95]).round(9).tolist()
    [55.0, 95.5]
    """
    ordered = np.sort(samples, axis=-1)
    places = np.asarray(shares, dtype=np.float64) * (ordered.shape[-1] - 1)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    lower, upper = ordered[..., below], ordered[..., above]
    between: NDArray[np.float64] = lower + (upper - lower) * (places - below)
    return between
