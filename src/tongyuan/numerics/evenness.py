"""How unevenly something is borne: Gini and Theil over groups of unequal size."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["gini", "theil"]


def gini(values: Sequence[float], *, sizes: Sequence[float]) -> float | None:
    """Compute the Gini coefficient of what each of several groups bears per unit of its size.

    G = sum_ij n_i n_j |v_i - v_j| / (2 N^2 mean). Source: Gini (1912), Variabilità e mutabilità.

    Parameters
    ----------
    values
        Burden per unit of size, of each group [any unit].
    sizes
        Size of each group: persons, or GDP [any unit].

    Returns
    -------
    float or None
        0 where all bear alike; None where a value is negative or nothing is borne [1].

    Examples
    --------
    >>> gini([0.0, 1.0], sizes=[1.0, 1.0])
    0.5
    """
    whole = sum(sizes)
    mean = _mean(values, sizes)
    if mean is None:
        return None
    apart = sum(
        one * other * abs(value - beside)
        for value, one in zip(values, sizes, strict=True)
        for beside, other in zip(values, sizes, strict=True)
    )
    return apart / (2 * whole**2 * mean)


def theil(values: Sequence[float], *, sizes: Sequence[float]) -> float | None:
    """Compute the Theil index T of what each of several groups bears per unit of its size.

    T = sum_i (n_i / N) (v_i / mean) ln(v_i / mean); a group that bears nothing adds nothing. Source: Theil
    (1967), Economics and Information Theory.

    Parameters
    ----------
    values
        Burden per unit of size, of each group [any unit].
    sizes
        Size of each group: persons, or GDP [any unit].

    Returns
    -------
    float or None
        0 where all bear alike; None where a value is negative or nothing is borne [1].

    Examples
    --------
    One of two bears all: ln 2.

    >>> round(theil([0.0, 1.0], sizes=[1.0, 1.0]), 6)
    0.693147
    """
    whole = sum(sizes)
    mean = _mean(values, sizes)
    if mean is None:
        return None
    return sum(
        size / whole * value / mean * math.log(value / mean)
        for value, size in zip(values, sizes, strict=True)
        if value > 0
    )


def _mean(values: Sequence[float], sizes: Sequence[float]) -> float | None:
    """Take the mean; None where the measures have no meaning."""
    whole = sum(sizes)
    if whole <= 0 or any(value < 0 for value in values):
        return None
    mean = sum(value * size for value, size in zip(values, sizes, strict=True)) / whole
    return mean if mean > 0 else None
