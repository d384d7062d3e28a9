"""Percentiles of samples, linear between order statistics; a whole sort is faster than repeated selection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["percentiles", "percentiles_of_sorted"]


def percentiles(samples: NDArray[np.float64], *, shares: Sequence[float]) -> NDArray[np.float64]:
    """Compute percentiles along the last axis, with k = 1 + (n - 1) p and linear between neighbours.

    Source: HJ 663, percentile of an ordered series, edition 2013.

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
    return percentiles_of_sorted(np.sort(samples, axis=-1), shares=shares)


def percentiles_of_sorted(ordered: NDArray[np.float64], *, shares: Sequence[float]) -> NDArray[np.float64]:
    """Compute percentiles of samples that are sorted along the last axis already.

    Source: HJ 663, percentile of an ordered series, edition 2013.

    Parameters
    ----------
    ordered
        Sorted samples [any unit], shape (..., n) with n at least 1.
    shares
        Shares p [0-1], shape (shares,).

    Returns
    -------
    ndarray
        Percentiles [unit of the samples], shape (..., shares).

    Examples
    --------
    >>> percentiles_of_sorted(np.array([1.0, 2.0, 4.0]), shares=[0.5, 0.75]).tolist()
    [2.0, 3.0]
    """
    places = np.asarray(shares, dtype=np.float64) * (ordered.shape[-1] - 1)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    lower, upper = ordered[..., below], ordered[..., above]
    between: NDArray[np.float64] = lower + (upper - lower) * (places - below)
    return between
